"""Servings: finished with an outcome, rated at the counter's pad."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from protocol.events import Actor
from protocol.ids import is_id
from queue_server.actions.ratings import explain_at_pad, rate_at_pad
from queue_server.actions.refused_ratings import count_refused_at_pad
from queue_server.actions.serving import ServingRow, finish_serving
from queue_server.actions.undoing import reopen_serving
from queue_server.api.answers import ServingAnswer
from queue_server.api.commands import principal, run_command
from queue_server.api.rating_schemas import RatingAnswer, RatingBody, RatingReasonBody
from queue_server.api.refused_taps import counted
from queue_server.api.schemas import OutcomeBody
from queue_server.domain.rating import RatingRefused
from queue_server.domain.refusals import ServingUnknown
from queue_server.queries.shapes import instant, ticket_shape
from queue_server.store.rows import TicketRow
from queue_server.store.store import Tx
from queue_server.store.threads import code_of_thread

blueprint = APIBlueprint("servings", __name__, url_prefix="/api/v1/servings", tag="servings")


def serving_shape(row: ServingRow) -> dict[str, Any]:
    """Write a serving for the officer."""
    return {
        "id": row.id,
        "counter": row.counter,
        "state": row.state,
        "started_at": instant(row.started_at),
        "finished_at": instant(row.finished_at),
        "outcome": row.outcome,
    }


@blueprint.put("/<serving_id>/outcome")
@blueprint.input(OutcomeBody, arg_name="body")
@blueprint.output(ServingAnswer)
def finish(serving_id: str, body: OutcomeBody) -> Response:
    """End a serving with its outcome."""
    if not is_id(serving_id):
        raise ServingUnknown()
    me = principal().id

    def act(tx: Tx) -> dict[str, Any]:
        serving, row = finish_serving(
            tx,
            serving_id,
            officer=me,
            outcome=body.outcome,
            reason=body.reason,
            dossier_code=body.dossier_code,
        )
        return _both(tx, serving, row)

    return run_command(act)


@blueprint.delete("/<serving_id>/outcome")
@blueprint.output(ServingAnswer)
def reopen(serving_id: str) -> Response:
    """Go on with a serving finished by mistake, within 30 seconds."""
    if not is_id(serving_id):
        raise ServingUnknown()
    me = principal().id
    return run_command(lambda tx: _both(tx, *reopen_serving(tx, serving_id, officer=me)))


def _both(tx: Tx, serving: ServingRow, row: TicketRow) -> dict[str, Any]:
    code = code_of_thread(tx.connection, row.dossier)
    return {
        "serving": serving_shape(serving),
        "ticket": ticket_shape(row, code=code, serving=serving.id),
    }


@blueprint.post("/<serving_id>/rating")
@blueprint.input(RatingBody, arg_name="body")
@blueprint.output(RatingAnswer, 201)
def rate(serving_id: str, body: RatingBody) -> Response:
    """Take the citizen's answer from the pad paired with the counter."""
    if not is_id(serving_id):
        raise ServingUnknown()
    counter = principal().counter
    assert counter is not None  # a pad has one

    def act(tx: Tx) -> dict[str, Any]:
        rate_at_pad(tx, serving_id, counter=counter, value=body.value, scale=body.scale_version)
        return {"rating": {"serving": serving_id, "state": "given"}}

    def count(tx: Tx, why: RatingRefused) -> None:
        count_refused_at_pad(tx, serving_id, counter=counter, why=why)

    with counted(principal().site, by=Actor("device", principal().id), count=count):
        return run_command(act, status=201)


@blueprint.put("/<serving_id>/rating/reason")
@blueprint.input(RatingReasonBody, arg_name="body")
@blueprint.output(RatingAnswer)
def explain(serving_id: str, body: RatingReasonBody) -> Response:
    """Take why a citizen was not satisfied, from the pad that took the answer."""
    if not is_id(serving_id):
        raise ServingUnknown()
    counter = principal().counter
    assert counter is not None  # a pad has one

    def act(tx: Tx) -> dict[str, Any]:
        explain_at_pad(tx, serving_id, counter=counter, reason=body.reason)
        return {"rating": {"serving": serving_id, "state": "given"}}

    return run_command(act)
