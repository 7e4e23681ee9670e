"""Days at the edges: empty, unfinished, with a changed catalogue; and what a report costs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, update

from demo.hall import hall_catalogue
from protocol.events import SYSTEM
from protocol.instants import format_instant
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.intake import Taken, take_ticket
from queue_server.actions.issuing import Wish
from queue_server.domain.site import Catalogue, SiteSettings
from queue_server.store.tables.queue import label_ledger
from tests.stage import AN, BINH, Stage
from tests.stats.monday import MONDAY, TUESDAY, Monday, figures, instant, service_row, tell_monday

STATEMENTS_LIVE = 7
STATEMENTS_PAST = 6
NO_WAITS = {"wait_s_p50": None, "wait_s_p90": None, "within_15_share": None}
KEYS = [
    "site",
    "day",
    "at",
    "live",
    "waiting_now",
    "longest_wait_s",
    "wait_s_p50",
    "wait_s_p90",
    "within_15_share",
    "issued",
    "served",
    "missed",
    "cancelled",
    "lapsed",
    "counters_open",
    "satisfaction",
    "scale",
    "watch",
    "by_service",
    "by_hour",
    "curve",
    "alarms",
    "reconciliation",
    "by_hand",
    "pauses",
]


@pytest.fixture
def monday(sqlite_stage: Stage) -> Monday:
    return tell_monday(sqlite_stage)


def new_day(stage: Stage) -> Monday:
    day = Monday(stage)
    day.at("08:00")
    stage.open(3, AN)
    return day


@pytest.mark.parametrize("live", [True, False])
def test_empty_day_knows_its_counts_and_nothing_else(stage: Stage, live: bool) -> None:
    found = figures(stage, live=live)
    assert list(found) == KEYS
    known = {key: found[key] for key in KEYS[4:15]}
    zeros = ("waiting_now", "issued", "served", "missed", "cancelled", "lapsed", "counters_open")
    assert known == {**NO_WAITS, "longest_wait_s": None, **dict.fromkeys(zeros, 0)}
    assert (found["by_hour"], found["curve"], found["alarms"]) == ([], [], [])
    assert found["satisfaction"]["score_mean"] is None
    assert set(found["reconciliation"].values()) == {0}
    assert found["watch"] == {"refused": [], "hints": []}
    assert found["pauses"] == []
    assert found["by_hand"] == {
        "called": 0,
        "walk_ups": 0,
        "overtaken_s_p99": None,
        "overtaken_s_max": None,
        "overtaken": 0,
        "overtaken_by_max": None,
    }


def test_empty_day_has_a_row_for_every_service(sqlite_stage: Stage) -> None:
    rows = figures(sqlite_stage)["by_service"]
    assert [row["service"] for row in rows] == [s.code for s in hall_catalogue().services]
    names = ("service", "field", "name_vi", "name_en")
    for row in rows:
        assert {key: row[key] for key in row if key not in names} == {
            **dict.fromkeys(("waiting", "issued", "served", "missed", "counters_open"), 0),
            **NO_WAITS,
            "serve_s_p50": None,
        }


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("live", "count"), [(True, STATEMENTS_LIVE), (False, STATEMENTS_PAST)])
def test_report_takes_the_same_statements_however_full_the_day(
    monday: Monday, live: bool, count: int
) -> None:
    stage = monday.stage
    tables = ("FROM ticket", "FROM serving", "FROM rating", "FROM label_ledger", "FROM shift")
    tables += ("FROM refused_rating", "FROM pause")
    figures(stage, live=live)  # the catalogue is cached now
    for day in (MONDAY, MONDAY - timedelta(days=1)):
        with statements(stage.store.database.readers) as seen:
            figures(stage, day=day, live=live)
        ours = [s for s in seen if any(table in s.replace("\n", "") for table in tables)]
        assert len(ours) == count
        assert len(seen) == count + 1  # and the head that read_scene reads


def test_label_without_its_ticket_is_a_difference(monday: Monday) -> None:
    stage = monday.stage
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        lost = label_ledger.c.label == "H001"
        tx.connection.execute(update(label_ledger).where(lost).values(state="retired"))
    assert figures(stage)["reconciliation"]["difference"] == -1


def test_offers_count_only_once_they_are_taken(sqlite_stage: Stage) -> None:
    day = new_day(sqlite_stage)
    day.offer("HT01")
    assert figures(sqlite_stage)["issued"] == 0
    assert figures(sqlite_stage)["curve"] == []
    day.issue_at_kiosk("08:10", "HT01")
    found = figures(sqlite_stage)
    assert (found["issued"], found["waiting_now"]) == (1, 1)
    assert found["reconciliation"]["difference"] == 0


def test_kiosk_ticket_waits_since_its_tap_however_late_it_is_delivered(sqlite_stage: Stage) -> None:
    day = new_day(sqlite_stage)
    day.at("09:00")
    taken = Taken("t-1", "H1-001", MONDAY, "0" * 27, instant("08:30"), Wish("HT01"))
    with sqlite_stage.act() as tx:
        take_ticket(tx, taken, issuer_no=1)
    found = figures(sqlite_stage)
    assert found["longest_wait_s"] == 1_800
    assert found["within_15_share"] == 0.0
    assert [row["hour"] for row in found["by_hour"]] == [8]


def test_ticket_of_a_past_day_is_issued_and_lapsed_there(sqlite_stage: Stage) -> None:
    day = new_day(sqlite_stage)
    day.at("33:00")
    taken = Taken("t-1", "H1-001", MONDAY, "0" * 27, instant("08:30"), Wish("HT01"))
    with sqlite_stage.act() as tx:
        take_ticket(tx, taken, issuer_no=1)
    found = figures(sqlite_stage, live=False)
    assert (found["issued"], found["lapsed"], found["waiting_now"]) == (1, 1, 0)
    assert found["reconciliation"]["difference"] == 0
    assert [row["hour"] for row in found["by_hour"]] == [8]


def test_kiosk_that_is_a_day_ahead_makes_no_curve_of_two_days(sqlite_stage: Stage) -> None:
    day = new_day(sqlite_stage)
    day.at("10:00")
    taken = Taken("t-1", "H1-001", TUESDAY, "0" * 27, instant("34:00"), Wish("HT01"))
    with sqlite_stage.act() as tx:
        take_ticket(tx, taken, issuer_no=1)
    day.at("25:00")
    found = figures(sqlite_stage, day=TUESDAY)
    assert found["curve"][0]["at"] == format_instant(instant("24:00"))
    assert len(found["curve"]) == 5
    assert [row["hour"] for row in found["by_hour"]] == [0]


def test_past_day_that_is_not_closed_yet_raises_no_alarm(monday: Monday) -> None:
    monday.at("24:02")
    found = figures(monday.stage, live=False)
    assert (found["waiting_now"], found["alarms"]) == (3, [])
    assert found["longest_wait_s"] == (14 * 60 + 57) * 60  # T001, since 09:05


def test_service_that_is_offered_no_more_keeps_its_figures(monday: Monday) -> None:
    """The rows of a past day add up, whatever the hall offers since."""
    stage, offered = monday.stage, hall_catalogue()
    fewer = Catalogue(
        offered.fields,
        tuple(s for s in offered.services if s.code != "CT01"),
        offered.groups,
        tuple(
            replace(c, skills={k: v for k, v in c.skills.items() if k != "CT01"})
            for c in offered.counters
        ),
    )
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        publish_catalogue(tx, fewer, organisations={"UBND": "UBND"})
    rows = figures(stage)["by_service"]
    assert [row["service"] for row in rows[-2:]] == ["TK02", "CT01"]
    assert (rows[-1]["name_vi"], rows[-1]["field"], rows[-1]["served"]) == ("CT01", "CT", 2)
    assert sum(row["issued"] for row in rows) == 13


def test_serving_left_open_overnight_counts_in_the_last_hour(sqlite_stage: Stage) -> None:
    day = new_day(sqlite_stage)
    day.issue("16:00", "HT01")
    day.call("16:01", AN)
    day.start("16:02", "H001", AN)
    day.close()
    day.finish("32:30", "H001", AN)
    found = figures(sqlite_stage, live=False)
    assert [(row["hour"], row["served"]) for row in found["by_hour"]] == [(16, 0), (23, 1)]
    assert found["curve"][-1]["at"] == format_instant(instant("24:00"))


def test_night_hall_counts_its_hours_on(sqlite_stage: Stage) -> None:
    """A hall whose day closes at 02:00 has hours 24 and 25."""
    stage = sqlite_stage
    stage.settle(day_close_hour=26.0)
    day = new_day(stage)
    day.issue("23:50", "HT01")
    day.call("24:20", AN)
    hours = figures(stage, settings=SiteSettings(day_close_hour=26.0))["by_hour"]
    assert [(row["hour"], row["issued"], row["called"]) for row in hours] == [
        (23, 1, 0),
        (24, 0, 1),
    ]


def test_curve_ends_where_the_board_is_now(monday: Monday) -> None:
    """Also with somebody who was called, missed and came back."""
    monday.finish("09:22", "K001", BINH)
    assert monday.call("09:22", BINH) == "S002"  # priority: as if half an hour earlier
    monday.miss("09:23", "S002", BINH)
    monday.come_back("09:25", "S002")
    found = figures(monday.stage)
    assert found["curve"][-1]["waiting"] == found["waiting_now"] == 3
    assert found["curve"][-1]["at"] == found["at"]


def test_paused_and_closed_counters_are_not_open(sqlite_stage: Stage) -> None:
    day = new_day(sqlite_stage)
    sqlite_stage.open(5, BINH)
    assert service_row(figures(sqlite_stage), "BT01")["counters_open"] == 2
    day.pause("08:10", BINH)
    assert service_row(figures(sqlite_stage), "BT01")["counters_open"] == 1
    assert figures(sqlite_stage)["counters_open"] == 1
