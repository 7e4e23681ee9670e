"""What a kiosk takes from outside: time, randomness, and where tests may stop it.

Only `app.py` makes the real one. Everything below it is handed a `World`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from protocol.ids import RandomBytes
from protocol.instants import Clock

# Called with a name before and after each write and each outward step. The product passes
# `go_on`; fault tests pass one that kills the process at a chosen name.
Checkpoint = Callable[[str], None]


def go_on(name: str) -> None:
    """Pass a checkpoint without doing anything."""


def stay() -> None:
    """Do not end: nobody would start this process again."""


@dataclass(frozen=True)
class World:
    """Time, randomness and checkpoints of one run."""

    wall: Clock
    """The machine's own clock, which may be wrong."""
    elapsed_s: Callable[[], float]
    """Seconds since the machine was started; never goes back, counts sleep too."""
    boot: str
    """Names this start of the machine; `elapsed_s` of another boot means nothing here."""
    is_wall_set: Callable[[], bool]
    """Whether the machine's clock was set from outside since it was started."""
    random_bytes: RandomBytes
    pause: Callable[[float], None]
    """Waits so many seconds; only background work ever does."""
    monotonic: Callable[[], float] = time.monotonic
    """Measures how long the network and the printer take."""
    checkpoint: Checkpoint = go_on
    restart: Callable[[], None] = stay
    """Ends the process, for whoever started it to start it again."""
