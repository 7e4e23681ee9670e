"""Ratings: opened by "finish", given once by the citizen's channel, or lapsed (decision D11)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from queue_server.domain.machine import next_state
from queue_server.domain.rating import TRANSITIONS, RatingChannel, RatingState
from queue_server.domain.rating_refusals import RatingReasonUnknown
from queue_server.domain.refusals import (
    RatingClosed,
    RatingTaken,
    RatingValueUnknown,
    RoleRefused,
    ServingUnknown,
)
from queue_server.store.rows import TicketRow, ticket_at_counter
from queue_server.store.store import Tx
from queue_server.store.tables.service import rating


def open_rating(tx: Tx, serving_id: str, *, ticket: TicketRow, counter: int) -> None:
    """Ask the citizen: at the pad for `pad_window_s`, by the slip for `rating_days`.

    Who answered before the serving was reopened is not asked again.
    """
    if tx.run(select(rating.c.serving).where(rating.c.serving == serving_id)).first():
        return
    pad_until = tx.now + timedelta(seconds=tx.settings.pad_window_s)
    until = tx.now + timedelta(days=tx.settings.rating_days)
    payload = {
        "ticket": ticket.id,
        "counter": counter,
        "pad_s": tx.settings.pad_window_s,
        "days": tx.settings.rating_days,
    }
    tx.record("rating.opened", serving_id, payload)
    tx.run(
        insert(rating),
        serving=serving_id,
        site=tx.code,
        day=ticket.day,
        counter=counter,
        service=ticket.service,
        dossier=ticket.dossier,
        state=str(next_state(TRANSITIONS, None, "rating.opened")),
        opened_at=tx.now,
        pad_until=pad_until,
        until=until,
        value=None,
        scale=None,
        channel=None,
        given_at=None,
    )


def rate_at_pad(tx: Tx, serving_id: str, *, counter: int, value: int, scale: str) -> None:
    """Take the answer from the pad paired with the serving's own counter, once.

    The page is closed by the counter's next serving or after `pad_window_s`. Refuses with
    ServingUnknown, RoleRefused, RatingTaken, RatingClosed or RatingValueUnknown.
    """
    row = _of_pad(tx, serving_id, counter=counter)
    if row.state == RatingState.GIVEN:
        raise RatingTaken()
    if row.state != RatingState.OPENED or _is_closed(tx, row):
        raise RatingClosed()
    offered = tx.catalogue.scale
    if scale != offered.version or value not in offered.values:
        raise RatingValueUnknown()
    _give(tx, serving_id, dossier=row.dossier, value=value, scale=scale, channel=RatingChannel.PAD)


def explain_at_pad(tx: Tx, serving_id: str, *, counter: int, reason: str) -> None:
    """Take why the answer was a bad one, from the same pad while its page is open, once.

    Refuses with ServingUnknown, RoleRefused, RatingTaken, RatingClosed or RatingReasonUnknown.
    """
    row = _of_pad(tx, serving_id, counter=counter)
    if row.state != RatingState.GIVEN or _is_closed(tx, row):
        raise RatingClosed()
    if row.reason is not None:
        raise RatingTaken()
    scale = tx.catalogue.scale
    if row.scale != scale.version or not scale.may_say(row.value, reason):
        raise RatingReasonUnknown()
    next_state(TRANSITIONS, RatingState.GIVEN, "rating.explained")
    tx.record("rating.explained", serving_id, {"reason": reason})
    tx.connection.execute(
        update(rating).where(rating.c.serving == serving_id).values(reason=reason)
    )


def _of_pad(tx: Tx, serving_id: str, *, counter: int) -> Row[Any]:
    row = tx.run(
        select(rating).where(rating.c.site == tx.code, rating.c.serving == serving_id)
    ).first()
    if row is None:
        raise ServingUnknown()
    if row.counter != counter:
        raise RoleRefused()
    return row


def _is_closed(tx: Tx, row: Row[Any]) -> bool:
    return tx.now > row.pad_until or _has_next(tx, row.serving, row.counter)


def _has_next(tx: Tx, serving_id: str, counter: int) -> bool:
    """Tell whether the counter has begun its next serving, or rated a later one."""
    busy = ticket_at_counter(tx.connection, tx.code, counter)
    if busy is not None and busy.state == "serving":
        return True
    newest = tx.run(
        select(rating.c.serving)
        .where(rating.c.site == tx.code, rating.c.counter == counter)
        .order_by(rating.c.opened_at.desc(), rating.c.serving.desc())
        .limit(1)
    ).scalar_one()
    return bool(newest != serving_id)


def _give(
    tx: Tx, serving_id: str, *, dossier: str | None, value: int, scale: str, channel: RatingChannel
) -> None:
    state = next_state(TRANSITIONS, RatingState.OPENED, "rating.given")
    payload = {"value": value, "scale": scale, "channel": channel, "dossier": dossier}
    tx.record("rating.given", serving_id, payload)
    given = {"state": str(state), "value": value, "scale": scale, "channel": str(channel)}
    tx.connection.execute(
        update(rating).where(rating.c.serving == serving_id).values(**given, given_at=tx.now)
    )


def lapse_ratings(tx: Tx) -> None:
    """End the ratings whose days are over; they stay in the denominator."""
    due = tx.run(
        select(rating.c.serving).where(
            rating.c.site == tx.code, rating.c.state == "opened", rating.c.until <= tx.now
        )
    ).scalars()
    for serving_id in sorted(due):
        state = next_state(TRANSITIONS, RatingState.OPENED, "rating.lapsed")
        tx.record("rating.lapsed", serving_id, {})
        tx.connection.execute(
            update(rating).where(rating.c.serving == serving_id).values(state=str(state))
        )
