"""Pairing a device: its administrator makes a code, somebody types it at the device."""

from apiflask import APIBlueprint
from flask import Response, request

from protocol.events import SYSTEM
from protocol.ids import is_id
from protocol.instants import format_instant
from queue_server.actions.devices import CODE_LENGTH, invite_device, pair_device, secret_of_code
from queue_server.api.access_schemas import PairingBody
from queue_server.api.answers import PairingAnswer, SignedIn
from queue_server.api.commands import answer_json, principal
from queue_server.api.ending import officer
from queue_server.api.schemas import Empty
from queue_server.api.sessions import answer_paired
from queue_server.domain.codes import new_code
from queue_server.domain.refusals import DeviceUnknown, LinkUsed, PairingCodeWrong, TriesUsed
from queue_server.limits import asker_of
from queue_server.parts import Parts, parts
from queue_server.queries.access import find_link
from queue_server.security import tell
from queue_server.store.store import hash_secret

pairings = APIBlueprint("pairings", __name__, url_prefix="/api/v1", tag="administration")
EVERYBODY = "all"


@pairings.post("/devices/<device_id>/codes")
@pairings.input(Empty, arg_name="body")
@pairings.output(PairingAnswer, 201)
def create(device_id: str, body: Empty) -> Response:
    """Give a code that pairs a device once within ten minutes; older ones of it end.

    It is shown once and kept nowhere, so no Idempotency-Key is asked for.
    """
    if not is_id(device_id):
        raise DeviceUnknown()
    own, who = parts(), principal()
    code = new_code(own.store.random_bytes, length=CODE_LENGTH)
    with own.store.write(who.site, by=officer(who)) as tx:
        ends_at = invite_device(tx, device_id, code)
        answer = {"code": code, "ends_at": format_instant(ends_at), "seq": tx.seq}
    tell("device_invited", device=device_id, by=who.id)
    return answer_json(answer, 201)


@pairings.post("/pairings")
@pairings.input(PairingBody, arg_name="body")
@pairings.output(SignedIn, 201)
def redeem(body: PairingBody) -> Response:
    """Use a code: a screen or pad gets its key in a cookie, a kiosk in the answer."""
    own, secret = parts(), secret_of_code(body.code)
    address = asker_of(request.remote_addr)
    _count_try(own, address)
    with own.store.read() as connection:
        found = find_link(connection, hash_secret(secret))
    if found is None or found.device is None:
        tell("pairing_refused")
        raise PairingCodeWrong()
    try:
        with own.store.write(found.site, by=SYSTEM) as tx:
            paired = pair_device(tx, secret)
    except LinkUsed:
        raise PairingCodeWrong() from None
    own.guards.codes.take_back(address)
    own.guards.all_codes.take_back(EVERYBODY)
    own.principals.clear()
    own.audience.drop(paired.id)
    tell("device_paired", device=paired.id, site=found.site)
    return answer_paired(paired, found.site)


def _count_try(own: Parts, address: str | None) -> None:
    try:
        own.guards.codes.try_one(address)
        own.guards.all_codes.try_one(EVERYBODY)
    except TriesUsed:
        tell("pairing_limited")
        raise
