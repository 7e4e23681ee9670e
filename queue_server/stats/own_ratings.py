"""What an officer is told of the ratings of their own servings: groups, and a day later (D11).

A group is some whole days on which at least GROUP_MIN answers came. Days are put together from each
Monday on, and a group that was shown never changes: answers count on the day they came, not on
that of their serving, so that no two figures differ by a single answer. What is left of a week
with fewer answers is never shown, and today never is.
"""

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from protocol.instants import local_time, service_day
from queue_server.domain.scale import Scale, write_scale
from queue_server.stats.measures import satisfaction
from queue_server.store.store import SiteRecord
from queue_server.store.tables.service import rating, serving

GROUP_MIN = 5
WEEKS = 4
WEEK_DAYS = 7


@dataclass(frozen=True)
class Answer:
    """A rating that was given: on which day it came and its value."""

    day: date
    value: int


@dataclass(frozen=True)
class Group:
    """The answers of some whole days of one week."""

    first: date
    last: date
    answers: tuple[Answer, ...]


def own_ratings(
    connection: Connection, *, site: SiteRecord, officer: str, scale: Scale, now: datetime
) -> dict[str, Any]:
    """Give the groups of the last weeks, newest first, of the set of answers in use."""
    today = service_day(now, site.settings.zone)
    first = monday_of(today) - timedelta(weeks=WEEKS - 1)
    answers = _answers(
        connection, site=site, officer=officer, scale=scale, first=first, until=today
    )
    return {
        "group_min": GROUP_MIN,
        "scale": write_scale(scale),
        "groups": [
            {
                "from": group.first.isoformat(),
                "to": group.last.isoformat(),
                **_figures(group, scale=scale),
            }
            for group in reversed(groups(answers, first=first, until=today))
        ],
    }


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def groups(answers: Iterable[Answer], *, first: date, until: date) -> list[Group]:
    """Put whole days together, from each Monday on, until at least GROUP_MIN answers came.

    `first` is a Monday; the day `until` is not looked at.
    """
    found: list[Group] = []
    by_day: dict[date, list[Answer]] = {}
    for answer in answers:
        by_day.setdefault(answer.day, []).append(answer)
    begin, kept = first, list[Answer]()
    for ahead in range((until - first).days):
        day = first + timedelta(days=ahead)
        if day.weekday() == 0:
            begin, kept = day, []
        kept += by_day.get(day, [])
        if len(kept) >= GROUP_MIN:
            found.append(Group(begin, day, tuple(kept)))
            begin, kept = day + timedelta(days=1), []
    return found


def _figures(group: Group, *, scale: Scale) -> dict[str, Any]:
    figures = satisfaction(
        Tally(answer.value for answer in group.answers), values=scale.values, channels={}
    )
    return {name: figures[name] for name in ("given", "score_mean", "counts")}


def _answers(
    connection: Connection,
    *,
    site: SiteRecord,
    officer: str,
    scale: Scale,
    first: date,
    until: date,
) -> list[Answer]:
    zone = site.settings.zone
    rows = connection.execute(
        select(rating.c.given_at, rating.c.value)
        .join(serving, serving.c.id == rating.c.serving)
        .where(
            rating.c.site == site.code,
            rating.c.day >= first - timedelta(days=site.settings.rating_days),
            rating.c.given_at >= local_time(first, hour=0, zone=zone),
            rating.c.given_at < local_time(until, hour=0, zone=zone),
            rating.c.scale == scale.version,
            serving.c.officer == officer,
        )
    )
    return [Answer(service_day(row.given_at, zone), row.value) for row in rows]
