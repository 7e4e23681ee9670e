"""The service day, opened and closed by hand."""

from datetime import date
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from queue_server.actions.closing import close_by_hand, open_by_hand
from queue_server.api.answers import DayAnswer
from queue_server.api.commands import run_command
from queue_server.api.schemas import ClosingBody, Empty
from queue_server.domain.refusals import DayUnknown
from queue_server.store.store import Tx

blueprint = APIBlueprint("days", __name__, url_prefix="/api/v1/days", tag="administration")


@blueprint.post("/<day>/opening")
@blueprint.input(Empty, arg_name="body")
@blueprint.output(DayAnswer)
def open(day: str, body: Empty) -> Response:  # noqa: A001 -- the verb people use
    """Open today before its first number is given."""
    known = _day(day)

    def act(tx: Tx) -> dict[str, Any]:
        open_by_hand(tx, known)
        return {"day": known.isoformat(), "state": "open"}

    return run_command(act)


@blueprint.post("/<day>/closing")
@blueprint.input(ClosingBody, arg_name="body")
@blueprint.output(DayAnswer)
def close(day: str, body: ClosingBody) -> Response:
    """Close today for good: who waits or is held lapses, and no more numbers are given."""
    known = _day(day)

    def act(tx: Tx) -> dict[str, Any]:
        close_by_hand(tx, known, lapses=body.lapses)
        return {"day": known.isoformat(), "state": "closed"}

    return run_command(act)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayUnknown(day=text[:10]) from None
