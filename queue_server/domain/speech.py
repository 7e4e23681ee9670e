"""Calls spoken in the hall: which screen may speak, and what becomes of each call.

Each counter is spoken for by one hall screen at a time: that has the counter's *voice*. A screen
asks every few seconds for the counters it shows, gets those no other has, and keeps them for
VOICE_S; when it falls silent, another that shows them gets them. A screen of fewer counters goes
before one of more: it hangs in the room where they are. Only the server decides this (no
two screens may both believe it), in the one transaction that every change of a site goes through.

A call is announced once: spoken to its end, or dropped and why. Calling again is another call.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.screen import Zone
from queue_server.domain.site import SiteSettings

VOICE_S = 15
# Asked for again before this much is left, the voice need not be written anew.
VOICE_FRESH_S = 8


class Announced(StrEnum):
    """What became of a call in the hall."""

    SPOKEN = "spoken"
    DROPPED = "dropped"


class Why(StrEnum):
    """Why a call was not spoken to its end."""

    NOT_CALLED = "not_called"  # it was served, missed or cancelled before its turn
    RECALLED = "recalled"  # it was called again before its turn; that call is spoken
    OLD = "old"  # the screen saw it too late: it is shown, not spoken
    FULL = "full"  # too many waited to be spoken
    NO_SOUND = "no_sound"  # the screen could not play it


@dataclass(frozen=True)
class Voice:
    """A screen that can be heard: the counters it shows, those it speaks for, and until when."""

    shows: Zone
    counters: Zone
    until: datetime


def free_counters(wanted: Zone, others: Collection[Voice]) -> Zone:
    """Give those counters of a screen that no other speaks for, and none of a smaller zone."""
    left = {n for other in others if len(other.shows) < len(wanted) for n in other.shows}
    taken = left.union(*(other.counters for other in others))
    return tuple(number for number in wanted if number not in taken)


def may_wait(wanted: Zone, others: Collection[Voice]) -> bool:
    """Tell whether a screen of a larger zone speaks for these: it lets go when it asks next."""
    larger = [other.counters for other in others if len(other.shows) > len(wanted)]
    return any(number in counters for counters in larger for number in wanted)


def ends_at(now: datetime) -> datetime:
    """Give until when a screen that asks now has the voice."""
    return now + timedelta(seconds=VOICE_S)


def is_fresh(until: datetime, now: datetime) -> bool:
    """Tell whether the voice need not be prolonged yet."""
    return (until - now).total_seconds() > VOICE_FRESH_S


def is_quiet(settings: SiteSettings, now: datetime) -> bool:
    """Tell whether nothing is spoken at this hour."""
    local = now.astimezone(settings.zone)
    hour = local.hour + local.minute / 60
    return not settings.speech_from_hour <= hour < settings.speech_until_hour
