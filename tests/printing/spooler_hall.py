"""A kiosk with its printers in virtual time; it can die and come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from printers.driver import Timing
from printers.emulator import EmulatedPrinter
from printers.layout import lay_out
from printers.print_job import Attempt, Job
from printers.profiles import Profile
from printers.raster import draw
from printers.slips import compose
from printers.slips.ticket import TicketSlip
from printers.spooler import Printer, Spooler
from printers.transports.base import Exchange
from printers.transports.memory import MemoryTransport, VirtualTime
from tests.printing.samples import WIDE, FixedClock, fed_rows, ticket

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
QUICK = Timing(stall_s=1.0, finish_spare_s=0.5)


class Killed(BaseException):
    """The machine stops here."""


class DyingTransport(MemoryTransport):
    """Carries so many bytes, then the whole machine dies."""

    def __init__(self, peer: EmulatedPrinter, time: VirtualTime, *, after_bytes: int) -> None:
        super().__init__(peer, time)
        self.left = after_bytes

    def exchange(self, data: memoryview, *, wait_s: float) -> Exchange:
        done = super().exchange(data[: max(0, self.left)], wait_s=wait_s)
        self.left -= done.written
        if data and self.left <= 0:
            raise Killed
        return done


@dataclass
class Hall:
    """A spooler with printers in virtual time; it can die and come back."""

    folder: Path
    count: int = 1
    profile: Profile = WIDE
    clock: FixedClock = field(default_factory=FixedClock)
    time: VirtualTime = field(default_factory=VirtualTime)
    attempts: list[Attempt] = field(default_factory=list)
    dies_after_bytes: int | None = None

    def __post_init__(self) -> None:
        self.printers = [
            EmulatedPrinter(clock=self.clock, width_dots=self.profile.width_dots)
            for _ in range(self.count)
        ]
        self.spooler = self.open()

    def open(self) -> Spooler:
        return Spooler(
            self.folder / "kiosk.db",
            [self.line(place) for place in range(self.count)],
            clock=self.clock,
            monotonic=self.time.monotonic,
            zone=HANOI,
            timing=QUICK,
            on_attempt=self.attempts.append,
        )

    def line(self, place: int) -> Printer:
        def transport() -> MemoryTransport:
            peer = self.printers[place]
            if self.dies_after_bytes is None:
                return MemoryTransport(peer, self.time)
            return DyingTransport(peer, self.time, after_bytes=self.dies_after_bytes)

        return Printer(f"printer-{place + 1}", self.profile, transport)

    def work(self, *, rounds: int = 12) -> None:
        """Let every printer do what is due, and time go on, until there is rest."""
        for _ in range(rounds):
            for place in range(self.count):
                while self.spooler.work_once(self.line_of(place)):
                    pass
                self.let_run(place, 2)
            self.clock.go_on(6)

    def line_of(self, place: int) -> Printer:
        return self.spooler._printers[place]

    def let_run(self, place: int, seconds: float) -> None:
        if self.printers[place].state.is_powered:
            self.printers[place].advance(seconds)

    def die_and_come_back(self) -> None:
        self.spooler._store.close()
        self.dies_after_bytes = None
        self.spooler = self.open()

    def submit(self, label: str = "B047") -> Job:
        return self.spooler.submit(ticket(label=label), job_id=label, subject=label)

    def state(self, label: str = "B047") -> tuple[str, str | None]:
        job = self.spooler.job(label)
        return job.state, job.cause

    def unmarked(self, label: str = "B047", place: int = 0) -> int:
        """How many whole slips without a mark came out."""
        rows = rows_of(ticket(label=label), self.profile)
        pages = self.printers[place].paper.pages
        return sum(page.is_cut and page.rows.endswith(rows) for page in pages)

    def slips(self, place: int = 0) -> int:
        return sum(page.is_cut for page in self.printers[place].paper.pages)


def rows_of(slip: TicketSlip, profile: Profile) -> bytes:
    return fed_rows(draw(lay_out(compose(slip), width_dots=profile.width_dots)), profile)


@contextmanager
def open_hall(folder: Path, *, count: int = 1, profile: Profile = WIDE) -> Iterator[Hall]:
    built = Hall(folder, count=count, profile=profile)
    try:
        yield built
    finally:
        built.spooler.stop()
