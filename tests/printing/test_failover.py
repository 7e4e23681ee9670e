"""Several printers in order, and what becomes of slips nobody can print just now."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from printers.addresses import printer_at
from printers.emulator import EmulatedPrinter, PtyPrinter
from printers.job_store import HELD_HOURS, OPEN_MAX
from printers.print_job import NoSuchJob
from printers.profiles import PROFILES
from printers.spooler import Printer, Spooler
from tests.printing.samples import FixedClock, ticket
from tests.printing.spooler_hall import HANOI, QUICK, Hall, open_hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with open_hall(tmp_path) as built:
        yield built


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Hall]:
    with open_hall(tmp_path, count=3) as built:
        yield built


def tries(hall: Hall) -> list[tuple[str, str, int]]:
    return [(each.printer, each.outcome, each.copy) for each in hall.attempts]


def test_a_printer_known_to_be_out_of_paper_is_not_asked_first(three: Hall) -> None:
    three.printers[0].take_out_paper()
    three.spooler.probe(three.line_of(0))
    three.submit()
    three.work(rounds=1)
    assert tries(three) == [("printer-2", "printed", 0)]


def test_a_refused_slip_passes_over_a_printer_known_to_be_ill(three: Hall) -> None:
    three.printers[1].open_cover()
    three.spooler.probe(three.line_of(1))
    three.printers[0].take_out_paper()
    three.submit()
    three.work(rounds=1)
    assert tries(three) == [("printer-1", "refused", 0), ("printer-3", "printed", 0)]


def test_with_every_printer_ill_a_slip_waits_as_with_one(three: Hall) -> None:
    for printer in three.printers:
        printer.take_out_paper()
    three.submit()
    for place in (0, 1, 2):
        three.spooler.work_once(three.line_of(place))
    assert three.state()[0] == "held"
    for printer in three.printers:
        printer.refill()
        printer.advance(1)
    for place in (0, 1, 2):
        three.spooler.probe(three.line_of(place))
    three.spooler.release("B047")
    three.work(rounds=1)
    assert three.state() == ("printed", None)
    assert tries(three)[-1] == ("printer-1", "printed", 0)


def test_the_first_printer_takes_over_again_when_it_is_well(three: Hall) -> None:
    three.printers[0].take_out_paper()
    three.spooler.probe(three.line_of(0))
    three.submit("B001")
    three.work(rounds=1)
    three.printers[0].refill()
    three.spooler.probe(three.line_of(0))
    three.submit("B002")
    three.work(rounds=1)
    assert [each.printer for each in three.attempts] == ["printer-2", "printer-1"]


def test_a_slip_meant_for_a_printer_that_was_removed_is_printed(hall: Hall) -> None:
    removed = replace(hall.line_of(0), name="the old one")
    hall.spooler.submit(ticket(), job_id="B047", subject="B047", printer=removed)
    assert not hall.spooler.work_once()
    hall.die_and_come_back()
    hall.work()
    assert hall.state() == ("printed", None)


def test_a_slip_can_be_sent_to_one_printer(three: Hall) -> None:
    three.spooler.submit(ticket(), job_id="j", subject="t", printer=three.line_of(2))
    assert not three.spooler.work_once(three.line_of(0))
    assert three.spooler.work_once(three.line_of(2))


def test_the_second_reprint_waits_longer(hall: Hall) -> None:
    hall.submit()
    for waits_s in (1.0, 5.0):
        hall.printers[0].faults.cover_open_after_rows = 100
        assert hall.spooler.work_once()
        hall.printers[0].close_cover()
        hall.clock.go_on(waits_s - 0.5)
        assert not hall.spooler.work_once()
        hall.clock.go_on(0.5)
    assert hall.spooler.work_once()


def test_a_write_only_printer_never_fills_the_queue(tmp_path: Path) -> None:
    with open_hall(tmp_path, profile=PROFILES["write-only"]) as hall:
        with hall.spooler._store.transaction() as connection:
            connection.executemany(
                "INSERT INTO print_job (id, subject, copy, slip, state, created_ms, deadline_ms,"
                " due_ms) VALUES (?1, ?1, 0, '{}', 'uncertain', 0, 0, 0)",
                [(str(number),) for number in range(OPEN_MAX)],
            )
        assert hall.submit().state == "queued"


def test_a_slip_nobody_waits_for_is_told_like_a_try(hall: Hall) -> None:
    hall.submit()
    hall.clock.go_on(181)
    hall.spooler.work_once()
    hall.spooler.drop("B047")
    told = hall.spooler.attempts_after(0)
    assert [(each.outcome, each.cause) for each in told] == [
        ("refused", "too_late"),
        ("refused", "dropped"),
    ]


def test_what_was_held_since_yesterday_is_dropped(hall: Hall) -> None:
    hall.submit()
    hall.clock.go_on(181)
    hall.spooler.work_once()
    hall.clock.go_on(HELD_HOURS * 3600 - 300)
    hall.spooler.forget_old()
    assert hall.state()[0] == "held"
    hall.clock.go_on(301)
    hall.spooler.forget_old()
    assert hall.state()[0] == "dropped"
    hall.clock.go_on(31 * 86_400)
    hall.spooler.forget_old()
    with pytest.raises(NoSuchJob):
        hall.spooler.job("B047")


def test_a_new_roll_may_warn_again(hall: Hall) -> None:
    hall.printers[0].set_paper_low(True)
    hall.spooler.probe(hall.line_of(0))
    first = hall.spooler.health()[0].paper_low_since
    assert first is not None
    hall.printers[0].set_paper_low(False)
    hall.spooler.probe(hall.line_of(0))
    assert hall.spooler.health()[0].paper_low_since == first
    hall.spooler.change_roll()
    assert hall.spooler.health()[0].paper_low_since is None
    hall.clock.go_on(60)
    hall.printers[0].set_paper_low(True)
    hall.spooler.probe(hall.line_of(0))
    assert hall.spooler.health()[0].paper_low_since == hall.clock()


def live_spooler(folder: Path, *printers: Printer) -> Spooler:
    return Spooler(
        folder / "kiosk.db",
        printers,
        clock=FixedClock(),
        monotonic=time.monotonic,
        zone=HANOI,
        timing=QUICK,
    )


def test_an_idle_printer_tells_of_its_paper_by_itself(tmp_path: Path) -> None:
    node = tmp_path / "ticket-printer"
    printer = EmulatedPrinter(clock=FixedClock())
    with PtyPrinter(printer, link=node):
        spooler = live_spooler(tmp_path, printer_at(f"usb:{node}"))
        spooler.start()
        wait_until_cause(spooler, None)
        printer.take_out_paper()
        wait_until_cause(spooler, "paper_out")
        printer.refill()
        wait_until_cause(spooler, None)
        spooler.stop()


def wait_until_cause(spooler: Spooler, cause: str | None) -> None:
    pause = threading.Event()
    for _ in range(1_000):
        health = spooler.health()[0]
        if health.state != "unknown" and health.cause == cause:
            return
        pause.wait(0.01)
    raise AssertionError(spooler.health())


@pytest.mark.fault(55)
@pytest.mark.paper_case(31)
def test_a_slip_waits_for_the_cable_and_finds_the_printer_under_another_name(
    tmp_path: Path,
) -> None:
    node = tmp_path / "ticket-printer"
    printer = EmulatedPrinter(clock=FixedClock(), speed_mm_s=4_000)
    spooler = live_spooler(tmp_path, printer_at(f"usb:{node}"))
    spooler.submit(ticket(), job_id="B047", subject="B047")
    spooler.work_once()
    assert spooler.job("B047").cause == "unreachable"
    spooler._clock.go_on(1)  # type: ignore[attr-defined]
    with PtyPrinter(printer, link=node):
        spooler.work_once()
    assert (spooler.job("B047").state, spooler.job("B047").copy) == ("printed", 0)
    spooler.stop()
