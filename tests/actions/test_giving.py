"""When and how many: hours and caps refuse with a sentence, and what was shown is taken in."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from demo.hall import hall_catalogue, set_hours, ward_hours
from protocol.events import SYSTEM
from protocol.hours import ALWAYS, Hours, Period
from queue_server.actions.calling import cancel_ticket
from queue_server.actions.issuing import Wish, issue_ticket
from queue_server.domain.reasons import ExceptionReason
from queue_server.domain.refusals import CapReached, Refusal
from queue_server.store.given import given_on
from queue_server.store.tables.journal import journal
from queue_server.store.verify import verify_site
from tests.actions.tap import HANOI, Tap
from tests.actions.test_races import at_once, attempt
from tests.stage import Stage, capped
from tests.traces import changes, dump


def move_to(stage: Stage, local: str) -> None:
    stage.clock.at = datetime.fromisoformat(local).replace(tzinfo=HANOI).astimezone(UTC)


def keep_hours(stage: Stage, caps: dict[str, int] | None = None) -> None:
    stage.publish(capped(hall_catalogue(hours=ward_hours()), caps or {}))


def no_of(stage: Stage, wish: Wish) -> Refusal:
    """The refusal of reception and kiosk, which must be the same, and leave nothing."""
    before = dump(stage.store)
    with pytest.raises(Refusal) as at_reception:
        stage.issue(wish.service)
    with pytest.raises(Refusal) as at_kiosk:
        Tap(stage, wish, seed=99).offer()
    assert changes(stage.store, before) == {}
    assert at_kiosk.value.fields == at_reception.value.fields
    assert type(at_kiosk.value) is type(at_reception.value)
    return at_kiosk.value


@pytest.mark.parametrize(
    ("local", "code", "message"),
    [
        (
            "2026-11-23 07:44:59",
            "before_opening",
            "Điểm phục vụ chưa đến giờ cấp số. Xin lấy số từ 07:45 ngày 23/11/2026.",
        ),
        (
            "2026-11-23 11:00",
            "issuing_ending",
            "Buổi làm việc sắp kết thúc nên đã ngừng cấp số. Xin lấy số từ 13:15 ngày 23/11/2026.",
        ),
        (
            "2026-11-23 12:00",
            "lunch_break",
            "Đang là giờ nghỉ trưa. Xin lấy số từ 13:15 ngày 23/11/2026.",
        ),
        (
            "2026-11-23 17:00",
            "after_hours",
            "Đã hết giờ làm việc. Xin lấy số từ 07:45 ngày 25/11/2026.",
        ),
        (
            "2026-11-24 09:00",
            "day_off",
            "Hôm nay điểm phục vụ nghỉ (Ngày Văn hóa Việt Nam). Xin lấy số từ 07:45 ngày"
            " 25/11/2026.",
        ),
        (
            "2026-11-28 09:00",
            "weekly_day_off",
            "Hôm nay là ngày nghỉ trong tuần. Xin lấy số từ 07:45 ngày 30/11/2026.",
        ),
    ],
)
def test_closed_hall_says_why_and_when_numbers_are_given_again(
    sqlite_stage: Stage, local: str, code: str, message: str
) -> None:
    keep_hours(sqlite_stage)
    move_to(sqlite_stage, local)
    refusal = no_of(sqlite_stage, Wish("HT01"))
    assert (refusal.code(), refusal.message) == (code, message)


@pytest.mark.parametrize(
    "local", ["2026-11-23 07:45", "2026-11-23 10:59:59", "2026-11-23 13:15", "2026-08-22 09:00"]
)
def test_open_hall_gives_numbers_also_on_a_saturday_worked_for_a_monday(
    sqlite_stage: Stage, local: str
) -> None:
    keep_hours(sqlite_stage)
    move_to(sqlite_stage, local)
    assert sqlite_stage.issue("HT01").ticket.label == "H001"


def test_hall_that_works_only_in_a_year_says_that_no_hour_is_known(sqlite_stage: Stage) -> None:
    rare = Hours(((Period(480, 540),), *[()] * 6), is_always_open=False)
    holidays = [d for d in ward_hours().exceptions if d.day.isoformat() == "2026-11-24"]
    mondays = [
        type(holidays[0])(datetime.fromisoformat(day).date(), "holiday", "Nghỉ", "Off")
        for day in ("2026-11-30", *(f"2026-12-{n:02d}" for n in (7, 14, 21, 28)))
    ]
    januaries = [
        type(holidays[0])(datetime.fromisoformat(f"2027-01-{n:02d}").date(), "holiday", "Nghỉ", "")
        for n in (4, 11, 18, 25)
    ]
    shut = Hours(rare.week, (*mondays, *januaries), is_always_open=False)
    sqlite_stage.publish(hall_catalogue(hours=shut))
    move_to(sqlite_stage, "2026-11-24 09:00")
    assert no_of(sqlite_stage, Wish("HT01")).code() == "no_hours_ahead"


def test_cap_counts_what_is_given_and_offered_but_not_cancelled_or_retired(stage: Stage) -> None:
    keep_hours(stage, {"HT01": 3})
    unwanted = stage.issue("HT01").ticket
    kept, dropped = Tap(stage, seed=1), Tap(stage, seed=2)
    kept.take(kept.offer()[0].label)
    dropped.offer()
    refusal = no_of(stage, Wish("HT01"))
    assert refusal.message == (
        "Hôm nay đã cấp hết 3 số của thủ tục này. Xin lấy số từ 07:45 ngày 25/11/2026."
    )
    assert stage.issue("HT03").ticket.label == "H004"
    dropped.forget()
    with stage.act() as tx:
        cancel_ticket(tx, unwanted.id, reason=None)
    assert [stage.issue("HT01").ticket.label for _ in range(2)] == ["H005", "H006"]
    assert no_of(stage, Wish("HT01")).code() == "cap_reached"
    with stage.store.read() as connection:
        assert given_on(connection, stage.site, Tap(stage).today()) == {"HT01": 3, "HT03": 1}
        assert verify_site(connection, stage.site).is_clean


def test_cap_set_in_the_middle_of_a_day_counts_what_was_given_before(sqlite_stage: Stage) -> None:
    for _ in range(2):
        sqlite_stage.issue("HT01")
    sqlite_stage.publish(capped(hall_catalogue(), {"HT01": 2}))
    refusal = no_of(sqlite_stage, Wish("HT01"))
    assert refusal.fields == {"cap": 2, "time": "00:00", "day": "24/11/2026"}


def test_cap_begins_anew_on_the_next_service_day(sqlite_stage: Stage) -> None:
    keep_hours(sqlite_stage, {"HT01": 1})
    sqlite_stage.issue("HT01")
    move_to(sqlite_stage, "2026-11-25 08:00")
    assert sqlite_stage.issue("HT01").ticket.label == "H001"


def test_what_a_kiosk_gave_above_the_cap_and_after_hours_is_taken_in(stage: Stage) -> None:
    keep_hours(stage, {"HT01": 1})
    stage.issue("HT01")
    move_to(stage, "2026-11-23 18:00")
    row = Tap(stage).take("H1-001")
    assert (row.label, row.state) == ("H1-001", "waiting")
    with stage.store.read() as connection:
        assert given_on(connection, stage.site, row.day) == {"HT01": 2}
        assert verify_site(connection, stage.site).is_clean


def test_offer_made_in_time_is_the_same_when_it_is_asked_for_after_hours(
    sqlite_stage: Stage,
) -> None:
    keep_hours(sqlite_stage)
    tap = Tap(sqlite_stage)
    offered = tap.offer()[0]
    move_to(sqlite_stage, "2026-11-23 17:30")
    assert tap.offer()[0] == offered


def last_issued(stage: Stage) -> tuple[str, dict[str, Any]]:
    with stage.store.read() as connection:
        row = connection.execute(
            select(journal.c.by_id, journal.c.payload)
            .where(journal.c.type == "ticket.issued")
            .order_by(journal.c.seq.desc())
            .limit(1)
        ).one()
    return row.by_id, json.loads(row.payload)


def issue_by_exception(stage: Stage, reason: ExceptionReason) -> tuple[str, dict[str, Any]]:
    with stage.act() as tx:
        issue_ticket(tx, wish=Wish("HT01"), exception=reason)
    return last_issued(stage)


def test_exception_after_hours_leaves_who_what_and_why(stage: Stage) -> None:
    keep_hours(stage)
    move_to(stage, "2026-11-23 17:10")
    by, said = issue_by_exception(stage, ExceptionReason.ARRIVED)
    assert by == stage.accounts["quay3"]
    assert said["exception"] == {"from": "after_hours", "reason": "arrived"}
    with stage.store.read() as connection:
        assert verify_site(connection, stage.site).is_clean


def test_exception_above_a_cap_says_so(sqlite_stage: Stage) -> None:
    keep_hours(sqlite_stage, {"HT01": 1})
    sqlite_stage.issue("HT01")
    assert issue_by_exception(sqlite_stage, ExceptionReason.FRAIL)[1]["exception"] == {
        "from": "cap_reached",
        "reason": "frail",
    }


def test_where_nothing_stands_in_the_way_nothing_was_excepted(sqlite_stage: Stage) -> None:
    assert "exception" not in issue_by_exception(sqlite_stage, ExceptionReason.URGENT)[1]


def test_many_hands_at_once_never_give_more_than_the_cap(stage: Stage) -> None:
    stage.publish(capped(hall_catalogue(), {"HT01": 7}))

    def give(number: int) -> str:
        if number % 2:
            return attempt(stage, lambda tx: issue_ticket(tx, wish=Wish("HT01")))
        tap = Tap(stage, seed=number)
        try:
            tap.take(tap.offer()[0].label)
        except Refusal as refusal:
            return refusal.code()
        return "done"

    assert Counter(at_once(16, give)) == {"done": 7, CapReached.code(): 9}


def test_demonstration_keeps_hours_only_when_it_is_asked_to(sqlite_stage: Stage) -> None:
    move_to(sqlite_stage, "2026-11-22 03:00")  # a Sunday night
    assert sqlite_stage.issue("HT01").ticket.label == "H001"
    set_hours(sqlite_stage.store, sqlite_stage.site, ward_hours())
    assert no_of(sqlite_stage, Wish("HT01")).code() == "weekly_day_off"
    set_hours(sqlite_stage.store, sqlite_stage.site, ALWAYS)
    assert sqlite_stage.issue("DD01").ticket.label == "K001"


def test_hall_refuses_by_its_own_hours_alone(sqlite_stage: Stage) -> None:
    keep_hours(sqlite_stage)
    move_to(sqlite_stage, "2026-11-23 12:00")
    with sqlite_stage.store.write(sqlite_stage.other_site, by=SYSTEM) as tx:
        assert issue_ticket(tx, wish=Wish("HT01")).ticket.label == "H001"
