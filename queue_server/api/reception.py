"""Reception: how a slip stands, and entering what was handed out from the pre-printed roll."""

from datetime import date, datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from protocol.instants import local_time
from queue_server.actions.rolls import enter_roll
from queue_server.api.answers import Document, LookupAnswer, RollAnswer
from queue_server.api.commands import answer_json, principal, run_command
from queue_server.api.schemas import RollBody
from queue_server.domain.roll import HandedOut, read_range
from queue_server.parts import parts
from queue_server.queries.reception import list_rolls, list_witnesses, look_up_slip
from queue_server.queries.snapshot import read_scene
from queue_server.store.store import Tx

lookups = APIBlueprint("lookups", __name__, url_prefix="/api/v1/lookups", tag="tickets")
rolls = APIBlueprint("rolls", __name__, url_prefix="/api/v1/paper-rolls", tag="tickets")
HOUR_MIN = 60


@lookups.get("/<path:slip>")
@lookups.output(LookupAnswer)
def look_up(slip: str) -> Response:
    """Give how the ticket of a slip or number of today stands; nothing of a person."""

    def look(scene: Any, _rev: int) -> Any:
        return look_up_slip(scene, slip)

    return answer_json(read_scene(parts().store, principal().site, look, now=parts().now()))


@rolls.get("")
@rolls.output(Document)
def list_all() -> Response:
    """Give the ranges of the roll entered last, and who may witness the next."""
    me = principal().id

    def look(scene: Any, _rev: int) -> Any:
        return {"rolls": list_rolls(scene), "witnesses": list_witnesses(scene, but=me)}

    return answer_json(read_scene(parts().store, principal().site, look, now=parts().now()))


@rolls.post("")
@rolls.input(RollBody, arg_name="body")
@rolls.output(RollAnswer, 201)
def enter(body: RollBody) -> Response:
    """Enter numbers handed out from the pre-printed roll, with a second person as witness."""

    def act(tx: Tx) -> dict[str, Any]:
        handed = HandedOut(
            numbers=read_range(body.first, body.last),
            service=body.service,
            day=body.day,
            from_at=_at(tx, body.day, body.given_from),
            until_at=_at(tx, body.day, body.given_until),
            became=body.became,
        )
        id_ = enter_roll(tx, handed, witness=body.witness)
        labels = handed.numbers.labels
        return {"roll": {"id": id_, "first": labels[0], "last": labels[-1], "count": len(labels)}}

    return run_command(act, status=201)


def _at(tx: Tx, day: date, time: str) -> datetime:
    """Give the instant of `08:15` on a day at this site."""
    hours, minutes = time.split(":")
    return local_time(day, hour=int(hours) + int(minutes) / HOUR_MIN, zone=tx.settings.zone)


BLUEPRINTS = (lookups, rolls)
