"""One morning whose every figure was computed by hand."""

from collections.abc import Iterator
from typing import Any

import pytest

from protocol.events import SYSTEM
from queue_server.actions.calling import call_next
from queue_server.actions.issuing import Wish, issue_ticket
from queue_server.actions.serving import finish_serving, start_serving
from queue_server.actions.shifts import open_shift, resume_shift
from queue_server.actions.slip_ratings import rate_by_slip
from queue_server.domain.serving import Outcome
from queue_server.queries.snapshot import read_view
from tests.stage import AN, BINH, Stage, set_stage
from tests.stats.monday import TUESDAY, Monday, figures, instant, service_row, tell_monday


@pytest.fixture
def monday(sqlite_stage: Stage) -> Monday:
    return tell_monday(sqlite_stage)


@pytest.fixture
def postgres_monday(postgres_store_url: str) -> Iterator[Monday]:
    stage = set_stage(postgres_store_url)
    yield tell_monday(stage)
    stage.store.close()


def test_both_engines_give_the_same_figures(monday: Monday, postgres_monday: Monday) -> None:
    assert figures(monday.stage) == figures(postgres_monday.stage)
    for day in (monday, postgres_monday):
        day.finish("09:30", "K001", BINH)
        day.close()
    past = figures(monday.stage, live=False)
    assert past == figures(postgres_monday.stage, live=False)
    assert past["issued"] == 13


def minutes(count: int | None) -> int | None:
    return None if count is None else count * 60


def test_whole_day(monday: Monday) -> None:
    found = figures(monday.stage)
    parts = {"by_service", "by_hour", "curve", "reconciliation", "satisfaction", "scale", "by_hand"}
    parts |= {"watch", "pauses"}
    assert {key: value for key, value in found.items() if key not in parts} == {
        "site": {"code": "00160", "name_vi": "Phường Nghĩa Đô", "name_en": "Nghia Do Ward"},
        "day": "2026-11-23",
        "at": "2026-11-23T02:21:00.000Z",
        "live": True,
        "waiting_now": 3,  # T001 H006 S002
        "longest_wait_s": minutes(16),  # T001 since 09:05
        # 3 3 8 9 | 11 11 21 41: H001 K001 H003 H002 B001 S001 H004 B002
        "wait_s_p50": minutes(9),
        "wait_s_p90": minutes(41),
        # six of these eight in time; B003 left after 25 minutes, T001 waits 16; H005 left after 10
        "within_15_share": 0.6,
        "issued": 13,
        "served": 6,
        "missed": 1,  # H004; H002 came back
        "cancelled": 2,
        "lapsed": 0,
        "counters_open": 1,  # An rests
        "alarms": [{"kind": "no_counter", "service": "HT01", "waiting": 1}],
    }


def test_states_add_up_to_the_labels_given(monday: Monday) -> None:
    assert figures(monday.stage)["reconciliation"] == {
        "issued": 13,
        "waiting": 3,
        "called": 0,
        "serving": 1,
        "held": 0,
        "served": 6,
        "missed": 1,
        "cancelled": 2,
        "lapsed": 0,
        "difference": 0,
    }


def test_ratings_given_out_of_opened(monday: Monday) -> None:
    assert figures(monday.stage)["satisfaction"] == {
        "score_mean": 3.66,  # 5 + 4 + 2 over 3, cut
        "given": 3,
        "given_pad": 3,
        "given_slip": 0,
        "opened": 6,
        "response_share": 0.5,
        "counts": {"1": 0, "2": 1, "3": 0, "4": 1, "5": 1},
    }


def test_service_without_an_open_counter(monday: Monday) -> None:
    assert service_row(figures(monday.stage), "HT01") == {
        "service": "HT01",
        "field": "HT",
        "name_vi": monday_name(monday, "HT01", "name_vi"),
        "name_en": monday_name(monday, "HT01", "name_en"),
        "waiting": 1,
        "issued": 4,
        "served": 2,
        "missed": 1,
        "wait_s_p50": minutes(9),  # 3 9 21
        "wait_s_p90": minutes(21),
        "within_15_share": 0.6666,
        "serve_s_p50": minutes(5),  # 5 6
        "counters_open": 0,
    }


def monday_name(monday: Monday, service: str, key: str) -> Any:
    view = read_view(monday.stage.store, monday.stage.site, "staff", now=monday.stage.clock())
    return next(s for s in view["body"]["services"] if s["code"] == service)[key]


