"""Hints about ratings: each rule at its edge, and never a hint on an honest day."""

from typing import Any

import pytest

from queue_server.stats.watch import RatingFact, watch

MINUTE_MS = 60_000
PAD_MS = 180_000
LATE_MS = 10**9


def given(
    at_ms: int, value: int = 5, *, after_ms: int = 20_000, counter: int = 3, scale: str = "five-1"
) -> RatingFact:
    return RatingFact(counter, at_ms - after_ms, at_ms - after_ms + PAD_MS, at_ms, value, scale)


def silent(at_ms: int, *, counter: int = 3) -> RatingFact:
    return RatingFact(counter, at_ms, at_ms + PAD_MS, None, None, None)


def hints(
    ratings: list[RatingFact], refused: dict[tuple[int, str], int] | None = None
) -> list[tuple[int, str, int]]:
    found: list[dict[str, Any]] = watch(
        ratings, refused or {}, best=5, scale="five-1", now_ms=LATE_MS
    )["hints"]
    return [(hint["counter"], hint["kind"], hint["count"]) for hint in found]


def every(minutes: int, count: int, value: int = 5, **said: Any) -> list[RatingFact]:
    return [given(n * minutes * MINUTE_MS, value, **said) for n in range(1, count + 1)]


def test_honest_day_has_no_hints() -> None:
    day = [r for n, value in enumerate([5, 4, 5, 3, 5, 5, 1] * 4) for r in every(9 + n, 1, value)]
    assert hints(day) == []
    assert hints([]) == []


def test_answers_within_two_seconds_are_hasty_from_the_third_on() -> None:
    assert hints(every(9, 2, 4, after_ms=1_999)) == []
    assert hints(every(9, 3, 4, after_ms=1_999)) == [(3, "hasty", 3)]
    assert hints(every(9, 3, 4, after_ms=2_000)) == []


@pytest.mark.parametrize(("apart_ms", "found"), [(20_000, [(3, "burst", 4)]), (20_001, [])])
def test_four_answers_within_a_minute_are_a_burst(apart_ms: int, found: list[Any]) -> None:
    assert hints([given(MINUTE_MS + n * apart_ms, 4) for n in range(4)]) == found


def test_bursts_of_two_counters_are_no_burst() -> None:
    assert hints([given(MINUTE_MS + n * 9_000, 4, counter=3 + n % 2) for n in range(6)]) == []


def test_twenty_best_answers_in_a_row_are_told() -> None:
    assert hints(every(9, 19)) == []
    assert hints(every(9, 20)) == [(3, "perfect", 20)]
    assert hints([*every(9, 19), *every(199, 1, 4), *every(300, 19)]) == []
    assert hints(every(9, 30, scale="three-1")) == []


def quiet_counter(answered: int, asked: int) -> list[RatingFact]:
    """Counter 3 with so many answers; half answer at counter 5."""
    others = [*every(9, 20, 4, counter=5), *(silent(n * MINUTE_MS, counter=5) for n in range(20))]
    own = [*every(9, answered, 4), *(silent(n * MINUTE_MS) for n in range(asked - answered))]
    return [*own, *others]


def test_counter_where_far_fewer_answer_than_elsewhere_is_told() -> None:
    assert hints(quiet_counter(5, 20)) == []
    assert hints(quiet_counter(4, 20)) == [(3, "silent", 16)]
    assert hints(quiet_counter(0, 19)) == []


def test_who_may_still_answer_at_the_pad_is_not_silent() -> None:
    asked = [silent(LATE_MS - PAD_MS + 1 + n) for n in range(30)]
    assert hints([*asked, *quiet_counter(6, 12)]) == []


def test_refused_attempts_are_told_by_reason_and_hinted_at_without_the_late_ones() -> None:
    refused = {(3, "taken"): 3, (3, "hall"): 1, (3, "late"): 40, (5, "no_serving"): 5}
    assert hints([], refused) == [(5, "refused", 5)]
    assert hints([], {**refused, (3, "other_device"): 1}) == [(3, "refused", 5), (5, "refused", 5)]
    assert watch([], refused, best=5, scale="five-1", now_ms=0)["refused"] == [
        {"counter": 3, "why": "hall", "count": 1},
        {"counter": 3, "why": "late", "count": 40},
        {"counter": 3, "why": "taken", "count": 3},
        {"counter": 5, "why": "no_serving", "count": 5},
    ]
