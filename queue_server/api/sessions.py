"""Signing in by a one-time link, one's own sessions, and who one is.

Secrets travel in bodies, never in addresses; a session is named by its seat.
"""

from apiflask import APIBlueprint
from flask import Response, request

from protocol.events import SYSTEM
from queue_server.actions.credentials import use_code
from queue_server.actions.devices import Paired, pair_device
from queue_server.actions.people import RESET, open_session
from queue_server.actions.sessions import end_session, end_sessions, use_session
from queue_server.api.access_schemas import SecretBody, UseBody
from queue_server.api.answers import Document, EndedAnswer, Identity, SessionsAnswer, SignedIn
from queue_server.api.commands import answer_json, principal, run_command
from queue_server.api.cookies import DEVICE_COOKIE_S, door_of, keep_secret, keep_session
from queue_server.api.ending import check_own_password, end_and_tell, officer
from queue_server.credentials import cookie_of_slot, owes_codes, secret_hash_of_slot
from queue_server.domain.access import page_of_slot, slot_of_device, slot_of_role
from queue_server.domain.device import DeviceKind
from queue_server.domain.refusals import LinkUsed, PasswordNeeded, SessionIdle
from queue_server.parts import Parts, parts
from queue_server.passwords import check_password
from queue_server.queries.access import find_link, list_sessions
from queue_server.queries.credentials import Holder, find_holder
from queue_server.security import tell
from queue_server.store.store import Tx, hash_secret

sessions = APIBlueprint("sessions", __name__, url_prefix="/api/v1/sessions", tag="sessions")
identities = APIBlueprint("identities", __name__, url_prefix="/api/v1/identity", tag="sessions")


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
    response.delete_cookie(cookie_of_slot(who.slot), secure=request.is_secure)
    return response


@sessions.put("/current/use")
@sessions.input(UseBody, arg_name="body")
@sessions.output(Document)
def use(body: UseBody) -> Response:
    """Say that one is there; a session that was left alone goes on only with the password."""
    who, own = principal(), parts()
    held = secret_hash_of_slot(who.slot) or ""
    if who.is_idle:
        if body.password is None:
            raise SessionIdle()
        with own.store.read() as connection:
            holder = find_holder(connection, who.id)
        check_own_password(who, body.password, holder.password_hash if holder else None)
    with own.store.write(who.site, by=officer(who)) as tx:
        use_session(tx, held)
    own.principals.pop(held, None)
    if who.is_idle:
        tell("session_resumed", account=who.id, site=who.site)
    return answer_json({"used": True})


@sessions.get("")
@sessions.output(SessionsAnswer)
def list_own() -> Response:
    """Give one's own sessions: in what kind of browser, since when, when used last."""
    who, own = principal(), parts()
    with own.store.read() as connection:
        listed = list_sessions(connection, who.id, now=own.now(), seat=who.seat)
    return answer_json({"sessions": listed})


@sessions.delete("/<seat>")
@sessions.output(EndedAnswer)
def end_one(seat: str) -> Response:
    """End one of one's own sessions, its sockets too; one that is over stays so."""
    who = principal()
    return end_and_tell(who.id, lambda tx: end_sessions(tx, who.id, why="holder", seat=seat))


@sessions.delete("")
@sessions.output(EndedAnswer)
def end_others() -> Response:
    """End all of one's own sessions but this one, their sockets too."""
    who = principal()
    held = secret_hash_of_slot(who.slot)
    return end_and_tell(who.id, lambda tx: end_sessions(tx, who.id, why="holder", spare=held))


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


BLUEPRINTS = (sessions, identities)
