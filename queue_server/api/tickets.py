"""Tickets: offered, taken in, issued, called again, missed, returned, cancelled, served."""

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from protocol.events import Actor
from protocol.ids import is_id
from queue_server.actions.admission import admit_slip
from queue_server.actions.calling import (
    call_chosen,
    cancel_ticket,
    miss_ticket,
    recall_ticket,
    return_ticket,
)
from queue_server.actions.holding import call_held, hold_ticket, release_ticket
from queue_server.actions.intake import Taken, forget_ticket, take_ticket
from queue_server.actions.issuing import Wish, issue_ticket, offer_ticket
from queue_server.actions.moving import Target, transfer_ticket
from queue_server.actions.serving import start_serving
from queue_server.actions.slips import ask_ticket_slip, note_slip
from queue_server.actions.undoing import undo_absence, undo_cancellation
from queue_server.api.answers import (
    Document,
    IntakeAnswer,
    IssuedAnswer,
    OfferAnswer,
    ServingAnswer,
    TicketAnswer,
)
from queue_server.api.commands import answer_json, principal, run_command
from queue_server.api.schemas import (
    AdmissionBody,
    CancelBody,
    DayQuery,
    Empty,
    Entry,
    HandBody,
    HoldBody,
    IntakeBody,
    IssueBody,
    NotTakenEntry,
    OfferBody,
    TakenEntry,
    TransferBody,
    WishBody,
)
from queue_server.api.servings import serving_shape
from queue_server.domain.refusals import BodyInvalid, Refusal, TicketUnknown
from queue_server.parts import parts
from queue_server.queries.shapes import ticket_shape
from queue_server.queries.snapshot import read_scene
from queue_server.queries.tickets import find_ticket
from queue_server.store.rows import TicketRow
from queue_server.store.store import Tx
from queue_server.store.threads import code_of_thread

# So many entries of a backlog are taken in one transaction: officers' calls wait for no more.
GROUP_MAX = 8

blueprint = APIBlueprint("tickets", __name__, url_prefix="/api/v1", tag="tickets")


def shape(tx: Tx, row: TicketRow, *, serving: str | None = None) -> dict[str, Any]:
    """Write a ticket with what its dossier thread is called."""
    code = code_of_thread(tx.connection, row.dossier)
    return ticket_shape(row, code=code, serving=serving)


def wish_of(body: WishBody | TakenEntry) -> Wish:
    """Give the wish a body tells."""
    dossier = body.dossier if isinstance(body, TakenEntry) else None
    return Wish(body.service, body.class_, body.group, body.lang, dossier)


@blueprint.put("/tickets/<ticket_id>")
@blueprint.input(OfferBody, arg_name="body")
@blueprint.output(OfferAnswer)
def offer(ticket_id: str, body: OfferBody) -> Response:
    """Hold a label for a kiosk's intent; asking again for the same id changes nothing."""
    if not is_id(ticket_id):
        raise BodyInvalid(why="id")
    issuer_no = _issuer_no()

    def act(tx: Tx) -> dict[str, Any]:
        row, ahead = offer_ticket(tx, ticket_id, wish=wish_of(body), issuer_no=issuer_no)
        return {"ticket": shape(tx, row), "ahead": ahead}

    return run_command(act)


@blueprint.post("/intake")
@blueprint.input(IntakeBody, arg_name="body")
@blueprint.output(IntakeAnswer)
def intake(body: IntakeBody) -> Response:
    """Take in what a kiosk's outbox delivers, in order; each entry is idempotent."""
    issuer_no = _issuer_no()
    results = [
        result
        for start in range(0, len(body.entries), GROUP_MAX)
        for result in _take_group(body.entries[start : start + GROUP_MAX], issuer_no)
    ]
    head = parts().store.head(principal().site)
    return answer_json({"results": results, "seq": head.seq})


def _issuer_no() -> int:
    number = principal().issuer_no
    assert number is not None  # pairing gives every kiosk one
    return number


