"""Officers and citizens at once through the real server's front door, on both engines."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest

from protocol.events import SYSTEM
from queue_server.actions.people import make_account_link
from tests.actions.test_races import at_once, wide_hall
from tests.api.doors import Caller, Hall
from tests.stage import BINH

OFFICERS, CITIZENS = 8, 50


def officers_of(hall: Hall) -> list[Caller]:
    """Eight of sixteen officers, each signed in and at an open counter, with 320 waiting."""
    stage = hall.stage
    ids = wide_hall(stage)[:OFFICERS]
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        links = [make_account_link(tx, id_) for id_ in ids]
    return [hall.enter(link) for link in links]


@pytest.mark.slow
def test_no_citizen_is_called_twice_over_http(any_hall: Hall) -> None:
    officers = officers_of(any_hall)

    def work(number: int) -> list[tuple[int, str]]:
        seen = []
        for _ in range(12):
            answer = officers[number].post(f"counters/{number + 1}/calls")
            seen.append((answer.status, answer.body["ticket"]["id"]))
            missed = officers[number].post(f"tickets/{seen[-1][1]}/absences")
            assert missed.status == 200
        return seen

    calls = [call for seen in at_once(OFFICERS, work) for call in seen]
    assert {status for status, _ in calls} == {200}
    assert max(Counter(id_ for _, id_ in calls).values()) == 1
    assert len(calls) == OFFICERS * 12


def test_fifty_citizens_at_once_get_fifty_labels_over_http(any_hall: Hall) -> None:
    desk = any_hall.account(BINH)
    numbers = count(1)
    keys = [f"citizen-{next(numbers):04d}" for _ in range(CITIZENS)]

    def issue(number: int) -> tuple[int, str]:
        own = Caller(any_hall.server.app.test_client(), dict(desk.headers))
        cookie = desk.client.get_cookie("motcua_console")
        assert cookie is not None
        own.client.set_cookie("motcua_console", cookie.value)
        answer = own.post("tickets", {"service": "HT01"}, key=keys[number])
        return answer.status, answer.body["ticket"]["label"]

    issued = at_once(CITIZENS, issue)
    assert {status for status, _ in issued} == {201}
    assert sorted(label for _, label in issued) == [f"H{n:03d}" for n in range(1, CITIZENS + 1)]


def test_one_command_sent_by_many_threads_at_once_has_one_effect(any_hall: Hall) -> None:
    desk = any_hall.account(BINH)
    cookie = desk.client.get_cookie("motcua_console")
    assert cookie is not None

    def issue(_: int) -> str:
        own = Caller(any_hall.server.app.test_client(), dict(desk.headers))
        own.client.set_cookie("motcua_console", cookie.value)
        answer = own.post("tickets", {"service": "HT01"}, key="one-key-for-all")
        label: str = answer.body["ticket"]["label"]
        return label

    assert set(at_once(12, issue)) == {"H001"}
    lengths = desk.get("views/board").body["body"]["fields"]
    assert sum(field["waiting"] for field in lengths) == 1
