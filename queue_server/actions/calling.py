"""Calling: next, again, not here, came back, cancel."""

from dataclasses import dataclass
from datetime import timedelta

from protocol.instants import to_ms
from queue_server.actions.day import close_due_days, is_over, written
from queue_server.actions.shifts import open_shift_of
from queue_server.domain.dispatch import return_eff_s
from queue_server.domain.refusals import (
    CounterBusy,
    NotYourCounter,
    ReturnTooLate,
    TicketMoved,
    TicketOfPastDay,
    TicketUnknown,
)
from queue_server.domain.ticket import AT_COUNTER, TicketState, move_ticket
from queue_server.store.rows import (
    TicketRow,
    change_ticket,
    first_waiting,
    ticket_at_counter,
    ticket_by_id,
)
from queue_server.store.store import Tx


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
    open_shift_of(tx, counter=counter, officer=officer)
    busy = ticket_at_counter(tx.connection, tx.code, counter)
    if busy is not None:
        raise CounterBusy(counter=counter, label=busy.label)
    yields_s = tx.catalogue.by_counter[counter].skills
    row = _first(tx, yields_s)
    if row is not None and is_over(tx, row.day):
        close_due_days(tx)  # the closing hour ends a day, not the round that carries it out
        row = _first(tx, yields_s)
    return Called(row and _call(tx, row, counter=counter), yields_s)


def _first(tx: Tx, yields_s: dict[str, int]) -> TicketRow | None:
    return next(iter(first_waiting(tx.connection, tx.code, yields_s=yields_s, limit=1)), None)


def _call(tx: Tx, row: TicketRow, *, counter: int) -> TicketRow:
    state = move_ticket(TicketState(row.state), "ticket.called", label=row.label)
    calls = row.calls + 1
    seq = tx.record(
        "ticket.called", row.id, {"label": row.label, "counter": counter, "call": calls}
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
    )


def recall_ticket(tx: Tx, ticket_id: str, *, officer: str) -> TicketRow:
    """Call again; refuses with TicketUnknown, TicketMoved or NotYourCounter."""
    row = ticket_for(tx, ticket_id, officer=officer)
    state = move_ticket(TicketState(row.state), "ticket.recalled", label=row.label)
    calls = row.calls + 1
    payload = {"label": row.label, "counter": row.counter, "call": calls}
    seq = tx.record("ticket.recalled", row.id, payload)
    return change_ticket(
        tx.connection, row, state=str(state), calls=calls, call_seq=seq, called_at=tx.now
    )


def miss_ticket(tx: Tx, ticket_id: str, *, officer: str) -> TicketRow:
    """Note that the called citizen is not here; refuses like recall_ticket."""
    row = ticket_for(tx, ticket_id, officer=officer)
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
    state = move_ticket(TicketState(row.state), "ticket.requeued", label=row.label)
    eff_s = return_eff_s(to_ms(tx.now) // 1000, rule=tx.settings.rule)
    tx.record("ticket.requeued", row.id, {"label": row.label, "eff_s": eff_s})
    return change_ticket(
        tx.connection,
        row,
        state=str(state),
        ready_at=tx.now,
        eff_s=eff_s,
        counter=None,
        ended_at=None,
    )


def cancel_ticket(tx: Tx, ticket_id: str, *, reason: str | None) -> TicketRow:
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
    if is_over(tx, row.day):
        raise TicketOfPastDay(label=row.label, day=written(row.day))
    return row


def ticket_for(tx: Tx, ticket_id: str, *, officer: str) -> TicketRow:
    """Give a ticket that is at the officer's own counter; else it moved on, or is elsewhere."""
    row = find_today(tx, ticket_id)
    if row.state not in AT_COUNTER or row.counter is None:
        raise TicketMoved(label=row.label, state=row.state)
    if open_shift_of(tx, counter=row.counter, officer=None).officer != officer:
        raise NotYourCounter(counter=row.counter)
    return row
