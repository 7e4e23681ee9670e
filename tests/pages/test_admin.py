"""The administrator's page: who and what may act, and the journal."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from demo.client import Caller
from tests.display.live_hall import LiveHall, OfficerAtConsole, Watched
from tests.pages.staff import StaffPage, facts


def test_revoked_device_stops_and_says_so(
    browser: Browser, khanh: StaffPage, hall: LiveHall, journal: Caller
) -> None:
    pad = Watched(browser, hall, width=1280, height=800)
    pad.pair("pad", 3)
    khanh.page.reload()
    line = khanh.page.locator("tr", has_text="Thiết bị đánh giá quầy 3")
    expect(line.locator(".state")).to_have_text("đang dùng")
    assert khanh.complaints() == []
    line.get_by_role("button", name="Thu hồi").click()
    khanh.sees_text("dialog h2", "Thu hồi “Thiết bị đánh giá quầy 3”?")
    assert khanh.complaints() == []
    khanh.page.keyboard.press("Escape")
    assert facts(journal, "device.revoked") == []
    line.get_by_role("button", name="Thu hồi").click()
    khanh.page.locator("dialog .grave").click()
    expect(line.locator(".state")).to_have_text("đã thu hồi")
    expect(line.get_by_role("button")).to_have_count(0)
    assert len(facts(journal, "device.revoked")) == 1
    pad.close()


def test_accounts_offer_and_journal_are_as_the_hall_has_them(
    khanh: StaffPage, binh: OfficerAtConsole, journal: Caller
) -> None:
    label = binh.issue("HT01")["ticket"]["label"]
    khanh.page.get_by_role("link", name="Tài khoản", exact=True).click()
    khanh.sees_text("tr", "quay3")
    assert sorted(khanh.texts("tbody th")) == sorted(
        account["login"] for account in journal.get("/accounts")["accounts"]
    )
    assert khanh.complaints() == []
    khanh.page.get_by_role("link", name="Quầy và thủ tục").click()
    khanh.sees_text("tr", "HT01")
    khanh.page.get_by_role("button", name="Quầy", exact=True).click()
    boxes = khanh.page.locator("tr", has_text="HT01").locator("input")
    assert [box.is_checked() for box in boxes.all()] == [False, True, True, False, False]
    assert khanh.complaints() == []
    khanh.page.get_by_role("link", name="Nhật ký").click()
    khanh.sees_text("tbody tr", label)
    head = journal.get("/journal?limit=1")["rows"][0]
    assert khanh.sees(".journal-head code") == head["hash"]
    assert khanh.texts("tbody tr:first-child td")[0] == str(head["seq"])
    assert khanh.complaints() == []
    khanh.page.go_back()
    khanh.sees_text("h2", "Quầy và thủ tục")
