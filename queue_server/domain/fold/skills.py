"""Replaying what counters serve today instead of what the catalogue says."""

from datetime import date

from protocol.events import EventType
from queue_server.domain.fold.catalogue_rows import Counter, DaySkill, Service
from queue_server.domain.fold.rows import ServiceDay
from queue_server.domain.fold.state import FoldOne, Impossible, JournalFact, State, agree


def change_skills(state: State, fact: JournalFact) -> None:
    """A counter serves other services than before; none named are those of the catalogue."""
    said = fact.payload
    agree("counter", said=str(said["counter"]), known=fact.subject)
    state.get(Counter, said["counter"])
    day = state.get(ServiceDay, date.fromisoformat(said["day"]))
    if day.closed_at is not None:
        raise Impossible(f"day {day.day} is closed")
    rows = [row for row in _rows(state) if row.counter != said["counter"]]
    for service, yield_s in (said["services"] or {}).items():
        state.get(Service, service)
        rows.append(DaySkill(said["counter"], service, yield_s, day.day))
    state.replace(DaySkill, rows)
    state.head.catalogue_seq = fact.seq


def end_skills(state: State, fact: JournalFact, *, day: date) -> None:
    """A change of skills lasts for its day."""
    rows = _rows(state)
    later = [row for row in rows if row.day > day]
    if len(later) < len(rows):
        state.replace(DaySkill, later)
        state.head.catalogue_seq = fact.seq


def _rows(state: State) -> list[DaySkill]:
    return [row for row in state.tables[DaySkill].values() if isinstance(row, DaySkill)]


FOLDS: dict[EventType, FoldOne] = {"counter.skilled": change_skills}
