"""Serving somebody who did not queue: a number, its call and its serving at once."""

from typing import NamedTuple

from queue_server.actions.calling import call_ticket, check_free
from queue_server.actions.issuing import Issued, Wish, check_wish, issue_ticket
from queue_server.actions.serving import ServingRow, start_serving
from queue_server.domain.reasons import ExceptionReason
from queue_server.domain.refusals import CounterCannotServe
from queue_server.domain.ticket import WALK_UP
from queue_server.store.rows import TicketRow
from queue_server.store.store import Tx


class WalkUp(NamedTuple):
    """What was given, and the serving that began with it."""

    issued: Issued
    serving: ServingRow
    ticket: TicketRow


def serve_walk_up(
    tx: Tx, *, counter: int, officer: str, wish: Wish, exception: ExceptionReason | None = None
) -> WalkUp:
    """Serve a citizen at the officer's free counter without queueing.

    The call says that it was a walk-up, so that figures of waiting leave it out. Refuses like
    call_next and issue_ticket, and with CounterCannotServe.
    """
    check_free(tx, counter=counter, officer=officer)
    check_wish(tx, wish)
    if wish.service not in tx.catalogue.by_counter[counter].skills:
        raise CounterCannotServe(counter=counter)
    issued = issue_ticket(tx, wish=wish, exception=exception)
    called = call_ticket(tx, issued.ticket, counter=counter, by_hand=WALK_UP)
    return WalkUp(issued, *start_serving(tx, called.id, officer=officer))
