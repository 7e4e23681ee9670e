"""ReceptionAtDesk: looks slips up by scanner, gives, cancels, lets in, enters the paper roll."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from demo.client import Caller
from tests.display.live_hall import LiveHall
from tests.pages.staff import SETTLE_MS, Console, facts, labels
from tests.pages.test_console_slips import pair_kiosk


@pytest.fixture
def lan(browser: Browser, hall: LiveHall) -> Iterator[Console]:
    """Lan at reception."""
    page = Console(browser, hall)
    page.enter("tiepdon")
    yield page
    page.close()


def look_up(lan: Console, text: str) -> None:
    lan.page.keyboard.press("F2")
    lan.page.keyboard.type(text)
    lan.page.keyboard.press("Enter")


def test_reception_works_by_scanner_and_keyboard(
    lan: Console, hall: LiveHall, journal: Caller, tmp_path: Path
) -> None:
    pair_kiosk(hall, tmp_path)
    page = lan.page
    assert page.url.endswith("/reception")
    expect(page.locator("#lookup-field")).to_be_focused()
    assert lan.complaints() == []

    page.keyboard.press("F4")
    page.locator(".give select[name=service]").select_option("HT01")
    page.keyboard.press("Enter")
    page.locator(".give .button.main").click()
    lan.sees_text(".give .label", "H001")
    assert lan.complaints() == []
    page.keyboard.press("Enter")

    expect(page.locator("#lookup-field")).to_be_focused()
    page.keyboard.type("h1")
    page.keyboard.press("Enter")
    lan.sees_text(".stands .label", "H001")
    lan.sees_text(".stands h2", "Đang chờ, là người tiếp theo")
    assert lan.complaints() == []

    page.wait_for_timeout(SETTLE_MS)
    page.keyboard.press("F8")
    lan.sees_text(".notice.calm", "Đã yêu cầu in lại phiếu H001")

    page.wait_for_timeout(SETTLE_MS)
    page.get_by_role("button", name="Hủy số H001").click()
    page.locator("dialog .button.main").click()
    lan.sees_text(".stands h2", "Đã hủy")

    let_in(lan)
    enter_roll(lan)
    look_up(lan, "h0-2")
    lan.sees_text(".stands .label", "H0-002")
    assert labels(journal, "ticket.issued") == ["H001", "H1-017", "H0-001", "H0-002"]
    (roll,) = facts(journal, "roll.entered")
    assert roll["data"]["became"] == "waiting"
    assert labels(journal, "ticket.cancelled") == ["H001"]
    assert len(facts(journal, "slip.asked")) == 1


def let_in(lan: Console) -> None:
    """A wedge types wherever the focus is, also into a list."""
    page = lan.page
    page.locator(".give select[name=service]").focus()
    lan.scan("H1-017")
    lan.sees_text(".not-here", "Máy lấy số chưa gửi số H1-017 về")
    assert page.locator(".give select[name=service]").input_value() == ""
    assert lan.complaints() == []
    page.get_by_role("button", name="Nhận phiếu này").click()
    page.locator("dialog select[name=service]").select_option("HT01")
    page.locator("dialog .button.main").click()
    lan.sees_text(".stands .label", "H1-017")


def enter_roll(lan: Console) -> None:
    page = lan.page
    page.get_by_role("button", name="Cuộn số giấy").click()
    lan.sees_text("dialog h2", "Cuộn số giấy")
    for name, value in {"first": "H0-002", "last": "h0-1"}.items():
        page.locator(f"dialog input[name={name}]").fill(value)
    page.locator("dialog select[name=service]").select_option("HT01")
    for name in ("given_from", "given_until"):
        page.locator(f"dialog input[name={name}]").fill("00:00")
    page.locator("dialog select[name=witness]").select_option(label="Bình")
    page.locator("dialog .button.main").click()
    lan.sees_text("dialog .banner.bad", "Số cuối H0-001 đứng trước số đầu H0-002")
    assert lan.complaints() == []
    page.locator("dialog input[name=first]").fill("h0-1")
    page.locator("dialog input[name=last]").fill("h0-2")
    page.locator("dialog .button.main").click()
    lan.sees_text(".notice.calm", "Đã nhập 2 số, từ H0-001 đến H0-002")
