"""Undoing the last step while the citizen still stands there: finish, cancel, not here."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from queue_server.actions.calling import find_today, requeue
from queue_server.actions.serving import ServingRow, find_serving
from queue_server.actions.shifts import open_shift_of, own_shift
from queue_server.domain.refusals import (
    CounterBusy,
    DossierAccepted,
    NotYourCounter,
    TicketMoved,
    UndoTooLate,
)
from queue_server.domain.ticket import UNDO_WINDOW_S, TicketState, move_ticket
from queue_server.store.rows import TicketRow, change_row, change_ticket, ticket_at_counter
from queue_server.store.store import Tx
from queue_server.store.tables.service import dossier, rating, serving


def reopen_serving(tx: Tx, serving_id: str, *, officer: str) -> tuple[ServingRow, TicketRow]:
    """Go on with a serving finished by mistake; its rating is withdrawn unless it was given.

    Who was called there since then waits again as before. Refuses with ServingUnknown,
    NotYourCounter, TicketMoved, UndoTooLate, DossierAccepted, what `open_shift_of` refuses, or
    CounterBusy while another is served there.
    """
    row = find_serving(tx, serving_id)
    if row.officer != officer:
        raise NotYourCounter(counter=row.counter)
    ticket = _to_undo(tx, row.ticket, TicketState.SERVED)
    if ticket.ended_at != row.finished_at:
        raise TicketMoved(label=ticket.label, state=ticket.state)  # an earlier serving of it
    _check_not_accepted(tx, row)
    open_shift_of(tx, counter=row.counter, officer=officer)
    _free(tx, row.counter)
    state = move_ticket(TicketState(ticket.state), "serving.reopened", label=ticket.label)
    tx.record("serving.reopened", row.id, {"ticket": ticket.id, "counter": row.counter})
    opened: dict[str, Any] = {"state": "open", "finished_at": None, "outcome": None}
    change_row(tx.connection, serving, row.id, **opened, reason=None)
    tx.run(delete(rating).where(rating.c.serving == row.id, rating.c.state == "opened"))
    ticket = change_ticket(tx.connection, ticket, state=str(state), ended_at=None)
    return row._replace(**opened), ticket


def _free(tx: Tx, counter: int) -> None:
    """Put back whom the counter called since; refuses with CounterBusy if they are served."""
    busy = ticket_at_counter(tx.connection, tx.code, counter)
    if busy is None:
        return
    if busy.state != TicketState.CALLED:
        raise CounterBusy(counter=counter, label=busy.label)
    _put_back(tx, busy)


def _check_not_accepted(tx: Tx, row: ServingRow) -> None:
    """An official code is given once: what it stands on stays as it is."""
    if row.dossier is None:
        return
    thread = tx.run(
        select(dossier.c.official_code, dossier.c.accepted_at).where(dossier.c.id == row.dossier)
    ).one()
    if thread.accepted_at is not None and thread.accepted_at == row.finished_at:
        raise DossierAccepted(dossier_code=thread.official_code)


def undo_absence(tx: Tx, ticket_id: str, *, officer: str) -> TicketRow:
    """Let a ticket just called missed at the officer's counter wait again, as if it never was.

    Refuses with TicketMoved, UndoTooLate or NotYourCounter.
    """
    row = _to_undo(tx, ticket_id, TicketState.MISSED)
    assert row.counter is not None  # it was called there
    own_shift(tx, row.counter, officer)
    return _put_back(tx, row)


def undo_cancellation(tx: Tx, ticket_id: str) -> TicketRow:
    """Let a ticket just cancelled wait again; refuses with TicketMoved or UndoTooLate."""
    return _put_back(tx, _to_undo(tx, ticket_id, TicketState.CANCELLED))


def _to_undo(tx: Tx, ticket_id: str, state: TicketState) -> TicketRow:
    row = find_today(tx, ticket_id)
    if row.state != state or row.ended_at is None:
        raise TicketMoved(label=row.label, state=row.state)
    if tx.now - row.ended_at > timedelta(seconds=UNDO_WINDOW_S):
        raise UndoTooLate(seconds=UNDO_WINDOW_S)
    return row


def _put_back(tx: Tx, row: TicketRow) -> TicketRow:
    return requeue(tx, row, ready_at=row.ready_at, eff_s=row.eff_s)
