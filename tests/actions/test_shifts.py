"""One officer at one counter, from open to close, with breaks that say why."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from queue_server.actions.shifts import close_shift, open_shift, pause_shift, resume_shift
from queue_server.domain.reasons import PauseReason
from queue_server.domain.refusals import (
    CounterBusy,
    CounterClosed,
    CounterNotPaused,
    CounterPaused,
    CounterTaken,
    CounterUnknown,
    NotYourCounter,
    OfficerElsewhere,
)
from queue_server.store.store import Tx
from queue_server.store.tables.service import shift
from tests.actions.test_issuing import facts
from tests.stage import AN, BINH, Stage
from tests.traces import changes, dump, refused

Move = Callable[[Tx, int, str], object]


def close(tx: Tx, counter: int, officer: str) -> None:
    close_shift(tx, counter=counter, officer=officer)


def pause(tx: Tx, counter: int, officer: str) -> None:
    pause_shift(tx, counter=counter, officer=officer, reason=PauseReason.MEETING)


def resume(tx: Tx, counter: int, officer: str) -> None:
    resume_shift(tx, counter=counter, officer=officer)


def move(stage: Stage, how: Move, counter: int = 3, login: str = AN) -> None:
    with stage.act(login) as tx:
        how(tx, counter, stage.accounts[login])


def shifts(stage: Stage) -> list[tuple[int, str, str | None]]:
    with stage.store.read() as connection:
        rows = connection.execute(
            select(shift.c.counter, shift.c.state, shift.c.pause_reason).order_by(
                shift.c.opened_at, shift.c.id
            )
        )
        return [(row.counter, row.state, row.pause_reason) for row in rows]


def test_shift_goes_from_open_through_a_break_to_closed(stage: Stage) -> None:
    with stage.act() as tx:
        opened = open_shift(tx, counter=3, officer=stage.accounts[AN])
    assert shifts(stage) == [(3, "open", None)]
    move(stage, pause)
    assert shifts(stage) == [(3, "paused", "meeting")]
    move(stage, resume)
    assert shifts(stage) == [(3, "open", None)]
    move(stage, close)
    assert shifts(stage) == [(3, "closed", None)]
    assert facts(stage, opened.id) == [
        "shift.opened",
        "shift.paused",
        "shift.resumed",
        "shift.closed",
    ]


def test_counter_is_closed_from_a_break_too_and_opened_anew(stage: Stage) -> None:
    stage.open(3)
    move(stage, pause)
    move(stage, close)
    stage.clock.move(seconds=1)
    stage.open(3, BINH)
    assert shifts(stage) == [(3, "closed", None), (3, "open", None)]


def test_opening_ones_counter_again_changes_nothing(stage: Stage) -> None:
    stage.open(3)
    before = dump(stage.store)
    stage.open(3)
    assert changes(stage.store, before) == {}


def test_one_counter_has_one_officer_and_one_officer_one_counter(stage: Stage) -> None:
    stage.open(3, AN)
    with refused(stage.store, CounterTaken, counter=3):
        stage.open(3, BINH)
    with refused(stage.store, OfficerElsewhere, counter=3):
        stage.open(5, AN)
    move(stage, close)
    stage.open(5, AN)
    stage.open(3, BINH)
    assert sorted(row[:2] for row in shifts(stage) if row[1] == "open") == [
        (3, "open"),
        (5, "open"),
    ]


def test_hall_has_only_the_counters_it_has(sqlite_stage: Stage) -> None:
    for number in (0, -1, 6, 10**12):
        with refused(sqlite_stage.store, CounterUnknown, counter=number):
            sqlite_stage.open(number)
        for how in (close, pause, resume):
            with refused(sqlite_stage.store, CounterUnknown, counter=number):
                move(sqlite_stage, how, number)


@pytest.mark.parametrize("how", [close, pause, resume])
def test_closed_counter_can_only_be_opened(sqlite_stage: Stage, how: Move) -> None:
    with refused(sqlite_stage.store, CounterClosed, counter=3):
        move(sqlite_stage, how)


@pytest.mark.parametrize("how", [close, pause, resume])
def test_counter_of_another_officer_is_left_alone(sqlite_stage: Stage, how: Move) -> None:
    sqlite_stage.open(3, AN)
    with refused(sqlite_stage.store, NotYourCounter, counter=3):
        move(sqlite_stage, how, 3, BINH)


def test_break_begins_and_ends_once(sqlite_stage: Stage) -> None:
    sqlite_stage.open(3)
    with refused(sqlite_stage.store, CounterNotPaused, counter=3):
        move(sqlite_stage, resume)
    move(sqlite_stage, pause)
    with refused(sqlite_stage.store, CounterPaused, counter=3):
        move(sqlite_stage, pause)


@pytest.mark.parametrize("is_served", [False, True])
def test_counter_with_a_citizen_is_not_closed(sqlite_stage: Stage, is_served: bool) -> None:
    stage = sqlite_stage
    stage.open(3)
    ticket = stage.issue().ticket
    stage.call()
    if is_served:
        stage.start(ticket.id)
    with refused(stage.store, CounterBusy, counter=3, label="H001"):
        move(stage, close)


def test_break_may_begin_while_a_citizen_is_there_and_the_next_is_not_called(
    sqlite_stage: Stage,
) -> None:
    stage = sqlite_stage
    stage.open(3)
    first = stage.issue().ticket
    stage.clock.move(seconds=1)  # of two numbers of one instant, chance decides
    stage.issue()
    stage.call()
    move(stage, pause)
    stage.finish(stage.start(first.id))
    with refused(stage.store, CounterPaused, counter=3):
        stage.call()
