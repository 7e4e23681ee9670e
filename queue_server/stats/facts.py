"""The facts of a site's service day, read from the rows: one statement a table, whatever the day.

Instants stay the milliseconds they are in the database: a day is counted, not shown.
"""

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    bindparam,
    func,
    literal,
    select,
    type_coerce,
)

from queue_server.domain.shift import ShiftState
from queue_server.stats.measures import ISSUED_STATES, PauseFact, ServingFact, TicketFact
from queue_server.stats.watch import RatingFact
from queue_server.store.tables.queue import label_ledger, ticket
from queue_server.store.tables.service import pause, rating, refused_rating, serving, shift


@dataclass(frozen=True)
class Facts:
    """A day as it is stored: its issued tickets, servings, ratings and given labels.

    `rated` is each rating. `ratings` counts by value of one `scale`; None is a rating that was
    opened and not given. `channels` counts those given by the way they came.
    """

    tickets: list[TicketFact]
    servings: list[ServingFact]
    rated: list[RatingFact]
    ratings: Tally[int | None]
    channels: Tally[str]
    labels_given: int
    scale: str

    @cached_property
    def states(self) -> Tally[str]:
        """How many tickets are in each state."""
        return Tally(ticket.state for ticket in self.tickets)


def _ms(column: ColumnElement[object]) -> ColumnElement[int]:
    return type_coerce(column, BigInteger)


_tickets = select(
    ticket.c.service,
    ticket.c.field,
    ticket.c.state,
    _ms(ticket.c.issued_at),
    _ms(ticket.c.ready_at),
    _ms(ticket.c.first_called_at),
    _ms(ticket.c.called_at),
    _ms(ticket.c.ended_at),
    ticket.c.by_hand,
).where(
    ticket.c.site == bindparam("b_site"),
    ticket.c.day == bindparam("b_day"),
    ticket.c.state.in_([str(state) for state in ISSUED_STATES]),
)
_servings = select(
    serving.c.service,
    serving.c.counter,
    _ms(serving.c.started_at),
    _ms(serving.c.finished_at),
    serving.c.ticket,
    serving.c.outcome,
).where(serving.c.site == bindparam("b_site"), serving.c.day == bindparam("b_day"))
_ratings = select(
    rating.c.counter,
    _ms(rating.c.opened_at),
    _ms(rating.c.pad_until),
    _ms(rating.c.given_at),
    rating.c.value,
    rating.c.scale,
    rating.c.channel,
).where(rating.c.site == bindparam("b_site"), rating.c.day == bindparam("b_day"))
_refused = select(refused_rating.c.counter, refused_rating.c.why, refused_rating.c["count"]).where(
    refused_rating.c.site == bindparam("b_site"), refused_rating.c.day == bindparam("b_day")
)
_labels_given = select(func.count()).where(
    label_ledger.c.site == bindparam("b_site"),
    label_ledger.c.day == bindparam("b_day"),
    label_ledger.c.state == "given",
)
# "Not closed" as the partial index says it, or a year of shifts would be looked through.
_open_counters = select(shift.c.counter).where(
    shift.c.site == bindparam("b_site"),
    shift.c.state != literal(str(ShiftState.CLOSED), literal_execute=True),
    shift.c.state == str(ShiftState.OPEN),
)


def _one_scale(rated: Sequence[RatingFact], *, now: str) -> dict[str, Any]:
    """Give the ratings of one set of answers, by value: of today's, else of the day's most used.

    Sets are never added up; None is not answered, whatever was offered.
    """
    used = Tally(one.scale for one in rated if one.scale is not None)
    chosen = now if used[now] or not used else max(used, key=lambda version: used[version])
    return {
        "ratings": Tally(one.value for one in rated if one.scale in (None, chosen)),
        "channels": Tally(one.channel for one in rated if one.channel and one.scale == chosen),
        "scale": chosen,
    }


def read_facts(connection: Connection, *, site: str, day: date, scale: str) -> Facts:
    """Give the facts of a day: four statements; `scale` is the set of answers offered now."""
    asked = {"b_site": site, "b_day": day}
    rated = [RatingFact(*row) for row in connection.execute(_ratings, asked).all()]
    return Facts(
        tickets=[TicketFact(*row) for row in connection.execute(_tickets, asked).all()],
        servings=[ServingFact(*row) for row in connection.execute(_servings, asked).all()],
        rated=rated,
        **_one_scale(rated, now=scale),
        labels_given=connection.execute(_labels_given, asked).scalar_one(),
    )


def read_refused(connection: Connection, *, site: str, day: date) -> dict[tuple[int, str], int]:
    """Give the attempts to rate refused on a day, by counter and why: one statement."""
    rows = connection.execute(_refused, {"b_site": site, "b_day": day}).all()
    return {(counter, why): count for counter, why, count in rows}


_pauses = select(
    pause.c.counter, pause.c.reason, _ms(pause.c.began_at), _ms(pause.c.ended_at)
).where(
    pause.c.site == bindparam("b_site"),
    _ms(pause.c.began_at) >= bindparam("b_from", type_=BigInteger),
    _ms(pause.c.began_at) < bindparam("b_until", type_=BigInteger),
)


def read_pauses(
    connection: Connection, *, site: str, from_ms: int, until_ms: int
) -> list[PauseFact]:
    """Give the pauses that began in a span: one statement."""
    asked = {"b_site": site, "b_from": from_ms, "b_until": until_ms}
    return [PauseFact(*row) for row in connection.execute(_pauses, asked).all()]


def read_open_counters(connection: Connection, *, site: str) -> list[int]:
    """Give the counters open now and not paused: one statement."""
    return sorted(connection.execute(_open_counters, {"b_site": site}).scalars())
