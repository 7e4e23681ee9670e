"""Calling: next, this one, again, not here, came back, cancel."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from protocol.instants import to_ms
from queue_server.actions.closing import close_due_days
from queue_server.actions.day import has_ended, is_over
from queue_server.actions.shifts import find_shift_of, open_shift_of, own_shift
from queue_server.domain.dispatch import return_eff_s
from queue_server.domain.reasons import CancelReason, HandReason
from queue_server.domain.refusals import (
    CounterBusy,
    CounterCannotServe,
    OfficerAway,
    ReturnTooLate,
    TicketMoved,
    TicketOfPastDay,
    TicketUnknown,
)
from queue_server.domain.slip_text import written
from queue_server.domain.ticket import AT_COUNTER, TicketState, move_ticket
from queue_server.store.rows import (
    Seat,
    TicketRow,
    change_ticket,
    first_waiting,
    ticket_at_counter,
    ticket_by_id,
)
from queue_server.store.store import Tx

# What ends when a ticket is called, or waits again: whom it was for, and how it was held.
FOR_NOBODY: dict[str, Any] = {
    "for_counter": None,
    "for_officer": None,
    "held_until": None,
    "held_reason": None,
}


@dataclass(frozen=True)
class Called:
    """Whom a counter called, or None where nobody waits for it, and its skills."""

    ticket: TicketRow | None
    yields_s: dict[str, int]


def call_next(tx: Tx, *, counter: int, officer: str) -> Called:
    """Call the first waiting ticket this counter can serve (decision D8).

    Refuses with CounterUnknown, CounterClosed, CounterPaused, NotYourCounter, or CounterBusy
    while a ticket is called or served there.
    """
    check_free(tx, counter=counter, officer=officer)
    yields_s, seat = tx.catalogue.by_counter[counter].skills, Seat(counter, officer)
    row = _first(tx, yields_s, seat)
    if row is not None and is_over(tx, row.day):
        close_due_days(tx)  # the closing hour ends a day, not the round that carries it out
        row = _first(tx, yields_s, seat)
    return Called(row and call_ticket(tx, row, counter=counter), yields_s)


def check_free(tx: Tx, *, counter: int, officer: str) -> None:
    """Refuse, as call_next does, unless the officer's counter works and has nobody."""
    open_shift_of(tx, counter=counter, officer=officer)
    busy = ticket_at_counter(tx.connection, tx.code, counter)
    if busy is not None:
        raise CounterBusy(counter=counter, label=busy.label)


def _first(tx: Tx, yields_s: dict[str, int], seat: Seat) -> TicketRow | None:
    rows = first_waiting(tx.connection, tx.code, yields_s=yields_s, limit=1, seat=seat)
    return next(iter(rows), None)


def call_chosen(tx: Tx, ticket_id: str, *, officer: str, reason: HandReason) -> TicketRow:
    """Call a waiting ticket out of order to the officer's own counter, for a reason.

    Refuses like call_next, and with TicketUnknown, TicketMoved, OfficerAway or CounterCannotServe.
    """
    row = find_today(tx, ticket_id)
    if row.state != TicketState.WAITING:
        raise TicketMoved(label=row.label, state=row.state)
    seat = find_shift_of(tx, officer)
    if seat is None:
        raise OfficerAway()
    check_free(tx, counter=seat.counter, officer=officer)
    if row.service not in tx.catalogue.by_counter[seat.counter].skills:
        raise CounterCannotServe(counter=seat.counter)
    return call_ticket(tx, row, counter=seat.counter, by_hand=reason)


def call_ticket(tx: Tx, row: TicketRow, *, counter: int, by_hand: str | None = None) -> TicketRow:
    """Call a ticket to a counter that is free; `by_hand` is why it was not its turn."""
    state = move_ticket(TicketState(row.state), "ticket.called", label=row.label)
    calls = row.calls + 1
    payload = {"label": row.label, "counter": counter, "call": calls}
    seq = tx.record(
        "ticket.called", row.id, {**payload, **({"by_hand": by_hand} if by_hand else {})}
    )
    return change_ticket(
        tx.connection,
        row,
        state=str(state),
        counter=counter,
        calls=calls,
        call_seq=seq,
        called_at=tx.now,
        first_called_at=row.first_called_at or tx.now,
        by_hand=row.by_hand if by_hand is None else str(by_hand),
        **FOR_NOBODY,
    )


