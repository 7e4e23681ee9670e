"""Who is next: bounded, work-conserving, clock-free, and the same in SQL (queue.md 1.4, 1.5)."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from sqlalchemy import Connection

from protocol.instants import from_ms
from queue_server.domain.dispatch import (
    FIRST_COME,
    DispatchRule,
    Waiting,
    arrival_eff_s,
    choose,
    return_eff_s,
)
from queue_server.domain.ticket import TicketClass, TicketState
from queue_server.store.rows import TicketRow, add_ticket, change_ticket, first_waiting
from tests.domain.mornings import (
    BEGIN_S,
    COUNTERS,
    SERVICES,
    Citizen,
    Step,
    Turn,
    idle_calls,
    live,
    mornings,
    overtakings,
    swaps,
)
from tests.stage import OPENING, Stage

DEFAULT = DispatchRule()
credits_s = st.integers(0, 1_800)
rules = st.builds(DispatchRule, credits_s, credits_s, st.just(1_800))


@given(mornings, rules)
def test_nobody_is_passed_by_more_than_was_promised(
    morning: list[Step], rule: DispatchRule
) -> None:
    assert overtakings(live(morning, rule), rule) == []


@given(mornings)
def test_a_counter_is_idle_only_when_nobody_waits_for_it(morning: list[Step]) -> None:
    assert idle_calls(live(morning, DEFAULT)) == []


@given(mornings)
def test_equals_are_called_in_the_order_they_came(morning: list[Step]) -> None:
    assert swaps(live(morning, DEFAULT)) == []


@given(mornings)
def test_without_credits_it_is_first_come_first_called(morning: list[Step]) -> None:
    def pick(waiting: Iterable[Waiting], yields_s: Mapping[str, int]) -> Waiting | None:
        return choose(waiting, yields_s=dict.fromkeys(yields_s, 0))

    for turn in live(morning, FIRST_COME, pick=pick):
        first = min(turn.eligible(), key=lambda c: (c.ready_s, c.id), default=None)
        assert turn.called == first


@given(mornings, st.integers(-(10**9), 10**9), st.randoms(use_true_random=False))
def test_the_answer_knows_no_clock_and_no_order_of_asking(
    morning: list[Step], shift_s: int, chance: random.Random
) -> None:
    for turn in live(morning, DEFAULT):
        waiting = [replace(c.waiting, eff_s=c.eff_s + shift_s) for c in turn.waiting]
        chance.shuffle(waiting)
        again = choose(waiting, yields_s=COUNTERS[turn.counter])
        assert (again and again.id) == (turn.called and turn.called.id)


@given(mornings)
def test_a_history_lived_again_calls_the_same_people(morning: list[Step]) -> None:
    assert live(morning, DEFAULT) == live(morning, DEFAULT)


def test_ties_go_to_the_smaller_stamp_and_then_to_the_smaller_id() -> None:
    held_back = Waiting("1", "DD01", 100)
    at_once = Waiting("3", "HT01", 700)
    same = Waiting("2", "HT01", 700)
    yields_s = {"DD01": 600, "HT01": 0}
    assert choose([at_once, same, held_back], yields_s=yields_s) == held_back
    assert choose([at_once, same], yields_s=yields_s) == same


@pytest.mark.parametrize(
    ("class_", "stamp"), [("ordinary", 0), ("priority", -1_800), ("appointment", 0)]
)
def test_priority_counts_as_if_it_had_come_30_minutes_earlier(class_: str, stamp: int) -> None:
    eff_s = arrival_eff_s(BEGIN_S, class_=TicketClass(class_), rule=DEFAULT)
    assert eff_s - BEGIN_S == stamp


def test_who_comes_back_counts_as_if_10_minutes_earlier() -> None:
    assert return_eff_s(BEGIN_S, rule=DEFAULT) == BEGIN_S - 600


@given(credits_s, credits_s, st.integers(0, 1_800))
def test_no_credit_is_larger_than_the_bound(priority: int, back: int, bound: int) -> None:
    rule = DispatchRule(priority, back, bound)
    stamps = [
        arrival_eff_s(BEGIN_S, class_=TicketClass.PRIORITY, rule=rule),
        return_eff_s(BEGIN_S, rule=rule),
    ]
    assert [BEGIN_S - stamp for stamp in stamps] == [min(priority, bound), min(back, bound)]


# Two planted bugs. A suite that does not see them would not see ours.


def strict_priority(ready_s: int, class_: TicketClass) -> int:
    return ready_s - (86_400 if class_ is TicketClass.PRIORITY else 0)


def newest_first(waiting: Iterable[Waiting], yields_s: Mapping[str, int]) -> Waiting | None:
    return max((w for w in waiting if w.service in yields_s), key=lambda w: w.eff_s, default=None)


def lazy(waiting: Iterable[Waiting], yields_s: Mapping[str, int]) -> Waiting | None:
    here = list(waiting)
    return choose(here, yields_s=yields_s) if len(here) > 1 else None


def test_strict_priority_would_be_noticed() -> None:
    assert found(lambda m: overtakings(live(m, DEFAULT, eff=strict_priority), DEFAULT))


def test_newest_first_would_be_noticed() -> None:
    assert found(lambda m: overtakings(live(m, DEFAULT, pick=newest_first), DEFAULT))
    assert found(lambda m: swaps(live(m, DEFAULT, pick=newest_first)))


def test_a_counter_that_lets_the_last_one_sit_would_be_noticed() -> None:
    assert found(lambda m: idle_calls(live(m, DEFAULT, pick=lazy)))


def found(broken: Callable[[list[Step]], object]) -> bool:
    """Whether as many mornings as the tests above live are enough to see a broken promise."""
    seen = settings(max_examples=100, phases=[Phase.generate], database=None)
    try:
        find(mornings, lambda morning: bool(broken(morning)), settings=seen)
    except NoSuchExample:
        return False
    return True


# The same question to the database.


@contextmanager
def scratch(stage: Stage) -> Iterator[Connection]:
    """A transaction that leaves nothing behind."""
    with stage.store.database.writer.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def row_of(citizen: Citizen, site: str) -> TicketRow:
    at = from_ms(citizen.ready_s * 1_000)
    return TicketRow(
        id=f"0198f0a0-0000-7000-8000-{citizen.id:0>12}",
        site=site,
        day=OPENING.date(),
        label=f"B{int(citizen.id):03d}",
        field="CT",
        service=citizen.service,
        class_=citizen.class_,
        group=None,
        lang="vi",
        state=TicketState.WAITING,
        issuer_kind="kiosk",
        issuer_no=1,
        issued_at=at,
        ready_at=at,
        eff_s=citizen.eff_s,
        counter=None,
        calls=0,
        call_seq=None,
        first_called_at=None,
        called_at=None,
        ended_at=None,
        dossier=None,
        slip=None,
    )


def ranked(turn: Turn) -> list[str]:
    """Who would be called, one after the other, by the reference."""
    waiting, order = [c.waiting for c in turn.waiting], []
    while (chosen := choose(waiting, yields_s=COUNTERS[turn.counter])) is not None:
        waiting.remove(chosen)
        order.append(chosen.id)
    return order


def asked(connection: Connection, site: str, turn: Turn, *, limit: int) -> list[str]:
    """The same by the database, which holds who waited at that turn and nobody else."""
    yields_s = COUNTERS[turn.counter]
    rows = first_waiting(connection, site, yields_s=yields_s, limit=limit)
    return [row.id[-4:] for row in rows]


def put_on_stage(
    connection: Connection, site: str, turn: Turn, known: dict[str, TicketRow]
) -> None:
    """Bring the rows to where the hall stood before a turn."""
    here = {c.id: row_of(c, site) for c in turn.waiting}
    for id_, row in here.items():
        if id_ not in known:
            add_ticket(connection, row)
        elif known[id_] != row:
            change_ticket(connection, known[id_], **row._asdict())
    for id_ in known.keys() - here.keys():
        if known[id_].state == TicketState.WAITING:
            known[id_] = change_ticket(connection, known[id_], state=TicketState.MISSED)
    known.update(here)


def test_the_database_calls_whom_the_rule_calls(stage: Stage) -> None:
    @settings(max_examples=60, deadline=None)
    @given(mornings, rules, st.sampled_from([1, 3, 20]))
    def lived(morning: list[Step], rule: DispatchRule, limit: int) -> None:
        known: dict[str, TicketRow] = {}
        with scratch(stage) as connection:
            for turn in live(morning, rule):
                put_on_stage(connection, stage.site, turn, known)
                expected = ranked(turn)
                assert asked(connection, stage.site, turn, limit=limit) == expected[:limit]
                assert (turn.called and turn.called.id) == next(iter(expected), None)

    lived()


def test_a_counter_without_skills_has_nobody_to_call(stage: Stage) -> None:
    stage.issue("HT01")
    with stage.store.read() as connection:
        assert first_waiting(connection, stage.site, yields_s={}, limit=5) == []
        assert first_waiting(connection, stage.site, yields_s={"CT01": 0}, limit=5) == []
        found = first_waiting(connection, stage.site, yields_s=dict.fromkeys(SERVICES, 0), limit=5)
    assert [row.label for row in found] == ["H001"]
