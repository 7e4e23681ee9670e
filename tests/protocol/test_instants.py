"""Instants are aware and UTC; the service day is Hanoi's and does not notice UTC midnight."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.instants import (
    EPOCH,
    format_instant,
    from_ms,
    local_time,
    parse_instant,
    service_day,
    to_ms,
)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MIDNIGHT_UTC = datetime(2026, 11, 24, tzinfo=UTC)
CENTURY_S = 100 * 365 * 86_400
offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
moments = st.builds(
    lambda microseconds, zone: (EPOCH + timedelta(microseconds=microseconds)).astimezone(zone),
    st.integers(-CENTURY_S * 10**6, 2 * CENTURY_S * 10**6),
    offsets,
)


@given(moments)
def test_milliseconds_are_read_back_to_the_millisecond(at: datetime) -> None:
    assert from_ms(to_ms(at)) == at - timedelta(microseconds=at.microsecond % 1000)


@given(moments)
def test_instant_is_read_back_as_it_was_written(at: datetime) -> None:
    assert parse_instant(format_instant(at)) == from_ms(to_ms(at))


@given(moments, moments)
def test_written_instants_sort_as_they_happened(one: datetime, other: datetime) -> None:
    assert (format_instant(one) < format_instant(other)) is (to_ms(one) < to_ms(other))


def test_instant_is_written_in_utc_with_milliseconds() -> None:
    at = datetime(2026, 11, 23, 8, 32, 7, 412_999, tzinfo=HANOI)
    assert format_instant(at) == "2026-11-23T01:32:07.412Z"
    assert to_ms(EPOCH) == 0


@pytest.mark.parametrize("write", [to_ms, format_instant])
def test_naive_time_is_refused(write: object) -> None:
    assert callable(write)
    with pytest.raises(ValueError, match="naive"):
        write(datetime(2026, 11, 23))  # noqa: DTZ001 -- what is refused


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-23",
        "2026-11-23T01:32:07",
        "2026-11-23T25:00:00Z",
        "2026-02-30T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_what_is_no_instant_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_instant(text)


def test_nothing_happens_at_utc_midnight_which_is_seven_in_hanoi() -> None:
    around = [MIDNIGHT_UTC + timedelta(milliseconds=ms) for ms in (-1, 0, 1)]
    assert {service_day(at, HANOI) for at in around} == {date(2026, 11, 24)}


def test_service_day_changes_at_midnight_in_hanoi() -> None:
    midnight = datetime(2026, 11, 23, 17, tzinfo=UTC)
    before, after = (service_day(midnight + timedelta(milliseconds=ms), HANOI) for ms in (-1, 0))
    assert (before, after) == (date(2026, 11, 23), date(2026, 11, 24))


@given(moments, st.floats(0, 23.9))
def test_every_hour_of_a_day_belongs_to_that_day(at: datetime, hour: float) -> None:
    day = service_day(at, HANOI)
    assert service_day(local_time(day, hour=hour, zone=HANOI), HANOI) == day


def test_a_closing_hour_past_midnight_is_on_the_next_morning() -> None:
    day = date(2026, 11, 23)
    assert local_time(day, hour=7, zone=HANOI) == datetime(2026, 11, 23, tzinfo=UTC)
    assert local_time(day, hour=24, zone=HANOI) == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert local_time(day, hour=30, zone=HANOI) == datetime(2026, 11, 23, 23, tzinfo=UTC)
