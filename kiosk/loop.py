"""Work that is done again and again beside the citizens, each in a thread of its own."""

from collections.abc import Callable
from threading import Event, Thread

import structlog

STOP_TIMEOUT_S = 5.0
# A broken disk fails every step; its log must not fill what is left of it.
FAILED_PAUSE_S = 10.0

log = structlog.get_logger("kiosk.loop")


class Loop:
    """Calls `step` at least every `interval_s`, and at once when it is woken."""

    def __init__(self, name: str, step: Callable[[], None], *, interval_s: float) -> None:
        self._name = name
        self._step = step
        self._interval_s = interval_s
        self._bell = Event()
        self._is_stopping = False
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._bell.set()

    def stop(self) -> None:
        """Let the step in hand be the last; `join` waits for it."""
        self._is_stopping = True
        self.wake()

    def join(self) -> None:
        if self._thread.is_alive():
            self._thread.join(STOP_TIMEOUT_S)

    def _run(self) -> None:
        while not self._is_stopping:
            try:
                self._step()
                pause_s = self._interval_s
            except Exception:  # the boundary of a thread: the next step is tried, but not at once
                log.exception("step.failed", loop=self._name)
                pause_s = max(self._interval_s, FAILED_PAUSE_S)
            self._bell.wait(pause_s)
            self._bell.clear()
