"""Signing in by a one-time link, and who one is. Secrets travel in bodies, never in addresses."""

from apiflask import APIBlueprint
from flask import Response

from protocol.events import SYSTEM
from protocol.ids import is_id
from queue_server.actions.credentials import use_code
from queue_server.actions.devices import Paired, add_device, pair_device, revoke_device
from queue_server.actions.health import hear_kiosk
from queue_server.actions.people import RESET, open_session
from queue_server.actions.sessions import end_session
from queue_server.api.access_schemas import DeviceBody, SecretBody
from queue_server.api.answers import AccountAnswer, Document, HeardAnswer, Identity, SignedIn
from queue_server.api.commands import answer_json, principal, run_command
from queue_server.api.cookies import DEVICE_COOKIE_S, door_of, keep_secret, keep_session
from queue_server.api.schemas import HealthBody
from queue_server.credentials import COOKIE_PREFIX, owes_codes, secret_hash_of_slot
from queue_server.domain.access import page_of_slot, slot_of_device, slot_of_role
from queue_server.domain.device import DeviceKind
from queue_server.domain.health import Report
from queue_server.domain.refusals import CounterUnknown, DeviceUnknown, LinkUsed, PasswordNeeded
from queue_server.parts import Parts, parts
from queue_server.passwords import check_password
from queue_server.queries.access import find_link, list_devices
from queue_server.queries.credentials import Holder, find_holder
from queue_server.security import tell
from queue_server.store.store import Tx, hash_secret

sessions = APIBlueprint("sessions", __name__, url_prefix="/api/v1/sessions", tag="sessions")
identities = APIBlueprint("identities", __name__, url_prefix="/api/v1/identity", tag="sessions")
devices = APIBlueprint("devices", __name__, url_prefix="/api/v1/devices", tag="administration")


@sessions.post("")
@sessions.input(SecretBody, arg_name="body")
@sessions.output(SignedIn, 201)
def create(body: SecretBody) -> Response:
    """Use a one-time secret: an account gets a session, a device its key.

    A link of somebody who is to choose a new password takes it along. The secret itself makes
    the call unrepeatable, so no Idempotency-Key is asked for, and no secret is ever kept in a
    stored answer.
    """
    own = parts()
    with own.store.read() as connection:
        found = find_link(connection, hash_secret(body.secret))
        holder = find_holder(connection, found.account) if found and found.account else None
    if found is None:
        raise LinkUsed()
    if holder is None:
        with own.store.write(found.site, by=SYSTEM) as tx:
            paired = pair_device(tx, body.secret)
        tell("device_paired", device=paired.id, site=found.site)
        return answer_paired(paired, found.site)
    slot = slot_of_role(holder.role)
    hashed = _hash_of_new(own, body.password, holder) if found.purpose == RESET else None
    if holder.has_codes and body.code:
        own.guards.logins.try_one(holder.id)
    with own.store.write(found.site, by=SYSTEM) as tx:
        use_code(tx, holder.id, body.code)
        door = door_of("link", slot)
        opened = open_session(tx, body.secret, door=door, password_hash=hashed)
    own.principals.clear()
    own.guards.logins.forgive(holder.id)
    tell("signed_in", account=holder.id, site=found.site, how="link")
    return keep_session({"slot": slot, "go": page_of_slot(slot), "site": found.site}, opened)


def _hash_of_new(own: Parts, password: str | None, holder: Holder) -> str:
    if password is None:
        raise PasswordNeeded()
    check_password(password, known=holder.known)
    return own.hasher.make(password)


def answer_paired(paired: Paired, site: str) -> Response:
    """Give a device its key: a kiosk's agent in the answer, a browser in a cookie."""
    slot = slot_of_device(paired.kind, paired.counter)
    answer = {"slot": slot, "go": page_of_slot(slot), "site": site}
    if paired.kind is DeviceKind.KIOSK:  # the agent keeps its key itself; no browser does
        return answer_json({**answer, "device_key": paired.key, "issuer_no": paired.issuer_no}, 201)
    return keep_secret(answer_json(answer, 201), slot, paired.key, lasts_s=DEVICE_COOKIE_S)


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
    own.audience.drop_session(held or "")
    tell("signed_out", account=who.id, site=who.site)
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
    codes = {"has_codes": who.has_codes, "owes_codes": owes_codes(parts(), who)}
    return answer_json({**shape, "name": who.name, "slot": who.slot, **codes})


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
    tell("device_revoked", device=device_id, by=principal().id)
    return response


BLUEPRINTS = (sessions, identities, devices)