def test_service_with_one_of_two_in_time(monday: Monday) -> None:
    row = service_row(figures(monday.stage), "CT01")
    named = ("service", "field", "name_vi", "name_en")
    assert {key: value for key, value in row.items() if key not in named} == {
        "waiting": 0,
        "issued": 2,
        "served": 2,
        "missed": 0,
        "wait_s_p50": minutes(11),
        "wait_s_p90": minutes(41),
        "within_15_share": 0.5,
        "serve_s_p50": minutes(4),  # 4 10
        "counters_open": 1,
    }


def test_every_service_has_its_row_in_the_catalogues_order(monday: Monday) -> None:
    view = read_view(monday.stage.store, monday.stage.site, "staff", now=monday.stage.clock())
    rows = figures(monday.stage)["by_service"]
    assert [row["service"] for row in rows] == [s["code"] for s in view["body"]["services"]]
    assert [row["waiting"] for row in rows] == [s["waiting"] for s in view["body"]["services"]]
    assert [row["counters_open"] for row in rows] == [
        s["open_counters"] for s in view["body"]["services"]
    ]


def test_live_alarms_are_those_of_the_staff_view(monday: Monday) -> None:
    view = read_view(monday.stage.store, monday.stage.site, "staff", now=monday.stage.clock())
    assert figures(monday.stage)["alarms"] == view["body"]["alarms"] != []


def test_hours(monday: Monday) -> None:
    assert figures(monday.stage)["by_hour"] == [
        {
            "hour": 8,
            "issued": 9,
            "called": 7,
            "served": 5,
            "missed": 1,
            "wait_s_p50": minutes(11),  # 3 8 9 11 11 21 41
            "wait_s_p90": minutes(41),
            "within_15_share": 0.625,  # five of these seven and B003
        },
        {
            "hour": 9,
            "issued": 4,
            "called": 1,
            "served": 1,
            "missed": 0,
            "wait_s_p50": minutes(3),
            "wait_s_p90": minutes(3),
            "within_15_share": 0.5,  # K001 in time, T001 not
        },
    ]


def test_curve(monday: Monday) -> None:
    points = [
        ("08:00", 1, None, None),  # H001
        ("08:15", 3, 8, 9),  # B001 S001 B002; 3 8 9
        ("08:30", 4, 9, 11),  # B002 H004 H005 and H002 again; 3 8 9 11 11
        ("08:45", 2, 9, 21),  # B002 B003
        ("09:00", 0, 11, 41),
        ("09:15", 3, 11, 41),  # T001 H006 S002; 3 11 11 21 41
        ("09:21", 3, 21, 41),  # S001 was called an hour before, and counts no more: 3 21 41
    ]
    assert figures(monday.stage)["curve"] == [
        {
            "at": f"{instant(time):%Y-%m-%dT%H:%M:%S}.000Z",
            "waiting": waiting,
            "wait_s_p50": minutes(p50),
            "wait_s_p90": minutes(p90),
        }
        for time, waiting, p50, p90 in points
    ]


def test_day_after_from_the_same_rows(monday: Monday) -> None:
    monday.finish("09:30", "K001", BINH)
    monday.close()
    found = figures(monday.stage, live=False)
    assert {key: found[key] for key in ("live", "waiting_now", "longest_wait_s", "alarms")} == {
        "live": False,
        "waiting_now": 0,
        "longest_wait_s": None,
        "alarms": [],
    }
    assert {key: found[key] for key in ("issued", "served", "missed", "cancelled", "lapsed")} == {
        "issued": 13,
        "served": 7,
        "missed": 1,
        "cancelled": 2,
        "lapsed": 3,
    }
    assert found["within_15_share"] == 0.5  # six in time of eight called, B003 and three lapsed
    assert found["counters_open"] == 2  # 3 and 5 served somebody
    assert service_row(found, "HT01")["counters_open"] == 1
    assert service_row(found, "HK01")["counters_open"] == 0
    assert found["reconciliation"]["difference"] == 0


def test_curve_of_a_past_day_ends_with_the_last_thing_people_did(monday: Monday) -> None:
    monday.finish("09:37", "K001", BINH)
    monday.close()
    curve = figures(monday.stage, live=False)["curve"]
    assert [point["at"][11:16] for point in curve[-3:]] == ["02:15", "02:30", "02:37"]
    assert curve[-1]["waiting"] == 3


