"""A ticket set aside and called back, or moved to where it can be served."""

import pytest

from protocol.events import SYSTEM
from queue_server.actions.holding import (
    leave_counter,
    release_due,
    release_ticket,
)
from queue_server.actions.moving import Target
from queue_server.domain.refusals import (
    CounterBusy,
    CounterCannotServe,
    CounterClosed,
    CounterUnknown,
    NotYourCounter,
    OfficerAway,
    Refusal,
    ServiceUnknown,
    TicketMoved,
)
from tests.actions.test_calling import called, waiting
from tests.actions.test_issuing import facts
from tests.actions.verbs import (
    SHARED,
    being_served,
    call_back,
    call_this,
    hold,
    move,
    ratings,
    servings,
)
from tests.stage import AN, BINH, CHI, Stage
from tests.traces import refused

pytestmark = pytest.mark.usefixtures("verified")


# Hold.


def test_held_ticket_leaves_the_counter_free_and_comes_back_to_it(stage: Stage) -> None:
    stage.open(3)
    row, _ = being_served(stage)
    held = hold(stage, row.id)
    assert (held.state, held.counter, held.held_reason, held.held_until) == (
        "held",
        3,
        "form",
        None,
    )
    assert servings(stage) == [("finished", "held")]
    stage.clock.move(minutes=1)
    other = being_served(stage)[1]
    with refused(stage.store, CounterBusy, counter=3, label="H002"):
        call_back(stage, row.id)
    stage.finish(other)
    back = call_back(stage, row.id)
    assert (back.state, back.counter, back.calls, back.held_reason) == ("called", 3, 1, None)
    assert back.first_called_at == row.first_called_at
    stage.finish(stage.start(row.id))
    assert servings(stage) == [("finished", "held"), *[("finished", "done")] * 2]
    assert facts(stage, row.id) == [
        "ticket.issued",
        "ticket.called",
        "ticket.held",
        "ticket.called",
    ]


def test_held_ticket_is_called_by_nobody_else(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    stage.open(2, BINH)
    row, _ = being_served(stage)
    hold(stage, row.id)
    assert stage.call() is None
    assert stage.call(2, BINH) is None
    with refused(stage.store, NotYourCounter, counter=3):
        call_back(stage, row.id, BINH)
    with refused(stage.store, TicketMoved, label="H001", state="held"):
        call_this(stage, row.id)


def test_only_a_ticket_being_served_is_held(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    stage.issue()
    row = called(stage)
    with refused(stage.store, TicketMoved, label="H001", state="called"):
        hold(stage, row.id)


def test_held_ticket_waits_again_by_itself_with_its_seniority(stage: Stage) -> None:
    stage.open(3)
    row, _ = being_served(stage)
    hold(stage, row.id, minutes=10)
    stage.clock.move(minutes=9)
    younger = stage.issue(SHARED).ticket
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        assert release_due(tx) == 0
    at = stage.clock.move(minutes=1)
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        assert release_due(tx) == 1
    again = called(stage)
    assert (again.id, again.ready_at, again.calls) == (row.id, at, 1)
    assert again.eff_s == row.eff_s < younger.eff_s


def test_seniority_overtakes_nobody_by_more_than_thirty_minutes(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    row, _ = being_served(stage)
    hold(stage, row.id)
    at = stage.clock.move(hours=2)
    with stage.act() as tx:
        again = release_ticket(tx, row.id)
    assert again.eff_s == int(at.timestamp()) - 1_800


def test_whom_a_counter_held_waits_again_when_it_closes(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    row, _ = being_served(stage)
    hold(stage, row.id)
    with stage.act() as tx:
        leave_counter(tx, counter=3, officer=stage.accounts[AN])
    assert waiting(stage) == {SHARED: 1}
    stage.open(2, BINH)
    assert called(stage, 2, BINH).id == row.id


# Move.


def test_moved_ticket_waits_for_the_other_service_where_it_would_have_stood(stage: Stage) -> None:
    stage.open(3)
    stage.open(2, BINH)
    row, _ = being_served(stage)
    stage.clock.move(minutes=5)
    stage.issue("HT03")
    at = stage.clock.move(minutes=5)
    moved = move(stage, row.id, Target("HT03"))
    assert (moved.state, moved.service, moved.label) == ("waiting", "HT03", "H001")
    assert (moved.ready_at, moved.eff_s, moved.counter) == (at, row.eff_s, None)
    assert waiting(stage) == {"HT03": 2}
    assert servings(stage) == [("finished", "transferred")]
    assert ratings(stage) == []
    assert called(stage, 2, BINH).id == row.id


def test_waiting_ticket_is_moved_by_reception_and_keeps_its_wait(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    row = stage.issue("CT01").ticket
    stage.clock.move(minutes=20)
    moved = move(stage, row.id, Target("HT01"), CHI)
    assert (moved.ready_at, moved.eff_s) == (row.ready_at, row.eff_s)
    assert waiting(stage) == {"HT01": 1}
    with refused(stage.store, TicketMoved, label="B001", state="waiting"):
        move(stage, row.id, Target("HT01", comes_back=True), CHI)


def test_ticket_for_a_counter_waits_for_it_alone_while_it_works(stage: Stage) -> None:
    stage.open(3)
    stage.open(2, BINH)
    row, _ = being_served(stage)
    move(stage, row.id, Target(SHARED, counter=2))
    assert stage.call() is None
    with stage.act(BINH) as tx:
        leave_counter(tx, counter=2, officer=stage.accounts[BINH])
    assert called(stage).id == row.id


def test_ticket_for_an_officer_waits_for_them_wherever_they_sit(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    stage.open(2, BINH)
    row, _ = being_served(stage)
    move(stage, row.id, Target(SHARED, officer=stage.accounts[BINH]))
    assert stage.call() is None
    taken = called(stage, 2, BINH)
    assert (taken.id, taken.for_officer) == (row.id, None)


def test_citizen_comes_back_to_the_counter_that_sent_them(stage: Stage) -> None:
    stage.open(3)
    stage.open(2, BINH)
    row, _ = being_served(stage, "HT03")
    move(stage, row.id, Target(SHARED, counter=2, comes_back=True))
    stage.clock.move(minutes=1)
    there = called(stage, 2, BINH)
    ended = stage.finish(stage.start(there.id, BINH), BINH)
    assert (ended.state, ended.service, ended.for_counter) == ("waiting", "HT03", 3)
    assert ratings(stage) == ["opened"]
    assert stage.call(2, BINH) is None
    stage.clock.move(minutes=1)
    back = called(stage)
    assert stage.finish(stage.start(back.id)).state == "served"
    assert [outcome for _, outcome in servings(stage)] == ["transferred", "done", "done"]


@pytest.mark.parametrize(
    ("to", "refusal", "fields"),
    [
        (Target("XX99"), ServiceUnknown, {}),
        (Target(SHARED, counter=99), CounterUnknown, {"counter": 99}),
        (Target(SHARED, counter=2), CounterClosed, {"counter": 2}),
        (Target("DD01", counter=3), CounterCannotServe, {"counter": 3}),
        (Target(SHARED, officer="nobody"), OfficerAway, {}),
    ],
)
def test_ticket_goes_only_where_it_can_be_served(
    sqlite_stage: Stage, to: Target, refusal: type[Refusal], fields: dict[str, object]
) -> None:
    stage = sqlite_stage
    stage.open(3)
    row, _ = being_served(stage)
    with refused(stage.store, refusal, **fields):
        move(stage, row.id, to)