def recall_ticket(tx: Tx, ticket_id: str, *, officer: str) -> TicketRow:
    """Call again; who was called `calls_max` times counts as missed instead, and waits no more.

    Refuses with TicketUnknown, TicketMoved or NotYourCounter.
    """
    row = ticket_for(tx, ticket_id, officer=officer)
    state = move_ticket(TicketState(row.state), "ticket.recalled", label=row.label)
    if 0 < tx.settings.calls_max <= row.calls:
        return _miss(tx, row)
    calls = row.calls + 1
    payload = {"label": row.label, "counter": row.counter, "call": calls}
    seq = tx.record("ticket.recalled", row.id, payload)
    return change_ticket(
        tx.connection, row, state=str(state), calls=calls, call_seq=seq, called_at=tx.now
    )


def miss_ticket(tx: Tx, ticket_id: str, *, officer: str) -> TicketRow:
    """Note that the called citizen is not here; refuses like recall_ticket."""
    return _miss(tx, ticket_for(tx, ticket_id, officer=officer))


def _miss(tx: Tx, row: TicketRow) -> TicketRow:
    state = move_ticket(TicketState(row.state), "ticket.missed", label=row.label)
    tx.record("ticket.missed", row.id, {"label": row.label, "counter": row.counter})
    return change_ticket(tx.connection, row, state=str(state), ended_at=tx.now)


def return_ticket(tx: Tx, ticket_id: str) -> TicketRow:
    """Let a missed citizen wait again, ready from now; refuses with ReturnTooLate too."""
    row = find_today(tx, ticket_id)
    if row.state != TicketState.MISSED:
        raise TicketMoved(label=row.label, state=row.state)
    if row.ended_at and tx.now - row.ended_at > timedelta(seconds=tx.settings.return_window_s):
        raise ReturnTooLate(label=row.label)
    eff_s = return_eff_s(to_ms(tx.now) // 1000, rule=tx.settings.rule)
    return requeue(tx, row, ready_at=tx.now, eff_s=eff_s)


def requeue(tx: Tx, row: TicketRow, *, ready_at: datetime, eff_s: int) -> TicketRow:
    """Let a ticket wait again at a place of its own; it is called from the first time on."""
    state = move_ticket(TicketState(row.state), "ticket.requeued", label=row.label)
    payload = {"label": row.label, "ready_ms": to_ms(ready_at), "eff_s": eff_s, "calls": 0}
    tx.record("ticket.requeued", row.id, payload)
    again = {"counter": None, "calls": 0, "ended_at": None}
    return change_ticket(
        tx.connection, row, state=str(state), ready_at=ready_at, eff_s=eff_s, **again, **FOR_NOBODY
    )


def cancel_ticket(tx: Tx, ticket_id: str, *, reason: CancelReason | None) -> TicketRow:
    """Cancel a ticket that waits, is called or is held; refuses with TicketMoved."""
    row = find_today(tx, ticket_id)
    state = move_ticket(TicketState(row.state), "ticket.cancelled", label=row.label)
    tx.record("ticket.cancelled", row.id, {"label": row.label, "reason": reason})
    return change_ticket(tx.connection, row, state=str(state), ended_at=tx.now)


def find_today(tx: Tx, ticket_id: str) -> TicketRow:
    """Give a ticket of today; refuses with TicketUnknown or TicketOfPastDay."""
    row = ticket_by_id(tx.connection, tx.code, ticket_id)
    if row is None or row.state == TicketState.OFFERED:
        raise TicketUnknown()
    if has_ended(tx, row.day):
        raise TicketOfPastDay(label=row.label, day=written(row.day))
    return row


def ticket_for(tx: Tx, ticket_id: str, *, officer: str) -> TicketRow:
    """Give a ticket that is at the officer's own counter; else it moved on, or is elsewhere."""
    row = find_today(tx, ticket_id)
    if row.state not in AT_COUNTER or row.counter is None:
        raise TicketMoved(label=row.label, state=row.state)
    own_shift(tx, row.counter, officer)
    return row
