"""A country's calendar rows as the exceptions of a hall's hours; the rule is `protocol.hours`.

Only what the rows say: nothing is derived from law here, for swaps are decided year by year.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from protocol.hours import DayException, DayKind


def day_exceptions(rows: Iterable[Mapping[str, str]]) -> tuple[DayException, ...]:
    """Give calendar rows (date, kind, stands_for, name_vi, name_en) as exceptions, by date.

    A make-up day is worked as the weekday of the day it stands for; without one, as its own.
    ValueError for a kind or date that is none.
    """
    return tuple(sorted(map(_exception, rows), key=lambda exception: exception.day))


def _exception(row: Mapping[str, str]) -> DayException:
    stands_for = row.get("stands_for") or None
    return DayException(
        day=date.fromisoformat(row["date"]),
        kind=cast(DayKind, row["kind"]),
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        worked_as=None if stands_for is None else date.fromisoformat(stands_for).isoweekday(),
    )
