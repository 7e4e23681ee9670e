"""Who may pass: every endpoint has a row in `domain.access.ROUTES`, or it does not answer."""

from urllib.parse import urlsplit

from flask import Flask, g, request

from queue_server.domain.access import PUBLIC, ROUTES, AccountRole, Principal, slot_of_role
from queue_server.domain.refusals import CrossSite, NotSignedIn, Refusal, RoleRefused
from queue_server.parts import Parts, parts
from queue_server.queries.access import find_principal
from queue_server.store.store import hash_secret

COOKIE_PREFIX = "motcua_"
SLOT_HEADER = "Motcua-Slot"
SLOT_MAX = 24
# How long a credential is trusted without looking again: a revocation bites within 5 s (I16).
TRUSTED_S = 2.0
TRUSTED_MAX = 4_096
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def install_permits(app: Flask) -> None:
    """Check role and origin before every request."""
    app.before_request(check_request)


def check_request() -> None:
    """Let a request pass to its route, or refuse: NotSignedIn, RoleRefused, CrossSite."""
    endpoint = request.endpoint
    if endpoint is None:
        return  # no such page or method: the error handler answers
    roles = ROUTES.get(endpoint)
    if roles is None:
        raise RoleRefused()
    if request.method in CHANGES:
        _check_origin()
    if PUBLIC in roles:
        return
    g.principal = _principal(roles)
    if g.principal.role not in roles:
        raise RoleRefused()


def _check_origin() -> None:
    """Take a change from a browser only from our own pages (Fetch Metadata, else Origin)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise CrossSite()
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise CrossSite()


def _principal(roles: frozenset[str]) -> Principal:
    bearer = request.headers.get("Authorization", "")
    if bearer.startswith("Bearer "):
        return resolve(parts(), bearer.removeprefix("Bearer "), slot="kiosk")
    slot = request.headers.get(SLOT_HEADER)
    if slot is not None:
        return resolve_slot(parts(), slot)
    for slot in sorted({slot_of_role(r) for r in AccountRole if r in roles}):
        if COOKIE_PREFIX + slot in request.cookies:
            return resolve_slot(parts(), slot)
    raise NotSignedIn()


def resolve_slot(own: Parts, slot: str) -> Principal:
    """Give who the cookie of a slot says asks."""
    secret = request.cookies.get(COOKIE_PREFIX + slot[:SLOT_MAX])
    if not secret:
        raise NotSignedIn()
    return resolve(own, secret, slot=slot)


def resolve(own: Parts, secret: str, *, slot: str) -> Principal:
    """Give who holds a secret; looked up again after TRUSTED_S."""
    key = hash_secret(secret)
    known = own.principals.get(key)
    if known is not None and known[1] > own.monotonic():
        return known[0]
    with own.store.read() as connection:
        try:
            found = find_principal(connection, key, slot=slot, now=own.now())
        except Refusal:
            own.principals.pop(key, None)
            raise
    if len(own.principals) >= TRUSTED_MAX:
        own.principals.clear()
    own.principals[key] = (found, own.monotonic() + TRUSTED_S)
    return found


def secret_hash_of_slot(slot: str) -> str | None:
    """Give the stored form of the secret in a slot's cookie."""
    secret = request.cookies.get(COOKIE_PREFIX + slot)
    return None if secret is None else hash_secret(secret)
