"""Attempts to rate that are refused are counted, told to the manager alone, and bounded."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from queue_server.actions.refused_ratings import REFUSED_COUNTED_MAX
from queue_server.store.tables.journal import journal
from tests.api.doors import Caller, Hall
from tests.api.test_following import serve
from tests.api.test_permits import pairing_elsewhere
from tests.stage import AN, CHI, Stage
from tests.store.looking import verify

RATED = {"value": 5, "scale_version": "five-1"}
NOBODY = "0198f0a0-0000-7000-8000-000000000000"


def told(hall: Hall) -> list[tuple[int, str, int]]:
    """What the manager's report says, once the journal was seen to say the same."""
    assert verify(hall.stage.store, hall.stage.site).findings == ()
    figures = hall.account(CHI).get("reports/today").body
    return [(line["counter"], line["why"], line["count"]) for line in figures["watch"]["refused"]]


def rate(caller: Caller, serving: str, value: int = 5) -> str | None:
    answer = caller.post(f"servings/{serving}/rating", {**RATED, "value": value})
    return answer.code if answer.status >= 400 else None


def finished(stage: Stage) -> str:
    stage.open(3)
    return stage.serve_one()


def test_taps_again_too_late_from_elsewhere_and_about_nothing_are_counted(any_hall: Hall) -> None:
    hall, stage = any_hall, any_hall.stage
    pad, next_door = hall.device("pad", 3), hall.device("pad", 5)
    first = finished(stage)
    assert rate(pad, first) is None
    assert [rate(pad, first), rate(pad, first, 1)] == ["rating_taken"] * 2
    assert rate(next_door, first) == "role_refused"
    stage.clock.move(seconds=1)
    second = stage.serve_one()
    stage.clock.move(minutes=4)
    assert rate(pad, second) == "rating_closed"
    assert rate(pad, NOBODY) == "serving_unknown"
    assert told(hall) == [
        (3, "late", 1),
        (3, "no_serving", 1),
        (3, "other_device", 1),
        (3, "taken", 2),
    ]


def test_staff_and_other_devices_at_the_pads_own_route_are_counted(hall: Hall) -> None:
    serving = finished(hall.stage)
    for caller in (hall.account(AN), hall.account(CHI), hall.device("counter", 3)):
        assert rate(caller, serving) == "role_refused"
        assert rate(caller, NOBODY) == "role_refused"
    assert rate(hall.stranger(AN), serving) == "role_refused"
    assert told(hall) == [(3, "hall", 2), (3, "other_device", 1)]


def test_answers_by_slip_are_counted_at_the_counter_that_served(hall: Hall) -> None:
    token = serve(hall.stage)
    path, phone = f"follow/{token}/rating", hall.anybody()
    assert hall.account(AN).put(path, RATED).code == "rating_from_hall"
    assert phone.put(path, RATED).status == 200
    assert phone.put(path, RATED).status == 200
    assert phone.put(path, {**RATED, "value": 1}).code == "rating_taken"
    hall.stage.clock.move(days=7)
    assert phone.put(path, RATED).status == 200
    assert told(hall) == []  # of another day
    hall.stage.clock.move(days=-7)
    assert told(hall) == [(3, "hall", 1), (3, "taken", 1)]


def test_what_is_too_early_or_of_no_slip_is_not_counted(hall: Hall) -> None:
    token, phone = hall.stage.issue("HT01").token, hall.anybody()
    assert phone.put(f"follow/{token}/rating", RATED).code == "rating_too_early"
    assert phone.put("follow/x/rating", RATED).code == "slip_unknown"
    assert told(hall) == []


def test_pad_of_another_hall_counts_there(hall: Hall) -> None:
    stranger = hall.enter(pairing_elsewhere(hall.stage, "pad", 3))
    assert rate(stranger, finished(hall.stage)) == "serving_unknown"
    assert told(hall) == []


def test_stuck_button_fills_no_journal(hall: Hall) -> None:
    pad, serving = hall.device("pad", 3), finished(hall.stage)
    rate(pad, serving)
    assert {rate(pad, serving) for _ in range(REFUSED_COUNTED_MAX + 5)} == {"rating_taken"}
    assert told(hall) == [(3, "taken", REFUSED_COUNTED_MAX)]
    with hall.stage.store.read() as connection:
        rows = connection.execute(select(journal.c.id).where(journal.c.type == "rating.refused"))
        assert len(rows.all()) == REFUSED_COUNTED_MAX


@pytest.mark.parametrize("path", ["views/staff", "views/counters/3", "views/board"])
def test_officers_are_told_nothing_of_it(hall: Hall, path: str) -> None:
    pad, serving = hall.device("pad", 3), finished(hall.stage)
    rate(pad, serving)
    before: Any = hall.account(AN).get(path).body["body"]
    rate(pad, serving)
    assert hall.account(AN).get(path).body["body"] == before
    assert told(hall) == [(3, "taken", 1)]
