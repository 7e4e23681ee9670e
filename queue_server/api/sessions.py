"""Signing in by a one-time link, and who one is. Secrets travel in bodies, never in addresses."""

from apiflask import APIBlueprint
from flask import Response, request

from protocol.events import SYSTEM
from protocol.ids import is_id
from queue_server.actions.devices import Paired, pair_device, revoke_device
from queue_server.actions.health import hear_kiosk
from queue_server.actions.people import end_session, open_session
from queue_server.api.answers import Document, HeardAnswer, Identity, SignedIn
from queue_server.api.commands import answer_json, principal, run_command
from queue_server.api.schemas import HealthBody, SecretBody
from queue_server.credentials import COOKIE_PREFIX, secret_hash_of_slot
from queue_server.domain.access import SESSION_HOURS, page_of_slot, slot_of_device
from queue_server.domain.device import DeviceKind
from queue_server.domain.health import Report
from queue_server.domain.refusals import DeviceUnknown, LinkUsed
from queue_server.parts import parts
from queue_server.queries.access import list_devices, site_of_link
from queue_server.store.store import Tx, hash_secret

sessions = APIBlueprint("sessions", __name__, url_prefix="/api/v1/sessions", tag="sessions")
identities = APIBlueprint("identities", __name__, url_prefix="/api/v1/identity", tag="sessions")
devices = APIBlueprint("devices", __name__, url_prefix="/api/v1/devices", tag="administration")
DEVICE_COOKIE_S = 365 * 24 * 3600


@sessions.post("")
@sessions.input(SecretBody, arg_name="body")
@sessions.output(SignedIn, 201)
def create(body: SecretBody) -> Response:
    """Use a one-time secret: an account gets a session, a device its key.

    The secret itself makes the call unrepeatable, so no Idempotency-Key is asked for, and no
    secret is ever kept in a stored answer.
    """
    own = parts()
    with own.store.read() as connection:
        found = site_of_link(connection, hash_secret(body.secret))
    if found is None:
        raise LinkUsed()
    site, is_device = found
    with own.store.write(site, by=SYSTEM) as tx:
        if is_device:
            return _paired(pair_device(tx, body.secret), site)
        secret, slot = open_session(tx, body.secret)
    return _with_cookie({"slot": slot, "go": page_of_slot(slot), "site": site}, slot, secret)


def _paired(paired: Paired, site: str) -> Response:
    slot = slot_of_device(paired.kind, paired.counter)
    answer = {"slot": slot, "go": page_of_slot(slot), "site": site}
    if paired.kind is DeviceKind.KIOSK:  # the agent keeps its key itself; no browser does
        return answer_json({**answer, "device_key": paired.key, "issuer_no": paired.issuer_no}, 201)
    return _with_cookie(answer, slot, paired.key)


def _with_cookie(answer: dict[str, str], slot: str, secret: str) -> Response:
    response = answer_json(answer, 201)
    lasts = SESSION_HOURS * 3600 if secret.startswith("ses_") else DEVICE_COOKIE_S
    response.set_cookie(
        COOKIE_PREFIX + slot,
        secret,
        max_age=lasts,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


@sessions.delete("/current")
@sessions.output(Document)
def end() -> Response:
    """End one's own session; its sockets close too."""
    who, own = principal(), parts()
    held = secret_hash_of_slot(who.slot)

    def act(tx: Tx) -> dict[str, bool]:
        if held is not None:
            end_session(tx, held)
        return {"ended": True}

    response = run_command(act)
    own.principals.pop(held or "", None)
    own.audience.drop(who.id)
    response.delete_cookie(COOKIE_PREFIX + who.slot)
    return response


@identities.get("")
@identities.output(Identity)
def identity() -> Response:
    """Say who the credential is."""
    who = principal()
    shape = {
        "id": who.id,
        "kind": who.kind,
        "role": who.role,
        "site": who.site,
        "counter": who.counter,
        "seat": who.seat,
    }
    return answer_json({**shape, "name": who.name, "slot": who.slot})


@devices.get("")
@devices.output(Document)
def list_all() -> Response:
    """Give the site's devices, and when each was last heard."""
    own, site = parts(), principal().site
    with own.store.read() as connection:
        rows = list_devices(connection, site)
    seen = {**own.contacts, **own.audience.seen(site)}
    return answer_json({"devices": [{**row, "seen_at": seen.get(row["id"])} for row in rows]})


@devices.put("/self/health")
@devices.input(HealthBody, arg_name="body")
@devices.output(HeardAnswer)
def hear(body: HealthBody) -> Response:
    """Hear how a kiosk is; it tells at once when something changed, and every few seconds."""
    me = principal().id
    report = Report(**body.model_dump())
    return run_command(lambda tx: {"contact": str(hear_kiosk(tx, me, report))})


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
    return response


BLUEPRINTS = (sessions, identities, devices)
