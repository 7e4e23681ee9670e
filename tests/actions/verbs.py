"""Short ways to do what officers do besides call, serve and finish."""

from sqlalchemy import select

from queue_server.actions.calling import call_chosen, miss_ticket, recall_ticket
from queue_server.actions.holding import (
    call_held,
    hold_ticket,
)
from queue_server.actions.issuing import Wish
from queue_server.actions.moving import Target, transfer_ticket
from queue_server.actions.undoing import reopen_serving
from queue_server.actions.walkups import WalkUp, serve_walk_up
from queue_server.domain.reasons import HandReason, HoldReason
from queue_server.store.rows import TicketRow
from queue_server.store.tables.service import rating, serving
from tests.actions.test_calling import called
from tests.stage import AN, Stage

# Counters 2 and 3 of the demonstration hall share civil status; counter 5 has registrations.
SHARED = "HT01"


def being_served(stage: Stage, service: str = SHARED) -> tuple[TicketRow, str]:
    """A citizen at An's counter, and the serving."""
    stage.issue(service)
    row = called(stage)
    return row, stage.start(row.id)


def hold(stage: Stage, ticket_id: str, *, minutes: int | None = None) -> TicketRow:
    with stage.act() as tx:
        me = stage.accounts[AN]
        return hold_ticket(tx, ticket_id, officer=me, reason=HoldReason.FORM, minutes=minutes)


def call_back(stage: Stage, ticket_id: str, login: str = AN) -> TicketRow:
    with stage.act(login) as tx:
        return call_held(tx, ticket_id, officer=stage.accounts[login])


def move(stage: Stage, ticket_id: str, to: Target, login: str = AN) -> TicketRow:
    with stage.act(login) as tx:
        return transfer_ticket(tx, ticket_id, officer=stage.accounts[login], to=to)


def call_this(stage: Stage, ticket_id: str, login: str = AN) -> TicketRow:
    with stage.act(login) as tx:
        me = stage.accounts[login]
        return call_chosen(tx, ticket_id, officer=me, reason=HandReason.FRAIL)


def recall(stage: Stage, ticket_id: str) -> TicketRow:
    with stage.act() as tx:
        return recall_ticket(tx, ticket_id, officer=stage.accounts[AN])


def miss(stage: Stage, ticket_id: str) -> TicketRow:
    with stage.act() as tx:
        return miss_ticket(tx, ticket_id, officer=stage.accounts[AN])


def reopen(stage: Stage, serving_id: str, login: str = AN) -> TicketRow:
    with stage.act(login) as tx:
        return reopen_serving(tx, serving_id, officer=stage.accounts[login])[1]


def walk_up(stage: Stage, service: str = SHARED) -> WalkUp:
    with stage.act() as tx:
        return serve_walk_up(tx, counter=3, officer=stage.accounts[AN], wish=Wish(service))


def servings(stage: Stage) -> list[tuple[str, str | None]]:
    with stage.store.read() as connection:
        rows = connection.execute(
            select(serving.c.state, serving.c.outcome).order_by(serving.c.started_at)
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]


def ratings(stage: Stage) -> list[str]:
    with stage.store.read() as connection:
        return list(connection.execute(select(rating.c.state)).scalars())
