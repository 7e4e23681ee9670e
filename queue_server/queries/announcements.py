"""Who has the voice of a hall, and the log of what was spoken there."""

import json
from typing import Any

from sqlalchemy import Connection, select

from queue_server.queries.shapes import instant
from queue_server.store.tables.access import device
from queue_server.store.tables.journal import journal
from queue_server.store.tables.speech import announcement

LOG_MAX = 200


def announced_among(connection: Connection, site: str, call_seqs: list[int]) -> set[int]:
    """Give those of some calls that were spoken or dropped already."""
    if not call_seqs:
        return set()
    found = select(announcement.c.call_seq).where(
        announcement.c.site == site, announcement.c.call_seq.in_(call_seqs)
    )
    return set(connection.execute(found).scalars())


def announcement_log(
    connection: Connection, site: str, *, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """Give the newest calls below `before` with what became of each in the hall.

    `unheard` is a call no screen ever told of.
    """
    a = announcement.c
    said = (a.outcome, a.why, a.begun_at, a.ended_at)
    statement = (
        select(journal.c.seq, journal.c.recorded_at, journal.c.payload, *said, device.c.name)
        .join(
            announcement, (a.site == journal.c.site) & (a.call_seq == journal.c.seq), isouter=True
        )
        .join(device, device.c.id == a.screen, isouter=True)
        .where(journal.c.site == site, journal.c.type.in_(("ticket.called", "ticket.recalled")))
    )
    if before is not None:
        statement = statement.where(journal.c.seq < before)
    rows = connection.execute(statement.order_by(journal.c.seq.desc()).limit(min(limit, LOG_MAX)))
    return [_line(row) for row in rows]


def _line(row: Any) -> dict[str, Any]:
    call = json.loads(row.payload)
    return {
        "seq": row.seq,
        "label": call["label"],
        "counter": call["counter"],
        "call": call["call"],
        "called_at": instant(row.recorded_at),
        "outcome": row.outcome or "unheard",
        "why": row.why,
        "begun_at": instant(row.begun_at),
        "ended_at": instant(row.ended_at),
        "screen": row.name,
    }
