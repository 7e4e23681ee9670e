"""From a number to paper, with a real conversation on a socket, and back to page and server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest
import zxingcpp

from kiosk.printing import Printing
from printers.emulator import EmulatedPrinter, TcpPrinter
from printers.spooler import Spooler
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import COPY, OLD_AGE, Kiosk, make_kiosk
from tests.stage import Stage


@pytest.fixture
def printer() -> EmulatedPrinter:
    return EmulatedPrinter(clock=lambda: datetime(2026, 11, 23, 1, tzinfo=UTC), speed_mm_s=5_000)


@pytest.fixture
def kiosk(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path, printer: EmulatedPrinter
) -> Iterator[Kiosk]:
    with TcpPrinter(printer) as line:
        address = f"tcp://127.0.0.1:{line.port}"
        made = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", printers=(address,))
        yield made
        made.agent.stop()


def spooler_of(kiosk: Kiosk) -> Spooler:
    spooler = kiosk.agent.printing.open()
    assert spooler is not None
    return spooler


def printing(kiosk: Kiosk) -> Printing:
    return kiosk.agent.printing


def texts_on(printer: EmulatedPrinter) -> list[str]:
    return [
        code.text
        for page in printer.paper.pages
        for code in zxingcpp.read_barcodes(page.to_image().convert("L"))
    ]


def test_the_slip_bears_what_the_screen_shows(kiosk: Kiosk, printer: EmulatedPrinter) -> None:
    given = kiosk.tap()
    assert spooler_of(kiosk).work_once()
    assert printing(kiosk).state_of(given) == "printed"
    assert texts_on(printer) == [f"HTTPS://MOTCUA.EXAMPLE/T/{given.intent.token}"]


@pytest.mark.paper_case(27)
def test_a_touch_sent_twice_prints_one_slip(kiosk: Kiosk, printer: EmulatedPrinter) -> None:
    for _ in range(2):
        kiosk.tap(request="one-touch")
    spooler = spooler_of(kiosk)
    assert [spooler.work_once(), spooler.work_once()] == [True, False]
    assert len(printer.paper.pages) == 1


def test_a_slip_that_was_queued_before_the_power_went_is_printed_after(
    kiosk: Kiosk, printer: EmulatedPrinter
) -> None:
    given = kiosk.tap()
    kiosk.restart()
    assert spooler_of(kiosk).work_once()
    assert printing(kiosk).state_of(given) == "printed"


def test_before_anything_is_known_the_slip_is_being_printed(kiosk: Kiosk) -> None:
    spooler_of(kiosk)
    assert printing(kiosk).state_of(kiosk.tap()) == "printing"


@pytest.mark.paper_case(15)
def test_two_loops_that_begin_at_once_share_one_spooler(kiosk: Kiosk) -> None:
    opened: list[Spooler] = []

    def open_slowly() -> Spooler:
        Event().wait(0.05)  # time for the other loop to come
        opened.append(kiosk.agent._spooler_of(ZoneInfo(kiosk.config.zone))())  # type: ignore[misc]
        return opened[-1]

    agent = kiosk.agent
    made = Printing(
        agent.store,
        open_spooler=open_slowly,
        catalogue=agent.link.catalogue,
        clock=agent.clock,
        config=kiosk.config,
        new_id=agent.new_id,
    )
    with ThreadPoolExecutor(2) as loops:
        first, second = (loop.result() for loop in [loops.submit(made.open) for _ in range(2)])
    assert [first, second] == opened * 2
    made.stop()


@pytest.mark.fault(52)
def test_without_paper_the_number_stands_and_the_page_says_why(
    kiosk: Kiosk, printer: EmulatedPrinter
) -> None:
    printer.take_out_paper()
    given = kiosk.tap()
    assert spooler_of(kiosk).work_once()
    assert printing(kiosk).state_of(given) == "paper_out"
    assert printing(kiosk).printer_state() == "paper_out"
    kiosk.deliver()
    assert kiosk.server_ticket(given.id).state == "waiting"


def test_a_printer_that_is_gone_costs_no_number(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path
) -> None:
    kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", printers=("tcp://127.0.0.1:1",))
    given = kiosk.tap()
    assert spooler_of(kiosk).work_once()
    assert printing(kiosk).state_of(given) == "failed"
    assert printing(kiosk).printer_state() == "failed"
    kiosk.agent.stop()


@pytest.mark.paper_case(19)
def test_a_printer_that_never_answers_is_not_called_printed(
    kiosk: Kiosk, printer: EmulatedPrinter
) -> None:
    printer.faults.is_mute = True
    given = kiosk.tap()
    assert spooler_of(kiosk).work_once()
    assert printing(kiosk).state_of(given) != "printed"


def test_a_kiosk_without_a_printer_says_so(sqlite_stage: Stage, desk: Desk, tmp_path: Path) -> None:
    kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk")
    assert printing(kiosk).state_of(kiosk.tap()) == "none"
    assert printing(kiosk).printer_state() == "none"


def test_the_server_hears_what_became_of_the_slip(kiosk: Kiosk, printer: EmulatedPrinter) -> None:
    printer.take_out_paper()
    given = kiosk.tap()
    spooler = spooler_of(kiosk)
    assert spooler.work_once()
    kiosk.agent.printing.tell_outcomes()
    kiosk.deliver()
    assert kiosk.server_ticket(given.id).slip == "refused"
    printer.refill()
    kiosk.machine.truth.move(seconds=5)
    assert spooler.work_once()
    kiosk.agent.printing.tell_outcomes()
    kiosk.deliver()
    assert kiosk.server_ticket(given.id).slip == "printed"
    assert kiosk.facts("slip.failed", "slip.printed") == [given.id, given.id]


def test_an_outcome_is_told_once(kiosk: Kiosk) -> None:
    kiosk.tap()
    spooler_of(kiosk).work_once()
    for _ in range(3):
        kiosk.agent.printing.tell_outcomes()
    kiosk.restart()
    kiosk.agent.printing.tell_outcomes()
    kinds = [entry.kind for entry in kiosk.agent.store.pending(10)]
    assert kinds == ["taken", "slip"]


def test_the_same_refusal_again_is_no_news(kiosk: Kiosk, printer: EmulatedPrinter) -> None:
    printer.take_out_paper()
    kiosk.tap()
    spooler = spooler_of(kiosk)
    for _ in range(2):
        assert spooler.work_once()
        kiosk.machine.truth.move(seconds=5)
    kiosk.agent.printing.tell_outcomes()
    kinds = [entry.kind for entry in kiosk.agent.store.pending(10)]
    assert kinds == ["taken", "slip"]


def test_offline_and_priority_stand_on_the_slip(kiosk: Kiosk, printer: EmulatedPrinter) -> None:
    kiosk.lose_link()
    kiosk.tap(OLD_AGE)
    kiosk.tap(COPY)
    spooler = spooler_of(kiosk)
    assert [spooler.work_once(), spooler.work_once()] == [True, True]
    slips = [spooler.jobs_of(ticket.id)[0].slip for ticket in given_tickets(kiosk)]
    assert ['"offline": true' in slip for slip in slips] == [True, True]
    assert ['"priority": ""' in slip for slip in slips] == [True, False]
    assert len(printer.paper.pages) == 2


def given_tickets(kiosk: Kiosk) -> list[object]:
    requests = [f"request-{number:04d}" for number in range(1, kiosk.taps + 1)]
    return [kiosk.agent.store.ticket_of(request) for request in requests]
