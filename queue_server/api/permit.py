"""Who may pass: every endpoint has a row in `domain.access.ROUTES`, or it does not answer."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, g, request

from queue_server.actions.sessions import use_session
from queue_server.api.ending import officer
from queue_server.api.refused_taps import count_intruder
from queue_server.credentials import (
    cookie_of_slot,
    owes_codes,
    resolve,
    resolve_slot,
    secret_hash_of_slot,
)
from queue_server.domain.access import (
    BEFORE_CODES,
    PUBLIC,
    ROUTES,
    USE_S,
    WHILE_IDLE,
    AccountRole,
    Principal,
    may_pass,
    slot_of_role,
)
from queue_server.domain.rates import purpose_by_principal, purposes_by_address
from queue_server.domain.refusals import (
    BodyInvalid,
    CodesOwed,
    CrossSite,
    NotSignedIn,
    RoleRefused,
    SessionIdle,
)
from queue_server.limits import asker_of
from queue_server.parts import parts

SLOT_HEADER = "Motcua-Slot"
DEVICE_KEY = "dev_"
# Who reaches for this without being a pad is not only refused but counted.
RATES = "servings.rate"
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def install_permits(app: Flask) -> None:
    """Check role and origin before every request."""
    app.before_request(check_request)


def check_request() -> None:
    """Let a request pass to its route; refuses by credential, role, origin and kind of body."""
    endpoint = request.endpoint
    _count_address(endpoint)
    if endpoint is None:
        return  # no such page or method: the error handler answers
    roles = ROUTES.get(endpoint)
    if roles is None:
        raise RoleRefused()
    if request.method in CHANGES:
        _check_origin()
        _check_kind()
    if PUBLIC in roles:
        return
    g.principal = _principal(roles)
    _count_principal(endpoint, g.principal)
    if not may_pass(endpoint, role=g.principal.role, site=g.principal.site):
        if endpoint == RATES:
            count_intruder(g.principal, (request.view_args or {})["serving_id"])
        raise RoleRefused()
    if g.principal.is_idle and endpoint not in WHILE_IDLE:
        raise SessionIdle()
    if endpoint not in BEFORE_CODES and owes_codes(parts(), g.principal):
        raise CodesOwed()
    if request.method in CHANGES and endpoint not in WHILE_IDLE:
        _note_use(g.principal)


def _count_address(endpoint: str | None) -> None:
    """Count a request by where it comes from, before anything is looked up for it."""
    asker = asker_of(request.remote_addr)
    if asker is not None:
        for purpose in purposes_by_address(endpoint):
            parts().limits.take(purpose, asker)


def _count_principal(endpoint: str, who: Principal) -> None:
    purpose = purpose_by_principal(endpoint, is_change=request.method in CHANGES)
    if purpose is not None:
        parts().limits.take(purpose, who.id, principal=who.id)


def _note_use(who: Principal) -> None:
    """Note that a session is in use, once a minute; looking at something is no use of it."""
    own = parts()
    if who.used_at is None or own.now() - who.used_at < timedelta(seconds=USE_S):
        return
    held = secret_hash_of_slot(who.slot) or ""
    with own.store.write(who.site, by=officer(who)) as tx:
        use_session(tx, held)
    own.principals.pop(held, None)


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


def _check_kind() -> None:
    """Read JSON only: what a form of another page can send without asking is something else."""
    if request.content_length and request.mimetype != "application/json":
        raise BodyInvalid(why="Content-Type")


def _principal(roles: frozenset[str]) -> Principal:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Bearer":
        if not key.startswith(DEVICE_KEY):
            raise NotSignedIn()  # a person's session belongs in a cookie that scripts cannot read
        return resolve(parts(), key, slot="kiosk")
    slot = request.headers.get(SLOT_HEADER)
    if slot is not None:
        return resolve_slot(parts(), slot)
    for slot in sorted({slot_of_role(r) for r in AccountRole if r in roles}):
        if cookie_of_slot(slot) in request.cookies:
            return resolve_slot(parts(), slot)
    raise NotSignedIn()