def _take_group(entries: list[Entry], issuer_no: int) -> list[dict[str, str | None]]:
    """Take a few entries in one transaction; where one is refused, each in one of its own.

    So a refused entry leaves no trace and stops no other, and a backlog costs few syncs.
    """
    who = principal()
    try:
        with parts().store.write(who.site, by=Actor("device", who.id)) as tx:
            for entry in entries:
                _take(tx, entry, issuer_no)
    except Refusal as refusal:
        if len(entries) > 1:
            return [result for entry in entries for result in _take_group([entry], issuer_no)]
        return [{"entry": entries[0].entry, "outcome": "rejected", "code": refusal.code()}]
    return [{"entry": entry.entry, "outcome": "acknowledged", "code": None} for entry in entries]


def _take(tx: Tx, entry: Entry, issuer_no: int) -> None:
    if isinstance(entry, TakenEntry):
        taken = Taken(entry.ticket, entry.label, entry.day, entry.token, entry.at, wish_of(entry))
        take_ticket(tx, taken, issuer_no=issuer_no)
    elif isinstance(entry, NotTakenEntry):
        forget_ticket(tx, entry.ticket)
    else:
        note_slip(
            tx,
            entry.entry,
            ticket_id=entry.ticket,
            order_id=entry.order,
            device_id=principal().id,
            outcome=entry.outcome,
            copy=entry.copy_,
            cause=entry.cause,
            at=entry.at,
        )


@blueprint.post("/tickets")
@blueprint.input(IssueBody, arg_name="body")
@blueprint.output(IssuedAnswer, 201)
def issue(body: IssueBody) -> Response:
    """Give a citizen a ticket at reception; an exception to hours and caps leaves a trace.

    A machine named prints its slip.
    """

    def act(tx: Tx) -> dict[str, Any]:
        issued = issue_ticket(tx, wish=wish_of(body), exception=body.exception)
        if body.printer is not None:
            ask_ticket_slip(tx, issued.ticket, printer=body.printer)
        return {"ticket": shape(tx, issued.ticket), "token": issued.token, "ahead": issued.ahead}

    return run_command(act, status=201)


@blueprint.post("/admissions")
@blueprint.input(AdmissionBody, arg_name="body")
@blueprint.output(OfferAnswer, 201)
def let_in(body: AdmissionBody) -> Response:
    """Let in a slip that its kiosk, cut off, has not delivered; its entry joins it later."""

    def act(tx: Tx) -> dict[str, Any]:
        service = body.service
        wish = service and Wish(service, body.class_, body.group, body.lang)
        row, ahead = admit_slip(tx, body.slip, wish=wish or None)
        return {"ticket": shape(tx, row), "ahead": ahead}

    return run_command(act, status=201)


@blueprint.get("/tickets/<ticket_id>")
@blueprint.input(DayQuery, location="query", arg_name="query")
@blueprint.output(Document)
def show(ticket_id: str, query: DayQuery) -> Response:
    """Give a ticket by id, or by its label of a day, with its dossier's timeline."""
    may = principal().role in RATING_READERS

    def look(scene: Any, _rev: int) -> Any:
        return find_ticket(scene, ticket_id, day=query.day, may_see_ratings=may)

    return answer_json(read_scene(parts().store, principal().site, look, now=parts().now()))


RATING_READERS = frozenset({"manager", "administrator"})


def _ticket_command(ticket_id: str, act: Callable[[Tx, str], TicketRow]) -> Response:
    if not is_id(ticket_id):
        raise TicketUnknown()
    return run_command(lambda tx: {"ticket": shape(tx, act(tx, ticket_id))})


@blueprint.post("/tickets/<ticket_id>/recalls")
@blueprint.input(Empty, arg_name="body")
@blueprint.output(TicketAnswer)
def recall(ticket_id: str, body: Empty) -> Response:
    """Call again; after the last call allowed, the ticket counts as missed."""
    me = principal().id
    return _ticket_command(ticket_id, lambda tx, i: recall_ticket(tx, i, officer=me))


@blueprint.post("/tickets/<ticket_id>/absences")
@blueprint.input(Empty, arg_name="body")
@blueprint.output(TicketAnswer)
def miss(ticket_id: str, body: Empty) -> Response:
    """Note that the citizen is not here."""
    me = principal().id
    return _ticket_command(ticket_id, lambda tx, i: miss_ticket(tx, i, officer=me))


