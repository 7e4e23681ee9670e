"""Serving: start what was called, finish it with an outcome."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from queue_server.actions.calling import ticket_for
from queue_server.actions.dossiers import accept_dossier
from queue_server.actions.moving import send_back
from queue_server.actions.ratings import open_rating
from queue_server.actions.shifts import no_officer_at
from queue_server.domain.reasons import OutcomeReason
from queue_server.domain.refusals import ServingOver, ServingUnknown
from queue_server.domain.serving import Outcome, ServingState
from queue_server.domain.ticket import TicketState, move_ticket
from queue_server.store.rows import TicketRow, change_row, change_ticket, ticket_by_id
from queue_server.store.store import Tx
from queue_server.store.tables.service import serving


class ServingRow(NamedTuple):
    """A serving as stored; columns in the order of `_columns`."""

    id: str
    ticket: str
    counter: int
    officer: str
    service: str
    dossier: str | None
    state: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None


_columns = select(*(serving.c[name] for name in ServingRow._fields))


def start_serving(tx: Tx, ticket_id: str, *, officer: str) -> tuple[ServingRow, TicketRow]:
    """Begin serving the ticket called to the officer's counter; refuses like recall_ticket."""
    row = ticket_for(tx, ticket_id, officer=officer)
    state = move_ticket(TicketState(row.state), "serving.started", label=row.label)
    assert row.counter is not None  # ticket_for saw it at a counter
    made = ServingRow(
        tx.new_id(),
        row.id,
        row.counter,
        officer,
        row.service,
        row.dossier,
        "open",
        tx.now,
        None,
        None,
    )
    payload = {
        "ticket": row.id,
        "counter": row.counter,
        "service": row.service,
        "dossier": row.dossier,
    }
    tx.record("serving.started", made.id, payload)
    tx.run(insert(serving), **made._asdict(), site=tx.code, day=row.day, reason=None)
    return made, change_ticket(tx.connection, row, state=str(state))


def finish_serving(
    tx: Tx,
    serving_id: str,
    *,
    officer: str,
    outcome: Outcome,
    reason: OutcomeReason | None = None,
    dossier_code: str | None = None,
) -> tuple[ServingRow, TicketRow]:
    """End a serving with its outcome, and open its rating (decision D11).

    Who is expected back at another counter waits for it.
    The same outcome again changes nothing. "accepted" with a dossier code gives the dossier its
    official code. Refuses with ServingUnknown, ServingOver, NotYourCounter, DossierCodeInvalid,
    DossierCodeTaken or DossierMoved.
    """
    row = find_serving(tx, serving_id)
    if row.officer != officer:
        raise no_officer_at(tx, row.counter, officer)
    ticket = ticket_by_id(tx.connection, tx.code, row.ticket)
    if ticket is None:
        raise ServingUnknown()
    if row.state == ServingState.FINISHED:
        if row.outcome != outcome:
            raise ServingOver()
        return row, ticket
    if outcome is Outcome.ACCEPTED and dossier_code and row.dossier:
        accept_dossier(tx, row.dossier, official_code=dossier_code)
    state = move_ticket(TicketState(ticket.state), "serving.finished", label=ticket.label)
    tx.record(
        "serving.finished", row.id, {"ticket": ticket.id, "outcome": outcome, "reason": reason}
    )
    ended: dict[str, Any] = {"state": "finished", "finished_at": tx.now, "outcome": str(outcome)}
    change_row(tx.connection, serving, row.id, **ended, reason=reason)
    ticket = change_ticket(tx.connection, ticket, state=str(state), ended_at=tx.now)
    open_rating(tx, row.id, ticket=ticket, counter=row.counter)
    if ticket.back_to not in (None, row.counter):
        ticket = send_back(tx, ticket)
    return row._replace(**ended), ticket


def find_serving(tx: Tx, serving_id: str) -> ServingRow:
    """Give a serving of this site; refuses with ServingUnknown."""
    row = tx.run(_columns.where(serving.c.site == tx.code, serving.c.id == serving_id)).first()
    if row is None:
        raise ServingUnknown()
    return ServingRow._make(row)
