"""No slip is lost, and of every slip at most one copy bears no mark, wherever the kiosk dies."""

import random
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from printers.emulator import EmulatedPrinter, Faults
from printers.slips import compose
from printers.transports.base import Transport
from tests.printing.samples import ticket
from tests.printing.spooler_hall import Hall, Killed, open_hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with open_hall(tmp_path) as built:
        yield built


@pytest.mark.parametrize("after_bytes", [0, 12, 13, 2_000, 30_000, 62_000, 62_370])
@pytest.mark.paper_case(26)
def test_crash_at_any_byte_loses_nothing_and_doubles_nothing_unmarked(
    hall: Hall, after_bytes: int
) -> None:
    hall.submit("B001")
    hall.submit("B002")
    hall.dies_after_bytes = after_bytes
    with pytest.raises(Killed):
        hall.spooler.work_once()
    hall.let_run(0, 2)
    hall.die_and_come_back()
    hall.work()
    for label in ("B001", "B002"):
        assert hall.state(label) == ("printed", None)
        assert hall.unmarked(label) <= 1
    assert hall.attempts[0].cause == "interrupted"
    assert hall.printers[0].interpreter.character_count == 0


def test_crash_after_the_paper_is_out_reprints_with_a_mark(hall: Hall) -> None:
    hall.submit()
    job = hall.spooler._store.claim("printer-1", takes_unassigned=True, now=hall.clock())
    assert job is not None
    hall.spooler._print(job, compose(ticket()), hall.line_of(0))
    hall.die_and_come_back()
    hall.work()
    assert (hall.slips(), hall.unmarked()) == (2, 1)
    assert [each.outcome for each in hall.attempts] == ["uncertain", "printed"]


def test_job_is_on_disk_as_sending_before_the_first_byte(hall: Hall) -> None:
    hall.submit()
    hall.dies_after_bytes = 0
    with pytest.raises(Killed):
        hall.spooler.work_once()
    assert hall.printers[0].bytes_received == 0
    with closing(sqlite3.connect(hall.folder / "kiosk.db")) as other:
        assert other.execute("SELECT state FROM print_job").fetchall() == [("sending",)]


def test_worker_outlives_a_bug_that_meets_a_broken_file(hall: Hall) -> None:
    """The job's end cannot be written down then; it is when the file can be opened again."""
    hall.submit()
    spooler, printer = hall.spooler, hall.line_of(0)

    def break_all() -> Transport:
        spooler._store._connection.close()
        raise RuntimeError("a bug")

    spooler._stopping.set()  # no second is waited out
    spooler._printers = (replace(printer, open_transport=break_all),)
    assert not spooler._work_or_probe(spooler._printers[0])
    spooler._printers = (printer,)
    assert not spooler._work_or_probe(printer)
    assert hall.state()[0] == "sending"
    spooler._work_or_probe(printer)
    assert hall.attempts[0].cause == "interrupted"
    hall.work()
    assert hall.state() == ("printed", None)
    assert hall.unmarked() <= 1


def test_handle_that_failed_once_is_not_written_through_again(hall: Hall) -> None:
    failed = hall.spooler._store._connection
    failed.execute("PRAGMA query_only = ON")
    with pytest.raises(sqlite3.OperationalError):
        hall.submit("B001")
    assert hall.spooler._store._connection is not failed
    hall.submit("B002")
    hall.work()
    assert (hall.state("B002"), hall.slips()) == (("printed", None), 1)


def test_spooler_that_cannot_be_opened_now_says_so_and_can_be_later(hall: Hall) -> None:
    """A kiosk comes back with a full disk: whoever opens the spooler must not hang in it."""
    hall.submit()
    hall.spooler._store.claim("printer-1", takes_unassigned=True, now=hall.clock())
    hall.spooler._store.close()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(sqlite3.OperationalError):
            hall.open()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    hall.spooler = hall.open()
    assert hall.attempts[0].cause == "interrupted"


@pytest.mark.parametrize("seed", range(3))
def test_day_of_faults_and_crashes_loses_nothing(hall: Hall, seed: int) -> None:
    """Two dozen slips, a third of them with something going wrong, the kiosk dying now and then."""
    chance = random.Random(seed)
    labels = [f"B{number:03}" for number in range(24)]
    for label in labels:
        hall.submit(label)
        break_something(hall, chance)
        try:
            hall.spooler.work_once()
        except Killed:
            hall.die_and_come_back()
        hall.dies_after_bytes = None
        hall.let_run(0, 2)
        repair(hall.printers[0])
        hall.clock.go_on(2)
    hall.work()
    for job in hall.spooler.held():
        hall.spooler.release(job.id)
    hall.work()
    assert {hall.state(label) for label in labels} == {("printed", None)}, f"seed {seed}"
    assert [label for label in labels if hall.unmarked(label) > 1] == [], f"seed {seed}"
    assert hall.printers[0].interpreter.character_count == 0, f"seed {seed}"


def break_something(hall: Hall, chance: random.Random) -> None:
    faults = hall.printers[0].faults
    match chance.randrange(12):
        case 0:
            faults.paper_out_after_rows = chance.randrange(900)
        case 1:
            faults.cover_open_after_rows = chance.randrange(900)
        case 2:
            received = hall.printers[0].bytes_received
            faults.power_cut_after_bytes = received + chance.randrange(70_000)
        case 3:
            hall.dies_after_bytes = chance.randrange(64_000)


def repair(printer: EmulatedPrinter) -> None:
    if not printer.state.is_powered:
        printer.restore_power()
    printer.refill()
    printer.close_cover()
    printer.faults = Faults()
