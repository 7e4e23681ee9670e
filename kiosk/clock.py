"""What time it is at the site, and which service day.

A kiosk box may have no battery for its clock: after a start it may believe it is 1970. So the
time is counted from a moment at which the truth was known (the *anchor*: the server's answer,
or a machine clock that was set from outside since the machine started), by a counter that no
clock change can move. The anchor is kept in the store and serves as long as the machine runs.

Without an anchor of this boot the time is a guess, good enough for a slip, and the service day
stays the last one known: a kiosk changes day only on a clock it can believe, else its ordinals
simply go on (D6a).
"""

from datetime import date, datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from kiosk.records import Anchor
from kiosk.store import Store
from kiosk.world import World
from protocol.instants import service_day

# A Date header is cut to whole seconds and has travelled: smaller differences are no news.
DIFFERENCE_MAX = timedelta(seconds=2)
# A battery's clock that is further ahead than this was more likely wrong than the box stored away.
SWITCHED_OFF_MAX = timedelta(days=60)
HALF_SECOND = timedelta(milliseconds=500)


class SiteClock:
    """The site's time as far as this kiosk can know it."""

    def __init__(
        self, store: Store, *, world: World, zone: ZoneInfo, has_hardware_clock: bool
    ) -> None:
        self._store = store
        self._world = world
        self._zone = zone
        self._has_hardware_clock = has_hardware_clock
        # A tap may take the machine's word at the moment in which the server's is heard: whoever
        # keeps an anchor must be the one who looked whether it is needed.
        self._anchoring = Lock()

    def now(self) -> datetime:
        """Give the site's time; without an anchor a guess that is not before what was known."""
        anchor = self._store.heard().anchor
        if anchor is not None and anchor.boot == self._world.boot:
            return self._since(anchor)
        wall = self._world.wall()
        return wall if anchor is None else max(wall, anchor.at)

    @property
    def is_set(self) -> bool:
        """Whether the true time was learnt since the machine was started."""
        anchor = self._store.heard().anchor
        return anchor is not None and anchor.boot == self._world.boot

    def is_believed(self) -> bool:
        """Tell whether the time is known since this start of the machine, and not a guess."""
        self._look_at_wall()
        return self.is_set

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone)

    def hear(self, at: datetime, *, day: date | None = None) -> None:
        """Learn the server's time from the moment it answered, and its service day."""
        self._settle(at + HALF_SECOND)
        if day is not None and day != self._store.heard().day:
            self._store.keep_day(day)

    def service_day(self) -> date:
        """Give the day that a number given now belongs to; it never goes back by itself."""
        self._look_at_wall()
        heard = self._store.heard()
        if heard.day is not None and not self.is_set:
            return heard.day
        today = service_day(self.now(), self._zone)
        return today if heard.day is None else max(today, heard.day)

    def _look_at_wall(self) -> None:
        """Believe the machine's clock when it was set from outside and no server told better."""
        if self.is_set:
            return
        with self._anchoring:
            anchor = self._store.heard().anchor
            if anchor is not None and anchor.boot == self._world.boot:
                return
            wall = self._world.wall()
            is_likely = anchor is None or anchor.at <= wall <= anchor.at + SWITCHED_OFF_MAX
            if self._world.is_wall_set() or (self._has_hardware_clock and is_likely):
                self._keep(wall)

    def _settle(self, at: datetime) -> None:
        with self._anchoring:
            anchor = self._store.heard().anchor
            is_ours = anchor is not None and anchor.boot == self._world.boot
            if anchor is None or not is_ours or abs(at - self._since(anchor)) > DIFFERENCE_MAX:
                self._keep(at)

    def _since(self, anchor: Anchor) -> datetime:
        passed_ms = int(self._world.elapsed_s() * 1000) - anchor.elapsed_ms
        return anchor.at + timedelta(milliseconds=passed_ms)

    def _keep(self, at: datetime) -> None:
        self._store.keep_anchor(Anchor(self._world.boot, int(self._world.elapsed_s() * 1000), at))
