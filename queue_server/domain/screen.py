"""Hall screens: which counters one shows and speaks, and what a manager may put on all of them.

A screen with no zone shows the whole hall. Of a zone's counters only those count that the hall has
now; were none of them left, the screen would be dark, so then it shows the whole hall again.
"""

from collections.abc import Iterable
from enum import StrEnum

ZONE_MAX = 40  # counters of one zone
NOTICE_MAX = 160  # letters of a notice, in each language

Zone = tuple[int, ...]
WHOLE_HALL: Zone = ()
NOBODY: Zone = ()  # no counter at all, of those a screen speaks for


class NoticeKind(StrEnum):
    """Where a notice stands: a line at the foot of every hall screen, or over everything."""

    TICKER = "ticker"
    URGENT = "urgent"


def zone_of(text: str | None) -> Zone:
    """Read a zone as it is stored: `3 4 5`; nothing is the whole hall."""
    return WHOLE_HALL if not text else tuple(int(number) for number in text.split())


def zone_text(counters: Iterable[int]) -> str:
    """Write a zone: each counter once, in order."""
    return " ".join(str(number) for number in sorted(set(counters)))


def shown(zone: Zone, known: Iterable[int]) -> Zone:
    """Give the counters a screen shows, of those the hall has."""
    here = tuple(known)
    return tuple(number for number in here if number in zone) or here
