"""What was last heard of each printer, and one warning a roll when its paper runs low.

A near-end sensor looks at the side of the roll and may change its mind while the last metres
run off, and a printer that does not answer says nothing about its paper. So a warning ends
only when paper was seen to be enough after the cover had been open or the paper out, or when
it was seen to be enough many times in a row.
"""

import threading
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from protocol.instants import Clock

State = Literal["ready", "fault", "unknown"]
# A printer that stopped for one of these with a full buffer cannot answer: it is still so.
SEEN_CAUSES = ("paper_out", "cover_open", "cutter_jam", "printer_fault")
SILENT_CAUSES = ("unreachable", "no_answer", "not_a_printer", "lost")
OPENED_CAUSES = ("paper_out", "cover_open")
ENOUGH_IN_A_ROW = 150  # a minute of answers


@dataclass(frozen=True, kw_only=True)
class PrinterHealth:
    """What was last heard of a printer.

    `paper_low_since` stays the same until a new roll is in, so one roll gives one warning.
    """

    name: str
    state: State
    cause: str | None
    paper_low_since: datetime | None
    at: datetime


@dataclass(frozen=True)
class Roll:
    """What is known of a roll that runs low."""

    low_since: datetime | None = None
    was_opened: bool = False
    enough_count: int = 0


class HealthBook:
    """Remembers printers by name; may be used from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._health: dict[str, PrinterHealth] = {}
        self._rolls: dict[str, Roll] = {}
        self._lock = threading.Lock()

    def of(self, name: str) -> PrinterHealth:
        """Give what was last heard; unknown before anything was."""
        unknown = PrinterHealth(
            name=name, state="unknown", cause=None, paper_low_since=None, at=self._clock()
        )
        return self._health.get(name, unknown)

    def note(self, name: str, state: State, *, cause: str | None, is_paper_low: bool) -> None:
        """Remember an answer, or that there was none."""
        with self._lock:
            before = self.of(name)
            is_choked = cause == "no_answer" and before.cause in SEEN_CAUSES
            roll = self._rolls.get(name, Roll())
            if cause not in SILENT_CAUSES:
                roll = seen(roll, cause=cause, is_low=is_paper_low, at=self._clock())
                self._rolls[name] = roll
            self._health[name] = PrinterHealth(
                name=name,
                state=state,
                cause=before.cause if is_choked else cause,
                paper_low_since=roll.low_since,
                at=self._clock(),
            )

    def renew_roll(self, name: str) -> None:
        """Take note of a new roll."""
        with self._lock:
            self._rolls[name] = Roll()
            if name in self._health:
                self._health[name] = replace(self._health[name], paper_low_since=None)


def seen(roll: Roll, *, cause: str | None, is_low: bool, at: datetime) -> Roll:
    """Give what is known of the roll after the printer spoke of it."""
    if cause in OPENED_CAUSES:
        return replace(roll, was_opened=True, enough_count=0)
    if is_low:
        return Roll(low_since=roll.low_since or at)
    count = roll.enough_count + 1
    if roll.was_opened or count >= ENOUGH_IN_A_ROW:
        return Roll()
    return replace(roll, enough_count=count)
