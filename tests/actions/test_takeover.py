"""A counter opened at a second browser: it goes over whole, and is never open at two (I3)."""

import pytest
from sqlalchemy import select

from queue_server.actions.calling import call_next, recall_ticket
from queue_server.actions.helping import ask_help, end_help
from queue_server.actions.serving import finish_serving
from queue_server.actions.shifts import (
    check_seat,
    close_shift,
    open_shift,
    pause_shift,
    take_shift,
)
from queue_server.domain.counter_refusals import CounterElsewhere, CounterTakenOver, HelpNotAsked
from queue_server.domain.reasons import PauseReason
from queue_server.domain.refusals import (
    CounterClosed,
    CounterUnknown,
    NotYourCounter,
    OfficerElsewhere,
)
from queue_server.domain.serving import Outcome
from queue_server.store.tables.service import serving, shift
from tests.actions.test_issuing import facts
from tests.stage import AN, BINH, Stage
from tests.traces import changes, dump, refused

pytestmark = pytest.mark.usefixtures("verified")

DESK, LAPTOP = "desk-of-an", "laptop-of-an"


def open_at(stage: Stage, seat: str, counter: int = 3, login: str = AN) -> None:
    with stage.act(login) as tx:
        open_shift(tx, counter=counter, officer=stage.accounts[login], seat=seat)


def take(stage: Stage, seat: str, counter: int = 3, login: str = AN) -> str:
    with stage.act(login) as tx:
        return take_shift(tx, counter=counter, officer=stage.accounts[login], seat=seat).id


def say(stage: Stage, seat: str, login: str = AN) -> None:
    with stage.act(login) as tx:
        check_seat(tx, officer=stage.accounts[login], seat=seat)


def seats(stage: Stage) -> list[tuple[int, str, str | None]]:
    """The shifts at work: counter, officer, seat."""
    names = {id_: login for login, id_ in stage.accounts.items()}
    with stage.store.read() as connection:
        rows = connection.execute(
            select(shift.c.counter, shift.c.officer, shift.c.seat).where(shift.c.state != "closed")
        )
        return sorted((row.counter, names[row.officer], row.seat) for row in rows)


def test_second_browser_is_asked_and_takes_the_counter_with_its_citizen(stage: Stage) -> None:
    open_at(stage, DESK)
    ticket = stage.issue().ticket
    stage.call()
    with refused(stage.store, CounterElsewhere, counter=3):
        open_at(stage, LAPTOP)
    stage.clock.move(seconds=20)
    taken = take(stage, LAPTOP)
    assert seats(stage) == [(3, AN, LAPTOP)]
    assert facts(stage, taken) == ["shift.taken"]
    say(stage, LAPTOP)
    with refused(stage.store, CounterElsewhere, counter=3):
        say(stage, DESK)
    stage.finish(stage.start(ticket.id))


def test_another_officer_takes_the_counter_and_goes_on_with_its_serving(stage: Stage) -> None:
    open_at(stage, DESK)
    stage.issue()
    called = stage.call()
    assert called is not None
    going_on = stage.start(called.id)
    take(stage, LAPTOP, login=BINH)
    assert seats(stage) == [(3, BINH, LAPTOP)]
    an = stage.accounts[AN]
    with refused(stage.store, CounterTakenOver, counter=3), stage.act() as tx:
        finish_serving(tx, going_on, officer=an, outcome=Outcome.DONE)
    with refused(stage.store, CounterTakenOver, counter=3), stage.act() as tx:
        recall_ticket(tx, called.id, officer=an)
    with refused(stage.store, CounterTakenOver, counter=3), stage.act() as tx:
        call_next(tx, counter=3, officer=an)
    stage.finish(going_on, BINH)
    with stage.store.read() as connection:
        rows = connection.execute(select(serving.c.officer, serving.c.state)).all()
    assert [tuple(row) for row in rows] == [(stage.accounts[BINH], "finished")]


def test_taken_counter_works_though_it_rested(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    open_at(stage, DESK)
    with stage.act() as tx:
        pause_shift(tx, counter=3, officer=stage.accounts[AN], reason=PauseReason.REST)
    take(stage, LAPTOP)
    stage.issue()
    assert stage.call() is not None


def test_taking_ones_own_seat_again_changes_nothing(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    open_at(stage, DESK)
    before = dump(stage.store)
    take(stage, DESK)
    open_at(stage, DESK)
    assert changes(stage.store, before) == {}


def test_nobody_takes_a_second_counter_or_one_that_is_closed(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    with refused(stage.store, CounterClosed, counter=3):
        take(stage, DESK)
    with refused(stage.store, CounterUnknown, counter=9):
        take(stage, DESK, counter=9)
    open_at(stage, DESK)
    open_at(stage, "desk-of-binh", 5, BINH)
    with refused(stage.store, OfficerElsewhere, counter=5):
        take(stage, "desk-of-binh", login=BINH)
    assert seats(stage) == [(3, AN, DESK), (5, BINH, "desk-of-binh")]


def test_counter_goes_back_and_forth_and_is_only_ever_open_once(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    open_at(stage, DESK)
    for seat, other in ((LAPTOP, DESK), (DESK, LAPTOP)) * 2:
        take(stage, seat)
        assert seats(stage) == [(3, AN, seat)]
        with refused(stage.store, CounterElsewhere, counter=3):
            say(stage, other)


def test_counter_opened_before_seats_were_known_is_anybodys_of_its_officer(
    sqlite_stage: Stage,
) -> None:
    stage = sqlite_stage
    stage.open(3)
    say(stage, DESK)
    take(stage, DESK)
    assert seats(stage) == [(3, AN, DESK)]


# Help.


def ask(stage: Stage, login: str = AN) -> None:
    with stage.act(login) as tx:
        ask_help(tx, counter=3, officer=stage.accounts[login])


def test_help_is_asked_for_once_and_ended_by_anybody(stage: Stage) -> None:
    open_at(stage, DESK)
    with refused(stage.store, HelpNotAsked, counter=3), stage.act(BINH) as tx:
        end_help(tx, counter=3)
    with refused(stage.store, NotYourCounter, counter=3):
        ask(stage, BINH)
    ask(stage)
    before = dump(stage.store)
    ask(stage)
    assert changes(stage.store, before) == {}
    with stage.act(BINH) as tx:
        ended = end_help(tx, counter=3)
    assert facts(stage, ended.id) == ["shift.opened", "help.asked", "help.ended"]


def test_call_for_help_goes_with_the_counter_and_ends_when_it_closes(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    open_at(stage, DESK)
    ask(stage)
    take(stage, LAPTOP, login=BINH)
    with stage.act(BINH) as tx:
        close_shift(tx, counter=3, officer=stage.accounts[BINH])
    with stage.store.read() as connection:
        assert connection.execute(select(shift.c.help_at)).scalars().all() == [None, None]
