"""The process that prints is killed for real at random moments: no slip lost, none double.

For each seed a kiosk's spooler runs in a process of its own and prints over a socket; it is
killed amid slips, started again, and at the end a person releases what is held. A slip is
missing when it never came out, doubled when it came out twice without a mark.
"""

import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.figures import arguments, last_line
from benchmarks.slip import PROFILE, ticket
from printers.emulator import EmulatedPrinter, TcpPrinter, decode_pages
from printers.encode import encode_slip
from printers.job_store import JobStore, create_tables, enqueue
from printers.layout import lay_out
from printers.raster import draw
from printers.slips.ticket import TicketSlip, compose_ticket
from printers.spooler import Printer, Spooler
from printers.transports.network import NetworkTransport

SEEDS, SMALL_SEEDS = 100, 2
SLIPS, KILLS = 6, 3
SPEED_MM_S = 1_500.0
SLIP_BYTES = 150_000  # a little more than two slips
PATIENCE_S = 120
WORKER = "--worker"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def main() -> None:
    """Kill, count and print; as the process to be killed, print until then."""
    if sys.argv[1:2] == [WORKER]:
        run_worker(Path(sys.argv[2]), int(sys.argv[3]))
        return
    count = SMALL_SEEDS if arguments(__doc__).small else SEEDS
    began = time.monotonic()
    found = [try_one(seed) for seed in range(count)]
    print(f"{count} seeds, {KILLS * count} kills, {time.monotonic() - began:.0f} s")
    missing, doubled, garbage = (sum(each) for each in zip(*found, strict=True))
    last_line(seeds=count, missing=missing, doubled=doubled, garbage=garbage)


def run_worker(database: Path, port: int) -> None:
    """Be the process that is killed."""

    def line() -> NetworkTransport:
        return NetworkTransport("127.0.0.1", port)

    spooler = Spooler(
        database,
        [Printer("ticket-printer", PROFILE, line)],
        clock=utc_now,
        monotonic=time.monotonic,
        zone=ZONE,
    )
    spooler.start()
    threading.Event().wait()


def try_one(seed: int) -> tuple[int, int, int]:
    """Give how many slips are missing or doubled, and the characters of garbage."""
    chance = random.Random(seed)
    slips = {f"job-{number}": ticket(number, chance) for number in range(SLIPS)}
    printer = EmulatedPrinter(clock=utc_now, speed_mm_s=SPEED_MM_S)
    with tempfile.TemporaryDirectory() as folder, TcpPrinter(printer) as line:
        database = Path(folder) / "kiosk.db"
        fill(database, slips)
        for _ in range(KILLS):
            target = printer.bytes_received + chance.randrange(1, SLIP_BYTES)
            with running_worker(database, line.port):
                wait_until(lambda goal=target: printer.bytes_received >= goal or is_idle(database))
        release_held(database)
        with running_worker(database, line.port):
            wait_until(lambda: is_idle(database))
        unprinted = sum(1 for state in states(database) if state != "printed")
    copies = [unmarked(printer, slip) for slip in slips.values()]
    lost = max(unprinted, SLIPS - printer.paper.page_count)
    return max(0, lost), sum(count > 1 for count in copies), printer.interpreter.character_count


def fill(database: Path, slips: dict[str, TicketSlip]) -> None:
    """Put slips into a new store."""
    with closing(sqlite3.connect(database)) as kiosk, kiosk:
        kiosk.execute("PRAGMA journal_mode = WAL")
        create_tables(kiosk)
        for job_id, slip in slips.items():
            enqueue(kiosk, slip, job_id=job_id, subject=job_id, now=utc_now())


@contextmanager
def running_worker(database: Path, port: int) -> Iterator[None]:
    """Run the process, and kill it at the end without a chance to say goodbye."""
    command = [sys.executable, "-m", "benchmarks.spooler", WORKER, str(database), str(port)]
    with subprocess.Popen(command) as worker:
        try:
            yield
        finally:
            worker.kill()


def release_held(database: Path) -> None:
    """Let a person see to what was killed too often."""
    with closing(JobStore(database)) as store:
        for job in store.jobs_in("held"):
            store.move(job.id, "release", now=utc_now())


def states(database: Path) -> list[str]:
    """Give each job's state."""
    with closing(sqlite3.connect(database, timeout=10)) as reader:
        return [state for (state,) in reader.execute("SELECT state FROM print_job")]


def is_idle(database: Path) -> bool:
    """Tell whether nothing is left to print."""
    return set(states(database)) <= {"printed", "held"}


def unmarked(printer: EmulatedPrinter, slip: TicketSlip) -> int:
    """Give how many copies without a mark came out."""
    raster = draw(lay_out(compose_ticket(slip), width_dots=PROFILE.width_dots))
    data = encode_slip(raster, PROFILE, job_id="job")
    (page,) = decode_pages(data, width_dots=PROFILE.width_dots, clock=utc_now).pages
    return sum(paper.rows.endswith(page.rows) for paper in printer.paper.pages)


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for a condition."""
    ends_s = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > ends_s:
            raise TimeoutError("nothing happened for too long")
        time.sleep(0.01)


def utc_now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
