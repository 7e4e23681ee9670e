"""A slip's holder: following the number, and one rating of the last finished serving (D11).

Whoever has the token is believed; only a browser of the hall itself is not: what is signed in
or paired here is no citizen's phone.
"""

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from protocol.events import SYSTEM
from queue_server.actions.slip_ratings import explain_by_slip, rate_by_slip
from queue_server.api.answers import Document, SlipRatingAnswer
from queue_server.api.commands import answer_json
from queue_server.api.schemas import RatingBody, RatingReasonBody
from queue_server.credentials import COOKIE_PREFIX, resolve_slot
from queue_server.domain.rating_refusals import RatingFromHall
from queue_server.domain.refusals import Refusal
from queue_server.parts import parts
from queue_server.queries.follow import find_slip, follow_slip
from queue_server.store.store import Tx

follow = APIBlueprint("follow", __name__, url_prefix="/api/v1/follow", tag="follow")

# A browser of the hall holds one credential for each page it shows.
COOKIES_TRIED_MAX = 8


@follow.get("/<token>")
@follow.output(Document)
def show_slip(token: str) -> Response:
    """Give what a slip's holder may see; unknown, expired and foreign answer alike."""
    return answer_json(follow_slip(parts().store, token, now=parts().now()))


@follow.put("/<token>/rating")
@follow.input(RatingBody, arg_name="body")
@follow.output(SlipRatingAnswer)
def rate(token: str, body: RatingBody) -> Response:
    """Take the holder's answer about the last finished serving, once, after the pad's time."""
    return _run(
        token,
        lambda tx, ticket: rate_by_slip(
            tx, ticket, value=body.value, scale=body.scale_version
        ),
    )


@follow.put("/<token>/rating/reason")
@follow.input(RatingReasonBody, arg_name="body")
@follow.output(SlipRatingAnswer)
def explain(token: str, body: RatingReasonBody) -> Response:
    """Take why the holder was not satisfied."""
    return _run(token, lambda tx, ticket: explain_by_slip(tx, ticket, reason=body.reason))


def _run(token: str, act: Callable[[Tx, str], None]) -> Response:
    own = parts()
    slip = find_slip(own.store, token, now=own.now())
    if _is_of_hall():
        raise RatingFromHall()
    with own.store.write(slip.site, by=SYSTEM) as tx:
        act(tx, slip.ticket)
    answer: dict[str, Any] = {"rating": {"state": "given"}}
    return answer_json(answer)


def _is_of_hall() -> bool:
    """Tell whether the browser holds a session or a device's key that is good."""
    names = [name for name in request.cookies if name.startswith(COOKIE_PREFIX)]
    return any(_opens(name.removeprefix(COOKIE_PREFIX)) for name in names[:COOKIES_TRIED_MAX])


def _opens(slot: str) -> bool:
    try:
        resolve_slot(parts(), slot)
    except Refusal:
        return False
    return True
