"""Durable print jobs: order, retry, marks, failover, hold, health."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from printers.job_store import OPEN_MAX, create_tables, enqueue
from printers.print_job import NoSuchJob, NotAllowed, QueueFull
from printers.profiles import PROFILES
from printers.slips import as_copy, compose, from_json, to_json
from printers.slips.test_page import TestPage
from tests.printing.samples import WIDE, ticket
from tests.printing.spooler_hall import HANOI, Hall, open_hall, rows_of


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with open_hall(tmp_path) as built:
        yield built


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Hall]:
    with open_hall(tmp_path, count=2) as built:
        yield built


def test_submitted_slip_is_printed_once(hall: Hall) -> None:
    assert hall.submit().state == "queued"
    hall.work()
    assert hall.state() == ("printed", None)
    assert (hall.slips(), hall.unmarked()) == (1, 1)
    assert [(each.outcome, each.copy) for each in hall.attempts] == [("printed", 0)]


def test_slips_come_out_in_order(hall: Hall) -> None:
    for number in range(1, 6):
        hall.submit(f"B{number:03}")
        hall.clock.go_on(1)
    hall.work()
    assert [each.subject for each in hall.attempts] == [f"B{n:03}" for n in range(1, 6)]


@pytest.mark.paper_case(27)
def test_same_job_id_gives_one_slip(hall: Hall) -> None:
    gate = threading.Barrier(10)

    def submit() -> None:
        gate.wait()
        hall.submit()

    threads = [threading.Thread(target=submit) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hall.work()
    assert hall.slips() == 1


def test_second_slip_without_a_mark_is_impossible(hall: Hall) -> None:
    hall.submit()
    with pytest.raises(sqlite3.IntegrityError):
        hall.spooler.submit(ticket(), job_id="another", subject="B047")


def test_paper_out_is_refused_tried_again_and_held_then_released_unmarked(hall: Hall) -> None:
    hall.printers[0].take_out_paper()
    hall.submit()
    hall.work()
    assert hall.state() == ("held", "paper_out")
    assert [each.outcome for each in hall.attempts] == ["refused"] * 3
    hall.printers[0].refill()
    assert hall.spooler.release("B047").state == "queued"
    hall.work()
    assert hall.state() == ("printed", None)
    assert (hall.slips(), hall.unmarked()) == (1, 1)


def test_refill_in_time_prints_by_itself(hall: Hall) -> None:
    hall.printers[0].take_out_paper()
    hall.submit()
    assert hall.spooler.work_once()
    hall.printers[0].refill()
    hall.clock.go_on(1.1)
    hall.work()
    assert hall.state() == ("printed", None)
    assert hall.unmarked() == 1


def test_retry_waits_its_time(hall: Hall) -> None:
    hall.printers[0].take_out_paper()
    hall.submit()
    assert hall.spooler.work_once()
    assert not hall.spooler.work_once()
    hall.clock.go_on(0.9)
    assert not hall.spooler.work_once()
    hall.clock.go_on(0.1)
    assert hall.spooler.work_once()


@pytest.mark.paper_case(17)
def test_cover_opened_amid_a_slip_is_reprinted_with_a_mark(hall: Hall) -> None:
    hall.printers[0].faults.cover_open_after_rows = 300
    hall.submit()
    assert hall.spooler.work_once()
    assert hall.attempts[0].outcome == "failed"
    hall.printers[0].close_cover()
    hall.work()
    assert hall.state() == ("printed", None)
    assert (hall.slips(), hall.unmarked()) == (1, 0)
    marked = as_copy(ticket(), copy=1, at_local=datetime(2026, 11, 23, 8, 32, tzinfo=HANOI))
    assert [each.copy for each in hall.attempts] == [0, 1]
    printed_at = hall.attempts[1].at.astimezone(HANOI)
    expected = rows_of(replace(marked, copied_at_local=printed_at), WIDE)
    assert hall.printers[0].paper.pages[-1].rows.endswith(expected)


@pytest.mark.fault(54)
@pytest.mark.paper_case(18)
def test_power_cut_amid_a_slip_is_reprinted_with_a_mark(hall: Hall) -> None:
    hall.printers[0].faults.power_cut_after_bytes = 20_000
    hall.submit()
    assert hall.spooler.work_once()
    assert hall.attempts[0].outcome == "uncertain"
    hall.printers[0].restore_power()
    hall.work()
    assert hall.state() == ("printed", None)
    assert hall.unmarked() == 0


def test_printer_that_fails_every_time_ends_with_a_person(hall: Hall) -> None:
    hall.submit()
    for _ in range(5):
        hall.printers[0].faults.cover_open_after_rows = 100
        hall.spooler.work_once()
        hall.printers[0].close_cover()
        hall.clock.go_on(6)
    assert hall.state() == ("held", "cover_open")
    assert [each.copy for each in hall.attempts] == [0, 1, 2]
    assert [job.id for job in hall.spooler.held()] == ["B047"]


@pytest.mark.paper_case(29)
def test_old_slip_is_not_printed_into_an_empty_hall(hall: Hall) -> None:
    hall.submit()
    hall.clock.go_on(181)
    hall.work()
    assert hall.state() == ("held", "too_late")
    assert hall.slips() == 0
    hall.spooler.release("B047")
    hall.work()
    assert hall.state() == ("printed", None)


def test_clock_set_back_keeps_no_slip_waiting(hall: Hall) -> None:
    hall.submit()
    hall.clock.go_on(-3_600)
    assert hall.spooler.work_once()
    assert hall.state() == ("printed", None)


def test_held_slip_can_be_dropped_and_is_then_gone(hall: Hall) -> None:
    hall.submit()
    hall.clock.go_on(181)
    hall.spooler.work_once()
    assert hall.spooler.drop("B047").state == "dropped"
    with pytest.raises(NotAllowed):
        hall.spooler.release("B047")
    with pytest.raises(NoSuchJob):
        hall.spooler.drop("B999")


@pytest.mark.paper_case(33)
def test_reprint_bears_the_same_number_and_a_mark(hall: Hall) -> None:
    hall.submit()
    hall.work()
    hall.spooler.reprint("B047")
    hall.work()
    hall.spooler.reprint("B047")
    hall.work()
    assert [each.copy for each in hall.attempts] == [0, 1, 2]
    assert (hall.slips(), hall.unmarked()) == (3, 1)
    assert [job.id for job in hall.spooler.jobs_of("B047")] == [
        "B047",
        "B047.copy1",
        "B047.copy2",
    ]
    with pytest.raises(NoSuchJob):
        hall.spooler.reprint("B999")


def test_queue_is_bounded(hall: Hall) -> None:
    with hall.spooler._store.transaction() as connection:
        for number in range(OPEN_MAX):
            name = f"B{number:03}"
            enqueue(connection, ticket(), job_id=name, subject=name, now=hall.clock())
    with pytest.raises(QueueFull):
        hall.submit("B999")


@pytest.mark.paper_case(28)
def test_refused_slip_goes_to_the_second_printer_unmarked(two: Hall) -> None:
    two.printers[0].take_out_paper()
    two.submit()
    two.work(rounds=1)
    assert two.state() == ("printed", None)
    assert [(each.printer, each.outcome, each.copy) for each in two.attempts] == [
        ("printer-1", "refused", 0),
        ("printer-2", "printed", 0),
    ]
    assert two.unmarked(place=1) == 1


@pytest.mark.paper_case(28)
def test_uncertain_slip_goes_to_the_second_printer_marked(two: Hall) -> None:
    two.printers[0].faults.power_cut_after_bytes = 20_000
    two.submit()
    two.work(rounds=1)
    assert two.state() == ("printed", None)
    assert [(each.printer, each.copy) for each in two.attempts] == [
        ("printer-1", 0),
        ("printer-2", 1),
    ]
    assert (two.slips(place=1), two.unmarked(place=1)) == (1, 0)


def test_second_printer_waits_until_it_is_needed(two: Hall) -> None:
    two.submit()
    assert not two.spooler.work_once(two.line_of(1))
    assert two.spooler.work_once(two.line_of(0))


def test_write_only_printer_leaves_the_slip_uncertain(tmp_path: Path) -> None:
    with open_hall(tmp_path, profile=PROFILES["write-only"]) as hall:
        hall.submit()
        hall.work()
        assert hall.state() == ("uncertain", "no_marker")
        assert (hall.slips(), hall.unmarked()) == (1, 1)


def test_ticket_and_its_slip_are_written_in_one_transaction(hall: Hall) -> None:
    with closing(sqlite3.connect(hall.folder / "kiosk.db", isolation_level=None)) as kiosk:
        create_tables(kiosk)
        kiosk.execute("CREATE TABLE ticket (label TEXT)")
        for is_kept in (False, True):
            kiosk.execute("BEGIN IMMEDIATE")
            kiosk.execute("INSERT INTO ticket VALUES ('B047')")
            enqueue(kiosk, ticket(), job_id="B047", subject="t", now=hall.clock())
            kiosk.execute("COMMIT" if is_kept else "ROLLBACK")
            hall.work(rounds=1)
            assert hall.slips() == int(is_kept)


def test_attempts_are_told_in_order_and_again_from_any_place(hall: Hall) -> None:
    hall.printers[0].take_out_paper()
    hall.submit()
    hall.spooler.work_once()
    hall.printers[0].refill()
    hall.work()
    told = hall.spooler.attempts_after(0)
    assert [(each.outcome, each.cause) for each in told] == [
        ("refused", "paper_out"),
        ("printed", None),
    ]
    assert told == hall.attempts
    assert hall.spooler.attempts_after(told[0].seq) == told[1:]
    assert hall.spooler.attempts_after(0, limit=1) == told[:1]


def test_slip_that_cannot_be_drawn_is_held_and_stops_nobody(hall: Hall) -> None:
    hall.submit("B001")
    with closing(sqlite3.connect(hall.folder / "kiosk.db")) as other, other:
        other.execute('UPDATE print_job SET slip = \'{"kind": "unheard of"}\'')
    hall.clock.go_on(1)
    hall.submit("B002")
    hall.work()
    assert hall.state("B001") == ("held", "not_composable")
    assert hall.state("B002") == ("printed", None)


@pytest.mark.paper_case(24)
def test_one_roll_gives_one_warning(hall: Hall) -> None:
    hall.printers[0].set_paper_low(True)
    warnings = set()
    for number in range(3):
        hall.submit(f"B{number:03}")
        hall.work(rounds=1)
        warnings.add(hall.spooler.health()[0].paper_low_since)
    assert len(warnings) == 1
    assert None not in warnings
    hall.printers[0].open_cover()
    for _ in range(2):
        hall.spooler.probe(hall.line_of(0))
    hall.printers[0].refill()
    hall.printers[0].close_cover()
    hall.submit("B100")
    hall.work(rounds=1)
    assert hall.spooler.health()[0].paper_low_since is None


def test_health_tells_what_stops_the_printer(hall: Hall) -> None:
    assert [each.state for each in hall.spooler.health()] == ["unknown"]
    hall.printers[0].faults.is_mute = True
    hall.spooler.probe(hall.line_of(0))
    assert hall.spooler.health()[0].state == "unknown", "one silence may be a hiccup"
    hall.spooler.probe(hall.line_of(0))
    assert hall.spooler.health()[0].cause == "no_answer"
    hall.printers[0].faults.is_mute = False
    hall.printers[0].open_cover()
    hall.spooler.probe(hall.line_of(0))
    health = hall.spooler.health()[0]
    assert (health.state, health.cause) == ("fault", "cover_open")
    hall.printers[0].close_cover()
    hall.spooler.probe(hall.line_of(0))
    assert hall.spooler.health()[0].state == "ready"


def test_printer_choked_by_a_full_buffer_is_still_said_to_be_out_of_paper(hall: Hall) -> None:
    hall.printers[0].faults.paper_out_after_rows = 100
    hall.submit()
    hall.spooler.work_once()
    hall.printers[0].faults.is_mute = True
    hall.work()
    assert [each.cause for each in hall.attempts][:2] == ["paper_out", "no_answer"]
    health = hall.spooler.health()[0]
    assert (health.state, health.cause) == ("fault", "paper_out")
    assert hall.state()[0] == "held"


def test_workers_print_by_themselves_and_stop(hall: Hall) -> None:
    done = threading.Event()
    hall.spooler._on_attempt = lambda _: done.set()
    hall.spooler.start()
    hall.submit()
    assert done.wait(timeout=10)
    hall.spooler.stop()
    assert hall.slips() == 1


def test_old_jobs_are_forgotten(hall: Hall) -> None:
    hall.submit()
    hall.work()
    hall.clock.go_on(31 * 86_400)
    hall.die_and_come_back()
    with pytest.raises(NoSuchJob):
        hall.spooler.job("B047")
    assert hall.spooler.attempts_after(0) == []


def test_every_kind_of_slip_is_kept_as_text() -> None:
    page = TestPage(
        site_name="Nghĩa Đô",
        printer_name="p",
        profile_name="80mm",
        printed_at_local=datetime(2026, 11, 23, 8, 32, tzinfo=HANOI),
    )
    for slip in (ticket(), ticket(copy=1, copied_at_local=ticket().issued_at_local), page):
        assert from_json(to_json(slip)) == slip
        assert compose(slip) == compose(from_json(to_json(slip)))
