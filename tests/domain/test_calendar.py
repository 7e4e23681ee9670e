"""The State's calendar at a hall that works Monday to Friday, day by day, by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from protocol.hours import Hours, Period, opening_at
from queue_server.domain.calendar import day_exceptions
from queue_server.reference import read_rows

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WORKDAY = (Period(480, 690, 15, 15), Period(810, 1_020, 15, 15))
FRIDAY = (Period(480, 600, 15, 15),)
HALL = Hours(
    (*[WORKDAY] * 4, FRIDAY, (), ()),
    day_exceptions([*read_rows("calendar_2025h2_2026"), *read_rows("calendar_2027_provisional")]),
    is_always_open=False,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI).astimezone(UTC)


def open_days(first: date, last: date) -> list[str]:
    """The dates on which a number is given at 09:00, as day.month."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    nine = {day: at(f"{day} 09:00") for day in days}
    return [
        f"{day:%d.%m}" for day, now in nine.items() if opening_at(HALL, now, zone=HANOI).is_open
    ]


def test_tet_2026_is_nine_days_off() -> None:
    """Monday 16 to Friday 20 February, between two weekends."""
    assert open_days(date(2026, 2, 11), date(2026, 2, 25)) == [
        "11.02", "12.02", "13.02", "23.02", "24.02", "25.02",
    ]  # fmt: skip
    seen = opening_at(HALL, at("2026-02-13 10:30"), zone=HANOI)
    assert (seen.why, seen.opens_at) == ("after_hours", at("2026-02-23 07:45"))


@pytest.mark.parametrize(
    ("day", "why", "name"),
    [
        ("2026-02-14", "weekly_day_off", None),
        ("2026-02-16", "day_off", "Tết Nguyên đán: 29 tháng Chạp"),
        ("2026-02-17", "day_off", "Tết Nguyên đán: Mùng 1 Tết"),
        ("2026-02-20", "day_off", "Tết Nguyên đán: Mùng 4 Tết"),
        ("2026-02-21", "weekly_day_off", None),
        ("2026-01-02", "day_off", "Nghỉ hoán đổi"),
        ("2026-04-26", "day_off", "Giỗ Tổ Hùng Vương (Chủ nhật)"),
        ("2026-04-27", "day_off", "Nghỉ bù Giỗ Tổ"),
        ("2026-08-31", "day_off", "Nghỉ hoán đổi"),
        ("2026-11-24", "day_off", "Ngày Văn hóa Việt Nam"),
        ("2027-01-01", "day_off", "Tết Dương lịch"),
    ],
)
def test_day_off_has_the_name_people_know(day: str, why: str, name: str | None) -> None:
    seen = opening_at(HALL, at(f"{day} 09:00"), zone=HANOI)
    assert (seen.is_open, seen.why) == (False, why)
    assert (seen.occasion and seen.occasion.name_vi) == name


def test_new_year_2026_is_swapped_with_a_saturday() -> None:
    assert open_days(date(2025, 12, 31), date(2026, 1, 12)) == [
        "31.12", "05.01", "06.01", "07.01", "08.01", "09.01", "10.01", "12.01",
    ]  # fmt: skip


def test_saturday_10_january_has_the_hours_of_the_friday_it_stands_for() -> None:
    assert HALL.periods_on(date(2026, 1, 10)) == FRIDAY
    assert opening_at(HALL, at("2026-01-10 14:00"), zone=HANOI).why == "after_hours"


def test_saturday_22_august_has_the_hours_of_the_monday_it_stands_for() -> None:
    assert HALL.periods_on(date(2026, 8, 22)) == WORKDAY
    assert opening_at(HALL, at("2026-08-22 14:00"), zone=HANOI).is_open
    assert open_days(date(2026, 8, 28), date(2026, 9, 4)) == ["28.08", "03.09", "04.09"]


def test_monday_23_november_is_worked_and_the_day_after_is_not() -> None:
    assert open_days(date(2026, 11, 20), date(2026, 11, 26)) == ["20.11", "23.11", "25.11", "26.11"]
    monday_evening = opening_at(HALL, at("2026-11-23 17:00"), zone=HANOI)
    assert monday_evening.opens_at == at("2026-11-25 07:45")


def test_exceptions_stand_in_order_of_their_dates() -> None:
    days = [exception.day for exception in HALL.exceptions]
    assert days == sorted(days)
    assert (days[0], len(days)) == (date(2025, 9, 1), 26)


def test_row_of_an_unknown_kind_is_refused() -> None:
    row = {"date": "2026-11-24", "kind": "festival", "name_vi": "Hội", "name_en": "Fair"}
    with pytest.raises(ValueError, match="festival"):
        day_exceptions([row])
