"""Aware UTC instants inside, local dates at the edge (decision D19)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(instant: datetime) -> int:
    """Give whole milliseconds since 1970-01-01 UTC; ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("naive datetime")
    return (instant - EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """Give the aware UTC instant of milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=ms)


def format_instant(instant: datetime) -> str:
    """Write an instant as `2026-11-23T01:32:07.412Z`, milliseconds, UTC."""
    if instant.tzinfo is None:
        raise ValueError("naive datetime")
    text = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant with a zone; ValueError when it has none or is no instant."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("instant without a zone")
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("instant outside the years 1 to 9999 in UTC") from None


def service_day(instant: datetime, zone: ZoneInfo) -> date:
    """Give the site's local date: UTC midnight is 07:00 in Hanoi and changes nothing."""
    return instant.astimezone(zone).date()


def local_time(day: date, *, hour: float, zone: ZoneInfo) -> datetime:
    """Give the instant `hour` hours after the local midnight that begins a day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(hours=hour)).astimezone(UTC)
