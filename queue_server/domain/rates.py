"""How often one may ask, by what it is for: what saves work, not what keeps secrets.

A purpose has a burst and a rate: `burst` requests at once, then `per_s` a second. Commands and
deliveries are counted by account or device, everything else by where it comes from. A hall behind
one address is one of them, so the bounds by address are wide.
"""

from dataclasses import dataclass
from typing import Literal

Purpose = Literal["any", "sign_in", "slip", "delivery", "command", "hello"]


@dataclass(frozen=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: int
    per_s: float


RATES: dict[Purpose, Rate] = {
    # A page loads a dozen files; screens that lost their sockets ask each 2.5 s.
    "any": Rate(600, 100),
    "sign_in": Rate(60, 1),
    # Phones in the hall's own network follow their slips from one address.
    "slip": Rate(200, 20),
    # A kiosk that was cut off for three days brings 3,000 numbers in batches of 50.
    "delivery": Rate(120, 20),
    # A person presses a few keys a second.
    "command": Rate(60, 5),
    # A screen says hello when it connects, and when it missed something.
    "hello": Rate(30, 2),
}

_SIGN_IN = frozenset({"sessions.create", "sign_ins.create", "setup.create", "pairings.redeem"})
_SLIP = frozenset({"follow.show_slip", "follow.rate", "follow.explain", "pages.follow"})
_DELIVERY = frozenset(
    {"tickets.offer", "tickets.intake", "devices.hear", "announcements.note", "voice.claim"}
)


def purposes_by_address(endpoint: str | None) -> tuple[Purpose, ...]:
    """Give what a request counts for by where it comes from; None is no route at all."""
    if endpoint in _SIGN_IN:
        return "any", "sign_in"
    if endpoint in _SLIP:
        return "any", "slip"
    return ("any",)


def purpose_by_principal(endpoint: str, *, is_change: bool) -> Purpose | None:
    """Give what a request counts for by who sends it; None for a question."""
    if endpoint in _DELIVERY:
        return "delivery"
    return "command" if is_change else None
