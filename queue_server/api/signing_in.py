"""Signing in with a password: known and unknown logins take as long and are told the same."""

from apiflask import APIBlueprint
from flask import Response, request

from protocol.events import SYSTEM
from queue_server.actions.credentials import renew_hash, use_code
from queue_server.actions.sessions import begin_session
from queue_server.api.access_schemas import SignInBody
from queue_server.api.answers import SignedIn, SitesAnswer
from queue_server.api.commands import answer_json
from queue_server.api.cookies import door_of, keep_session
from queue_server.domain.access import page_of_slot, slot_of_role
from queue_server.domain.refusals import CodeNeeded, CodeWrong, SignInBusy, SignInRefused, TriesUsed
from queue_server.limits import asker_of
from queue_server.parts import Parts, parts
from queue_server.queries.credentials import (
    Holder,
    find_login,
    has_administrator,
    list_halls,
    listed_halls,
)
from queue_server.security import tell

sites = APIBlueprint("sites", __name__, url_prefix="/api/v1/sites", tag="sessions")
sign_ins = APIBlueprint("sign_ins", __name__, url_prefix="/api/v1/sign-ins", tag="sessions")


@sites.get("")
@sites.output(SitesAnswer)
def list_all() -> Response:
    """Give the halls one may sign in at; before the first start, those one may open."""
    own = parts()
    with own.store.read() as connection:
        if has_administrator(connection):
            return answer_json({"sites": list_halls(connection), "needs_setup": False})
        known = list_halls(connection)
    return answer_json({"sites": known or listed_halls(), "needs_setup": True})


@sign_ins.post("")
@sign_ins.input(SignInBody, arg_name="body")
@sign_ins.output(SignedIn, 201)
def create(body: SignInBody) -> Response:
    """Open a session with login and password, under a new secret.

    No Idempotency-Key is asked for: what a second try opens replaces what the first one did.
    """
    own, login = parts(), body.login.strip().lower()
    with own.store.read() as connection:
        holder = find_login(connection, body.site, login)
    key = f"{body.site or ''}/{login}"
    holder = _weigh(own, body.password, holder, key=key)
    slot = slot_of_role(holder.role)
    hashed = _renewed(own, body.password, holder)
    try:
        with own.store.write(holder.site, by=SYSTEM) as tx:
            use_code(tx, holder.id, body.code)
            if hashed is not None:
                renew_hash(tx, holder.id, hashed)
            opened = begin_session(tx, holder.id, door=door_of("password", slot))
    except CodeNeeded:
        own.guards.logins.take_back(key)
        own.guards.addresses.take_back(asker_of(request.remote_addr))
        raise
    except CodeWrong:
        tell("code_refused", account=holder.id, site=holder.site)
        raise
    own.guards.logins.forgive(key)
    own.guards.addresses.take_back(asker_of(request.remote_addr))
    tell("signed_in", account=holder.id, site=holder.site, how="password")
    return keep_session({"slot": slot, "go": page_of_slot(slot), "site": holder.site}, opened)


def _weigh(own: Parts, password: str, holder: Holder | None, *, key: str) -> Holder:
    """Give whose password it is; the try counts until it is taken back.

    Refuses with SignInRefused, TriesUsed or SignInBusy.
    """
    address = asker_of(request.remote_addr)
    about = {"account": holder.id if holder else None, "site": holder.site if holder else None}
    try:
        own.guards.addresses.try_one(address)
        own.guards.logins.try_one(key)
    except TriesUsed:
        tell("sign_in_limited", **about)
        raise
    try:
        is_right = own.hasher.check(password, holder.password_hash if holder else None)
    except SignInBusy:
        own.guards.logins.take_back(key)
        own.guards.addresses.take_back(address)
        raise
    if holder is None or not is_right or not holder.is_active:
        tell("sign_in_refused", **about)
        raise SignInRefused()
    return holder


def _renewed(own: Parts, password: str, holder: Holder) -> str | None:
    """Give the hash as dear as hashes are now, where it was made when they were cheaper."""
    if holder.password_hash is None or not own.hasher.is_outdated(holder.password_hash):
        return None
    return own.hasher.make(password)


BLUEPRINTS = (sites, sign_ins)
