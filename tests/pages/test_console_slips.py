"""OfficerAtConsole: slips let in, numbers given above a cap, and slips printed once more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from demo.client import Caller
from demo.hall import hall_catalogue
from demo.house import Place
from kiosk.pairing import by_secret, pair
from kiosk.wire import Wire, open_pool
from protocol.events import SYSTEM
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.devices import add_device, make_device_link
from queue_server.app import open_store
from queue_server.domain.device import DeviceKind
from queue_server.store.reading import list_sites
from queue_server.store.store import Tx
from tests.display.live_hall import LiveHall
from tests.pages.staff import SETTLE_MS, Console, facts
from tests.stage import capped

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


def test_slip_is_asked_for_once_more_of_the_kiosk_that_prints_or_of_the_one_that_is_chosen(
    desk_link: str, at_counter: Console, hall: LiveHall, journal: Caller, tmp_path: Path
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

    pair_kiosk(hall, tmp_path / "desk", secret=desk_link)
    at_counter.press("i")
    at_counter.sees_text("dialog h2", f"In lại phiếu {ticket['label']} ở máy nào?")
    assert at_counter.complaints() == []
    at_counter.page.keyboard.press("1")
    at_counter.page.keyboard.press("Enter")
    at_counter.page.locator("dialog").wait_for(state="detached")
    at_counter.until(lambda: len(facts(journal, "slip.asked")) == 2)
    again = facts(journal, "slip.asked")[-1]["data"]
    assert again["device"] != asked["data"]["device"]
    assert again["copy"] == 2


def test_number_above_the_cap_is_given_for_a_reason_of_the_list(
    capped_hall: None, at_counter: Console, journal: Caller
) -> None:
    page = at_counter.page
    at_counter.press("c")
    page.locator("select[name=service]").select_option("HT01")
    page.locator("dialog .button.main").click()
    at_counter.sees_text("dialog .label", "H001")
    page.keyboard.press("Enter")
    at_counter.press("c")
    page.locator("select[name=service]").select_option("HT01")
    page.locator("dialog .button.main").click()
    at_counter.sees_text("dialog .banner.bad", "Hôm nay đã cấp hết 1 số của thủ tục này")
    at_counter.sees_text("dialog legend", "Đã đủ số trong ngày. Vì sao vẫn cấp số?")
    assert at_counter.complaints() == []
    at_counter.press("Enter")  # no reason yet: nothing is given
    page.locator("input[name=reason][value=arrived]").focus()
    page.keyboard.press("2")
    at_counter.press("Enter")
    at_counter.sees_text("dialog .label", "H002")
    page.keyboard.press("Enter")
    at_counter.look_up("H002")
    at_counter.sees_text(".timeline", "Cấp số H002 ngoài giờ hoặc quá số trong ngày")
    said = [fact["data"].get("exception") for fact in facts(journal, "ticket.issued")]
    assert said == [None, {"from": "cap_reached", "reason": "frail"}]


@contextmanager
def before_the_server(place: Place) -> Iterator[Tx]:
    """Change the hall's data while nobody serves it."""
    store = open_store(place.database_url)
    with store.read() as connection:
        (site,) = list_sites(connection)
    with store.write(site, by=SYSTEM) as tx:
        yield tx
    store.close()


@pytest.fixture
def capped_hall(place: Place) -> None:
    """Births have one number a day."""
    catalogue = capped(hall_catalogue(), {"HT01": 1})
    with before_the_server(place) as tx:
        publish_catalogue(tx, catalogue, organisations={"UBND": "UBND"})


@pytest.fixture
def desk_link(place: Place) -> str:
    """The link that pairs a second machine with a printer."""
    with before_the_server(place) as tx:
        return make_device_link(tx, add_device(tx, kind=DeviceKind.KIOSK, name="Bàn tiếp đón"))


def pair_kiosk(hall: LiveHall, folder: Path, *, secret: str | None = None) -> None:
    """A kiosk, else Kiosk 1, is paired and never heard again."""
    pair(
        folder / "kiosk",
        server=hall.place.url(),
        proof=by_secret(secret or hall.doors.devices["kiosk", None]),
        is_again=False,
        wire=Wire(open_pool(), monotonic=lambda: 0.0),
        now=datetime(2026, 11, 23, tzinfo=UTC),
    )
