"""When a hall gives numbers: its week, the days that differ, and what holds at an instant.

Shared by the server, which refuses by it, and by kiosks, which must know it without the server.

A *period* (buổi) is one stretch of work. Numbers are given from some minutes before it begins
until some minutes before it ends, so that whoever holds one can be served. Times are minutes
of the wall clock in the site's zone: 08:00 is 08:00 also after a change of summer time. A
period and its issuing lie within one local day, because a ticket belongs to one service day.

A hall that says nothing about its hours is always open.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

DAY_MIN = 1_440
PERIODS_MAX = 6
EXCEPTIONS_MAX = 400
NAME_MAX = 200
LOOK_AHEAD_DAYS = 60
CLOSING_SOON = timedelta(minutes=15)

Why = Literal["before_opening", "ending", "lunch", "after_hours", "weekly_day_off", "day_off"]
DayKind = Literal["holiday", "bridge_off", "compensation_off", "makeup_workday"]
Window = tuple[datetime, datetime]


@dataclass(frozen=True)
class Period:
    """A stretch of work, in minutes after local midnight; 1,440 is the midnight at the end.

    Numbers are given from `opens_before_min` before it until `closes_before_min` before its end.
    """

    opens_min: int
    closes_min: int
    opens_before_min: int = 0
    closes_before_min: int = 0

    def __post_init__(self) -> None:
        """Check that some time is left to give numbers in."""
        if not 0 <= self.opens_min < self.closes_min <= DAY_MIN:
            raise ValueError("a period begins before it ends, within one day")
        if min(self.opens_before_min, self.closes_before_min) < 0:
            raise ValueError("issuing opens before a period and closes before its end")
        if self.issuing_closes_min <= self.issuing_opens_min:
            raise ValueError("a period in which no number is ever given")

    @property
    def issuing_opens_min(self) -> int:
        """The minute numbers begin to be given, of the same day."""
        return max(0, self.opens_min - self.opens_before_min)

    @property
    def issuing_closes_min(self) -> int:
        """The minute numbers are no longer given."""
        return self.closes_min - self.closes_before_min


@dataclass(frozen=True)
class DayException:
    """A date that is not what its weekday says.

    Days off have no periods. A `makeup_workday` has those of the weekday `worked_as` (1 is
    Monday), or of its own weekday when that is None.
    """

    day: date
    kind: DayKind
    name_vi: str
    name_en: str
    worked_as: int | None = None

    def __post_init__(self) -> None:
        """Check kind and weekday."""
        if self.kind not in get_args(DayKind):
            raise ValueError(f"no such kind of day: {self.kind}")
        if self.worked_as is not None and not (self.is_worked and 1 <= self.worked_as <= 7):
            raise ValueError("worked_as is the weekday, 1 to 7, that a make-up day is worked as")
        if not self.name_vi or max(len(self.name_vi), len(self.name_en)) > NAME_MAX:
            raise ValueError("an exception has a name of bounded length")

    @property
    def is_worked(self) -> bool:
        """Whether people work on it."""
        return self.kind == "makeup_workday"


@dataclass(frozen=True)
class Hours:
    """What a hall has set: periods of each weekday from Monday, and the dates that differ."""

    week: tuple[tuple[Period, ...], ...] = ((),) * 7
    exceptions: tuple[DayException, ...] = ()
    is_always_open: bool = True

    def __post_init__(self) -> None:
        """Check seven weekdays, periods one after the other, and one exception a date."""
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        if any(not _is_in_order(periods) for periods in self.week):
            raise ValueError("periods of a day follow one another")
        if len(self.by_day) != len(self.exceptions) or len(self.exceptions) > EXCEPTIONS_MAX:
            raise ValueError("a date stands twice, or too many do")

    @cached_property
    def by_day(self) -> dict[date, DayException]:
        """The exceptions by their date."""
        return {exception.day: exception for exception in self.exceptions}

    def periods_on(self, day: date) -> tuple[Period, ...]:
        """Give the periods worked on a date."""
        exception = self.by_day.get(day)
        if exception is None:
            return self.week[day.weekday()]
        if not exception.is_worked:
            return ()
        return self.week[(exception.worked_as or day.isoweekday()) - 1]

    def within(self, first: date, *, days: int) -> "Hours":
        """Give the same hours with only the exceptions of so many days."""
        last = first + timedelta(days=days - 1)
        kept = tuple(e for e in self.exceptions if first <= e.day <= last)
        return replace(self, exceptions=kept)


def _is_in_order(periods: tuple[Period, ...]) -> bool:
    ends = [0, *(period.closes_min for period in periods)]
    in_turn = all(end <= p.opens_min for end, p in zip(ends, periods, strict=False))
    return in_turn and len(periods) <= PERIODS_MAX


# What holds where nothing was set.
ALWAYS = Hours()


@dataclass(frozen=True)
class Opening:
    """Whether numbers are given at an instant.

    Open: until `closes_at` (None: nothing ends it). Closed: `why`, on a day off its `occasion`,
    and `opens_at`, the next instant numbers are given (None: not within LOOK_AHEAD_DAYS).
    """

    is_open: bool
    closes_at: datetime | None = None
    is_closing_soon: bool = False
    why: Why | None = None
    occasion: DayException | None = None
    opens_at: datetime | None = None


ALWAYS_OPEN = Opening(is_open=True)


def opening_at(hours: Hours, at: datetime, *, zone: ZoneInfo) -> Opening:
    """Give what holds at an instant; `zone` is the site's."""
    if hours.is_always_open:
        return ALWAYS_OPEN
    today = at.astimezone(zone).date()
    for opens_at, closes_at in issuing_windows(hours, today, zone=zone):
        if opens_at <= at < closes_at:
            is_soon = closes_at - at <= CLOSING_SOON
            return Opening(is_open=True, closes_at=closes_at, is_closing_soon=is_soon)
    exception = hours.by_day.get(today)
    return Opening(
        is_open=False,
        why=_why_closed(hours, at, zone=zone),
        occasion=None if exception is None or exception.is_worked else exception,
        opens_at=_next_opening(hours, at, zone=zone),
    )


