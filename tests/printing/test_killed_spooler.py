"""The process that prints is killed for real, amid slips, again and again."""

import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from printers.emulator import EmulatedPrinter, TcpPrinter
from printers.job_store import JobStore, create_tables, enqueue
from tests.printing.samples import FixedClock, fed_rows, raster_of, ticket

ROOT = Path(__file__).parents[2]
KILLS = 5
LABELS = [f"B{number:03}" for number in range(10)]
PATIENCE_S = 60


@pytest.mark.slow
def test_killed_processes_lose_nothing_and_double_nothing_unmarked(tmp_path: Path) -> None:
    chance = random.Random(seed := 26)
    database = tmp_path / "kiosk.db"
    printer = EmulatedPrinter(clock=FixedClock(), speed_mm_s=1_500)
    fill(database)
    with TcpPrinter(printer) as line:
        for _ in range(KILLS):
            target = printer.bytes_received + chance.randrange(1, 150_000)
            with running_worker(database, line.port):
                wait_until(lambda goal=target: printer.bytes_received >= goal or is_idle(database))
        release_held(database)
        with running_worker(database, line.port):
            wait_until(lambda: is_idle(database))
    assert states(database) == {"printed"}, f"seed {seed}"
    for label in LABELS:
        rows = fed_rows(raster_of(label=label))
        unmarked = [page for page in printer.paper.pages if page.rows.endswith(rows)]
        assert len(unmarked) <= 1, f"seed {seed}, {label}"
    assert printer.interpreter.character_count == 0, f"seed {seed}"
    assert printer.paper.page_count >= len(LABELS), f"seed {seed}"


def fill(database: Path) -> None:
    with closing(sqlite3.connect(database)) as kiosk, kiosk:
        kiosk.execute("PRAGMA journal_mode = WAL")
        create_tables(kiosk)
        for label in LABELS:
            slip = ticket(label=label)
            enqueue(kiosk, slip, job_id=label, subject=label, now=datetime.now(UTC))


@contextmanager
def running_worker(database: Path, port: int) -> Iterator[None]:
    """A worker that is killed at the end, without a chance to say goodbye."""
    command = [sys.executable, "-m", "tests.printing.killed_worker", str(database), str(port)]
    with subprocess.Popen(command, cwd=ROOT) as worker:
        try:
            yield
        finally:
            worker.kill()


def release_held(database: Path) -> None:
    """A slip that was killed three times waits for a person: here she comes."""
    with closing(JobStore(database)) as store:
        for job in store.jobs_in("held"):
            store.move(job.id, "release", now=datetime.now(UTC))


def states(database: Path) -> set[str]:
    with closing(sqlite3.connect(database, timeout=10)) as reader:
        return {state for (state,) in reader.execute("SELECT DISTINCT state FROM print_job")}


def is_idle(database: Path) -> bool:
    return states(database) <= {"printed", "held"}


def wait_until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends, "nothing happened for too long"
        time.sleep(0.01)
