"""What the server is made of, wired once in `app.py` and reached from a request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from flask import current_app

from queue_server.boots import Boots
from queue_server.domain.access import Principal
from queue_server.domain.lockout import ALL_CODES, PER_ADDRESS, PER_CODE, PER_LOGIN
from queue_server.first_start import SetupDoor
from queue_server.hashing import Hasher
from queue_server.limits import Guard, Limits
from queue_server.store.store import Store

EXTENSION = "motcua"


class Audience(Protocol):
    """Who is connected, as the API needs it: to close sockets of a device that was revoked."""

    def drop(self, principal_id: str) -> None:
        """Close every socket of an account or device."""

    def drop_session(self, secret_hash: str) -> None:
        """Close every socket that was opened with one session."""

    def seen(self, site: str) -> dict[str, str]:
        """Give the devices connected to a site now: id to the instant they were last heard."""


@dataclass
class Guards:
    """Who holds back those who guess, for each thing that can be guessed."""

    logins: Guard
    addresses: Guard
    codes: Guard
    all_codes: Guard


def make_guards(monotonic: Callable[[], float]) -> Guards:
    """Give guards to whom nobody came yet."""
    allowed = (PER_LOGIN, PER_ADDRESS, PER_CODE, ALL_CODES)
    return Guards(*(Guard(one, monotonic) for one in allowed))


@dataclass
class Parts:
    """One server's parts."""

    store: Store
    public_url: str
    audience: Audience
    monotonic: Callable[[], float]
    limits: Limits
    guards: Guards
    hasher: Hasher
    setup: SetupDoor
    boots: Boots = field(default_factory=Boots)
    principals: dict[str, tuple[Principal, float]] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)

    def now(self) -> datetime:
        """The server's clock."""
        return self.store.clock()


def parts() -> Parts:
    """Give the parts of the app that handles this request."""
    found: Any = current_app.extensions[EXTENSION]
    assert isinstance(found, Parts)
    return found
