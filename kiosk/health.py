"""How this kiosk is, from all its parts, and telling the server of it.

Whatever is wrong must be on an officer's screen within ten seconds (I18), and what is not
known is never called well. The watch looks every half second; the server hears of a change at
once and of good health every few seconds, for silence is the one thing a kiosk cannot tell.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import Any

import structlog

from kiosk.clock import SiteClock
from kiosk.disk import Disk
from kiosk.link import Link
from kiosk.printing import Printing
from kiosk.records import Device
from kiosk.schema import StoreFault
from kiosk.store import Store
from kiosk.wire import LinkFault
from kiosk.world import World
from printers.health import PrinterHealth
from protocol.health import (
    BEAT_S,
    CAUSE_MAX,
    ClockState,
    DiskState,
    PaperState,
    PrinterState,
    step_of,
)

TELL_TIMEOUT_S = 3.0
BOOT_BYTES = 8
# An entry is normally delivered within a moment; only what stays longer is a backlog.
OVERDUE_AFTER = timedelta(seconds=6)
JUMP_MIN = timedelta(seconds=2)
# A jump is over when it is seen; it is told so long, for somebody to read it.
JUMP_TOLD_S = 900.0
PAPER_ORDER: tuple[PaperState, ...] = ("out", "unknown", "low", "ok")

log = structlog.get_logger("kiosk.health")


@dataclass(frozen=True)
class PrinterLook:
    """One printer as it was last heard; `model` is the name of its profile."""

    name: str
    state: str
    cause: str | None
    paper: PaperState
    model: str


@dataclass(frozen=True)
class KioskHealth:
    """How a kiosk is now. `backlog` counts numbers the server has not acknowledged in time."""

    printers: tuple[PrinterLook, ...]
    link: str
    backlog: int
    rejected: int
    clock: ClockState
    disk: DiskState
    version: str
    is_copied: bool

    @property
    def printer(self) -> PrinterState:
        """All printers in one word."""
        states = {printer.state for printer in self.printers}
        if not states:
            return "none"
        if states == {"ready"}:
            return "ready"
        if "ready" in states:
            return "partly"
        return "fault" if "fault" in states else "unknown"

    @property
    def cause(self) -> str | None:
        """Why the first printer that is out of order is so."""
        causes = (printer.cause for printer in self.printers if printer.state == "fault")
        cause = next(causes, None)
        return None if cause is None else cause[:CAUSE_MAX]

    @property
    def paper(self) -> PaperState:
        """The paper of the printer that is worst off."""
        papers = {printer.paper for printer in self.printers}
        return next((state for state in PAPER_ORDER if state in papers), "none")


def printer_look(health: PrinterHealth, *, model: str) -> PrinterLook:
    """Give a printer as it is told: its paper is known only while it speaks."""
    paper: PaperState = "unknown"
    if health.cause == "paper_out":
        paper = "out"
    elif health.paper_low_since is not None:
        paper = "low"
    elif health.state == "ready":
        paper = "ok"
    return PrinterLook(health.name, health.state, health.cause, paper, model)


def product_version() -> str:
    """Give the version of the installed product."""
    try:
        return version("motcua")
    except PackageNotFoundError:
        return "unknown"


class JumpWatch:
    """Sees the machine's clock leave the counter that no clock change can move (I12).

    The first setting of a clock that nobody had set is no jump.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._before = self._apart()
        self._was_set = world.is_wall_set()
        self._jumped_s: float | None = None

    def is_recent(self) -> bool:
        """Tell whether the clock jumped within the last minutes."""
        apart, is_set = self._apart(), self._world.is_wall_set()
        if abs(apart - self._before) > JUMP_MIN and self._was_set:
            log.error("clock.jumped", by_s=(apart - self._before).total_seconds())
            self._jumped_s = self._world.elapsed_s()
        self._before, self._was_set = apart, is_set
        return self._jumped_s is not None and (
            self._world.elapsed_s() - self._jumped_s < JUMP_TOLD_S
        )

    def _apart(self) -> timedelta:
        epoch = self._world.wall().timestamp()
        return timedelta(seconds=epoch - self._world.elapsed_s())


