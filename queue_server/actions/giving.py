"""May a number be given now? By the hall's hours, and by the caps of its services (domain.md 6.2).

Asked before a label is made: for a kiosk's offer, and for what staff give. What a kiosk gave by
itself is taken in whatever the hour and the cap say: what the citizen was shown wins.
"""

from datetime import datetime

from protocol.hours import Opening, Why, opening_after, opening_at
from queue_server.actions.day import today
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
from queue_server.domain.slip_text import written
from queue_server.store.given import given_of
from queue_server.store.store import Tx

CLOSED: dict[Why, type[Refusal]] = {
    "before_opening": BeforeOpening,
    "ending": IssuingEnding,
    "lunch": LunchBreak,
    "after_hours": AfterHours,
    "weekly_day_off": WeeklyDayOff,
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
    if again_at is None:
        return NoHoursAhead()
    time, on = _written(tx, again_at)
    return CapReached(cap=cap, time=time, day=on)


def _closed(tx: Tx, opening: Opening) -> Refusal:
    if opening.opens_at is None or opening.why is None:
        return NoHoursAhead()
    time, day = _written(tx, opening.opens_at)
    if opening.occasion is not None:
        return DayOff(name=opening.occasion.name_vi, time=time, day=day)
    return CLOSED[opening.why](time=time, day=day)


def _written(tx: Tx, at: datetime) -> tuple[str, str]:
    """Write time and day of an instant as people here do."""
    local = at.astimezone(tx.settings.zone)
    return f"{local:%H:%M}", written(local.date())
