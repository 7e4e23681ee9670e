"""A morning's citizens and officers, seeded: who came before the pictures are taken.

They do what people do, by the product's own actions, on a clock that is moved from one moment to
the next. All of them are fiction.
"""

import heapq
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import TypeVar

from protocol.events import Actor, ActorKind
from protocol.ids import new_id, new_token
from protocol.instants import service_day
from queue_server.actions.calling import call_next, miss_ticket, recall_ticket, return_ticket
from queue_server.actions.intake import Taken, take_ticket
from queue_server.actions.issuing import Wish, offer_ticket
from queue_server.actions.ratings import rate_at_pad
from queue_server.actions.serving import finish_serving, start_serving
from queue_server.actions.shifts import open_shift, pause_shift
from queue_server.actions.slips import note_slip
from queue_server.domain.reasons import PauseReason
from queue_server.domain.scale import FIVE_FACES
from queue_server.domain.serving import Outcome
from queue_server.domain.ticket import TicketClass
from queue_server.store.store import Store, Tx

T = TypeVar("T")

ARRIVAL_S = 64.0
# Of a hundred citizens, and the minutes their matter takes.
SERVICES = {
    "CT01": (26, 4), "CT02": (10, 4), "HT01": (8, 11), "HT03": (6, 8), "HT05": (7, 6),
    "DD01": (9, 14), "DD03": (4, 9), "BT01": (8, 9), "HK01": (5, 12), "HK02": (3, 9),
    "TK01": (10, 3), "TK02": (4, 4),
}  # fmt: skip
GROUPS = {None: 86, "NCT75": 7, "NCC": 2, "NKT": 2, "TRE": 3}
ANSWERS = {5: 62, 4: 24, 3: 9, 2: 3, 1: 2}
OUTCOMES = {Outcome.DONE: 55, Outcome.ACCEPTED: 36, Outcome.INCOMPLETE: 7, Outcome.REFUSED: 2}
ANSWERS_SHARE, ABSENT_SHARE, RETURNS_SHARE = 0.66, 0.05, 0.6
LAST_MINUTES, DONE_BEFORE = timedelta(minutes=6), timedelta(seconds=45)
WALK_S, PAUSE_S, ABSENT_S = (15, 45), (6, 30), (60, 90)


