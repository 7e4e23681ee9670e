"""Who a cookie or a key says asks; routes and sockets resolve them alike."""

from flask import request

from queue_server.domain.access import PRIVILEGED, Principal
from queue_server.domain.refusals import NotSignedIn, Refusal
from queue_server.parts import Parts
from queue_server.queries.access import find_principal
from queue_server.store.store import hash_secret

COOKIE_PREFIX = "motcua_"
# A browser takes a name that begins so only over TLS, for the whole of one host, from that host.
HOST_PREFIX = "__Host-"
SLOT_MAX = 24
# How long a credential is trusted without looking again: a revocation bites within 5 s (I16).
TRUSTED_S = 2.0
TRUSTED_MAX = 4_096


def cookie_names(*, is_secure: bool) -> str:
    """Give how the names of our cookies begin; over TLS no other is believed."""
    return HOST_PREFIX + COOKIE_PREFIX if is_secure else COOKIE_PREFIX


def cookie_of_slot(slot: str) -> str:
    """Give the name of a slot's cookie, for the request at hand."""
    return cookie_names(is_secure=request.is_secure) + slot


def resolve_slot(own: Parts, slot: str) -> Principal:
    """Give who the cookie of a slot says asks."""
    secret = request.cookies.get(cookie_of_slot(slot[:SLOT_MAX]))
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


def owes_codes(own: Parts, who: Principal) -> bool:
    """Tell whether somebody has to set up one-time codes before anything else."""
    if who.kind != "officer" or who.role not in PRIVILEGED or who.has_codes:
        return False
    with own.store.read() as connection:
        return own.store.site(connection, who.site).settings.second_factor == "required"


def secret_hash_of_slot(slot: str) -> str | None:
    """Give the stored form of the secret in a slot's cookie."""
    secret = request.cookies.get(cookie_of_slot(slot))
    return None if secret is None else hash_secret(secret)
