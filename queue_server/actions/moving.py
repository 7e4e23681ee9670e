"""Moving: a ticket waits for another service, counter or officer, and keeps its seniority."""

from dataclasses import dataclass

from sqlalchemy import select

from protocol.instants import to_ms
from queue_server.actions.calling import find_today, ticket_for
from queue_server.actions.shifts import find_shift, find_shift_of
from queue_server.domain.dispatch import again_eff_s
from queue_server.domain.refusals import (
    CounterCannotServe,
    CounterClosed,
    CounterUnknown,
    OfficerAway,
    ServiceUnknown,
    TicketMoved,
)
from queue_server.domain.serving import Parting, ServingState
from queue_server.domain.ticket import TicketClass, TicketState, move_ticket
from queue_server.store.rows import TicketRow, change_row, change_ticket
from queue_server.store.store import Tx
from queue_server.store.tables.service import serving


@dataclass(frozen=True)
class Target:
    """Where to: a service, at most one of a counter and an officer, and whether to come back."""

    service: str
    counter: int | None = None
    officer: str | None = None
    comes_back: bool = False


def transfer_ticket(tx: Tx, ticket_id: str, *, officer: str, to: Target) -> TicketRow:
    """Move a ticket that waits, or that is at the officer's own counter; its serving ends.

    Refuses like recall_ticket, and with ServiceUnknown, CounterUnknown, CounterCannotServe,
    CounterClosed or OfficerAway for what cannot take it.
    """
    row = find_today(tx, ticket_id)
    if row.state != TicketState.WAITING:
        row = ticket_for(tx, ticket_id, officer=officer)
    elif to.comes_back:
        raise TicketMoved(label=row.label, state=row.state)  # there is nobody to come back to
    _check_target(tx, to)
    if to.comes_back:
        row = row._replace(back_to=row.counter, back_service=row.service)
    return _move(tx, row, to=to)


def send_back(tx: Tx, row: TicketRow) -> TicketRow:
    """Let a served citizen wait for the counter that expects them back."""
    assert row.back_service is not None  # it came with back_to
    to = Target(row.back_service, counter=row.back_to)
    return _move(tx, row._replace(back_to=None, back_service=None), to=to)


def _move(tx: Tx, row: TicketRow, *, to: Target) -> TicketRow:
    state = move_ticket(TicketState(row.state), "ticket.transferred", label=row.label)
    ready_at, eff_s = row.ready_at, row.eff_s
    if row.state != TicketState.WAITING:
        ready_at, eff_s = tx.now, stamp_again(tx, row)
    field = tx.catalogue.by_service[to.service].field
    moved = {"service": to.service, "field": field, "eff_s": eff_s}
    kept = {"back_to": row.back_to, "back_service": row.back_service}
    payload = {
        "label": row.label,
        **moved,
        **kept,
        "counter": to.counter,
        "officer": to.officer,
        "ready_ms": to_ms(ready_at),
        "serving": break_off(tx, row, how=Parting.TRANSFERRED),
    }
    tx.record("ticket.transferred", row.id, payload)
    ends = {"counter": None, "calls": 0, "ended_at": None}
    target = {"for_counter": to.counter, "for_officer": to.officer}
    return change_ticket(
        tx.connection, row, state=str(state), ready_at=ready_at, **moved, **kept, **ends, **target
    )


def _check_target(tx: Tx, to: Target) -> None:
    if to.service not in tx.catalogue.by_service:
        raise ServiceUnknown()
    number = to.counter
    if to.officer is not None:
        held = find_shift_of(tx, to.officer)
        if held is None:
            raise OfficerAway()
        number = held.counter
    if number is None:
        return
    if number not in tx.catalogue.by_counter:
        raise CounterUnknown(counter=number)
    if to.service not in tx.catalogue.by_counter[number].skills:
        raise CounterCannotServe(counter=number)
    if find_shift(tx, number) is None:
        raise CounterClosed(counter=number)


def stamp_again(tx: Tx, row: TicketRow) -> int:
    """Give the stamp of a ticket that is ready again now, from when its visit began."""
    return again_eff_s(
        to_ms(row.issued_at) // 1000,
        ready_s=to_ms(tx.now) // 1000,
        class_=TicketClass(row.class_),
        rule=tx.settings.rule,
    )


def break_off(tx: Tx, row: TicketRow, *, how: Parting) -> str | None:
    """End the serving of a ticket that goes on elsewhere or later; gives its id, or None."""
    going_on = select(serving.c.id).where(
        serving.c.ticket == row.id, serving.c.state == str(ServingState.OPEN)
    )
    id_: str | None = tx.run(going_on).scalar()
    if id_ is not None:
        ended = {"state": str(ServingState.FINISHED), "finished_at": tx.now, "outcome": str(how)}
        change_row(tx.connection, serving, id_, **ended)
    return id_
