"""The hall's devices, by their administrator; and how a kiosk says it is."""

from apiflask import APIBlueprint
from flask import Response

from protocol.ids import is_id
from queue_server.actions.devices import add_device, note_copy, revoke_device
from queue_server.actions.health import hear_kiosk
from queue_server.api.access_schemas import DeviceBody
from queue_server.api.answers import AccountAnswer, Document, HeardAnswer
from queue_server.api.commands import answer_json, principal, run_command
from queue_server.api.schemas import HealthBody
from queue_server.domain.health import Report
from queue_server.domain.refusals import CounterUnknown, DeviceUnknown
from queue_server.parts import parts
from queue_server.queries.access import list_devices
from queue_server.security import tell
from queue_server.store.store import Tx

devices = APIBlueprint("devices", __name__, url_prefix="/api/v1/devices", tag="administration")


@devices.get("")
@devices.output(Document)
def list_all() -> Response:
    """Give the site's devices, and when each was last heard."""
    own, site = parts(), principal().site
    with own.store.read() as connection:
        rows = list_devices(connection, site)
    seen = {**own.contacts, **own.audience.seen(site)}
    return answer_json({"devices": [{**row, "seen_at": seen.get(row["id"])} for row in rows]})


@devices.post("")
@devices.input(DeviceBody, arg_name="body")
@devices.output(AccountAnswer, 201)
def add(body: DeviceBody) -> Response:
    """Make a device that waits to be paired; it may do nothing yet."""

    def act(tx: Tx) -> dict[str, str]:
        if body.counter is not None and body.counter not in tx.catalogue.by_counter:
            raise CounterUnknown(counter=body.counter)
        return {"id": add_device(tx, kind=body.kind, name=body.name, counter=body.counter)}

    return run_command(act, status=201)


@devices.put("/self/health")
@devices.input(HealthBody, arg_name="body")
@devices.output(HeardAnswer)
def hear(body: HealthBody) -> Response:
    """Hear how a kiosk is; it tells at once when something changed, and every few seconds."""
    me, own = principal().id, parts()
    report = Report(**body.model_dump(exclude={"boot"}))
    is_copied = own.boots.is_back(me, body.boot)

    def act(tx: Tx) -> dict[str, str]:
        if is_copied and note_copy(tx, me):
            tell("device_copied", device=me, site=tx.code)
        return {"contact": str(hear_kiosk(tx, me, report))}

    return run_command(act)


@devices.delete("/<device_id>/pairing")
@devices.output(Document)
def revoke(device_id: str) -> Response:
    """Take a device's right to act; its sockets close at once."""
    if not is_id(device_id):
        raise DeviceUnknown()
    own = parts()

    def act(tx: Tx) -> dict[str, str]:
        revoke_device(tx, device_id)
        return {"id": device_id, "state": "revoked"}

    response = run_command(act)
    own.principals.clear()
    own.audience.drop(device_id)
    tell("device_revoked", device=device_id, by=principal().id)
    return response
