"""Holding: a citizen steps aside in the middle of a serving and comes back to the same counter."""

from datetime import timedelta

from protocol.instants import to_ms
from queue_server.actions.calling import call_ticket, check_free, find_today, requeue, ticket_for
from queue_server.actions.moving import break_off, stamp_again
from queue_server.actions.shifts import close_shift
from queue_server.domain.reasons import HoldReason
from queue_server.domain.refusals import TicketMoved
from queue_server.domain.serving import Parting
from queue_server.domain.ticket import TicketState, move_ticket
from queue_server.store.rows import TicketRow, change_ticket, held_tickets
from queue_server.store.store import Tx


def hold_ticket(
    tx: Tx, ticket_id: str, *, officer: str, reason: HoldReason, minutes: int | None
) -> TicketRow:
    """Set aside the ticket being served; with `minutes`, it then waits again by itself.

    Its serving ends here, and the counter is free. Refuses like recall_ticket.
    """
    row = ticket_for(tx, ticket_id, officer=officer)
    state = move_ticket(TicketState(row.state), "ticket.held", label=row.label)
    until = None if minutes is None else tx.now + timedelta(minutes=minutes)
    payload = {
        "label": row.label,
        "counter": row.counter,
        "reason": reason,
        "until_ms": until and to_ms(until),
        "serving": break_off(tx, row, how=Parting.HELD),
    }
    tx.record("ticket.held", row.id, payload)
    held = {"held_until": until, "held_reason": str(reason), "calls": 0}
    return change_ticket(tx.connection, row, state=str(state), **held)


def call_held(tx: Tx, ticket_id: str, *, officer: str) -> TicketRow:
    """Call a held ticket back to its counter; refuses like call_next, and with TicketMoved."""
    row = _held(tx, ticket_id)
    assert row.counter is not None  # it was served there
    check_free(tx, counter=row.counter, officer=officer)
    return call_ticket(tx, row, counter=row.counter)


def release_ticket(tx: Tx, ticket_id: str) -> TicketRow:
    """Let a held ticket wait again, with its seniority; refuses with TicketMoved."""
    return _release(tx, _held(tx, ticket_id))


def release_due(tx: Tx) -> int:
    """Let the held tickets whose time is up wait again; gives how many."""
    due = held_tickets(tx.connection, tx.code, due=tx.now)
    for row in due:
        _release(tx, row)
    return len(due)


def leave_counter(tx: Tx, *, counter: int, officer: str) -> None:
    """Close the officer's counter; whom it held waits again, for nobody would call them back."""
    close_shift(tx, counter=counter, officer=officer)
    for row in held_tickets(tx.connection, tx.code, counter=counter):
        _release(tx, row)


def _release(tx: Tx, row: TicketRow) -> TicketRow:
    return requeue(tx, row, ready_at=tx.now, eff_s=stamp_again(tx, row))


def _held(tx: Tx, ticket_id: str) -> TicketRow:
    row = find_today(tx, ticket_id)
    if row.state != TicketState.HELD:
        raise TicketMoved(label=row.label, state=row.state)
    return row
