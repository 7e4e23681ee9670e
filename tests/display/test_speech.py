"""The hall screen speaks, in a real browser with real clips played fast; the log proves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from demo.client import Caller
from tests.display.live_hall import LiveHall, OfficerAtConsole, Watched

FAST = "sessionStorage.setItem('motcua.clip_rate', '20')"
LOOKS, LOOK_MS = 400, 50


@pytest.fixture
def chi(hall: LiveHall) -> Caller:
    """The administrator, who may read what was spoken."""
    return hall.administrator()


@pytest.fixture
def loud(screen: Watched, chi: Caller) -> Watched:
    """A hall screen that has the voice: it says a test call at once."""
    screen.context.add_init_script(FAST)
    with screen.page.expect_response(has_voice, timeout=30_000):
        screen.pair("hall")
    return screen


def has_voice(answer: Any) -> bool:
    return answer.url.endswith("/api/v1/voice") and answer.json()["speaks"] is True


def log_when(
    screen: Watched, reader: Caller, is_so: Callable[[list[dict[str, Any]]], bool]
) -> list[dict[str, Any]]:
    """The log, oldest call first, once it has come to that."""
    calls: list[dict[str, Any]] = []
    for _ in range(LOOKS):
        calls = reader.get("/announcements")["calls"][::-1]
        if is_so(calls):
            return calls
        screen.page.wait_for_timeout(LOOK_MS)
    raise AssertionError(calls)


def all_told(calls: list[dict[str, Any]]) -> bool:
    return bool(calls) and all(call["outcome"] != "unheard" for call in calls)


def test_a_call_is_spoken_and_the_log_says_when_and_by_whom(
    loud: Watched, an: OfficerAtConsole, chi: Caller
) -> None:
    ticket = an.call_new()
    [call] = log_when(loud, chi, all_told)
    assert (call["label"], call["counter"], call["outcome"]) == (ticket["label"], 3, "spoken")
    assert call["screen"] == "Màn hình sảnh 1"
    assert call["called_at"] <= call["begun_at"] < call["ended_at"]
    assert loud.faults == []


def test_calls_are_spoken_one_at_a_time_and_calling_again_speaks_again(
    loud: Watched, an: OfficerAtConsole, chi: Caller
) -> None:
    ticket = an.call_new()
    log_when(loud, chi, all_told)
    an.caller.post(f"/tickets/{ticket['id']}/recalls")
    first, again = log_when(loud, chi, lambda calls: len(calls) == 2 and all_told(calls))
    assert [first["outcome"], again["outcome"]] == ["spoken", "spoken"]
    assert (first["label"], first["call"], again["call"]) == (again["label"], 1, 2)
    assert first["ended_at"] <= again["begun_at"]


def test_what_was_spoken_is_not_said_again_after_a_reload(
    loud: Watched, an: OfficerAtConsole, chi: Caller
) -> None:
    an.call_new()
    [before] = log_when(loud, chi, all_told)
    with loud.page.expect_response(has_voice, timeout=30_000):
        loud.page.reload()
    an.issue()
    loud.sees_text(".waiting li .figures", "1")
    assert log_when(loud, chi, all_told) == [before]


def test_a_call_made_while_the_server_was_told_nothing_is_told_later(
    loud: Watched, an: OfficerAtConsole, chi: Caller
) -> None:
    """The page speaks from memory; what it spoke reaches the log when the line is back."""
    page = loud.page
    page.route("**/api/v1/announcements", lambda route: route.abort())
    page.route("**/static/voices/**", lambda route: route.abort())
    an.call_new()
    page.wait_for_function("() => (localStorage['motcua.announcements'] ?? '[]').length > 2")
    assert chi.get("/announcements")["calls"][0]["outcome"] == "unheard"
    page.unroute("**/api/v1/announcements")
    [call] = log_when(loud, chi, all_told)
    assert call["outcome"] == "spoken"
    page.wait_for_function("() => localStorage['motcua.announcements'] === '[]'")
