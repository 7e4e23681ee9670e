"""Slips that staff ask for: which machine prints, what is refused, what became of them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from protocol.events import SYSTEM, Actor
from protocol.ids import new_id
from protocol.instants import format_instant
from queue_server.actions.calling import cancel_ticket
from queue_server.actions.closing import close_due_days
from queue_server.actions.devices import add_device, make_device_link, pair_device, revoke_device
from queue_server.actions.dossiers import accept_dossier
from queue_server.actions.issuing import Wish, issue_ticket
from queue_server.actions.slips import (
    ask_day_slip,
    ask_receipt,
    ask_reprint,
    ask_ticket_slip,
    note_slip,
)
from queue_server.domain.device import DeviceKind
from queue_server.domain.refusals import (
    DayNotClosed,
    DossierNotAccepted,
    DossierUnknown,
    Refusal,
    ReprintsUsed,
    SlipPrinterBusy,
    SlipPrinterUnknown,
    TicketMoved,
    TicketOfPastDay,
    TicketUnknown,
)
from queue_server.domain.slip_order import OPEN_MAX, ORDER_MINUTES, REPRINTS_MAX
from queue_server.keeper import Keeper
from queue_server.queries.slips import open_orders, slip_printers
from queue_server.queries.snapshot import read_scene
from queue_server.store.tables.journal import journal
from tests.actions.tap import Tap
from tests.stage import OPENING, Stage, seeded_bytes
from tests.store.looking import verify

NOBODY = new_id(OPENING, seeded_bytes(99))
CODE = "H26.12-261123-0001"


def kiosk_of(stage: Stage) -> str:
    return stage.devices["kiosk", None]


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """The hall with its kiosk paired, as issuer 1."""
    sqlite_stage.pair("kiosk")
    return sqlite_stage


def orders(stage: Stage, device: str | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_scene(
        stage.store,
        stage.site,
        lambda scene, _rev: open_orders(scene, device or kiosk_of(stage)),
        now=stage.clock(),
    )
    return found


def reprint(stage: Stage, ticket: str, printer: str | None = None) -> str:
    stage.clock.move(seconds=1)
    with stage.act() as tx:
        return ask_reprint(tx, ticket, printer=printer)[1]


def settle(stage: Stage, order: dict[str, Any], outcome: str, *, ticket: str | None) -> None:
    by = Actor("device", kiosk_of(stage))
    with stage.store.write(stage.site, by=by) as tx:
        note_slip(
            tx,
            tx.new_id(),
            ticket_id=ticket,
            outcome=outcome,
            copy=order["copy"],
            cause=None,
            at=tx.now,
            order_id=order["id"],
            device_id=by.id,
        )


def seq_of(stage: Stage) -> int:
    return stage.store.head(stage.site).seq


def facts(stage: Stage, type_: str) -> list[dict[str, Any]]:
    with stage.store.read() as connection:
        found = select(journal.c.payload).where(journal.c.type == type_).order_by(journal.c.seq)
        return [json.loads(text) for text in connection.execute(found).scalars()]


def test_the_kiosk_that_gave_the_number_prints_it_again(stage: Stage) -> None:
    tap = Tap(stage)
    tap.offer()
    row = tap.take("H001")
    before = seq_of(stage)
    assert reprint(stage, row.id) == kiosk_of(stage)
    assert seq_of(stage) == before + 1, "the bell rings: rev has moved"
    (order,) = orders(stage)
    assert (order["kind"], order["copy"]) == ("ticket", 1)
    assert order["slip"] == {
        "ticket": row.id,
        "label": "H001",
        "service": "HT01",
        "class": "ordinary",
        "issued_at": format_instant(row.issued_at),
        "ahead": None,
        "code": f"TAM-{stage.site}-261123-H001",
        "token": tap.token,
        "offline": False,
    }


def test_a_number_given_without_the_network_says_so_again(stage: Stage) -> None:
    row = Tap(stage).take("H1-001")
    reprint(stage, row.id)
    assert orders(stage)[0]["slip"]["offline"] is True


def test_reception_names_the_machine_that_prints_a_first_slip(stage: Stage) -> None:
    stage.issue("HT01")
    stage.clock.move(seconds=5)
    with stage.act() as tx:
        waiting = issue_ticket(tx, wish=Wish("HT01")).ticket
        ask_ticket_slip(tx, waiting, printer=kiosk_of(stage))
    (order,) = orders(stage)
    assert (order["copy"], order["slip"]["ahead"]) == (0, 1)


def test_a_desk_of_ones_own_is_asked_by_name(stage: Stage) -> None:
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        desk = add_device(tx, kind=DeviceKind.KIOSK, name="Bàn tiếp nhận")
        pair_device(tx, make_device_link(tx, desk))
    first, second = (printer["id"] for printer in printers(stage))
    issued = stage.issue("HT01").ticket
    with pytest.raises(SlipPrinterUnknown):
        reprint(stage, issued.id)  # reception gave it, and two machines could print it
    assert reprint(stage, issued.id, first) == first
    assert len(orders(stage, first)) == 1
    assert orders(stage, second) == []


def printers(stage: Stage) -> list[dict[str, Any]]:
    with stage.store.read() as connection:
        return slip_printers(connection, stage.site)


def test_each_copy_has_its_own_number_and_there_is_an_end(stage: Stage) -> None:
    issued = stage.issue("HT01").ticket
    for _ in range(REPRINTS_MAX):
        reprint(stage, issued.id)
    assert [order["copy"] for order in orders(stage)] == [1, 2, 3, 4, 5]
    refused(stage, ReprintsUsed, lambda tx: ask_reprint(tx, issued.id, printer=None))


def test_a_machine_is_not_buried_in_orders(stage: Stage) -> None:
    tickets = [stage.issue("HT01").ticket for _ in range(OPEN_MAX + 1)]
    for issued in tickets[:-1]:
        reprint(stage, issued.id)
    refused(stage, SlipPrinterBusy, lambda tx: ask_reprint(tx, tickets[-1].id, printer=None))
    settle(stage, orders(stage)[0], "printed", ticket=tickets[0].id)
    reprint(stage, tickets[-1].id)


def refused(stage: Stage, kind: type[Refusal], act: Any) -> None:
    """Refused, and it leaves no trace."""
    before = seq_of(stage)
    with pytest.raises(kind), stage.act() as tx:
        act(tx)
    assert seq_of(stage) == before


def test_what_nobody_holds_is_not_printed_again(stage: Stage) -> None:
    offered = Tap(stage).offer()[0]
    cancelled = stage.issue("HT01").ticket
    with stage.act() as tx:
        cancel_ticket(tx, cancelled.id, reason=None)
    yesterday = stage.issue("HT01").ticket
    refused(stage, TicketUnknown, lambda tx: ask_reprint(tx, NOBODY, printer=None))
    refused(stage, TicketUnknown, lambda tx: ask_reprint(tx, offered.id, printer=None))
    refused(stage, TicketMoved, lambda tx: ask_reprint(tx, cancelled.id, printer=None))
    stage.clock.move(days=1)
    refused(stage, TicketOfPastDay, lambda tx: ask_reprint(tx, yesterday.id, printer=None))


def test_a_revoked_or_foreign_machine_is_not_asked(stage: Stage) -> None:
    issued = stage.issue("HT01").ticket
    hall = stage.devices["hall", None]
    refused(stage, SlipPrinterUnknown, lambda tx: ask_reprint(tx, issued.id, printer=hall))
    refused(stage, SlipPrinterUnknown, lambda tx: ask_reprint(tx, issued.id, printer=NOBODY))
    with stage.act() as tx:
        revoke_device(tx, kiosk_of(stage))
    refused(stage, SlipPrinterUnknown, lambda tx: ask_reprint(tx, issued.id, printer=None))


def test_an_order_is_open_until_the_machine_tells(stage: Stage) -> None:
    issued = stage.issue("HT01").ticket
    reprint(stage, issued.id)
    (order,) = orders(stage)
    settle(stage, order, "failed", ticket=issued.id)
    assert orders(stage) == []
    settle(stage, order, "printed", ticket=issued.id)
    assert [fact["order"] for fact in facts(stage, "slip.printed")] == [order["id"]]
    assert verify(stage.store, stage.site).is_clean


def test_an_order_is_settled_by_its_own_machine_alone(stage: Stage) -> None:
    issued = stage.issue("HT01").ticket
    reprint(stage, issued.id)
    (order,) = orders(stage)
    with stage.store.write(stage.site, by=Actor("device", "another")) as tx:
        known = {"ticket_id": issued.id, "copy": 1, "cause": None, "at": tx.now}
        other = {"order_id": order["id"], "device_id": stage.devices["hall", None]}
        note_slip(tx, tx.new_id(), outcome="printed", **known, **other)
    assert orders(stage) == [order]


def test_an_old_order_is_not_printed_into_an_empty_hall(stage: Stage) -> None:
    reprint(stage, stage.issue("HT01").ticket.id)
    stage.clock.move(minutes=ORDER_MINUTES)
    assert len(orders(stage)) == 1
    stage.clock.move(seconds=1)
    assert orders(stage) == []


def test_an_accepted_dossier_has_a_receipt(stage: Stage) -> None:
    thread = stage.issue("HT01").ticket.dossier
    assert thread is not None
    printer = kiosk_of(stage)
    refused(stage, DossierUnknown, lambda tx: ask_receipt(tx, NOBODY, printer=printer))
    refused(stage, DossierNotAccepted, lambda tx: ask_receipt(tx, thread, printer=printer))
    with stage.act() as tx:
        accept_dossier(tx, thread, official_code=CODE)
    with stage.act() as tx:
        assert ask_receipt(tx, thread, printer=printer) == CODE
    (order,) = orders(stage)
    assert (order["kind"], order["copy"]) == ("receipt", 0)
    assert order["slip"] == {
        "dossier": thread,
        "code": CODE,
        "provisional_code": f"TAM-{stage.site}-261123-H001",
        "service": "HT01",
        "accepted_at": format_instant(stage.clock()),
        "due_at": None,
    }
    settle(stage, order, "printed", ticket=None)
    with stage.act() as tx:
        ask_receipt(tx, thread, printer=printer)
    assert orders(stage)[0]["copy"] == 1
    assert verify(stage.store, stage.site).is_clean


def test_a_closed_day_has_a_slip_with_its_seal(stage: Stage) -> None:
    stage.open()
    stage.serve_one("HT01")
    stage.issue("CT01")
    day, printer = date(2026, 11, 23), kiosk_of(stage)
    refused(stage, DayNotClosed, lambda tx: ask_day_slip(tx, day, printer=printer))
    stage.clock.move(days=1)
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        close_due_days(tx)
    with stage.act() as tx:
        ask_day_slip(tx, day, printer=printer)
    (order,) = orders(stage)
    slip = order["slip"]
    assert (order["kind"], slip["day"]) == ("day", "2026-11-23")
    assert slip["totals"] == {"lapsed": 1, "served": 1}
    assert sorted((one["issued"], one["served"]) for one in slip["fields"]) == [(1, 0), (1, 1)]
    (closed,) = facts(stage, "day.closed")
    assert slip["digest"] == closed["digest"]
    settle(stage, order, "printed", ticket=None)
    assert orders(stage) == []
    assert verify(stage.store, stage.site).is_clean


def test_a_hall_that_says_where_has_each_day_printed_as_it_closes(stage: Stage) -> None:
    stage.settle(day_slip_at="Kiosk 1", day_close_hour=18.0)
    stage.issue("CT01")
    stage.clock.move(hours=11)
    Keeper(stage.store).go_round()
    Keeper(stage.store).go_round()
    (asked,) = facts(stage, "slip.asked")
    assert (asked["kind"], asked["device"], asked["copy"]) == ("day", kiosk_of(stage), 0)
    (order,) = orders(stage)
    assert order["slip"]["totals"] == {"lapsed": 1}
    with stage.act() as tx:  # who asks for it by hand gets a copy
        ask_day_slip(tx, date(2026, 11, 23), printer=kiosk_of(stage))
    assert sorted(one["copy"] for one in orders(stage)) == [0, 1]
    stage.settle()  # what the hall was opened with
    assert verify(stage.store, stage.site).is_clean


@pytest.mark.parametrize("named", ["", "Kiosk 9"])
def test_a_day_closes_where_nothing_can_print_it(stage: Stage, named: str) -> None:
    stage.settle(day_slip_at=named)
    stage.issue("CT01")
    stage.clock.move(days=1)
    Keeper(stage.store).go_round()
    assert (len(facts(stage, "day.closed")), facts(stage, "slip.asked")) == (1, [])