class MovedClock:
    """A clock that is moved by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Crowd:
    """Everybody of one morning; `officers` and `pads` are ids by counter."""

    store: Store
    clock: MovedClock
    site: str
    kiosk: str
    officers: dict[int, str]
    pads: dict[int, str]
    chance: random.Random
    ends: datetime
    idle_at_end: frozenset[int] = frozenset()
    resting_at_end: frozenset[int] = frozenset()
    _agenda: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _idle: set[int] = field(default_factory=set)

    def live(self) -> None:
        """Let the morning go by; in its last minutes some counters call nobody, some rest."""
        for counter in self.officers:
            self._later(self.chance.uniform(0, 240), partial(self._open, counter))
        self._arrive()
        while self._agenda and self._agenda[0][0] < self.ends:
            self.clock.at, _, act = heapq.heappop(self._agenda)
            act()
        self.clock.at = self.ends

    def _later(self, delay_s: float, act: Callable[[], None]) -> None:
        heapq.heappush(
            self._agenda, (self.clock.at + timedelta(seconds=delay_s), next(self._order), act)
        )

    def _pick(self, weights: Mapping[T, int]) -> T:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    @contextmanager
    def _by(self, kind: ActorKind, id_: str) -> Iterator[Tx]:
        with self.store.write(self.site, by=Actor(kind, id_)) as tx:
            yield tx

    # --- citizens -----------------------------------------------------------------------------

    def _arrive(self) -> None:
        self._take_number()
        for counter in sorted(self._idle):
            self._call(counter)
        self._later(self.chance.expovariate(1 / ARRIVAL_S), self._arrive)

    def _take_number(self) -> None:
        service = self._pick({code: share for code, (share, _) in SERVICES.items()})
        group = self._pick(GROUPS)
        class_ = TicketClass.PRIORITY if group else TicketClass.ORDINARY
        wish = Wish(service, class_, group)
        now, id_ = self.clock(), self._new_id()
        token = new_token(self.chance.randbytes)
        with self._by("device", self.kiosk) as tx:
            row, _ = offer_ticket(tx, id_, wish=wish, issuer_no=1)
            day = service_day(now, tx.settings.zone)
            take_ticket(tx, Taken(id_, row.label, day, token, now, wish), issuer_no=1)
            entry = self._new_id()
            note_slip(tx, entry, ticket_id=id_, outcome="printed", copy=0, cause=None, at=now)

    def _new_id(self) -> str:
        return new_id(self.clock(), self.chance.randbytes)

    # --- officers -----------------------------------------------------------------------------

    def _open(self, counter: int) -> None:
        with self._by("officer", self.officers[counter]) as tx:
            open_shift(tx, counter=counter, officer=self.officers[counter])
        self._call(counter)

    def _call(self, counter: int) -> None:
        me = self.officers[counter]
        if counter in self.idle_at_end | self.resting_at_end and self._is_near_end():
            if counter in self.resting_at_end:
                self._rest(counter)
            return
        with self._by("officer", me) as tx:
            ticket = call_next(tx, counter=counter, officer=me).ticket
        if ticket is None:
            self._idle.add(counter)
            return
        self._idle.discard(counter)
        if self.chance.random() < ABSENT_SHARE:
            self._later(self.chance.uniform(*ABSENT_S), lambda: self._recall(counter, ticket.id))
        else:
            walk_s = self.chance.uniform(*WALK_S)
            self._later(walk_s, lambda: self._start(counter, ticket.id, ticket.service))

    def _is_near_end(self) -> bool:
        return self.clock.at > self.ends - LAST_MINUTES

    def _rest(self, counter: int) -> None:
        with self._by("officer", self.officers[counter]) as tx:
            pause_shift(
                tx, counter=counter, officer=self.officers[counter], reason=PauseReason.REST
            )

    def _recall(self, counter: int, ticket: str) -> None:
        with self._by("officer", self.officers[counter]) as tx:
            recall_ticket(tx, ticket, officer=self.officers[counter])
        self._later(self.chance.uniform(*ABSENT_S), lambda: self._miss(counter, ticket))

    def _miss(self, counter: int, ticket: str) -> None:
        with self._by("officer", self.officers[counter]) as tx:
            miss_ticket(tx, ticket, officer=self.officers[counter])
        if self.chance.random() < RETURNS_SHARE:
            self._later(self.chance.uniform(120, 600), lambda: self._come_back(counter, ticket))
        self._call(counter)

    def _come_back(self, counter: int, ticket: str) -> None:
        with self._by("officer", self.officers[counter]) as tx:
            return_ticket(tx, ticket)

    def _start(self, counter: int, ticket: str, service: str) -> None:
        with self._by("officer", self.officers[counter]) as tx:
            serving = start_serving(tx, ticket, officer=self.officers[counter])[0].id
        minutes = SERVICES[service][1]
        length_s = 60 * min(minutes * self.chance.lognormvariate(-0.1, 0.45), 3 * minutes)
        if counter in self.idle_at_end | self.resting_at_end:
            length_s = min(length_s, (self.ends - self.clock.at - DONE_BEFORE).total_seconds())
        self._later(length_s, lambda: self._finish(counter, serving))

    def _finish(self, counter: int, serving: str) -> None:
        outcome = self._pick(OUTCOMES)
        with self._by("officer", self.officers[counter]) as tx:
            me = self.officers[counter]
            finish_serving(tx, serving, officer=me, outcome=outcome)
        pause_s = self.chance.uniform(*PAUSE_S)
        if self.chance.random() < ANSWERS_SHARE:
            self._later(pause_s / 2, lambda: self._rate(counter, serving))
        self._later(pause_s, lambda: self._call(counter))

    def _rate(self, counter: int, serving: str) -> None:
        value = self._pick(ANSWERS)
        with self._by("device", self.pads[counter]) as tx:
            rate_at_pad(tx, serving, counter=counter, value=value, scale=FIVE_FACES.version)
