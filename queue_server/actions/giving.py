"""May a number be given now? By the hall's hours, and by the caps of its services (domain.md 6.2).

Asked before a label is made: for a kiosk's offer, and for what staff give. What a kiosk gave by
itself is taken in whatever the hour and the cap say: what the citizen was shown wins.
"""

from datetime import date, datetime
from typing import Any

from protocol.hours import Opening, Why, opening_after, opening_at
from protocol.instants import format_instant
from queue_server.actions.day import today, written
from queue_server.domain.refusals import (
    AfterHours,
    BeforeOpening,
    CapReached,
    DayOff,
    IssuingEnding,
    LunchBreak,
    NoHoursAhead,
    Refusal,
    WeeklyDayOff,
)
from queue_server.store.given import given_of
from queue_server.store.store import Tx

CLOSED: dict[Why, type[Refusal]] = {
    "before_opening": BeforeOpening,
    "ending": IssuingEnding,
    "lunch": LunchBreak,
    "after_hours": AfterHours,
    "weekly_day_off": WeeklyDayOff,
    "day_off": DayOff,
}


def obstacle_to(tx: Tx, service: str) -> Refusal | None:
    """Give why no number of a service may be given now, or None.

    The hall is closed: BeforeOpening, IssuingEnding, LunchBreak, AfterHours, WeeklyDayOff,
    DayOff or NoHoursAhead. The day has given all it may: CapReached.
    """
    opening = opening_at(tx.catalogue.hours, tx.now, zone=tx.settings.zone)
    if not opening.is_open:
        return _closed(tx, opening)
    cap, day = tx.catalogue.by_service[service].day_cap, today(tx)
    if cap is None or given_of(tx.connection, tx.code, day=day, service=service) < cap:
        return None
    again_at = opening_after(tx.catalogue.hours, day, zone=tx.settings.zone)
    return NoHoursAhead() if again_at is None else CapReached(cap=cap, **_again(tx, again_at))


def _closed(tx: Tx, opening: Opening) -> Refusal:
    if opening.opens_at is None or opening.why is None:
        return NoHoursAhead()
    names: dict[str, Any] = {}
    if opening.why == "day_off" and opening.occasion is not None:
        names = {"name_vi": opening.occasion.name_vi, "name_en": opening.occasion.name_en}
    return CLOSED[opening.why](**names, **_again(tx, opening.opens_at))


def _again(tx: Tx, at: datetime) -> dict[str, str]:
    """Say when numbers are given again: for people, and for programs."""
    local = at.astimezone(tx.settings.zone)
    day: date = local.date()
    return {"time": f"{local:%H:%M}", "day": written(day), "next_at": format_instant(at)}
