"""A kiosk that falls silent: what the administrator reads before revoking it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from demo.client import send
from tests.display.live_hall import LiveHall
from tests.pages.staff import StaffPage

WELL = {
    "printer": "ready",
    "cause": None,
    "paper": "ok",
    "backlog": 0,
    "rejected": 0,
    "clock": "set",
    "disk": "ok",
    "version": "0.1.0",
    "copied": False,
}
# Silence is 9 s, noticed within one more.
SILENT_WITHIN_S = 25.0


class ReportingKiosk:
    """Kiosk 1 at the API, with its own key."""

    def __init__(self, hall: LiveHall) -> None:
        self.api = hall.place.url() + "/api/v1"
        secret = hall.doors.devices.pop(("kiosk", None))
        self.key = send("POST", f"{self.api}/sessions", {"secret": secret}, {})["device_key"]

    def report(self, **changes: Any) -> None:
        headers = {"Authorization": f"Bearer {self.key}"}
        send("PUT", f"{self.api}/devices/self/health", {**WELL, **changes}, headers)


@pytest.fixture
def kiosk(hall: LiveHall) -> ReportingKiosk:
    return ReportingKiosk(hall)


@pytest.mark.slow
def test_revoking_a_silent_kiosk_says_first_what_stays_behind(
    khanh: StaffPage, kiosk: ReportingKiosk
) -> None:
    kiosk.report(backlog=13)
    khanh.page.reload()
    line = khanh.page.locator("tr", has=khanh.page.locator(".condition"))
    expect(line.locator(".condition")).to_have_text("cần để ý")
    line.get_by_role("button", name="Thu hồi").click()
    expect(khanh.page.locator("dialog .backlog")).to_contain_text("còn 13 số đã cấp")
    assert khanh.complaints() == []
    khanh.page.keyboard.press("Escape")
    admin = khanh.page.locator(".condition")

    def is_silent() -> bool:
        khanh.page.reload()
        expect(admin).to_have_count(1)
        return admin.inner_text() == "mất liên lạc"

    for _ in range(int(SILENT_WITHIN_S)):
        if is_silent():
            break
        khanh.page.wait_for_timeout(1_000)
    line.get_by_role("button", name="Thu hồi").click()
    expect(khanh.page.locator("dialog .backlog")).to_contain_text("đang mất liên lạc")
    expect(khanh.page.locator("dialog .backlog")).to_contain_text("còn 13 số chưa gửi")
