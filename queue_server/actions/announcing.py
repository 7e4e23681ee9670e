"""Speaking in the hall: who has the voice, and what became of each call."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from protocol.instants import to_ms
from queue_server.domain.screen import NOBODY, Zone, shown, zone_of, zone_text
from queue_server.domain.speech import (
    Announced,
    Why,
    ends_at,
    free_counters,
    is_quiet,
    may_wait,
)
from queue_server.store.reading import load_voices
from queue_server.store.store import Tx
from queue_server.store.tables.journal import journal
from queue_server.store.tables.speech import announcement, voice, zone

CALLS = ("ticket.called", "ticket.recalled")


@dataclass(frozen=True)
class Said:
    """What a screen tells of one call; instants are of the screen's clock."""

    call_seq: int
    outcome: Announced
    why: Why | None
    begun_at: datetime | None
    ended_at: datetime


def claim_voice(tx: Tx, *, screen: str, is_able: bool) -> Zone:
    """Give the counters this screen speaks for now: of those it shows, the ones no other has.

    One that cannot speak, or may not at this hour, lets go. One that waits for a screen of a
    larger zone is noted too, with no counter.
    """
    others = load_voices(tx.connection, tx.code, known=tx.catalogue.by_counter, now=tx.now)
    others.pop(screen, None)
    wanted = _shown_by(tx, screen) if is_able and not is_quiet(tx.settings, tx.now) else NOBODY
    mine = free_counters(wanted, others.values())
    tx.connection.execute(delete(voice).where(voice.c.device == screen))
    if mine or may_wait(wanted, others.values()):
        values = {"site": tx.code, "device": screen, "counters": zone_text(mine)}
        tx.run(insert(voice), **values, until=ends_at(tx.now))
    return mine


def _shown_by(tx: Tx, screen: str) -> Zone:
    text = tx.run(select(zone.c.counters).where(zone.c.id == screen)).scalar()
    return shown(zone_of(text), tx.catalogue.by_counter)


def note_announcements(tx: Tx, said: list[Said], *, screen: str, epoch: str) -> list[int]:
    """Note what became of calls, each once; gives those that are new and were really made."""
    return [row.call_seq for row in said if _note(tx, row, screen=screen, epoch=epoch)]


def _note(tx: Tx, said: Said, *, screen: str, epoch: str) -> bool:
    call = _unannounced(tx, said.call_seq, epoch=epoch)
    if call is None:
        return False
    payload, begun_at, ended_at = _bounded(tx, said, call)
    tx.record(
        "call.announced",
        call.subject,
        {
            "call_seq": said.call_seq,
            "label": payload["label"],
            "counter": payload["counter"],
            "outcome": str(said.outcome),
            "why": None if said.why is None else str(said.why),
            "screen": screen,
            "begun_ms": None if begun_at is None else to_ms(begun_at),
            "ended_ms": to_ms(ended_at),
        },
    )
    tx.run(
        insert(announcement),
        site=tx.code,
        call_seq=said.call_seq,
        ticket=call.subject,
        screen=screen,
        outcome=str(said.outcome),
        why=None if said.why is None else str(said.why),
        begun_at=begun_at,
        ended_at=ended_at,
    )
    return True


def _unannounced(tx: Tx, call_seq: int, *, epoch: str) -> Any:
    """Give the journal's row of a call that nobody told of yet, or None."""
    known = select(announcement.c.call_seq).where(
        announcement.c.site == tx.code, announcement.c.call_seq == call_seq
    )
    if tx.run(known).first() is not None:
        return None
    return tx.run(
        select(journal.c.subject, journal.c.payload, journal.c.recorded_at).where(
            journal.c.site == tx.code,
            journal.c.seq == call_seq,
            journal.c.epoch == epoch,
            journal.c.type.in_(CALLS),
        )
    ).first()


def _bounded(tx: Tx, said: Said, call: Any) -> tuple[Any, datetime | None, datetime]:
    """A screen's clock may be off: nothing is spoken before its call, nor after now."""

    called_at: datetime = call.recorded_at

    def within(at: datetime) -> datetime:
        return min(max(at, called_at), tx.now)

    begun_at = None if said.begun_at is None else within(said.begun_at)
    return json.loads(call.payload), begun_at, max(within(said.ended_at), begun_at or tx.now)
