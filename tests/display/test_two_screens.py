"""A hall with two screens: one of a zone, on a line that freezes, and one of the whole hall."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from demo.client import Caller
from tests.display.live_hall import LiveHall, OfficerAtConsole, Watched
from tests.fault.line import FrozenLine

FAST = "sessionStorage.setItem('motcua.clip_rate', '20')"
LABELS = ".calls .label"
LOOKS, LOOK_MS = 600, 50
ALL_KEPT = """async () => {
  const kept = await (await caches.open('motcua-hall-1')).keys();
  const names = kept.map(({ url }) => new URL(url).pathname);
  return ['/hall', '/hall/voices'].every((name) => names.includes(name))
    && names.filter((name) => /woff2$/.test(name)).length >= 3
    && names.filter((name) => /wav$/.test(name)).length > 80;
}"""


@pytest.fixture
def line(hall: LiveHall) -> Iterator[FrozenLine]:
    with FrozenLine(hall.place.port) as line:
        yield line


@pytest.fixture
def khanh(hall: LiveHall) -> Caller:
    return hall.administrator()


@pytest.fixture
def zoned(browser: Browser, hall: LiveHall, line: FrozenLine, khanh: Caller) -> Iterator[Watched]:
    """The screen before counter 3, hung upright."""
    [device] = [d["id"] for d in khanh.get("/devices")["devices"] if d["kind"] == "hall"]
    khanh.put(f"/devices/{device}/zone", {"counters": [3]})
    watched = Watched(browser, hall, width=1080, height=1920, url=line.url, keeps=True)
    watched.context.add_init_script(FAST)
    watched.pair("hall")
    speaks_for(watched, [3])
    yield watched
    watched.close()


@pytest.fixture
def whole(browser: Browser, hall: LiveHall) -> Iterator[Watched]:
    """The screen of the whole hall."""
    watched = Watched(browser, hall, width=1280, height=720)
    watched.context.add_init_script(FAST)
    watched.enter(hall.add_hall_screen("Màn hình sảnh 2"))
    watched.sees("main.hall")
    yield watched
    watched.close()


def wait(screen: Watched, is_so: Callable[[], bool]) -> None:
    for _ in range(LOOKS):
        if is_so():
            return
        screen.page.wait_for_timeout(LOOK_MS)
    raise AssertionError("it never came to that")


def speaks_for(screen: Watched, counters: list[int]) -> None:
    with screen.page.expect_response(
        lambda answer: answer.url.endswith("/voice") and answer.json()["counters"] == counters,
        timeout=60_000,
    ):
        pass


@pytest.mark.slow
def test_each_screen_shows_and_speaks_its_counters_and_a_frozen_one_says_so(
    zoned: Watched,
    whole: Watched,
    an: OfficerAtConsole,
    hall: LiveHall,
    line: FrozenLine,
    khanh: Caller,
) -> None:
    binh = hall.officer(5)
    binh.open()
    speaks_for(whole, [1, 2, 4, 5])

    here, there = an.call_new()["label"], binh.call_new("BT01")["label"]
    whole.sees_text(LABELS, here)
    whole.sees_text(LABELS, there)
    zoned.sees_text(LABELS, here)
    assert zoned.texts(LABELS) == [here]

    def spoken() -> dict[str, str]:
        calls = khanh.get("/announcements")["calls"]
        return {call["label"]: call["screen"] for call in calls if call["outcome"] == "spoken"}

    expected = {here: "Màn hình sảnh 1", there: "Màn hình sảnh 2"}
    wait(whole, lambda: spoken() == expected)

    chi = hall.manager()
    chi.put("/notices/urgent", {"vi": "Xin ra cửa số 2", "en": "Please use gate 2"})
    for screen in (zoned, whole):
        screen.sees_text(".urgent", "Xin ra cửa số 2")
        assert screen.complaints() == []
    chi.send("DELETE", "/notices/urgent")
    zoned.no_longer_sees(".urgent")

    zoned.page.wait_for_function(ALL_KEPT)
    line.freeze()
    zoned.sees(".head.stale", within_s=6.5)
    assert whole.texts(".head.stale") == []
    zoned.page.reload()
    assert "đang kết nối lại" in zoned.sees(".head.stale")
    zoned.sees(".hall.past")
    assert zoned.texts(".newest") == []
    assert zoned.texts(LABELS) == [here]
    assert zoned.complaints() == []
    line.thaw()
    zoned.no_longer_sees(".head.stale")
    assert zoned.texts(".newest .label") == [here]
