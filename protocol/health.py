"""How a kiosk is, in the words it tells its server and the officers' screens show.

Counts travel as they are; what is remembered of them is their step, so that a backlog that
grows by one ticket a minute is not news each minute.
"""

from typing import Literal

PrinterState = Literal["none", "ready", "partly", "fault", "unknown"]
"""`partly`: one of several printers is out of order, another prints."""
PaperState = Literal["none", "ok", "low", "out", "unknown"]
ClockState = Literal["set", "unset", "jumped"]
"""`unset`: nobody told the kiosk the time since it was started."""
DiskState = Literal["ok", "low", "full", "broken", "unknown"]

CAUSE_MAX = 40
VERSION_MAX = 32
# A kiosk tells how it is at once when something changed, and at least so often.
BEAT_S = 4.0
# Two beats missed. Looked for every second, so nobody is called well for more than 10 s.
SILENT_AFTER_S = 9.0
STEPS = (0, 1, 10, 50, 200, 1_000, 5_000)


def step_of(count: int) -> int:
    """Give the largest step that is not above a count: "at least so many"."""
    return max(step for step in STEPS if step <= max(count, 0))
