"""Whether the server is worth asking, so that citizens do not wait for a link that flaps.

One failure is enough to call it away. It is called back after it answered well for a moment,
and for longer when it fell again soon after it came back (hysteresis, fault row 25).
"""

from threading import Lock

BRIEF_S = 4.0
STEADY_S = 30.0


class Breaker:
    """Up or away; `now` is any steady clock in seconds."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_up = False
        self._up_since = 0.0
        self._good_since: float | None = None
        self._settle_s = 0.0

    @property
    def is_up(self) -> bool:
        return self._is_up

    @property
    def is_answering(self) -> bool:
        """Whether the last word was a good one: enough for work that can wait and repeat."""
        return self._good_since is not None

    def good(self, now: float) -> None:
        """The server answered as it should."""
        with self._lock:
            if self._good_since is None:
                self._good_since = now
            if not self._is_up and now - self._good_since >= self._settle_s:
                self._is_up, self._up_since = True, now

    def bad(self, now: float) -> None:
        """It did not, or somebody else did."""
        with self._lock:
            was_recovering = not self._is_up and self._good_since is not None
            fell_again = self._is_up and self._settle_s > 0 and now - self._up_since < STEADY_S
            if was_recovering or fell_again:
                self._settle_s = STEADY_S
            elif self._is_up:
                self._settle_s = BRIEF_S
            self._is_up, self._good_since = False, None
