"""What a replay holds between two facts, and the words its functions share."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, cast

from protocol.events import EventType
from queue_server.domain.fold.row import Key, Row
from queue_server.domain.fold.rows import KINDS, Head, Pause, Shift
from queue_server.domain.machine import IllegalMove, next_state

R = TypeVar("R", bound=Row)
S = TypeVar("S", bound=StrEnum)


class Impossible(Exception):
    """The facts before it do not allow this one; says why in plain words."""


@dataclass(frozen=True, slots=True)
class JournalFact:
    """One fact as the journal holds it, its payload read from JSON."""

    site: str
    seq: int
    type: str
    subject: str
    at_ms: int
    recorded_at_ms: int
    payload: Mapping[str, Any]


class State:
    """The rows so far, by kind and key, and what the invariants look at.

    `shift_at` and `at_counter`: the shift, and the ticket called or served, at each counter.
    `pauses_of`: the pauses of each shift, in order.
    `tallies`: tickets of each day by state. `issued`: tickets given, by day and letter (I10).
    `given_on`, `served_on`: ids of tickets and servings by day. `newest`: a thread's last day.
    """

    def __init__(self, site: str) -> None:
        """Begin with nothing but a head at zero."""
        self.site = site
        self.head = Head()
        self.tables: dict[type[Row], dict[Key, Row]] = {kind: {} for kind in KINDS}
        self.tables[Head][()] = self.head
        self.shift_at: dict[int, Shift] = {}
        self.at_counter: dict[int, str] = {}
        self.pauses_of: dict[str, list[Pause]] = defaultdict(list)
        self.tallies: dict[date, Tally[str]] = defaultdict(Tally)
        self.issued: Tally[tuple[date, str]] = Tally()
        self.given_on: dict[date, list[str]] = defaultdict(list)
        self.served_on: dict[date, list[str]] = defaultdict(list)
        self.newest: dict[str, date] = {}

    def add(self, row: Row) -> None:
        """Enter a new row; Impossible if its key is taken."""
        rows = self.tables[type(row)]
        if row.key in rows:
            raise Impossible(f"{row.TABLE} {_words(row.key)} exists already")
        rows[row.key] = row

    def find(self, kind: type[R], *key: Any) -> R | None:
        """Give a row by its key, or None."""
        return cast("R | None", self.tables[kind].get(key))

    def get(self, kind: type[R], *key: Any) -> R:
        """Give a row by its key; Impossible if there is none."""
        row = self.find(kind, *key)
        if row is None:
            raise Impossible(f"there is no {kind.TABLE} {_words(key)}")
        return row

    def replace(self, kind: type[R], rows: list[R]) -> None:
        """Put these rows in the place of all rows of their kind."""
        self.tables[kind] = {}
        for row in rows:
            self.add(row)


FoldOne = Callable[[State, JournalFact], None]


def move(
    table: Mapping[S | None, Mapping[EventType, S]], state: S | None, fact: JournalFact
) -> str:
    """Give the state after a fact by its machine's table; Impossible if it has no such key."""
    try:
        return str(next_state(table, state, cast("EventType", fact.type)))
    except IllegalMove:
        raise Impossible(f"nothing goes from {state or 'nothing'} by {fact.type}") from None


def agree(what: str, *, said: object, known: object) -> None:
    """Impossible if a fact says another value than the facts before it."""
    if said != known:
        raise Impossible(f"it says {what} {said}, the facts before it say {known}")


def _words(key: Key) -> str:
    return " ".join(str(part) for part in key)
