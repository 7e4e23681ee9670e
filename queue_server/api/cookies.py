"""The cookies that hold credentials: no script reads them, no other site sends them."""

from typing import Any

from flask import Response, request

from queue_server.actions.sessions import Door, How, Opened
from queue_server.api.commands import answer_json
from queue_server.credentials import cookie_of_slot, secret_hash_of_slot
from queue_server.domain.access import SESSION_HOURS
from queue_server.domain.browser import browser_of

DEVICE_COOKIE_S = 365 * 24 * 3600


def door_of(how: How, slot: str | None = None) -> Door:
    """Say how this browser opens a session, and which one of its own it replaces."""
    browser = browser_of(request.headers.get("User-Agent", ""))
    return Door(how, browser, None if slot is None else secret_hash_of_slot(slot))


def keep_session(answer: dict[str, Any], opened: Opened, *, status: int = 201) -> Response:
    """Answer, and let the browser keep a session."""
    response = answer_json(answer, status)
    return keep_secret(response, opened.slot, opened.secret, lasts_s=SESSION_HOURS * 3600)


def keep_secret(response: Response, slot: str, secret: str, *, lasts_s: int) -> Response:
    """Let the browser keep a secret; over TLS it is sent over nothing else."""
    response.set_cookie(
        cookie_of_slot(slot),
        secret,
        max_age=lasts_s,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )
    return response
