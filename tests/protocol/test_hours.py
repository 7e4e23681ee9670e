"""When numbers are given: tables of instants, made by hand from the calendar on the wall."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from protocol.hours import (
    DayException,
    Hours,
    Opening,
    Period,
    issuing_windows,
    opening_at,
    read_hours,
    write_hours,
)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BERLIN = ZoneInfo("Europe/Berlin")
MORNING = Period(8 * 60, 11 * 60 + 30, 30, 15)
AFTERNOON = Period(13 * 60 + 30, 17 * 60, 15, 30)
WORKDAY = (MORNING, AFTERNOON)
CULTURE_DAY = DayException(date(2026, 11, 24), "holiday", "Ngày Văn hóa", "Culture Day")
HALL = Hours(week=(*[WORKDAY] * 5, (), ()), exceptions=(CULTURE_DAY,), is_always_open=False)


def at(text: str, zone: ZoneInfo = HANOI) -> datetime:
    """A local wall-clock time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def look(text: str, hours: Hours = HALL, zone: ZoneInfo = HANOI) -> Opening:
    return opening_at(hours, at(text, zone), zone=zone)


@pytest.mark.parametrize(
    ("now", "closes", "is_soon"),
    [
        ("2026-11-23 07:30", "2026-11-23 11:15", False),
        ("2026-11-23 08:00", "2026-11-23 11:15", False),
        ("2026-11-23 10:59:59", "2026-11-23 11:15", False),
        ("2026-11-23 11:00", "2026-11-23 11:15", True),
        ("2026-11-23 11:14:59", "2026-11-23 11:15", True),
        ("2026-11-23 13:15", "2026-11-23 16:30", False),
        ("2026-11-23 16:29:59", "2026-11-23 16:30", True),
        ("2026-11-25 07:30", "2026-11-25 11:15", False),
    ],
)
def test_hall_is_open_until_issuing_closes(now: str, closes: str, is_soon: bool) -> None:
    assert look(now) == Opening(is_open=True, closes_at=at(closes), is_closing_soon=is_soon)


@pytest.mark.parametrize(
    ("now", "why", "opens"),
    [
        ("2026-11-23 00:00", "before_opening", "2026-11-23 07:30"),
        ("2026-11-23 07:29:59", "before_opening", "2026-11-23 07:30"),
        ("2026-11-23 11:15", "ending", "2026-11-23 13:15"),
        ("2026-11-23 11:29:59", "ending", "2026-11-23 13:15"),
        ("2026-11-23 11:30", "lunch", "2026-11-23 13:15"),
        ("2026-11-23 13:14:59", "lunch", "2026-11-23 13:15"),
        ("2026-11-23 16:30", "ending", "2026-11-25 07:30"),
        ("2026-11-23 16:59:59", "ending", "2026-11-25 07:30"),
        ("2026-11-23 17:00", "after_hours", "2026-11-25 07:30"),
        ("2026-11-23 23:59:59", "after_hours", "2026-11-25 07:30"),
        ("2026-11-27 17:00", "after_hours", "2026-11-30 07:30"),
        ("2026-11-28 09:00", "weekly_day_off", "2026-11-30 07:30"),
        ("2026-11-29 23:59:59", "weekly_day_off", "2026-11-30 07:30"),
    ],
)
def test_closed_hall_says_why_and_when_it_opens(now: str, why: str, opens: str) -> None:
    seen = look(now)
    assert (seen.is_open, seen.why, seen.occasion) == (False, why, None)
    assert seen.opens_at == at(opens)


@pytest.mark.parametrize("now", ["2026-11-24 00:00", "2026-11-24 09:00", "2026-11-24 23:59:59"])
def test_day_off_is_named(now: str) -> None:
    seen = look(now)
    assert (seen.why, seen.occasion) == ("day_off", CULTURE_DAY)
    assert seen.opens_at == at("2026-11-25 07:30")


def test_the_night_belongs_to_the_day_that_begins_at_local_midnight() -> None:
    """17:00 UTC is midnight in Hanoi: the day off begins then, not seven hours later."""
    before, after = (
        datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 23, 17, tzinfo=UTC),
    )
    assert opening_at(HALL, before, zone=HANOI).why == "after_hours"
    assert opening_at(HALL, after, zone=HANOI).why == "day_off"


def test_hall_without_hours_is_always_open() -> None:
    assert look("2026-11-24 03:00", Hours()) == Opening(is_open=True)
    assert look("2026-11-24 03:00", replace(HALL, is_always_open=True)) == Opening(is_open=True)


def test_hall_that_never_works_knows_no_opening() -> None:
    seen = look("2026-11-23 09:00", Hours(is_always_open=False))
    assert (seen.is_open, seen.why, seen.opens_at) == (False, "weekly_day_off", None)


def test_makeup_day_is_worked_as_the_weekday_it_names_else_as_its_own() -> None:
    short_friday = Period(8 * 60, 11 * 60)
    week = (*[WORKDAY] * 4, (short_friday,), (), ())
    saturday = date(2026, 1, 10)
    as_friday = DayException(saturday, "makeup_workday", "Làm bù", "Make-up", worked_as=5)
    assert Hours(week, (as_friday,)).periods_on(saturday) == (short_friday,)
    assert Hours(week, (replace(as_friday, worked_as=None),)).periods_on(saturday) == ()
    assert Hours(week, (as_friday,)).periods_on(date(2026, 1, 17)) == ()


def test_makeup_day_without_periods_is_no_occasion() -> None:
    makeup = DayException(date(2026, 11, 28), "makeup_workday", "Làm bù", "Make-up")
    seen = look("2026-11-28 09:00", replace(HALL, exceptions=(makeup,)))
    assert (seen.why, seen.occasion) == ("weekly_day_off", None)


