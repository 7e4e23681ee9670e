"""OfficerAtConsole: double clicks, reloads, a lost answer, a server away, somebody faster."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from demo.client import Caller, enter
from demo.hall import hall_catalogue
from demo.house import Place
from protocol.events import SYSTEM
from queue_server.actions.catalogue import publish_catalogue
from queue_server.app import open_store
from queue_server.domain.site import Catalogue
from queue_server.store.reading import list_sites
from tests.display.live_hall import BadLine, LiveHall, OfficerAtConsole
from tests.pages.staff import DESK, SETTLE_MS, Console, facts, labels

STALE_S, BACK_S = 6.5, 5.0
LONG_VI = (
    "Đăng ký biến động quyền sử dụng đất, quyền sở hữu nhà ở "
    "và tài sản khác gắn liền với đất tại xã"
)
LONG_EN = (
    "Registration of changes to land-use rights, house ownership and other assets attached to "
    "land, including transfer, inheritance, donation, contribution of capital and change of "
    "the purpose of use in a commune"
)
CROWD = 200


def test_double_click_is_one_click_and_reload_and_back_do_nothing_again(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    first = binh.issue("HT01")["ticket"]["label"]
    binh.issue("HT01")
    at_counter.page.wait_for_timeout(SETTLE_MS)
    at_counter.main().dblclick()
    assert at_counter.phase("called") == first
    at_counter.page.reload()
    assert at_counter.phase("called") == first
    at_counter.page.goto(at_counter.url + "/nowhere")
    at_counter.page.go_back()
    assert at_counter.phase("called") == first
    at_counter.press("Enter")
    at_counter.phase("serving")
    at_counter.page.reload()
    assert at_counter.phase("serving") == first
    assert labels(journal, "ticket.called") == [first]
    assert len(facts(journal, "serving.started")) == 1
    assert facts(journal, "serving.finished") == []


def test_answer_that_was_lost_is_fetched_with_the_same_key_and_done_once(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    binh.issue("HT01")
    at_counter.press("Enter")
    label = at_counter.phase("called")
    keys: list[str] = []

    def lose_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.fetch()  # the server does it
        route.abort()  # and nobody hears so

    at_counter.page.route("**/recalls", lose_answer)
    at_counter.press("r")
    at_counter.sees_text(".notice.unsent", "“Gọi lại”")
    assert at_counter.complaints() == []
    at_counter.page.unroute("**/recalls")
    at_counter.press("r")
    at_counter.no_longer_sees(".notice")
    assert len(keys) == 3
    assert len(set(keys)) == 1
    assert labels(journal, "ticket.recalled") == [label]


def test_server_away_is_said_and_what_was_pressed_is_done_once_it_is_back(
    at_counter: Console, hall: LiveHall, binh: OfficerAtConsole, journal: Caller
) -> None:
    binh.issue("HT01")
    at_counter.press("Enter")
    label = at_counter.phase("called")
    hall.end()
    at_counter.sees_text(".banner.warn", "đang kết nối lại", within_s=STALE_S)
    at_counter.press("Enter")
    at_counter.sees_text(".notice.unsent", "“Bắt đầu phục vụ”", within_s=10)
    assert at_counter.phase("called") == label
    assert at_counter.complaints() == []
    hall.start()
    at_counter.no_longer_sees(".banner.warn:not(.notice)", within_s=BACK_S)
    at_counter.page.get_by_role("button", name="Thử lại").click()
    assert at_counter.phase("serving") == label
    assert len(facts(journal, "serving.started")) == 1


def test_somebody_faster_is_told_in_a_sentence_and_then_seen(
    an: Console, hall: LiveHall, journal: Caller
) -> None:
    line = BadLine(an.page)
    an.page.reload()
    an.sees_text(".place", "Quầy 3")
    line.mode = "lose"
    faster = OfficerAtConsole(enter(an.url, hall.doors.accounts.pop("quay2")), 3)
    faster.open()
    line.wait_until_lost()
    an.press("3")
    an.sees_text(".notice.bad", "Quầy 3 đang có cán bộ khác phụ trách")
    assert an.complaints() == []
    line.mode = "good"
    an.sees_text(".place.occupied", "Quầy 3", within_s=BACK_S)
    assert len(facts(journal, "shift.opened")) == 1


@pytest.mark.parametrize("size", [DESK, {"width": 1280, "height": 720}], ids=["1366", "1280"])
def test_crowd_and_long_names_fit(
    browser: Browser, crowded: LiveHall, size: dict[str, int]
) -> None:
    console = Console(browser, crowded, size=size)
    console.enter("quay3")
    console.open_counter(3)
    officer = OfficerAtConsole(enter(console.url, crowded.doors.accounts.pop("quay2")), 2)
    for number in range(CROWD):
        officer.issue(("HT01", "HT03", "BT01")[number % 3])
    console.sees_text(".tabs [aria-selected=true]", str(CROWD))
    console.sees_text(".rows .more", "và")
    assert console.complaints() == []
    for lang in ("English", "Tiếng Việt"):
        console.press("Enter")
        expect(console.main()).not_to_have_attribute("aria-busy", "true")
        console.page.get_by_role("button", name=lang).click()
        assert console.complaints() == []
    console.press("2")
    assert console.complaints() == []
    console.close()


@pytest.fixture
def crowded(place: Place, request: pytest.FixtureRequest) -> Any:
    """A hall whose services have names of 95 and of 200 letters."""
    store = open_store(place.database_url)
    with store.read() as connection:
        site = list_sites(connection)[0]
    with store.write(site, by=SYSTEM) as tx:
        publish_catalogue(tx, with_long_names(hall_catalogue()), organisations={"UBND": "UBND"})
    store.close()
    return request.getfixturevalue("hall")


def with_long_names(catalogue: Catalogue) -> Catalogue:
    names = {"name_vi": LONG_VI, "name_en": LONG_EN, "short_vi": LONG_VI, "short_en": LONG_EN}
    services = tuple(replace(service, **names) for service in catalogue.services)
    fields = tuple(replace(field, name_vi=LONG_VI, name_en=LONG_EN) for field in catalogue.fields)
    return Catalogue(fields, services, catalogue.groups, catalogue.counters)
