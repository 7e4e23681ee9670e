"""A day of a site in figures: the same for today, live, and for any day before, from the same rows.

A figure that cannot be known is None, never 0. What a ticket counts for is the service it is
for now. What only a living hall has is told of today only: alarms, and the counters open now;
of a past day, "open" are the counters that served somebody.
"""

from bisect import bisect_right
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from math import ceil
from typing import Any, TypeVar

from sqlalchemy import Connection

from protocol.instants import format_instant, from_ms, local_time, to_ms
from queue_server.domain.scale import Scale, write_scale
from queue_server.domain.site import Catalogue
from queue_server.domain.ticket import TicketState
from queue_server.stats.facts import (
    Facts,
    read_facts,
    read_open_counters,
    read_pauses,
    read_refused,
)
from queue_server.stats.measures import (
    SECOND_MS,
    PauseFact,
    ServingFact,
    TicketFact,
    Wait,
    curve,
    first_waits,
    hand_figures,
    longest_wait_ms,
    pause_figures,
    percentile,
    quarters,
    reconcile,
    satisfaction,
    seconds,
    serving_lengths_ms,
    wait_figures,
)
from queue_server.stats.watch import watch
from queue_server.store.reading import load_scale
from queue_server.store.store import SiteRecord

Row = dict[str, Any]
T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True)
class _Day:
    """What every part of the report looks at; `counters` maps those at work to their services."""

    site: SiteRecord
    catalogue: Catalogue
    scale: Scale
    day: date
    now_ms: int
    live: bool
    facts: Facts
    waits: list[Wait]
    counters: Mapping[int, Collection[str]]
    watch: Row
    pauses: list[PauseFact]

    @property
    def target_ms(self) -> int:
        return self.site.settings.target_wait_s * SECOND_MS

    @property
    def end_ms(self) -> int:
        return self.instant_ms(self.site.settings.day_close_hour)

    def instant_ms(self, hour: float) -> int:
        return to_ms(local_time(self.day, hour=hour, zone=self.site.settings.zone))


def day_figures(
    connection: Connection,
    *,
    site: SiteRecord,
    catalogue: Catalogue,
    day: date,
    now: datetime,
    live: bool,
) -> Row:
    """Give the figures of a service day as they stand at `now`; `live` is whether it is today."""
    facts = read_facts(connection, site=site.code, day=day, scale=catalogue.scale.version)
    is_now = facts.scale == catalogue.scale.version
    scale = catalogue.scale if is_now else load_scale(connection, site.code, facts.scale)
    asked = _Day(
        site=site,
        scale=scale,
        catalogue=catalogue,
        day=day,
        now_ms=to_ms(now),
        live=live,
        facts=facts,
        waits=first_waits(facts.tickets, now_ms=to_ms(now)),
        counters=_open_now(connection, site, catalogue) if live else _at_work(facts.servings),
        watch=watch(
            facts.rated,
            read_refused(connection, site=site.code, day=day),
            best=scale.values[-1],
            scale=scale.version,
            now_ms=to_ms(now),
        ),
        pauses=_pauses_of(connection, site, day),
    )
    return _figures(asked)


def _open_now(
    connection: Connection, site: SiteRecord, catalogue: Catalogue
) -> dict[int, Collection[str]]:
    numbers = read_open_counters(connection, site=site.code)
    known = catalogue.by_counter
    return {number: known[number].skills for number in numbers if number in known}


def _pauses_of(connection: Connection, site: SiteRecord, day: date) -> list[PauseFact]:
    """Give the pauses that began on the local day."""
    begin, end = (local_time(day, hour=hour, zone=site.settings.zone) for hour in (0, 24))
    return read_pauses(connection, site=site.code, from_ms=to_ms(begin), until_ms=to_ms(end))


