"""A slip's holder: following the number, and one rating of the last finished serving (D11).

Whoever has the token is believed; only a browser of the hall itself is not: what is signed in
or paired here is no citizen's phone.
"""

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from protocol.events import SYSTEM
from queue_server.actions.refused_ratings import count_refused_by_slip
from queue_server.actions.slip_ratings import explain_by_slip, rate_by_slip
from queue_server.api.answers import Document
from queue_server.api.commands import answer_json
from queue_server.api.rating_schemas import RatingBody, RatingReasonBody, SlipRatingAnswer
from queue_server.api.refused_taps import counted
from queue_server.credentials import cookie_names, resolve_slot
from queue_server.domain.rating import RatingRefused
from queue_server.domain.rating_refusals import RatingFromHall
from queue_server.domain.refusals import Refusal
from queue_server.parts import parts
from queue_server.queries.follow import Slip, find_slip, follow_slip
from queue_server.store.store import Tx

blueprint = APIBlueprint("follow", __name__, url_prefix="/api/v1/follow", tag="follow")

# A browser of the hall holds one credential for each page it shows.
COOKIES_TRIED_MAX = 8


@blueprint.get("/<token>")
@blueprint.output(Document)
def show_slip(token: str) -> Response:
    """Give what a slip's holder may see; unknown, expired and foreign answer alike."""
    return answer_json(follow_slip(parts().store, token, now=parts().now()))


@blueprint.put("/<token>/rating")
@blueprint.input(RatingBody, arg_name="body")
@blueprint.output(SlipRatingAnswer)
def rate(token: str, body: RatingBody) -> Response:
    """Take the holder's answer about the last finished serving, once, after the pad's time."""
    slip = find_slip(parts().store, token, now=parts().now())

    def act(tx: Tx) -> None:
        rate_by_slip(tx, slip.ticket, value=body.value, scale=body.scale_version)

    def count(tx: Tx, why: RatingRefused) -> None:
        count_refused_by_slip(tx, slip.ticket, why=why)

    with counted(slip.site, by=SYSTEM, count=count):
        return _run(slip, act)


@blueprint.put("/<token>/rating/reason")
@blueprint.input(RatingReasonBody, arg_name="body")
@blueprint.output(SlipRatingAnswer)
def explain(token: str, body: RatingReasonBody) -> Response:
    """Take why the holder was not satisfied."""
    slip = find_slip(parts().store, token, now=parts().now())
    return _run(slip, lambda tx: explain_by_slip(tx, slip.ticket, reason=body.reason))


def _run(slip: Slip, act: Callable[[Tx], None]) -> Response:
    if _is_of_hall():
        raise RatingFromHall()
    with parts().store.write(slip.site, by=SYSTEM) as tx:
        act(tx)
    answer: dict[str, Any] = {"rating": {"state": "given"}}
    return answer_json(answer)


def _is_of_hall() -> bool:
    """Tell whether the browser holds a session or a device's key that is good."""
    ours = cookie_names(is_secure=request.is_secure)
    names = [name for name in request.cookies if name.startswith(ours)]
    return any(_opens(name.removeprefix(ours)) for name in names[:COOKIES_TRIED_MAX])


def _opens(slot: str) -> bool:
    try:
        resolve_slot(parts(), slot)
    except Refusal:
        return False
    return True
