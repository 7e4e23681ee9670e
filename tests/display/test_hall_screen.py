"""The hall screen, the counter screen: what citizens see of calls, in good times and bad."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.display.live_hall import BadLine, LiveHall, OfficerAtConsole, Watched

# reliability.md I4: says so within 6 s, is back within 5 s.
STALE_S, BACK_S = 6.5, 5.0
NEWEST, LABELS = ".newest .label", ".calls .label"


@pytest.fixture
def hall_screen(screen: Watched) -> Watched:
    screen.pair("hall")
    screen.sees("main.hall")
    return screen


def test_empty_hall_says_what_to_do(hall_screen: Watched) -> None:
    assert "Chưa có số nào được gọi" in hall_screen.sees(".calls.empty")
    assert hall_screen.complaints() == []


def test_newest_call_stands_in_gold_with_its_counter(
    hall_screen: Watched, an: OfficerAtConsole
) -> None:
    ticket = an.call_new()
    hall_screen.sees_text(NEWEST, ticket["label"], within_s=1.5)
    assert hall_screen.texts(".newest .to b") == ["3"]
    assert hall_screen.complaints() == []


def test_newest_and_three_before_it_are_shown_newest_first(
    hall_screen: Watched, an: OfficerAtConsole
) -> None:
    labels = []
    for _ in range(5):
        ticket = an.call_new()
        an.finish(an.start(ticket))
        labels.append(ticket["label"])
    hall_screen.sees_text(NEWEST, labels[-1])
    assert hall_screen.texts(LABELS) == labels[:0:-1]


def test_waiting_numbers_stand_beside_their_fields(
    hall_screen: Watched, an: OfficerAtConsole
) -> None:
    an.issue("HT01")
    an.issue("HT01")
    rows = hall_screen.page.locator(".waiting li")
    expect(rows.filter(has_text="Hộ tịch").locator(".figures")).to_have_text("2")
    counts = hall_screen.texts(".waiting li .figures")
    assert sorted(counts) == ["0", "0", "0", "0", "0", "2"]


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (1080, 1920)])
def test_every_screen_size_shows_all_of_it(
    hall_screen: Watched, an: OfficerAtConsole, width: int, height: int
) -> None:
    ticket = an.call_new()
    hall_screen.page.set_viewport_size({"width": width, "height": height})
    hall_screen.sees_text(NEWEST, ticket["label"])
    assert hall_screen.complaints() == []


def test_unpaired_screen_says_so_in_plain_words(screen: Watched) -> None:
    screen.page.goto(f"{screen.url}/hall")
    screen.sees_text("h1", "chưa được ghép")
    assert screen.texts(LABELS) == []
    assert screen.complaints() == []


def test_screen_whose_pairing_is_withdrawn_shows_nothing_more(
    hall_screen: Watched, an: OfficerAtConsole, hall: LiveHall
) -> None:
    hall_screen.sees_text(NEWEST, an.call_new()["label"])
    administrator = hall.administrator()
    devices = administrator.get("/devices")["devices"]
    [screen_id] = [device["id"] for device in devices if device["kind"] == "hall"]
    administrator.send("DELETE", f"/devices/{screen_id}/pairing")
    hall_screen.sees_text("h1", "chưa được ghép", within_s=6.0)
    assert hall_screen.texts(LABELS) == []


def test_screen_is_back_by_itself_after_the_server_was_killed(
    hall_screen: Watched, an: OfficerAtConsole, hall: LiveHall
) -> None:
    first = an.call_new()
    hall_screen.sees_text(NEWEST, first["label"])
    hall.end()
    assert "đang kết nối lại" in hall_screen.sees(".head.stale", within_s=STALE_S)
    assert hall_screen.complaints() == []
    hall.start()
    an.finish(an.start(first))
    ticket = an.call_new()
    hall_screen.no_longer_sees(".head.stale", within_s=BACK_S)
    hall_screen.sees_text(NEWEST, ticket["label"])


@pytest.mark.parametrize("is_renewed", [True, False], ids=["other script", "same script"])
def test_screen_loads_anew_only_when_the_server_was_renewed(
    hall_screen: Watched, hall: LiveHall, is_renewed: bool
) -> None:
    others = [is_renewed]  # once: loaded anew, the page has the script that is named

    def answer(route: Route) -> None:
        if route.request.resource_type == "fetch" and others and others.pop():
            route.fulfill(body='<script type="module" src="/static/display/hall-NEW.js"></script>')
        else:
            route.continue_()

    hall_screen.page.route("**/hall", answer)
    hall_screen.page.evaluate("() => { window.isOld = true; }")
    hall.end()
    hall_screen.sees(".head.stale", within_s=STALE_S)
    with hall_screen.page.expect_response("**/hall") as asked:
        hall.start()
    asked.value.finished()
    if is_renewed:
        hall_screen.page.wait_for_function("() => window.isOld === undefined")
    hall_screen.no_longer_sees(".head.stale", within_s=BACK_S)
    assert hall_screen.page.evaluate("() => window.isOld === true") is not is_renewed


def test_lost_view_is_made_good_by_the_next_pulse(screen: Watched, an: OfficerAtConsole) -> None:
    line = BadLine(screen.page)
    screen.pair("hall")
    screen.sees("main.hall")
    line.mode = "lose"
    ticket = an.call_new()
    line.wait_until_lost()
    line.mode = "good"
    screen.sees_text(NEWEST, ticket["label"], within_s=3.0)


def test_repeated_and_reordered_views_end_at_what_the_server_knows(
    screen: Watched, an: OfficerAtConsole
) -> None:
    line = BadLine(screen.page)
    screen.pair("hall")
    screen.sees("main.hall")
    line.mode = "repeat"
    first = an.call_new()
    screen.sees_text(NEWEST, first["label"])
    an.finish(an.start(first))
    line.mode = "hold"
    second = an.call_new()
    line.wait_until_held(1)
    an.start(second)
    line.wait_until_held(2)
    line.let_go_newest_first()
    screen.sees_text(".newest.serving .label", second["label"])
    assert screen.texts(LABELS) == [second["label"], first["label"]]


def test_screen_without_websockets_follows_over_http(screen: Watched, an: OfficerAtConsole) -> None:
    screen.page.route_web_socket("**/socket.io/**", lambda near: near.close())
    screen.pair("hall")
    screen.sees("main.hall", within_s=8.0)
    screen.sees_text(NEWEST, an.call_new()["label"], within_s=3.5)
    assert screen.texts(".head.stale") == []


def test_counter_screen_tells_each_state_of_its_counter(screen: Watched, hall: LiveHall) -> None:
    an = hall.officer()
    screen.pair("counter", 3)
    screen.sees_text("h2", "Đã đóng")
    an.open()
    screen.sees_text("h2", "Mời công dân tiếp theo")
    ticket = an.call_new()
    screen.sees_text(".ticket.called .label", ticket["label"])
    assert screen.complaints() == []
    serving = an.start(ticket)
    screen.sees_text(".ticket.serving .label", ticket["label"])
    an.finish(serving)
    screen.sees_text("h2", "Mời công dân tiếp theo")
    an.pause()
    screen.sees_text("h2", "Tạm nghỉ")
    assert screen.complaints() == []
