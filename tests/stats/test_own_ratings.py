"""Officers are told of groups of five answers and more, a day later, and of nothing else (D11)."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from protocol.events import Actor
from queue_server.actions.ratings import rate_at_pad
from queue_server.actions.slip_ratings import rate_by_slip
from queue_server.stats.own_ratings import GROUP_MIN, Answer, groups, monday_of
from tests.api.doors import Hall, open_hall
from tests.stage import AN, BINH, CHI, Stage

MONDAY = date(2026, 11, 23)


def answers(*counts: int, first: date = MONDAY) -> list[Answer]:
    """So many answers on each day from a Monday on."""
    days = [(first + timedelta(days=n), count) for n, count in enumerate(counts)]
    return [Answer(day, 1 + n % 5) for day, count in days for n in range(count)]


def told(of: list[Answer], *, until: date, first: date = MONDAY) -> list[tuple[int, int, int]]:
    """First and last day of each group, counted from the Monday, and its answers."""
    return [
        ((g.first - first).days, (g.last - first).days, len(g.answers))
        for g in groups(of, first=first, until=until)
    ]


def test_days_are_put_together_until_five_answered() -> None:
    week = answers(4, 1, 6, 2, 2, 0, 0)
    assert told(week, until=MONDAY + timedelta(days=7)) == [(0, 1, 5), (2, 2, 6)]


def test_today_is_not_looked_at_and_four_are_never_shown() -> None:
    assert told(answers(9), until=MONDAY) == []
    assert told(answers(9), until=MONDAY + timedelta(days=1)) == [(0, 0, 9)]
    assert told(answers(4), until=MONDAY + timedelta(days=7)) == []


def test_what_is_left_of_a_week_joins_no_other() -> None:
    two_weeks = [*answers(0, 0, 0, 0, 4), *answers(4, 1, first=MONDAY + timedelta(days=7))]
    assert told(two_weeks, until=MONDAY + timedelta(days=14)) == [(7, 8, 5)]


@given(st.lists(st.integers(0, 12), min_size=28, max_size=28), st.integers(1, 28))
def test_group_that_was_shown_never_changes(counts: list[int], seen: int) -> None:
    """Whatever comes later, and when the oldest week is no longer looked at."""
    all_ = answers(*counts)
    early = groups(all_, first=MONDAY, until=MONDAY + timedelta(days=seen))
    late = groups(all_, first=MONDAY, until=MONDAY + timedelta(days=28))
    assert late[: len(early)] == early
    assert all(len(group.answers) >= GROUP_MIN for group in late)
    second = MONDAY + timedelta(days=7)
    assert groups(all_, first=second, until=MONDAY + timedelta(days=28)) == [
        group for group in late if group.first >= second
    ]
    assert monday_of(second + timedelta(days=6)) == second


# The same over HTTP, as days go by.


def serve(stage: Stage, value: int | None, *, by: str = "pad") -> None:
    stage.clock.move(minutes=1)
    issued = stage.issue("HT01")
    row = stage.call()
    assert row is not None
    serving = stage.start(row.id)
    stage.finish(serving)
    if value is None:
        return
    with stage.store.write(stage.site, by=Actor("device", stage.devices[("pad", 3)])) as tx:
        if by == "pad":
            rate_at_pad(tx, serving, counter=3, value=value, scale="five-1")
        else:
            rate_by_slip(tx, issued.ticket.id, value=value, scale="five-1")


def own(hall: Hall, login: str = AN) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = hall.account(login).get("ratings/own").body["groups"]
    return found


def test_officer_sees_five_answers_of_yesterday_and_none_of_today(stage: Stage) -> None:
    hall = open_hall(stage)
    stage.open(3)
    for value in (5, 5, 4, None, 1):
        serve(stage, value)
    stage.clock.move(days=1)
    assert own(hall) == []
    serve(stage, 3, by="slip")
    for value in (2, 2, 2, 2, 2, 2):
        serve(stage, value)
    assert own(hall) == []
    stage.clock.move(days=1)
    counts = Tally({"5": 2, "4": 1, "3": 1, "2": 6, "1": 1})
    group = {"from": "2026-11-23", "to": "2026-11-24", "given": 11, "score_mean": 2.72}
    assert own(hall) == [{**group, "counts": {str(n): counts[str(n)] for n in range(1, 6)}}]
    assert own(hall, BINH) == []
    assert hall.account(CHI).get("ratings/own").code == "role_refused"
    stage.clock.move(days=28)
    assert own(hall) == []