@blueprint.delete("/tickets/<ticket_id>/absences")
@blueprint.output(TicketAnswer)
def undo_miss(ticket_id: str) -> Response:
    """Take back that the citizen was not here, within 30 seconds."""
    me = principal().id
    return _ticket_command(ticket_id, lambda tx, i: undo_absence(tx, i, officer=me))


@blueprint.post("/tickets/<ticket_id>/calls")
@blueprint.input(HandBody, arg_name="body")
@blueprint.output(TicketAnswer)
def call_this(ticket_id: str, body: HandBody) -> Response:
    """Call this waiting ticket to one's own counter before its turn, with a reason."""
    me, why = principal().id, body.reason
    return _ticket_command(ticket_id, lambda tx, i: call_chosen(tx, i, officer=me, reason=why))


@blueprint.post("/tickets/<ticket_id>/hold")
@blueprint.input(HoldBody, arg_name="body")
@blueprint.output(TicketAnswer)
def hold(ticket_id: str, body: HoldBody) -> Response:
    """Set aside the ticket one serves; after some minutes it waits again by itself."""
    how: dict[str, Any] = {"reason": body.reason, "minutes": body.minutes}
    me = principal().id
    return _ticket_command(ticket_id, lambda tx, i: hold_ticket(tx, i, officer=me, **how))


@blueprint.delete("/tickets/<ticket_id>/hold")
@blueprint.output(TicketAnswer)
def call_back(ticket_id: str) -> Response:
    """Call a held ticket back to one's own counter."""
    me = principal().id
    return _ticket_command(ticket_id, lambda tx, i: call_held(tx, i, officer=me))


@blueprint.post("/tickets/<ticket_id>/release")
@blueprint.input(Empty, arg_name="body")
@blueprint.output(TicketAnswer)
def release(ticket_id: str, body: Empty) -> Response:
    """Let a held ticket wait again, with its seniority."""
    return _ticket_command(ticket_id, release_ticket)


@blueprint.post("/tickets/<ticket_id>/transfers")
@blueprint.input(TransferBody, arg_name="body")
@blueprint.output(TicketAnswer)
def transfer(ticket_id: str, body: TransferBody) -> Response:
    """Let a ticket wait for another service, counter or officer; it keeps its seniority."""
    to = Target(body.service, body.counter, body.officer, comes_back=body.back)
    me = principal().id
    return _ticket_command(ticket_id, lambda tx, i: transfer_ticket(tx, i, officer=me, to=to))


@blueprint.post("/tickets/<ticket_id>/return")
@blueprint.input(Empty, arg_name="body")
@blueprint.output(TicketAnswer)
def come_back(ticket_id: str, body: Empty) -> Response:
    """Let a missed citizen wait again."""
    return _ticket_command(ticket_id, return_ticket)


@blueprint.post("/tickets/<ticket_id>/cancellation")
@blueprint.input(CancelBody, arg_name="body")
@blueprint.output(TicketAnswer)
def cancel(ticket_id: str, body: CancelBody) -> Response:
    """Cancel a ticket."""
    return _ticket_command(ticket_id, lambda tx, i: cancel_ticket(tx, i, reason=body.reason))


@blueprint.delete("/tickets/<ticket_id>/cancellation")
@blueprint.output(TicketAnswer)
def undo_cancel(ticket_id: str) -> Response:
    """Take a cancellation back, within 30 seconds."""
    return _ticket_command(ticket_id, undo_cancellation)


@blueprint.post("/tickets/<ticket_id>/servings")
@blueprint.input(Empty, arg_name="body")
@blueprint.output(ServingAnswer, 201)
def serve(ticket_id: str, body: Empty) -> Response:
    """Start serving the ticket called to one's own counter."""
    if not is_id(ticket_id):
        raise TicketUnknown()
    me = principal().id

    def act(tx: Tx) -> dict[str, Any]:
        serving, row = start_serving(tx, ticket_id, officer=me)
        return {"serving": serving_shape(serving), "ticket": shape(tx, row, serving=serving.id)}

    return run_command(act, status=201)
