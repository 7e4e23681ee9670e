"""Mornings in a hall, told by chance, and what a rule of calling promised about them.

Three citizens come for each call, at most 15 minutes apart: with fewer the queues stay empty
and even a strict-priority rule would look fair (queue.md 1.5).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from queue_server.domain.dispatch import (
    DispatchRule,
    Waiting,
    arrival_eff_s,
    choose,
    return_eff_s,
)
from queue_server.domain.ticket import TicketClass

SERVICES = ("CT01", "HT01", "DD01")
YIELD_MAX_S = 600
# Overlapping skills, one floater, one that holds a service back as long as it may.
COUNTERS: Mapping[int, Mapping[str, int]] = {
    1: {"CT01": 0},
    2: {"CT01": 0, "HT01": 0},
    3: {"HT01": 0, "DD01": YIELD_MAX_S},
    4: {"CT01": 120, "HT01": 0, "DD01": 0},
}
BEGIN_S = 1_795_392_000
STEP_MAX_S = 900


@dataclass(frozen=True)
class Arrives:
    after_s: int
    service: str
    class_: TicketClass


@dataclass(frozen=True)
class Calls:
    after_s: int
    counter: int
    # The citizen did not answer, and comes back this much later.
    missed_s: int | None = None


Step = Arrives | Calls
Choose = Callable[[Iterable[Waiting]], Waiting | None]
Eff = Callable[[int, TicketClass], int]


@dataclass(frozen=True)
class Citizen:
    """A waiting citizen; `is_moved` is who was missed and came back."""

    id: str
    service: str
    class_: TicketClass
    ready_s: int
    eff_s: int
    is_moved: bool = False

    @property
    def waiting(self) -> Waiting:
        return Waiting(self.id, self.service, self.eff_s)


@dataclass(frozen=True)
class Turn:
    """One call: who stood there, and who was called."""

    counter: int
    waiting: tuple[Citizen, ...]
    called: Citizen | None

    def eligible(self) -> list[Citizen]:
        return [c for c in self.waiting if c.service in COUNTERS[self.counter]]


arrivals = st.builds(
    Arrives,
    st.integers(0, STEP_MAX_S),
    st.sampled_from(SERVICES),
    st.sampled_from([TicketClass.ORDINARY, TicketClass.PRIORITY]),
)
calls = st.builds(
    Calls,
    st.integers(0, STEP_MAX_S),
    st.sampled_from(list(COUNTERS)),
    st.none() | st.integers(1, 2 * STEP_MAX_S),
)
# Not `one_of(arrivals, arrivals, arrivals, calls)`: Hypothesis drops the repetitions.
steps = st.integers(1, 4).flatmap(lambda n: calls if n == 4 else arrivals)
mornings = st.lists(steps, min_size=20, max_size=60)


@dataclass
class Hall:
    """The rule at work: who comes, who comes back, who is called."""

    rule: DispatchRule
    pick: Callable[[Iterable[Waiting], Mapping[str, int]], Waiting | None]
    eff: Eff
    now_s: int = BEGIN_S
    here: list[Citizen] = field(default_factory=list)
    away: list[tuple[int, Citizen]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    came: int = 0

    def take(self, step: Step) -> None:
        self.now_s += step.after_s
        self._let_back()
        if isinstance(step, Arrives):
            self.came += 1
            eff_s = self.eff(self.now_s, step.class_)
            id_ = f"{self.came:04d}"
            self.here.append(Citizen(id_, step.service, step.class_, self.now_s, eff_s))
        else:
            self._call(step)

    def _let_back(self) -> None:
        for at_s, citizen in [a for a in self.away if a[0] <= self.now_s]:
            self.away.remove((at_s, citizen))
            eff_s = return_eff_s(self.now_s, rule=self.rule)
            back = replace(citizen, ready_s=self.now_s, eff_s=eff_s, is_moved=True)
            self.here.append(back)

    def _call(self, step: Calls) -> None:
        chosen = self.pick([c.waiting for c in self.here], COUNTERS[step.counter])
        called = next((c for c in self.here if chosen and c.id == chosen.id), None)
        self.turns.append(Turn(step.counter, tuple(self.here), called))
        if called is not None:
            self.here.remove(called)
            if step.missed_s is not None:
                self.away.append((self.now_s + step.missed_s, called))


def live(
    morning: list[Step],
    rule: DispatchRule,
    *,
    pick: Callable[[Iterable[Waiting], Mapping[str, int]], Waiting | None] | None = None,
    eff: Eff | None = None,
) -> list[Turn]:
    """Live a morning under a rule; `pick` and `eff` plant another one."""
    hall = Hall(
        rule,
        pick or (lambda waiting, yields_s: choose(waiting, yields_s=yields_s)),
        eff or (lambda ready_s, class_: arrival_eff_s(ready_s, class_=class_, rule=rule)),
    )
    for step in morning:
        hall.take(step)
    return hall.turns


def overtakings(turns: list[Turn], rule: DispatchRule) -> list[tuple[str, str]]:
    """Who passed whom by more than was promised: K in one service, K + H between two."""
    return [
        (turn.called.id, passed.id)
        for turn in turns
        if turn.called is not None
        for passed in turn.eligible()
        if turn.called.ready_s > passed.ready_s + bound_s(turn.called, passed, rule)
    ]


def bound_s(called: Citizen, passed: Citizen, rule: DispatchRule) -> int:
    between = 0 if called.service == passed.service else YIELD_MAX_S
    return rule.overtake_max_s + between


def idle_calls(turns: list[Turn]) -> list[Turn]:
    """Calls that found nobody although somebody stood there."""
    return [turn for turn in turns if turn.called is None and turn.eligible()]


def swaps(turns: list[Turn]) -> list[tuple[str, str]]:
    """Who passed an equal: same service, same class, neither of them moved."""
    return [
        (turn.called.id, passed.id)
        for turn in turns
        if turn.called is not None and not turn.called.is_moved
        for passed in turn.eligible()
        if not passed.is_moved
        and (passed.service, passed.class_) == (turn.called.service, turn.called.class_)
        and (passed.ready_s, passed.id) < (turn.called.ready_s, turn.called.id)
    ]
