"""The counters of a site as they are now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select

from queue_server.domain.ticket import AT_COUNTER
from queue_server.queries.scene import Scene
from queue_server.queries.shapes import instant
from queue_server.store.rows import TicketRow
from queue_server.store.tables.access import account
from queue_server.store.tables.queue import ticket
from queue_server.store.tables.service import dossier, serving, shift

# Written out, not bound: SQLite takes the partial index only for a state it can read.
_CLOSED = literal("closed", literal_execute=True)
_OF_A_SHIFT = ("counter", "officer", "state", "seat", "since", "pause_reason", "help_at")
_before = shift.alias("before")
TICKETS = select(*(ticket.c[name] for name in TicketRow._fields))


@dataclass(frozen=True)
class Desk:
    """One counter as it is now: its shift, who sits there, the ticket there, its serving.

    `seat`: the browser it is open in; `since`: when it came into its state; `help_at`: since when
    its officer asks for help; `taken_from`: the officer it was taken over from.
    """

    number: int
    state: str
    officer: dict[str, str] | None
    seat: str | None
    since: datetime | None
    pause_reason: str | None
    help_at: datetime | None
    taken_from: str | None
    ticket: TicketRow | None
    serving: dict[str, Any] | None
    code: str | None


def read_desks(scene: Scene) -> list[Desk]:
    """Give all counters in order."""
    shifts = _shifts(scene)
    tickets = {row.counter: row for row in _at_counters(scene)}
    threads = _codes(scene, [row.dossier for row in tickets.values()])
    servings = _open_servings(scene)
    return [
        _desk(counter.number, shifts, tickets.get(counter.number), servings, threads)
        for counter in scene.catalogue.counters
    ]


def _desk(
    number: int,
    shifts: Mapping[int, Any],
    row: TicketRow | None,
    servings: Mapping[str, Any],
    threads: Mapping[str, str],
) -> Desk:
    held = shifts.get(number)
    return Desk(
        number=number,
        state="closed" if held is None else held.state,
        officer=None if held is None else {"id": held.officer, "name": held.name},
        seat=None if held is None else held.seat,
        since=None if held is None else held.since,
        pause_reason=None if held is None else held.pause_reason,
        help_at=None if held is None else held.help_at,
        taken_from=None if held is None else held.taken_from,
        ticket=row,
        serving=None if row is None else servings.get(row.id),
        code=None if row is None or row.dossier is None else threads.get(row.dossier),
    )


def _shifts(scene: Scene) -> dict[int, Any]:
    rows = scene.connection.execute(
        select(
            *(shift.c[name] for name in _OF_A_SHIFT),
            account.c.name,
            _before.c.officer.label("taken_from"),
        )
        .join(account, account.c.id == shift.c.officer)
        .outerjoin(_before, _before.c.id == shift.c.taken_from)
        .where(shift.c.site == scene.code, shift.c.state != _CLOSED)
    )
    return {row.counter: row for row in rows}


def _at_counters(scene: Scene) -> list[TicketRow]:
    rows = scene.connection.execute(
        TICKETS.where(ticket.c.site == scene.code, ticket.c.state.in_(sorted(AT_COUNTER)))
    )
    return [TicketRow._make(row) for row in rows]


def _open_servings(scene: Scene) -> dict[str, Any]:
    rows = scene.connection.execute(
        select(serving.c.ticket, serving.c.id, serving.c.started_at).where(
            serving.c.site == scene.code, serving.c.state == "open"
        )
    )
    return {row.ticket: {"id": row.id, "started_at": instant(row.started_at)} for row in rows}


def _codes(scene: Scene, ids: list[str | None]) -> dict[str, str]:
    known = [i for i in ids if i is not None]
    if not known:
        return {}
    rows = scene.connection.execute(
        select(dossier.c.id, dossier.c.code).where(dossier.c.id.in_(known))
    )
    return {row.id: row.code for row in rows}
