"""Replaying what was forgotten: the same rows lose the same columns, as many as the fact says."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from protocol.events import EventType
from queue_server.domain.fold.row import Row
from queue_server.domain.fold.rows import Dossier, Forgotten, Rating, ServiceDay, Serving, Ticket
from queue_server.domain.fold.state import FoldOne, Impossible, JournalFact, State, agree
from queue_server.domain.keeping import Part
from queue_server.domain.ticket import TicketState


def forget_day(state: State, fact: JournalFact) -> None:
    """A part of a closed day is forgotten, once until something is written in it again."""
    day, part = date.fromisoformat(fact.subject), Part(fact.payload["part"])
    if state.get(ServiceDay, day).closed_at is None:
        raise Impossible(f"day {day} is open")
    forget, at = FORGET[part], fact.recorded_at_ms
    count = sum(forget(row, at) for row in list(ROWS[part](state, day)))
    agree("count", said=fact.payload["count"], known=count)
    state.add(Forgotten(day, str(part), count, at))


def _tickets(state: State, day: date) -> Iterator[Ticket]:
    """The tickets of a day; an offer that was taken on another day is of that day."""
    for id_ in dict.fromkeys(state.given_on[day]):
        ticket = state.get(Ticket, id_)
        if ticket.day == day:
            yield ticket


def _reasoned(state: State, day: date) -> Iterator[Serving | Rating]:
    """Servings of a day, and the answers about them."""
    for id_ in state.served_on[day]:
        yield from filter(None, (state.find(Serving, id_), state.find(Rating, id_)))


def _ended(state: State, day: date) -> Iterator[Dossier]:
    """Threads that nothing came to after the day."""
    threads = {ticket.dossier for ticket in _tickets(state, day)}
    for id_ in threads:
        if id_ is not None and state.newest[id_] == day:
            yield state.get(Dossier, id_)


def _forget(row: Any, **values: Any) -> bool:
    """Put these values in, and tell whether that changed anything."""
    was = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    return was != values


def _forget_ticket(row: Any) -> bool:
    """Offers are left: only their kiosk knows what becomes of them."""
    is_offer = row.state == TicketState.OFFERED
    return not is_offer and _forget(row, group=None, held_reason=None, for_officer=None)


ROWS: Mapping[Part, Callable[[State, date], Iterator[Row]]] = {
    Part.TICKETS: _tickets,
    Part.REASONS: _reasoned,
    Part.CODES: _ended,
}
FORGET: Mapping[Part, Callable[[Any, int], bool]] = {
    Part.TICKETS: lambda row, _at: _forget_ticket(row),
    Part.REASONS: lambda row, _at: _forget(row, reason=None),
    Part.CODES: lambda row, at: row.forgotten_at is None and _forget(row, forgotten_at=at),
}
FOLDS: dict[EventType, FoldOne] = {"day.forgotten": forget_day}
