"""Ten thousand slips through the spooler with random faults: memory and open files stay flat.

The real spooler on a real SQLite file. Most jobs go to a printer in virtual time that has a
random fault half the time; a tenth go over a real socket and a real device node, so that open
files could leak. Growth is measured from a tenth of the way to the end.
"""

import gc
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.figures import arguments, last_line, table
from benchmarks.paper import KINDS, PAGES_KEPT, Desk, PassingClock, mend, new_desk, strike
from benchmarks.slip import PROFILE, memory_mb, ticket
from printers.emulator import EmulatedPrinter, PtyPrinter, TcpPrinter
from printers.spooler import Printer, Spooler
from printers.transports.base import Transport
from printers.transports.network import NetworkTransport
from printers.transports.usb import UsbTransport

JOBS, SMALL_JOBS = 10_000, 120
FAULT_SHARE, REAL_LINE_SHARE = 0.5, 0.1
WARM_JOBS = 100  # by then every cache and every roll of kept pages is full
ROUNDS_MAX = 12
FAST_MM_S = 20_000.0
# Nothing more happens to a slip by itself.
OVER = ("printed", "dropped", "held")
SEED = 20261124
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass
class Kiosk:
    """A spooler, its printer in virtual time, and real lines to a printer without faults."""

    desk: Desk
    spooler: Spooler
    is_on_real_line: bool = False


def main() -> None:
    """Print slips for hours of the kiosk's own time and show what grew."""
    count = SMALL_JOBS if arguments(__doc__).small else JOBS
    chance = random.Random(SEED)
    ends: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, open_kiosk(Path(folder), chance) as kiosk:
        for number in range(count):
            if number == max(count // 10, min(WARM_JOBS, count // 2)):
                mb, files = memory_mb_now(), file_count()
            ends[run_job(kiosk, number, chance)] += 1
        rows = [(end, ends[end]) for end in sorted(ends)]
        grown_mb, grown_files = memory_mb_now() - mb, file_count() - files
        hours = kiosk.desk.passing.now_s / 3600
    table(("end", "jobs"), rows)
    print(f"seed {SEED}, {time.monotonic() - began:.0f} s, {hours:.1f} h of the kiosk's time")
    last_line(jobs=count, rss_growth_mb=max(0.0, grown_mb), fd_growth=max(0, grown_files))


@contextmanager
def open_kiosk(folder: Path, chance: random.Random) -> Iterator[Kiosk]:
    """Give a kiosk with everything running."""
    desk = new_desk()
    clock = PassingClock(desk.passing)
    other = EmulatedPrinter(clock=clock, speed_mm_s=FAST_MM_S, pages_kept=PAGES_KEPT)
    node = EmulatedPrinter(clock=clock, speed_mm_s=FAST_MM_S, pages_kept=PAGES_KEPT)
    with TcpPrinter(other) as socket_line, PtyPrinter(node) as node_line:

        def line() -> Transport:
            if not kiosk.is_on_real_line:
                return desk.line()
            if chance.random() < 0.5:
                return NetworkTransport("127.0.0.1", socket_line.port)
            return UsbTransport(str(node_line.path))

        spooler = Spooler(
            folder / "kiosk.db",
            [Printer("ticket-printer", PROFILE, line)],
            clock=clock,
            monotonic=desk.passing.monotonic,
            zone=ZONE,
        )
        kiosk = Kiosk(desk, spooler)
        try:
            yield kiosk
        finally:
            spooler.stop()


def run_job(kiosk: Kiosk, number: int, chance: random.Random) -> str:
    """Print one slip to whatever end; staff mend the printer and drop what is held."""
    kiosk.is_on_real_line = chance.random() < REAL_LINE_SHARE
    if not kiosk.is_on_real_line and chance.random() < FAULT_SHARE:
        strike(kiosk.desk.printer, chance.choice(KINDS), chance)
    job_id = f"job-{number}"
    kiosk.spooler.submit(ticket(number, chance), job_id=job_id, subject=job_id)
    mended_round = chance.randrange(1, 5)
    for each in range(ROUNDS_MAX):
        kiosk.spooler.work_once()
        if kiosk.spooler.job(job_id).state in OVER:
            break
        if each == mended_round:
            mend(kiosk.desk.printer)
        let_run(kiosk, 6.0)
    mend(kiosk.desk.printer)
    let_run(kiosk, 3.0)
    if kiosk.spooler.job(job_id).state == "held":
        kiosk.spooler.drop(job_id)
    return kiosk.spooler.job(job_id).state


def let_run(kiosk: Kiosk, seconds: float) -> None:
    """Let time pass for the kiosk and its printer."""
    kiosk.desk.passing.now_s += seconds
    if kiosk.desk.printer.state.is_powered:
        kiosk.desk.printer.advance(seconds)


def memory_mb_now() -> float:
    """Give this process's memory once nothing is left to collect."""
    gc.collect()
    return memory_mb()


def file_count() -> int:
    """Give the open files, sockets and pipes of this process."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


if __name__ == "__main__":
    main()