class HealthWatch:
    """Looks at all parts of a kiosk."""

    def __init__(
        self,
        store: Store,
        *,
        printing: Printing,
        link: Link,
        clock: SiteClock,
        disk: Disk,
        world: World,
        printer_models: Mapping[str, str],
    ) -> None:
        self._store = store
        self._printing = printing
        self._link = link
        self._clock = clock
        self._disk = disk
        self._jumps = JumpWatch(world)
        self._printer_models = printer_models
        self._version = product_version()
        self._one_at_a_time = Lock()

    def look(self) -> KioskHealth:
        """Tell how the kiosk is now; a store that cannot be read is a broken disk.

        One at a time, for looking acts: the reserve is given back, a jump is noticed.
        """
        with self._one_at_a_time:
            return self._look()

    def _look(self) -> KioskHealth:
        disk = self._disk.look()
        try:
            backlog = self._store.count_overdue(self._clock.now() - OVERDUE_AFTER)
            rejected = self._store.count("rejected")
            device = self._store.device()
            clock = self._clock_state()
        except StoreFault:
            backlog, rejected, device, clock = 0, 0, None, "unset"
            disk = "full" if disk == "full" else "broken"
        return KioskHealth(
            printers=self._printers(),
            link="up" if self._link.is_up else "away",
            backlog=backlog,
            rejected=rejected,
            clock=clock,
            disk=disk,
            version=self._version,
            is_copied=device is not None and device.copied,
        )

    def _printers(self) -> tuple[PrinterLook, ...]:
        found = self._printing.health()
        models = self._printer_models
        return tuple(printer_look(printer, model=models[printer.name]) for printer in found)

    def _clock_state(self) -> ClockState:
        if self._jumps.is_recent():
            return "jumped"
        return "set" if self._clock.is_set else "unset"


class HealthTeller:
    """Tells the server how this kiosk is: at once when something changed, else now and then."""

    def __init__(self, watch: HealthWatch, *, store: Store, link: Link, world: World) -> None:
        self._watch = watch
        self._store = store
        self._link = link
        self._elapsed_s = world.elapsed_s
        # Names this run: two that are heard in turn are two boxes with one key.
        self._boot = world.random_bytes(BOOT_BYTES).hex()
        self._device: Device | None = None
        self._told: dict[str, Any] | None = None
        self._told_s = 0.0

    def tell(self) -> None:
        """Look, and tell when there is something new or it is time."""
        report = {**wire_report(self._watch.look()), "boot": self._boot}
        device = self._known_device()
        if device is None or device.refused or not self._is_due(report):
            return
        self._told_s = self._elapsed_s()
        try:
            reply = self._link.ask(
                device,
                "PUT",
                "/api/v1/devices/self/health",
                body=report,
                timeout_s=TELL_TIMEOUT_S,
            )
        except LinkFault:
            return  # the link's own poll says so; the server notices the silence
        if reply.is_success:
            self._told = report

    def _is_due(self, report: dict[str, Any]) -> bool:
        is_time = self._elapsed_s() - self._told_s >= BEAT_S
        is_news = self._told is None or news_of(report) != news_of(self._told)
        return is_time or (is_news and self._link.is_answering)

    def _known_device(self) -> Device | None:
        """Who this kiosk is; remembered, for a broken store must be told of too."""
        with suppress(StoreFault):
            self._device = self._store.device()
        return self._device


def wire_report(health: KioskHealth) -> dict[str, Any]:
    """Write what the server is told."""
    return {
        "printer": health.printer,
        "cause": health.cause,
        "paper": health.paper,
        "backlog": health.backlog,
        "rejected": health.rejected,
        "clock": health.clock,
        "disk": health.disk,
        "version": health.version,
        "copied": health.is_copied,
    }


def news_of(report: dict[str, Any]) -> dict[str, Any]:
    """Give what makes a report news: counts by their steps."""
    steps = {name: step_of(report[name]) for name in ("backlog", "rejected")}
    return {**report, **steps}