def test_lapsing_makes_no_hour(monday: Monday) -> None:
    monday.finish("09:30", "K001", BINH)
    monday.close()
    assert [row["hour"] for row in figures(monday.stage, live=False)["by_hour"]] == [8, 9]


def test_rating_of_a_past_day_counts(monday: Monday) -> None:
    monday.finish("09:30", "K001", BINH)
    monday.rate("09:32", "K001", BINH, 1)
    monday.close()
    satisfied = figures(monday.stage, live=False)["satisfaction"]
    assert (satisfied["given"], satisfied["opened"], satisfied["score_mean"]) == (4, 7, 3.0)


def test_pauses_by_counter_and_reason(monday: Monday) -> None:
    assert figures(monday.stage)["pauses"] == [{"counter": 3, "reason": "rest", "paused_s": 360}]
    monday.at("09:25")
    with monday.stage.act(AN) as tx:
        resume_shift(tx, counter=3, officer=monday.stage.accounts[AN])
    monday.pause("09:40", AN)
    monday.pause("09:41", BINH)
    monday.at("09:50")
    assert figures(monday.stage)["pauses"] == [
        {"counter": 3, "reason": "rest", "paused_s": 1_200},
        {"counter": 5, "reason": "rest", "paused_s": 540},
    ]
    monday.close()
    # Left paused over night: until the day's closing hour, and none of it on the next day.
    assert figures(monday.stage, live=False)["pauses"][1]["paused_s"] == (14 * 60 + 19) * 60
    assert figures(monday.stage, day=TUESDAY)["pauses"] == []


def test_ratings_by_slip_are_counted_apart(monday: Monday) -> None:
    monday.at("09:22")
    with monday.stage.act(AN) as tx:
        rate_by_slip(tx, monday.ids["H002"], value=5, scale="five-1")
    satisfied = figures(monday.stage)["satisfaction"]
    assert (satisfied["given"], satisfied["given_pad"], satisfied["given_slip"]) == (4, 3, 1)


def test_other_sites_count_nothing_here(monday: Monday) -> None:
    before = figures(monday.stage)
    serve_elsewhere(monday.stage)
    assert figures(monday.stage) == before


def serve_elsewhere(stage: Stage) -> None:
    """Dũng serves two of three at another site."""
    dung = stage.strangers[AN]
    with stage.store.write(stage.other_site, by=SYSTEM) as tx:
        open_shift(tx, counter=3, officer=dung)
        for _ in range(3):
            issue_ticket(tx, wish=Wish("HT01"))
        for _ in range(2):
            called = call_next(tx, counter=3, officer=dung).ticket
            assert called is not None
            serving, _ = start_serving(tx, called.id, officer=dung)
            finish_serving(tx, serving.id, officer=dung, outcome=Outcome.DONE)


def test_other_days_count_nothing_here(monday: Monday) -> None:
    monday.finish("09:30", "K001", BINH)
    monday.close()
    before = figures(monday.stage, live=False)
    monday.issue("32:01", "HT01")
    resume(monday)
    assert monday.call("32:02", AN) == "H001"
    assert figures(monday.stage, day=TUESDAY)["issued"] == 1
    after = figures(monday.stage, live=False)
    assert {**after, "at": None} == {**before, "at": None}


def resume(monday: Monday) -> None:
    with monday.stage.act(AN) as tx:
        resume_shift(tx, counter=3, officer=monday.stage.accounts[AN])


def test_waiting_ticket_counts_from_the_moment_its_wait_passes_the_target(monday: Monday) -> None:
    """At 09:20 sharp T001 has waited 15 minutes: the target is kept until then."""
    monday.at("09:20")
    assert figures(monday.stage)["within_15_share"] == 0.6666  # six of nine
    monday.at("09:21")
    assert figures(monday.stage)["within_15_share"] == 0.6


def test_counter_that_goes_on_ends_the_alarm_and_changes_no_wait(monday: Monday) -> None:
    before = figures(monday.stage)
    resume(monday)
    after = figures(monday.stage)
    assert (before["counters_open"], after["counters_open"]) == (1, 2)
    assert after["alarms"] == []
    assert after["wait_s_p50"] == before["wait_s_p50"]
