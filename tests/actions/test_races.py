"""Many hands at once: nobody is called twice, labels are dense and unique, nobody errs (I1, I3)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import select

from protocol.events import SYSTEM
from protocol.numbering import parse_label
from queue_server.actions.calling import call_next, miss_ticket
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.intake import Taken, take_ticket
from queue_server.actions.issuing import Wish, issue_ticket
from queue_server.actions.people import create_account
from queue_server.actions.shifts import open_shift
from queue_server.domain.access import AccountRole
from queue_server.domain.refusals import CounterBusy, CounterTaken, Refusal
from queue_server.domain.site import Catalogue, Field, Service
from queue_server.domain.site import Counter as Desk
from queue_server.store.journal import read_journal
from queue_server.store.store import Tx
from queue_server.store.tables.queue import ticket
from tests.actions.tap import Tap
from tests.actions.test_issuing import MONDAY, ledger
from tests.stage import AN, BINH, Stage

T = TypeVar("T")
OFFICERS, WAITING = 16, 320
SERVICES = ("CT01", "HT01", "DD01", "BT01")


def at_once(count: int, act: Callable[[int], T]) -> list[T]:
    """Let that many threads act, all starting together; any exception is ours."""
    gate = Barrier(count)

    def begin(number: int) -> T:
        gate.wait()
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def wide_hall(stage: Stage) -> list[str]:
    """Sixteen counters that share four services in overlapping pairs; gives the officers."""
    letters = "BHKS"
    fields = tuple(Field(s, letters[n], s, s) for n, s in enumerate(SERVICES))
    services = tuple(Service(s, s, s, s, s, s) for s in SERVICES)
    pairs = [(SERVICES[n % 4], SERVICES[(n + 1) % 4]) for n in range(OFFICERS)]
    desks = tuple(Desk(n + 1, dict.fromkeys(pair, 0)) for n, pair in enumerate(pairs))
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        publish_catalogue(tx, Catalogue(fields, services, (), desks), organisations={"U": "U"})
        officers = [
            create_account(tx, login=f"o{n}", name=f"O{n}", role=AccountRole.OFFICER)
            for n in range(OFFICERS)
        ]
        for number, officer in enumerate(officers, start=1):
            open_shift(tx, counter=number, officer=officer)
        for number in range(WAITING):
            issue_ticket(tx, wish=Wish(SERVICES[number % 4]))
    return officers


@pytest.mark.slow
def test_sixteen_officers_never_call_the_same_citizen(stage: Stage) -> None:
    officers = wide_hall(stage)

    def call_until_nobody_waits(number: int) -> list[str]:
        mine: list[str] = []
        while (row := call_and_dismiss(stage, number + 1, officers[number])) is not None:
            mine.append(row)
        return mine

    calls = at_once(OFFICERS, call_until_nobody_waits)
    everybody = Counter(id_ for mine in calls for id_ in mine)
    assert (len(everybody), max(everybody.values())) == (WAITING, 1)
    with stage.store.read() as connection:
        states = connection.execute(select(ticket.c.state, ticket.c.calls)).all()
    assert {tuple(row) for row in states} == {("missed", 1)}
    check_chain(stage)


def call_and_dismiss(stage: Stage, counter: int, officer: str) -> str | None:
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        called = call_next(tx, counter=counter, officer=officer).ticket
    if called is None:
        return None
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        miss_ticket(tx, called.id, officer=officer)
    return called.id


def test_fifty_issues_at_once_give_dense_and_unique_labels(stage: Stage) -> None:
    labels = at_once(50, lambda _: stage.issue("HT01").ticket.label)
    assert sorted(labels) == [f"H{n:03d}" for n in range(1, 51)]
    assert ledger(stage) == dict.fromkeys(labels, "given")
    check_chain(stage)


def test_offers_issues_and_own_labels_at_once_never_collide(stage: Stage) -> None:
    def give(number: int) -> str:
        if number % 3 == 0:
            return stage.issue("HT01").ticket.label
        tap = Tap(stage, seed=number)
        label = tap.offer()[0].label if number % 3 == 1 else f"H1-{number:03d}"
        return tap.take(label).label

    labels = at_once(30, give)
    assert len(set(labels)) == 30
    served = sorted(parse_label(label).ordinal for label in labels if "-" not in label)
    assert served == list(range(1, 21))
    assert ledger(stage) == dict.fromkeys(labels, "given")


def test_one_entry_delivered_by_many_hands_is_one_ticket(stage: Stage) -> None:
    tap = Tap(stage)
    taken = Taken(tap.id, "H1-001", MONDAY, tap.token, stage.clock(), tap.wish)

    def deliver(_: int) -> str:
        with stage.store.write(stage.site, by=tap.by) as tx:
            return take_ticket(tx, taken, issuer_no=1).id

    assert set(at_once(16, deliver)) == {tap.id}
    with stage.store.read() as connection:
        assert connection.execute(select(ticket.c.label)).scalars().all() == ["H1-001"]


def test_one_officer_pressing_twice_at_once_calls_one_citizen(stage: Stage) -> None:
    stage.open(3)
    for _ in range(8):
        stage.issue()
    outcomes = at_once(8, lambda _: attempt(stage, lambda tx: call(stage, tx)))
    assert Counter(outcomes) == {"done": 1, CounterBusy.code(): 7}


def test_counter_that_two_officers_open_at_once_has_one(stage: Stage) -> None:
    def sit_down(number: int) -> str:
        officer = stage.accounts[(AN, BINH)[number]]
        return attempt(stage, lambda tx: open_shift(tx, counter=4, officer=officer))

    assert Counter(at_once(2, sit_down)) == {"done": 1, CounterTaken.code(): 1}


def call(stage: Stage, tx: Tx) -> object:
    return call_next(tx, counter=3, officer=stage.accounts[AN])


def attempt(stage: Stage, act: Callable[[Tx], object]) -> str:
    try:
        with stage.store.write(stage.site, by=SYSTEM) as tx:
            act(tx)
    except Refusal as refusal:
        return refusal.code()
    return "done"


def check_chain(stage: Stage) -> None:
    """The journal is numbered without gaps although many wrote it."""
    with stage.store.read() as connection:
        numbers = [row["seq"] for row in read_journal(connection, stage.site)]
    assert numbers[0] == 1
    assert {after - before for before, after in pairwise(numbers)} == {1}
