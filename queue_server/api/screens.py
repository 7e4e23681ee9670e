"""Hall screens: the counters each shows, and the notices a manager puts on all of them."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from protocol.ids import is_id
from queue_server.actions.screens import post_notice, set_zone, withdraw_notice
from queue_server.api.answers import Document
from queue_server.api.commands import run_command
from queue_server.api.schemas import NoticeBody, ZoneBody
from queue_server.domain.refusals import DeviceUnknown
from queue_server.domain.screen import NoticeKind
from queue_server.domain.screen_refusals import NoticeUnknown
from queue_server.parts import parts
from queue_server.store.store import Tx

blueprint = APIBlueprint("screens", __name__, url_prefix="/api/v1", tag="screens")


@blueprint.put("/devices/<device_id>/zone")
@blueprint.input(ZoneBody, arg_name="body")
@blueprint.output(Document)
def zone_screen(device_id: str, body: ZoneBody) -> Response:
    """Let a hall screen show and speak some counters only; an empty list is the whole hall."""
    if not is_id(device_id):
        raise DeviceUnknown()
    own = parts()

    def act(tx: Tx) -> dict[str, Any]:
        return {"id": device_id, "zone": list(set_zone(tx, device_id, body.counters))}

    response = run_command(act)
    own.principals.clear()
    own.audience.drop(device_id)  # it comes back to its new view
    return response


@blueprint.put("/notices/<kind>")
@blueprint.input(NoticeBody, arg_name="body")
@blueprint.output(Document)
def post(kind: str, body: NoticeBody) -> Response:
    """Put words on every hall screen: a line at the foot, or urgent ones over everything."""

    known = _known(kind)

    def act(tx: Tx) -> dict[str, Any]:
        post_notice(tx, known, text_vi=body.vi, text_en=body.en)
        return {"kind": kind, "vi": body.vi, "en": body.en}

    return run_command(act)


@blueprint.delete("/notices/<kind>")
@blueprint.output(Document)
def withdraw(kind: str) -> Response:
    """Take them away."""
    known = _known(kind)

    def act(tx: Tx) -> dict[str, Any]:
        withdraw_notice(tx, known)
        return {"kind": kind, "vi": "", "en": ""}

    return run_command(act)


def _known(kind: str) -> NoticeKind:
    try:
        return NoticeKind(kind)
    except ValueError:
        raise NoticeUnknown() from None
