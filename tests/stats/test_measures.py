"""Each measure by its definition, on plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.ticket import TicketState
from queue_server.stats.measures import (
    QUARTER_MS,
    ServingFact,
    TicketFact,
    Wait,
    curve,
    first_waits,
    hand_figures,
    longest_wait_ms,
    percentile,
    quarters,
    reconcile,
    satisfaction,
    seconds,
    serving_lengths_ms,
    share,
    wait_figures,
    waiting_spans,
)

TARGET_MS = 900_000
MINUTE_MS = 60_000


def ticket(
    state: str = "waiting",
    *,
    issued: int = 0,
    ready: int | None = None,
    first_called: int | None = None,
    called: int | None = None,
    ended: int | None = None,
    by_hand: str | None = None,
) -> TicketFact:
    """A ticket of a service, its instants in milliseconds."""
    ready = issued if ready is None else ready
    called = first_called if called is None else called
    return TicketFact("HT01", "HT", state, issued, ready, first_called, called, ended, by_hand)


def waits_of(*tickets: TicketFact, now: int) -> list[int]:
    return [wait.length_ms for wait in first_waits(tickets, now_ms=now)]


def uncalled(length_ms: int) -> Wait:
    return Wait("HT01", 0, None, length_ms)


def called(length_ms: int) -> Wait:
    return Wait("HT01", 0, length_ms, length_ms)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([], 50, None),
        ([7], 50, 7),
        ([7], 90, 7),
        ([4, 1], 50, 1),
        ([3, 1, 2], 50, 2),
        ([1, 2, 3, 4], 50, 2),
        ([15, 20, 35, 40, 50], 30, 20),
        ([15, 20, 35, 40, 50], 40, 20),
        ([15, 20, 35, 40, 50], 100, 50),
        (list(range(1, 11)), 90, 9),
        (list(range(1, 12)), 90, 10),
    ],
)
def test_percentile_by_nearest_rank(values: list[int], percent: int, expected: int | None) -> None:
    assert percentile(values, percent) == expected


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(1, 100))
def test_percentile_is_the_smallest_value_that_many_do_not_exceed(
    values: list[int], percent: int
) -> None:
    found = percentile(values, percent)
    assert found == min(
        v for v in values if sum(x <= v for x in values) * 100 >= percent * len(values)
    )


@pytest.mark.parametrize(
    ("length_ms", "expected"), [(None, None), (0, 0), (1, 1), (1_000, 1), (1_001, 2)]
)
def test_seconds_are_rounded_up(length_ms: int | None, expected: int | None) -> None:
    assert seconds(length_ms) == expected


@pytest.mark.parametrize(
    ("part", "of", "expected"),
    [
        (0, 0, None),
        (0, 3, 0.0),
        (3, 3, 1.0),
        (2, 3, 0.6666),
        # The figure Hanoi published for July and August 2025 as 97.39 %: cut, 97.3964 exactly.
        (402_282, 413_036, 0.9739),
        (99_999, 100_000, 0.9999),
    ],
)
def test_share_is_cut_not_rounded(part: int, of: int, expected: float | None) -> None:
    assert share(part, of=of) == expected


def test_wait_ends_at_the_first_call_whatever_comes_after() -> None:
    served = ticket("served", issued=100, first_called=400, called=900, ended=1_500)
    missed = ticket("missed", issued=100, first_called=400, called=600, ended=700)
    cancelled = ticket("cancelled", issued=100, first_called=400, ended=450)
    assert waits_of(served, missed, cancelled, now=9_000) == [300, 300, 300]


def test_wait_without_a_call_ends_with_the_ticket_or_lasts_until_now() -> None:
    waiting, left = ticket(issued=100), ticket("cancelled", issued=100, ended=250)
    assert waits_of(waiting, left, now=1_000) == [900, 150]


def test_returned_ticket_keeps_its_first_wait() -> None:
    came_back = ticket(issued=100, ready=5_000, first_called=400)
    called_again = ticket("called", issued=100, ready=5_000, first_called=400, called=5_500)
    lapsed = ticket("lapsed", issued=100, ready=5_000, first_called=400, ended=8_000)
    assert waits_of(came_back, called_again, lapsed, now=9_000) == [300, 300, 300]


def test_early_arrival_is_no_wait() -> None:
    """Ready later than issued, as an appointment: waiting begins when it is ready."""
    assert waits_of(ticket("served", issued=0, ready=500, first_called=800), now=9_000) == [300]
    assert waits_of(ticket(issued=0, ready=500), now=499) == []


def test_clock_set_back_makes_no_wait_negative() -> None:
    assert waits_of(ticket("served", issued=500, first_called=400, ended=600), now=700) == [0]
    assert waits_of(ticket("cancelled", issued=500, ended=400), now=700) == [0]


def test_share_within_counts_who_left_or_waits_beyond_the_target() -> None:
    waits = [called(TARGET_MS), called(TARGET_MS + 1), uncalled(TARGET_MS + 1)]
    assert wait_figures(waits, target_ms=TARGET_MS)["within_15_share"] == 0.3333


def test_share_within_leaves_out_who_has_decided_nothing() -> None:
    waits = [called(TARGET_MS), uncalled(TARGET_MS), uncalled(0)]
    assert wait_figures(waits, target_ms=TARGET_MS)["within_15_share"] == 1.0
    only_new = [uncalled(TARGET_MS)]
    assert wait_figures(only_new, target_ms=TARGET_MS)["within_15_share"] is None


def test_long_wait_without_any_call_is_a_share_of_nothing_in_time() -> None:
    assert wait_figures([uncalled(TARGET_MS + 1)], target_ms=TARGET_MS) == {
        "wait_s_p50": None,
        "wait_s_p90": None,
        "within_15_share": 0.0,
    }


def test_longest_wait_of_a_returned_ticket_begins_with_its_return() -> None:
    came_back = ticket(issued=0, ready=5_000, first_called=400)
    assert longest_wait_ms([came_back, ticket(issued=6_000)], now_ms=9_000) == 4_000
    assert longest_wait_ms([ticket("serving", first_called=3)], now_ms=9_000) is None


def test_satisfaction_of_no_answers_is_unknown_never_0() -> None:
    values = (1, 2, 3, 4, 5)
    counts = dict.fromkeys("12345", 0)
    nothing = {"score_mean": None, "given": 0, "given_pad": 0, "given_slip": 0, "counts": counts}
    assert satisfaction({}, values=values, channels={}) == {
        **nothing,
        "opened": 0,
        "response_share": None,
    }
    asked = satisfaction({None: 4}, values=values, channels={})
    assert asked == {**nothing, "opened": 4, "response_share": 0.0}


def test_satisfaction_has_its_denominator() -> None:
    came = {"pad": 2, "slip": 1}
    found = satisfaction({None: 5, 5: 2, 1: 1}, values=(1, 2, 3, 4, 5), channels=came)
    assert found == {
        "score_mean": 3.66,
        "given": 3,
        "given_pad": 2,
        "given_slip": 1,
        "opened": 8,
        "response_share": 0.375,
        "counts": {"1": 1, "2": 0, "3": 0, "4": 0, "5": 2},
    }


def test_lost_ticket_shows_as_a_difference() -> None:
    states = {"served": 3, "waiting": 1}
    assert reconcile(states, labels_given=5)["difference"] == 1
    assert reconcile(states, labels_given=4)["difference"] == 0


def test_offers_are_no_issued_tickets() -> None:
    issued = set(TicketState) - {TicketState.OFFERED, TicketState.RETIRED}
    counted = set(reconcile({}, labels_given=0)) - {"issued", "difference"}
    assert counted == set(map(str, issued))


@pytest.mark.parametrize(
    ("of", "spans"),
    [
        (ticket(issued=5), [(5, None)]),
        (ticket("cancelled", issued=5, ended=9), [(5, 9)]),
        (ticket("serving", issued=5, first_called=8, called=12), [(5, 8)]),
        (ticket(issued=5, ready=20, first_called=8), [(5, 8), (20, None)]),
        (ticket("called", issued=5, ready=20, first_called=8, called=25), [(5, 8), (20, 25)]),
        (ticket("lapsed", issued=5, ready=20, first_called=8, ended=30), [(5, 8), (20, 30)]),
        # Put back by a transfer that keeps its seniority: it waits again since its last call.
        (ticket(issued=5, first_called=8, called=9), [(5, 8), (9, None)]),
    ],
)
def test_spans_of_waiting(of: TicketFact, spans: list[tuple[int, int | None]]) -> None:
    assert list(waiting_spans(of)) == spans


def test_quarters_begin_on_the_clock_and_end_at_the_end() -> None:
    begin = 4 * QUARTER_MS
    assert quarters(begin + 5, begin + 2 * QUARTER_MS + 7) == [
        begin,
        begin + QUARTER_MS,
        begin + 2 * QUARTER_MS,
        begin + 2 * QUARTER_MS + 7,
    ]
    assert quarters(begin, begin + QUARTER_MS) == [begin, begin + QUARTER_MS]
    assert quarters(begin, begin) == [begin]
    assert quarters(begin, begin - 1) == []


def test_curve_looks_back_an_hour() -> None:
    tickets = [ticket("served", first_called=10 * MINUTE_MS, ended=20 * MINUTE_MS)]
    waits = first_waits(tickets, now_ms=0)
    at = [9 * MINUTE_MS, 10 * MINUTE_MS, 70 * MINUTE_MS - 1, 70 * MINUTE_MS]
    points = curve(tickets, waits, instants=at)
    assert [point["waiting"] for point in points] == [1, 0, 0, 0]
    assert [point["wait_s_p50"] for point in points] == [None, 600, 600, None]


OVERTAKEN = ("overtaken_s_p99", "overtaken_s_max")
NO_HAND = {"called": 0, "walk_ups": 0, **dict.fromkeys(OVERTAKEN)}
NO_HAND |= {"overtaken": 0, "overtaken_by_max": None}


def test_who_did_not_queue_has_no_wait() -> None:
    walk_up = ticket("served", issued=0, first_called=0, by_hand="walk_up")
    assert waits_of(walk_up, ticket(issued=0), now=60_000) == [60_000]
    assert hand_figures([walk_up]) == {**NO_HAND, "walk_ups": 1}


def test_call_by_hand_overtakes_the_oldest_who_still_waited_for_the_same() -> None:
    chosen = ticket("served", issued=600_000, first_called=700_000, by_hand="frail")
    called_before = ticket("served", issued=0, first_called=650_000)
    gone = ticket("cancelled", issued=10_000, ended=690_000)
    waited = ticket("served", issued=100_000, first_called=900_000)
    younger = ticket(issued=650_000)
    day = [chosen, called_before, gone, waited, younger]
    once = {"called": 1, "overtaken": 1, "overtaken_by_max": 1}
    assert hand_figures(day) == {**NO_HAND, **once, **dict.fromkeys(OVERTAKEN, 500)}
    assert hand_figures([chosen, younger])["overtaken_s_max"] == 0


def test_one_call_in_a_hundred_is_left_out_of_what_nearly_all_overtake_by() -> None:
    waited = ticket("served", issued=0, first_called=10_000_000)
    usual = [ticket("served", issued=60_000, first_called=70_000, by_hand="frail")] * 99
    worst = ticket("served", issued=600_000, first_called=700_000, by_hand="urgent")
    found = hand_figures([waited, *usual, worst])
    assert [found[name] for name in OVERTAKEN] == [60, 600]


def test_those_overtaken_are_counted_and_how_often() -> None:
    first, second = (ticket("served", issued=n, first_called=9_000_000) for n in (0, 70_000))
    hand = [
        ticket("served", issued=n, first_called=n + 1, by_hand="frail") for n in (60_000, 80_000)
    ]
    found = hand_figures([first, second, *hand])
    assert (found["overtaken"], found["overtaken_by_max"]) == (2, 2)


def test_work_of_a_held_ticket_is_the_sum_of_its_servings_without_the_time_between() -> None:
    servings = [
        ServingFact("HT01", 3, 0, 120_000, "a", "held"),
        ServingFact("HT01", 3, 900_000, 1_000_000, "a", "done"),
        ServingFact("HT01", 3, 0, 50_000, "b", "held"),
        ServingFact("HT01", 3, 60_000, None, "b", None),
        ServingFact("HT01", 5, 0, 30_000, "c", "transferred"),
    ]
    assert sorted(serving_lengths_ms(servings)) == [30_000, 220_000]