def _at_work(servings: Iterable[ServingFact]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for serving in servings:
        found[serving.counter].add(serving.service)
    return found


def _figures(day: _Day) -> Row:
    states, tickets, site = day.facts.states, day.facts.tickets, day.site
    by_service = _by_service(day)
    return {
        "site": {"code": site.code, "name_vi": site.name_vi, "name_en": site.name_en},
        "day": day.day.isoformat(),
        "at": format_instant(from_ms(day.now_ms)),
        "live": day.live,
        "waiting_now": states[TicketState.WAITING],
        "longest_wait_s": seconds(longest_wait_ms(tickets, now_ms=day.now_ms)),
        **wait_figures(day.waits, target_ms=day.target_ms),
        "issued": len(tickets),
        "served": states[TicketState.SERVED],
        "missed": states[TicketState.MISSED],
        "cancelled": states[TicketState.CANCELLED],
        "lapsed": states[TicketState.LAPSED],
        "counters_open": len(day.counters),
        "satisfaction": satisfaction(
            day.facts.ratings, values=day.scale.values, channels=day.facts.channels
        ),
        "scale": write_scale(day.scale),
        "watch": day.watch,
        "by_service": by_service,
        "by_hour": _by_hour(day),
        "curve": _curve(day),
        "alarms": _alarms(by_service) if day.live else [],
        "reconciliation": reconcile(states, labels_given=day.facts.labels_given),
        "by_hand": hand_figures(tickets),
        "pauses": pause_figures(day.pauses, until_ms=min(day.now_ms, day.end_ms)),
    }


def _by_service(day: _Day) -> list[Row]:
    tickets = _grouped(day.facts.tickets, by=lambda ticket: ticket.service)
    waits = _grouped(day.waits, by=lambda wait: wait.service)
    servings = _grouped(day.facts.servings, by=lambda serving: serving.service)
    return [
        {
            **names,
            **_counts(tickets[code]),
            **wait_figures(waits[code], target_ms=day.target_ms),
            "serve_s_p50": _serve_s_p50(servings[code]),
            "counters_open": sum(code in services for services in day.counters.values()),
        }
        for code, names in _services(day).items()
    ]


def _services(day: _Day) -> dict[str, Row]:
    """Every service of the catalogue in its order, then those it no longer has, so rows add up."""
    named = {
        s.code: {"service": s.code, "field": s.field, "name_vi": s.name_vi, "name_en": s.name_en}
        for s in day.catalogue.services
    }
    for code, field in sorted({(t.service, t.field) for t in day.facts.tickets}):
        named.setdefault(code, {"service": code, "field": field, "name_vi": code, "name_en": code})
    return named


def _counts(tickets: Collection[TicketFact]) -> Row:
    states = Tally(ticket.state for ticket in tickets)
    return {
        "waiting": states[TicketState.WAITING],
        "issued": len(tickets),
        "served": states[TicketState.SERVED],
        "missed": states[TicketState.MISSED],
    }


def _serve_s_p50(servings: Iterable[ServingFact]) -> int | None:
    return seconds(percentile(serving_lengths_ms(servings), 50))


def _by_hour(day: _Day) -> list[Row]:
    """What happened in each hour, and the waits of those who became ready in it."""
    hour_of = _hours(day)
    happened = {
        name: Tally(map(hour_of, instants)) for name, instants in _happened(day.facts.tickets)
    }
    waits = _grouped(day.waits, by=lambda wait: hour_of(wait.ready_ms))
    return [
        {
            "hour": hour,
            **{name: counts[hour] for name, counts in happened.items()},
            **wait_figures(waits[hour], target_ms=day.target_ms),
        }
        for hour in sorted(set(waits).union(*happened.values()))
    ]


def _hours(day: _Day) -> Callable[[int], int]:
    """Count hours from the day's local midnight.

    What was written down outside the day (a serving left open overnight) counts in its first or
    last hour.
    """
    hours = range(ceil(day.site.settings.day_close_hour))
    starts = [day.instant_ms(hour) for hour in hours]
    return lambda at_ms: max(0, bisect_right(starts, at_ms) - 1)


def _happened(tickets: Collection[TicketFact]) -> Iterator[tuple[str, Iterable[int]]]:
    yield "issued", (t.issued_ms for t in tickets)
    yield "called", (t.first_called_ms for t in tickets if t.first_called_ms is not None)
    yield "served", _ended(tickets, TicketState.SERVED)
    yield "missed", _ended(tickets, TicketState.MISSED)


def _ended(tickets: Iterable[TicketFact], *states: TicketState) -> Iterator[int]:
    return (t.ended_ms for t in tickets if t.state in states and t.ended_ms is not None)


def _curve(day: _Day) -> list[Row]:
    """From the quarter hour of the first issue until now, or the last thing people did."""
    tickets = day.facts.tickets
    if not tickets:
        return []
    begin_ms = max(min(t.issued_ms for t in tickets), day.instant_ms(0))
    end_ms = day.now_ms if day.live else _last_ms(day)
    points = curve(tickets, day.waits, instants=quarters(begin_ms, end_ms))
    return [{**point, "at": format_instant(from_ms(point["at"]))} for point in points]


def _last_ms(day: _Day) -> int:
    """A lapse is the rule's doing at the day's close; nothing happened in the hall."""
    tickets = day.facts.tickets
    ended = _ended(tickets, TicketState.SERVED, TicketState.MISSED, TicketState.CANCELLED)
    called = (t.called_ms for t in tickets if t.called_ms is not None)
    last_ms = max(chain((t.issued_ms for t in tickets), called, ended))
    return min(last_ms, day.end_ms)


def _alarms(by_service: Iterable[Row]) -> list[Row]:
    return [
        {"kind": "no_counter", "service": row["service"], "waiting": row["waiting"]}
        for row in by_service
        if row["waiting"] and not row["counters_open"]
    ]


def _grouped(values: Iterable[T], *, by: Callable[[T], K]) -> defaultdict[K, list[T]]:
    groups: defaultdict[K, list[T]] = defaultdict(list)
    for value in values:
        groups[by(value)].append(value)
    return groups
