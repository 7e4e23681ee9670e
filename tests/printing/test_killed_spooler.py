"""The process that prints is killed for real, amid slips, again and again."""

import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from printers.emulator import EmulatedPrinter, TcpPrinter
from printers.job_store import create_tables, enqueue
from tests.printing.samples import FixedClock, fed_rows, raster_of, ticket

ROOT = Path(__file__).parents[2]
KILLS = 5
LABELS = [f"B{number:03}" for number in range(10)]
PATIENCE_S = 30


def test_killed_processes_lose_nothing_and_double_nothing_unmarked(tmp_path: Path) -> None:
    chance = random.Random(seed := 26)
    database = tmp_path / "kiosk.db"
    printer = EmulatedPrinter(clock=FixedClock(), speed_mm_s=1_500)
    fill(database)
    with TcpPrinter(printer) as line:
        for _ in range(KILLS):
            target = printer.bytes_received + chance.randrange(1, 150_000)
            worker = start(database, line.port)
            wait_until(lambda goal=target: printer.bytes_received >= goal or is_done(database))
            worker.kill()
            worker.wait()
        worker = start(database, line.port)
        wait_until(lambda: is_done(database))
        worker.kill()
        worker.wait()
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


def start(database: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.printing.killed_worker", str(database), str(port)]
    return subprocess.Popen(command, cwd=ROOT)


def is_done(database: Path) -> bool:
    with closing(sqlite3.connect(database, timeout=10)) as reader:
        states = reader.execute("SELECT DISTINCT state FROM print_job").fetchall()
    return states == [("printed",)]


def wait_until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends, "nothing happened for too long"
        time.sleep(0.01)
