"""OfficerAtConsole: slips of a kiosk that is cut off are let in where nobody knows them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from demo.client import Caller
from kiosk.pairing import pair
from kiosk.wire import Wire, open_pool
from tests.display.live_hall import LiveHall
from tests.pages.staff import SETTLE_MS, Console, facts

SLIP = "H1-017"


def test_slip_that_nobody_knows_is_let_in_by_keyboard_and_by_scan(
    at_counter: Console, hall: LiveHall, journal: Caller, tmp_path: Path
) -> None:
    pair_kiosk(hall, tmp_path)
    at_counter.look_up("h1-17")
    at_counter.sees_text(".thread [role=alert]", "Không tìm thấy số thứ tự này")
    expect(at_counter.page.get_by_role("button", name="Nhận phiếu này")).to_be_focused()
    assert at_counter.complaints() == []
    at_counter.page.keyboard.press("Enter")
    at_counter.sees_text("dialog h2", f"Nhận phiếu {SLIP}")
    service = at_counter.page.locator("select[name=service]")
    assert service.locator("optgroup").count() == 1
    service.select_option("HT01")
    assert at_counter.complaints() == []
    service.press("Enter")
    at_counter.page.locator("dialog .button.main").click()
    at_counter.sees_text(".notice.calm", f"Đã nhận phiếu {SLIP}")
    at_counter.sees_text(".timeline", f"Nhận phiếu {SLIP} tại quầy")
    at_counter.sees_rows(SLIP)
    at_counter.look_up("motcua.example/T/" + "B" * 27)  # its number cannot be read
    at_counter.sees_text(".thread [role=alert]", "Không tìm thấy hồ sơ")
    at_counter.page.keyboard.press("Enter")
    at_counter.page.locator("input[name=label]").fill("h1-17")
    at_counter.page.locator("select[name=service]").select_option("HT01")
    at_counter.page.locator("dialog .button.main").click()
    at_counter.sees_text("dialog .banner.bad", f"Số {SLIP} đã có trên hệ thống: đang chờ")
    assert at_counter.complaints() == []
    said = [fact["data"] for fact in facts(journal, "ticket.issued")]
    assert [(one["label"], one["admitted"], one["issuer"]["no"]) for one in said] == [
        (SLIP, True, 1)
    ]


def test_slip_is_asked_for_once_more_of_the_kiosk_that_prints(
    at_counter: Console, hall: LiveHall, journal: Caller, tmp_path: Path
) -> None:
    pair_kiosk(hall, tmp_path)
    officer = hall.officer(5)
    ticket = officer.issue("HT01")["ticket"]
    at_counter.sees_rows(ticket["label"])
    at_counter.look_up(ticket["label"])
    at_counter.page.wait_for_timeout(SETTLE_MS)
    at_counter.page.get_by_role("button", name=f"In lại phiếu {ticket['label']}").click()
    at_counter.sees_text(".notice.calm", f"Đã yêu cầu in lại phiếu {ticket['label']}")
    assert at_counter.complaints() == []
    (asked,) = facts(journal, "slip.asked")
    assert (asked["subject"], asked["data"]["copy"]) == (ticket["id"], 1)


def pair_kiosk(hall: LiveHall, folder: Path) -> None:
    """Kiosk 1 is paired and never heard again."""
    pair(
        folder / "kiosk",
        server=hall.place.url(),
        secret=hall.doors.devices["kiosk", None],
        is_again=False,
        wire=Wire(open_pool(), monotonic=lambda: 0.0),
        now=datetime(2026, 11, 23, tzinfo=UTC),
    )
