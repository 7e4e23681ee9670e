"""Slips that staff asked of a kiosk or desk: fetched, printed once, marked, told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from sqlalchemy import select

from kiosk.catalogue import ForeignAnswer
from kiosk.orders import SlipWriter
from kiosk.refusals import KioskIsDesk
from printers.emulator import EmulatedPrinter, TcpPrinter
from printers.print_job import Job
from printers.slips import from_json
from printers.slips.day_report import DayReport
from printers.slips.receipt import ReceiptSlip
from printers.slips.ticket import TicketSlip
from printers.spooler import Spooler
from protocol.events import SYSTEM
from protocol.ids import new_id
from queue_server.actions.closing import close_due_days
from queue_server.actions.dossiers import accept_dossier
from queue_server.actions.issuing import Wish, issue_ticket
from queue_server.actions.slips import ask_day_slip, ask_receipt, ask_reprint, ask_ticket_slip
from queue_server.queries.slips import slip_printers
from queue_server.store.tables.slips import slip_order
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import Kiosk, make_kiosk
from tests.stage import OPENING, Stage, seeded_bytes

CODE = "H26.12-261123-0001"


@pytest.fixture
def printer(sqlite_stage: Stage) -> EmulatedPrinter:
    return EmulatedPrinter(clock=sqlite_stage.clock, speed_mm_s=5_000)


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


def let_print(kiosk: Kiosk) -> None:
    """The kiosk looks, fetches, prints all there is, and tells."""
    kiosk.poll()
    kiosk.agent.orders.fetch()
    while spooler_of(kiosk).work_once():
        pass
    kiosk.agent.printing.tell_outcomes()
    kiosk.deliver()


def machine(kiosk: Kiosk) -> str:
    with kiosk.stage.store.read() as connection:
        id_: str = slip_printers(connection, kiosk.stage.site)[0]["id"]
        return id_


def order_states(kiosk: Kiosk) -> list[str]:
    with kiosk.stage.store.read() as connection:
        found = select(slip_order.c.state).order_by(slip_order.c.asked_at)
        return list(connection.execute(found).scalars())


def slip_of(job: Job, kind: type) -> Any:
    slip = from_json(job.slip)
    assert isinstance(slip, kind)
    return slip


def reprint(kiosk: Kiosk, ticket: str) -> None:
    kiosk.stage.clock.move(seconds=1)
    with kiosk.stage.act() as tx:
        ask_reprint(tx, ticket, printer=None)


def test_a_reprint_has_the_same_number_and_token_and_a_mark(
    kiosk: Kiosk, printer: EmulatedPrinter
) -> None:
    given = kiosk.tap()
    let_print(kiosk)
    reprint(kiosk, given.id)
    let_print(kiosk)
    first, again = spooler_of(kiosk).jobs_of(given.id)
    assert [(job.state, job.copy) for job in (first, again)] == [("printed", 0), ("printed", 1)]
    assert slip_of(again, TicketSlip).label == given.label
    symbols = [
        zxingcpp.read_barcodes(page.to_image().convert("L"))[0].text for page in printer.paper.pages
    ]
    assert symbols == [f"HTTPS://MOTCUA.EXAMPLE/T/{given.intent.token}"] * 2
    assert order_states(kiosk) == ["printed"]
    assert kiosk.facts("slip.asked", "slip.printed") == [given.id] * 3


def test_an_order_fetched_twice_is_printed_once(kiosk: Kiosk, printer: EmulatedPrinter) -> None:
    given = kiosk.tap()
    let_print(kiosk)
    reprint(kiosk, given.id)
    for _ in range(3):
        kiosk.poll()
        kiosk.agent.orders.fetch()
        kiosk.agent.orders._seen = None  # as after a new start
    let_print(kiosk)
    assert len(printer.paper.pages) == 2


def test_a_quiet_hall_is_not_asked(kiosk: Kiosk) -> None:
    let_print(kiosk)
    before = kiosk.agent.orders._seen
    assert before is not None
    kiosk.lose_link()
    reprint(kiosk, kiosk.stage.issue("HT01").ticket.id)
    kiosk.agent.orders.fetch()
    assert kiosk.agent.orders._seen == before
    kiosk.heal_link()
    let_print(kiosk)
    assert order_states(kiosk) == ["printed"]


def test_copies_printed_at_the_machine_are_not_numbered_twice(kiosk: Kiosk) -> None:
    given = kiosk.tap()
    let_print(kiosk)
    spooler_of(kiosk).reprint(given.id)
    let_print(kiosk)
    reprint(kiosk, given.id)
    let_print(kiosk)
    assert [job.copy for job in spooler_of(kiosk).jobs_of(given.id)] == [0, 1, 2]


def test_without_paper_the_order_fails_and_is_held_for_a_person(
    kiosk: Kiosk, printer: EmulatedPrinter
) -> None:
    given = kiosk.tap()
    let_print(kiosk)
    printer.take_out_paper()
    reprint(kiosk, given.id)
    for _ in range(3):
        let_print(kiosk)
        kiosk.machine.truth.move(seconds=6)
    assert order_states(kiosk) == ["failed"]
    (held,) = spooler_of(kiosk).held()
    printer.refill()
    spooler_of(kiosk).release(held.id)
    let_print(kiosk)
    assert order_states(kiosk) == ["printed"]


def test_an_order_that_waited_too_long_is_held(kiosk: Kiosk, printer: EmulatedPrinter) -> None:
    reprint(kiosk, kiosk.stage.issue("HT01").ticket.id)
    kiosk.machine.truth.move(minutes=4)
    let_print(kiosk)
    assert list(printer.paper.pages) == []
    assert [job.cause for job in spooler_of(kiosk).held()] == ["too_late"]
    assert order_states(kiosk) == ["failed"]


def test_a_desk_prints_the_first_slip_of_a_ticket_from_reception(kiosk: Kiosk) -> None:
    with kiosk.stage.act() as tx:
        issued = issue_ticket(tx, wish=Wish("HT01"))
        ask_ticket_slip(tx, issued.ticket, printer=machine(kiosk))
    let_print(kiosk)
    (job,) = spooler_of(kiosk).jobs_of(issued.ticket.id)
    slip = slip_of(job, TicketSlip)
    assert (job.state, job.copy, slip.ahead, slip.offline) == ("printed", 0, 0, False)
    assert slip.qr_text == f"HTTPS://MOTCUA.EXAMPLE/T/{issued.token}"
    assert kiosk.server_ticket(issued.ticket.id).slip == "printed"


def test_a_machine_at_a_desk_prints_and_gives_no_numbers(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path, printer: EmulatedPrinter
) -> None:
    with TcpPrinter(printer) as line:
        address = f"tcp://127.0.0.1:{line.port}"
        folder = tmp_path / "desk"
        at_desk = make_kiosk(sqlite_stage, desk, folder, printers=(address,), desk=True)
        with pytest.raises(KioskIsDesk):
            at_desk.tap()
        reprint(at_desk, sqlite_stage.issue("HT01").ticket.id)
        let_print(at_desk)
        at_desk.agent.stop()
    assert order_states(at_desk) == ["printed"]


def test_a_receipt_bears_the_code_and_leaves_blank_what_nobody_keeps(
    kiosk: Kiosk, printer: EmulatedPrinter
) -> None:
    thread = kiosk.stage.issue("HT01").ticket.dossier
    assert thread is not None
    with kiosk.stage.act() as tx:
        accept_dossier(tx, thread, official_code=CODE)
        ask_receipt(tx, thread, printer=machine(kiosk))
    let_print(kiosk)
    (job,) = spooler_of(kiosk).jobs_of(f"receipt.{thread}")
    slip = slip_of(job, ReceiptSlip)
    assert (slip.code, slip.due_at_local) == (CODE, None)
    assert slip.received_at_local == kiosk.agent.clock.local(kiosk.stage.clock())
    (page,) = printer.paper.pages
    assert [code.text for code in zxingcpp.read_barcodes(page.to_image().convert("L"))] == [CODE]
    assert order_states(kiosk) == ["printed"]


def test_a_closed_day_is_printed_with_its_seal(kiosk: Kiosk) -> None:
    kiosk.tap()
    let_print(kiosk)
    kiosk.stage.clock.move(days=1)
    with kiosk.stage.store.write(kiosk.stage.site, by=SYSTEM) as tx:
        close_due_days(tx)
    with kiosk.stage.act() as tx:
        ask_day_slip(tx, date(2026, 11, 23), printer=machine(kiosk))
    let_print(kiosk)
    (job,) = spooler_of(kiosk).jobs_of("day.2026-11-23")
    slip = slip_of(job, DayReport)
    assert (job.state, dict(slip.totals), slip.fields[0].issued) == ("printed", {"lapsed": 1}, 1)


ORDER = {
    "id": new_id(OPENING, seeded_bytes(1)),
    "kind": "ticket",
    "copy": 1,
    "asked_at": "2026-11-23T01:00:00.000Z",
    "slip": {
        "ticket": new_id(OPENING, seeded_bytes(2)),
        "label": "H001",
        "service": "HT01",
        "class": "priority",
        "issued_at": "2026-11-23T01:00:00.000Z",
        "ahead": None,
        "code": "TAM-00160-261123-H001",
        "token": None,
        "offline": False,
    },
}


def writer(kiosk: Kiosk) -> SlipWriter:
    kiosk.poll_until(lambda: kiosk.agent.link.catalogue() is not None)
    catalogue = kiosk.agent.link.catalogue()
    assert catalogue is not None
    return SlipWriter(catalogue, clock=kiosk.agent.clock, config=kiosk.config)


def test_a_slip_whose_token_is_gone_bears_its_code_alone(kiosk: Kiosk) -> None:
    slip = writer(kiosk).order(ORDER).slip
    assert isinstance(slip, TicketSlip)
    assert (slip.qr_text, slip.priority) == ("TAM-00160-261123-H001", "")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "7"},
        {"kind": "cheque"},
        {"copy": 100},
        {"copy": "1"},
        {"asked_at": "yesterday"},
        {"slip": None},
        {"slip": {**ORDER["slip"], "token": "x"}},  # type: ignore[dict-item]
        {"slip": {**ORDER["slip"], "ticket": "x"}},  # type: ignore[dict-item]
        {"kind": "day", "slip": {"day": "never", "totals": {}, "fields": []}},
    ],
)
def test_what_is_no_order_is_not_believed(kiosk: Kiosk, change: dict[str, Any]) -> None:
    with pytest.raises(ForeignAnswer):
        writer(kiosk).order({**ORDER, **change})


def test_one_order_that_cannot_be_read_does_not_stop_the_others(kiosk: Kiosk) -> None:
    """The server may be a version ahead, and know kinds of slips that this kiosk does not."""
    catalogue = kiosk.agent.link.catalogue()
    assert catalogue is not None
    said = {"orders": [{**ORDER, "kind": "cheque"}, ORDER]}
    assert [order.id for order in kiosk.agent.orders._read(said, catalogue)] == [ORDER["id"]]