def issuing_windows(hours: Hours, day: date, *, zone: ZoneInfo) -> list[Window]:
    """Give from when to when numbers are given on a date, in order; touching ones are one."""
    windows: list[Window] = []
    for period in hours.periods_on(day):
        opens_at = _instant(day, period.issuing_opens_min, zone=zone)
        closes_at = _instant(day, period.issuing_closes_min, zone=zone)
        if windows and opens_at <= windows[-1][1]:
            opens_at = windows.pop()[0]
        if opens_at < closes_at:  # else the clocks were put forward over all of it
            windows.append((opens_at, closes_at))
    return windows


def opening_after(hours: Hours, day: date, *, zone: ZoneInfo) -> datetime | None:
    """Give the first instant after a date at which numbers are given, or None."""
    midnight = _instant(day + timedelta(days=1), 0, zone=zone)
    opening = opening_at(hours, midnight, zone=zone)
    return midnight if opening.is_open else opening.opens_at


def _why_closed(hours: Hours, at: datetime, *, zone: ZoneInfo) -> Why:
    today = at.astimezone(zone).date()
    spans = [
        (_instant(today, p.opens_min, zone=zone), _instant(today, p.closes_min, zone=zone))
        for p in hours.periods_on(today)
    ]
    exception = hours.by_day.get(today)
    if not spans:
        is_day_off = exception is not None and not exception.is_worked
        return "day_off" if is_day_off else "weekly_day_off"
    if any(begins <= at < ends for begins, ends in spans):
        return "ending"
    if at >= spans[-1][1]:
        return "after_hours"
    return "before_opening" if at < spans[0][0] else "lunch"


def _next_opening(hours: Hours, at: datetime, *, zone: ZoneInfo) -> datetime | None:
    openings = (opens_at for opens_at, _ in _windows_ahead(hours, at, zone=zone))
    return next((opens_at for opens_at in openings if opens_at > at), None)


def _windows_ahead(hours: Hours, at: datetime, *, zone: ZoneInfo) -> Iterator[Window]:
    today = at.astimezone(zone).date()
    for days in range(LOOK_AHEAD_DAYS + 1):
        yield from issuing_windows(hours, today + timedelta(days=days), zone=zone)


def _instant(day: date, minute: int, *, zone: ZoneInfo) -> datetime:
    """Give the instant at which the wall clock shows a minute of a date."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


# --- as JSON: kept by the server, told to kiosks, kept by them -----------------------------------


def write_hours(hours: Hours) -> dict[str, Any]:
    """Give hours as JSON values: times as `08:00`, dates as `2026-11-24`."""
    return {
        "always_open": hours.is_always_open,
        "week": [[_write_period(period) for period in periods] for periods in hours.week],
        "exceptions": [
            {
                "day": e.day.isoformat(),
                "kind": e.kind,
                "name_vi": e.name_vi,
                "name_en": e.name_en,
                "worked_as": e.worked_as,
            }
            for e in hours.exceptions
        ],
    }


def read_hours(value: object) -> Hours:
    """Read what write_hours gave; ValueError for anything else."""
    try:
        body: Any = value
        return Hours(
            week=tuple(tuple(_read_period(row) for row in periods) for periods in body["week"]),
            exceptions=tuple(_read_exception(row) for row in body["exceptions"]),
            is_always_open=_checked(body["always_open"], bool),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not hours") from error


def _write_period(period: Period) -> dict[str, Any]:
    return {
        "opens": f"{period.opens_min // 60:02}:{period.opens_min % 60:02}",
        "closes": f"{period.closes_min // 60:02}:{period.closes_min % 60:02}",
        "opens_before_min": period.opens_before_min,
        "closes_before_min": period.closes_before_min,
    }


def _read_period(row: Any) -> Period:
    return Period(
        opens_min=_minute(row["opens"]),
        closes_min=_minute(row["closes"]),
        opens_before_min=_checked(row["opens_before_min"], int),
        closes_before_min=_checked(row["closes_before_min"], int),
    )


def _minute(text: Any) -> int:
    hours, colon, minutes = text.partition(":")
    if not colon or len(hours) != 2 or len(minutes) != 2 or int(minutes) > 59:
        raise ValueError(f"not a time of day: {text!r}")
    return int(hours) * 60 + int(minutes)


def _read_exception(row: Any) -> DayException:
    worked_as = row["worked_as"]
    return DayException(
        day=date.fromisoformat(row["day"]),
        kind=row["kind"],
        name_vi=_checked(row["name_vi"], str),
        name_en=_checked(row["name_en"], str),
        worked_as=None if worked_as is None else _checked(worked_as, int),
    )


def _checked(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}")
    return value