def test_numbers_are_given_without_a_break_where_windows_touch() -> None:
    day = (Period(8 * 60, 12 * 60), Period(12 * 60, 17 * 60, 15, 0))
    hours = Hours(((day),) * 7, (), is_always_open=False)
    assert look("2026-11-23 11:55", hours) == Opening(
        is_open=True, closes_at=at("2026-11-23 17:00")
    )


def test_issuing_never_opens_on_the_day_before() -> None:
    """A ticket belongs to one service day, so a night office opens at midnight at the earliest."""
    hours = Hours(((Period(10, 1_440, 60, 0),),) * 7, (), is_always_open=False)
    assert look("2026-11-23 00:00", hours).closes_at == at("2026-11-24 00:00")
    assert look("2026-11-23 23:59:59", hours).is_open
    assert look("2026-11-24 00:00", hours).closes_at == at("2026-11-25 00:00")


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        # Berlin: one hour ahead of UTC in winter, two in summer.
        (date(2026, 3, 28), "07:00", "10:00"),
        (date(2026, 3, 29), "06:00", "09:00"),
        (date(2026, 10, 24), "06:00", "09:00"),
        (date(2026, 10, 25), "07:00", "10:00"),
    ],
)
def test_hours_are_of_the_wall_clock_where_summer_time_changes(
    day: date, opens: str, closes: str
) -> None:
    hours = Hours(((Period(8 * 60, 11 * 60),),) * 7, (), is_always_open=False)
    [window] = issuing_windows(hours, day, zone=BERLIN)
    assert [instant.strftime("%H:%M") for instant in window] == [opens, closes]


def test_period_that_the_clocks_jump_over_is_not_there() -> None:
    hours = Hours(((Period(150, 180), Period(480, 540)),) * 7, (), is_always_open=False)
    assert len(issuing_windows(hours, date(2026, 3, 28), zone=BERLIN)) == 2
    [left] = issuing_windows(hours, date(2026, 3, 29), zone=BERLIN)
    assert left == (at("2026-03-29 08:00", BERLIN), at("2026-03-29 09:00", BERLIN))


def test_hour_that_comes_twice_is_open_twice() -> None:
    hours = Hours(((Period(60, 240),),) * 7, (), is_always_open=False)
    [(opens_at, closes_at)] = issuing_windows(hours, date(2026, 10, 25), zone=BERLIN)
    assert (closes_at - opens_at).total_seconds() == 4 * 3_600


@pytest.mark.parametrize(
    "make",
    [
        lambda: Period(600, 600),
        lambda: Period(-1, 60),
        lambda: Period(1_380, 1_441),
        lambda: Period(480, 690, -1, 0),
        lambda: Period(480, 690, 0, -1),
        lambda: Period(480, 690, 0, 210),
        lambda: Hours(week=((),) * 6),
        lambda: Hours(week=((Period(480, 690), Period(689, 700)), *[()] * 6)),
        lambda: Hours(week=((Period(800, 900), Period(480, 690)), *[()] * 6)),
        lambda: Hours(week=(tuple(Period(n, n + 1) for n in range(7)), *[()] * 6)),
        lambda: Hours(exceptions=(CULTURE_DAY, CULTURE_DAY)),
        lambda: replace(CULTURE_DAY, kind="holidays"),
        lambda: replace(CULTURE_DAY, worked_as=2),
        lambda: replace(CULTURE_DAY, kind="makeup_workday", worked_as=0),
        lambda: replace(CULTURE_DAY, kind="makeup_workday", worked_as=8),
        lambda: replace(CULTURE_DAY, name_vi=""),
        lambda: replace(CULTURE_DAY, name_en="x" * 201),
    ],
)
def test_hours_that_make_no_sense_are_not_made(make: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        make()


def test_hours_are_read_as_they_were_written() -> None:
    makeup = DayException(date(2026, 8, 22), "makeup_workday", "Làm bù", "Make-up", worked_as=1)
    whole = replace(HALL, exceptions=(makeup, CULTURE_DAY))
    assert read_hours(write_hours(whole)) == whole
    assert write_hours(whole)["week"][0][0] == {
        "opens": "08:00",
        "closes": "11:30",
        "opens_before_min": 30,
        "closes_before_min": 15,
    }
    assert read_hours(write_hours(Hours())) == Hours()
    night = Hours(((Period(0, 1_440),),) * 7)
    assert read_hours(write_hours(night)) == night


def spoilt(**values: Any) -> dict[str, Any]:
    period = {**write_hours(HALL)["week"][0][0], **values}
    return {**write_hours(HALL), "week": [[period], *[[]] * 6]}


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "always",
        {},
        {**write_hours(HALL), "always_open": 1},
        {**write_hours(HALL), "week": None},
        {**write_hours(HALL), "week": [[]] * 8},
        {**write_hours(HALL), "exceptions": [{"day": "2026-11-24"}]},
        {**write_hours(HALL), "exceptions": [{**write_hours(HALL)["exceptions"][0], "day": 1}]},
        spoilt(opens="8:00"),
        spoilt(opens="08:60"),
        spoilt(opens="24:01"),
        spoilt(opens=480),
        spoilt(closes="ab:cd"),
        spoilt(opens_before_min="15"),
        spoilt(opens_before_min=True),
    ],
)
def test_anything_else_is_not_read_as_hours(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_hours(value)


def test_only_the_exceptions_of_the_days_asked_for_are_kept() -> None:
    days = [date(2026, 11, n) for n in (22, 23, 24, 25)]
    exceptions = tuple(replace(CULTURE_DAY, day=day) for day in days)
    kept = replace(HALL, exceptions=exceptions).within(days[1], days=2)
    assert [e.day for e in kept.exceptions] == days[1:3]
    assert kept.week == HALL.week
