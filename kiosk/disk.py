"""The disk under the kiosk's store: how full it is, and a reserve for when it is full.

On a full disk nothing can be promised, so no number is given (I2). Logs and caches of other
programs fill it first; a file that is given back then keeps the kiosk going until somebody
comes (finding: on a full disk even a deletion fails in SQLite).
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import structlog

from protocol.health import DiskState

RESERVE_NAME = "reserve"
LOW_SHARE = 0.15
FULL_BYTES = 32_000_000
# The reserve is laid down again only when it would not make the disk full by itself.
REFILL_FACTOR = 4
MEGABYTE = 1_000_000

log = structlog.get_logger("kiosk.disk")


class Space(NamedTuple):
    """What a file system has, in bytes."""

    total: int
    free: int


def space_at(folder: Path) -> Space:
    """Measure the file system a folder lies on; OSError when it cannot be asked."""
    usage = shutil.disk_usage(folder)
    return Space(usage.total, usage.free)


class Disk:
    """The file system of the store."""

    def __init__(
        self, folder: Path, *, reserve_mb: int, measure: Callable[[Path], Space] = space_at
    ) -> None:
        self._reserve = folder / RESERVE_NAME
        self._folder = folder
        self._reserve_bytes = reserve_mb * MEGABYTE
        self._measure = measure

    def look(self) -> DiskState:
        """Tell how full it is; gives the reserve back when it is full, lays it down when not."""
        try:
            space = self._measure(self._folder)
            self._mind_reserve(space)
        except OSError as error:
            log.warning("disk.unknown", reason=str(error))
            return "unknown"
        if space.free < FULL_BYTES:
            return "full"
        return "low" if space.free < LOW_SHARE * space.total else "ok"

    def _mind_reserve(self, space: Space) -> None:
        if space.free < FULL_BYTES:
            if self._reserve.exists():
                self._reserve.unlink()
                log.error("disk.reserve_given_back", free=space.free)
        elif self._may_lay_down(space):
            self._lay_down()

    def _may_lay_down(self, space: Space) -> bool:
        is_roomy = space.free > REFILL_FACTOR * self._reserve_bytes + FULL_BYTES
        return self._reserve_bytes > 0 and is_roomy and not self._is_laid_down()

    def _is_laid_down(self) -> bool:
        """Tell whether it is there whole: a kiosk may have been switched off in the middle."""
        return self._reserve.exists() and self._reserve.stat().st_size == self._reserve_bytes

    def _lay_down(self) -> None:
        with self._reserve.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, self._reserve_bytes)
