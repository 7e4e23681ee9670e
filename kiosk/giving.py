"""May a number be given now, without asking anybody? The hall's hours and caps, as last heard.

The server decides by the same rules, and where it is heard its word comes after these. A kiosk
whose clock was never set since it was started cannot know the hour: it gives numbers, and its
health says that the clock is wrong. Turning people away by a guess would be worse.
"""

from zoneinfo import ZoneInfo

from kiosk.catalogue import Catalogue
from kiosk.clock import SiteClock
from kiosk.refusals import (
    AfterHours,
    BeforeOpening,
    CapReached,
    DayOff,
    IssuingEnding,
    LunchBreak,
    Refusal,
    WeeklyDayOff,
)
from kiosk.store import Store
from protocol.hours import ALWAYS_OPEN, Opening, Why, opening_at
from protocol.instants import format_instant

CLOSED: dict[Why, type[Refusal]] = {
    "before_opening": BeforeOpening,
    "ending": IssuingEnding,
    "lunch": LunchBreak,
    "after_hours": AfterHours,
    "weekly_day_off": WeeklyDayOff,
    "day_off": DayOff,
}


class Giving:
    """The rules of one kiosk at its own time."""

    def __init__(self, store: Store, *, clock: SiteClock, zone: ZoneInfo) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone

    def opening(self, catalogue: Catalogue) -> Opening:
        """Tell whether the hall gives numbers now; with a clock nobody set it always does."""
        if not self._clock.is_believed():
            return ALWAYS_OPEN
        return opening_at(catalogue.hours, self._clock.now(), zone=self._zone)

    def left(self, catalogue: Catalogue) -> dict[str, int]:
        """Give the numbers that are left today of each service with a cap.

        What was last heard, less what this kiosk gave since; on a day the server was not heard
        on, the cap less what this kiosk gave. Not known, and therefore empty, without a clock:
        a day that never ends must not keep a service closed.
        """
        caps = {s.code: s.day_cap for s in catalogue.services if s.day_cap is not None}
        if not caps or not self._clock.is_believed():
            return {}
        known = self._store.left_on(self._clock.service_day())
        return {code: min(cap, known.get(code, cap)) for code, cap in caps.items()}

    def check(self, catalogue: Catalogue, service: str) -> None:
        """Refuse outside the hours, by their name, and above the cap with CapReached."""
        opening = self.opening(catalogue)
        if opening.why is not None:
            opens_at = opening.opens_at
            raise CLOSED[opening.why](next_at=opens_at and format_instant(opens_at))
        if self.left(catalogue).get(service) == 0:
            raise CapReached()
