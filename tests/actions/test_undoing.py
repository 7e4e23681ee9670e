"""This one before its turn, the last call allowed, walk-ups, and undoing the last step."""

from datetime import timedelta

import pytest

from queue_server.actions.calling import cancel_ticket
from queue_server.actions.undoing import undo_absence, undo_cancellation
from queue_server.domain.reasons import CancelReason
from queue_server.domain.refusals import (
    CounterBusy,
    CounterCannotServe,
    DossierAccepted,
    NotYourCounter,
    OfficerAway,
    ServiceUnknown,
    TicketMoved,
    UndoTooLate,
)
from queue_server.domain.serving import Outcome
from tests.actions.test_calling import called, waiting
from tests.actions.test_issuing import facts
from tests.actions.test_races import at_once
from tests.actions.test_ratings import rate
from tests.actions.test_serving import finish
from tests.actions.verbs import (
    SHARED,
    being_served,
    call_this,
    miss,
    ratings,
    recall,
    reopen,
    servings,
    walk_up,
)
from tests.stage import AN, BINH, Stage
from tests.traces import refused

pytestmark = pytest.mark.usefixtures("verified")


# This one, and the limit.


def test_this_one_is_called_before_its_turn_and_the_journal_says_why(stage: Stage) -> None:
    stage.open(3)
    first = stage.issue().ticket
    stage.clock.move(minutes=7)
    chosen = stage.issue().ticket
    row = call_this(stage, chosen.id)
    assert (row.id, row.state, row.by_hand) == (chosen.id, "called", "frail")
    with refused(stage.store, CounterBusy, counter=3, label=row.label):
        call_this(stage, first.id)
    with refused(stage.store, TicketMoved, label=row.label, state="called"):
        call_this(stage, chosen.id)


def test_this_one_must_be_of_a_service_of_the_counter(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    other = stage.issue("DD01").ticket
    with refused(stage.store, OfficerAway):
        call_this(stage, other.id)
    stage.open(3)
    with refused(stage.store, CounterCannotServe, counter=3):
        call_this(stage, other.id)


def test_command_after_the_last_call_marks_the_ticket_missed(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    stage.issue()
    row = called(stage)
    assert [recall(stage, row.id).state for _ in range(3)] == ["called", "called", "missed"]
    assert facts(stage, row.id)[-2:] == ["ticket.recalled", "ticket.missed"]
    stage.settle(calls_max=0)
    stage.issue()
    row = called(stage)
    assert {recall(stage, row.id).state for _ in range(9)} == {"called"}
    stage.settle()  # what the journal knows of


def test_who_came_back_is_called_from_the_first_time_on(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    stage.issue()
    row = called(stage)
    for _ in range(3):
        recall(stage, row.id)
    with stage.act() as tx:
        undo_absence(tx, row.id, officer=stage.accounts[AN])
    assert called(stage).calls == 1
    assert recall(stage, row.id).state == "called"


# Walk-ups.


def test_walk_up_is_served_at_once_with_a_number_of_its_own(stage: Stage) -> None:
    stage.open(3)
    stage.issue()
    done = walk_up(stage)
    assert (done.ticket.label, done.ticket.state, done.ticket.by_hand) == (
        "H002",
        "serving",
        "walk_up",
    )
    assert done.serving.ticket == done.ticket.id
    assert facts(stage, done.ticket.id) == ["ticket.issued", "ticket.called"]
    assert waiting(stage) == {SHARED: 1}
    with refused(stage.store, CounterBusy, counter=3, label="H002"):
        walk_up(stage)


def test_walk_up_must_be_of_a_service_of_the_counter(sqlite_stage: Stage) -> None:
    sqlite_stage.open(3)
    with refused(sqlite_stage.store, CounterCannotServe, counter=3):
        walk_up(sqlite_stage, "DD01")
    with refused(sqlite_stage.store, ServiceUnknown):
        walk_up(sqlite_stage, "XX99")


# Undo.


def test_finished_serving_goes_on_and_its_rating_is_withdrawn(stage: Stage) -> None:
    stage.open(3)
    row, id_ = being_served(stage)
    stage.finish(id_)
    stage.issue()
    next_one = called(stage)
    stage.clock.move(seconds=30)
    again = reopen(stage, id_)
    assert (again.id, again.state, again.ended_at) == (row.id, "serving", None)
    assert (servings(stage), ratings(stage)) == ([("open", None)], [])
    stage.finish(id_)
    assert (servings(stage), ratings(stage)) == ([("finished", "done")], ["opened"])
    back = called(stage)
    assert (back.id, back.eff_s, back.ready_at) == (
        next_one.id,
        next_one.eff_s,
        next_one.ready_at,
    )


def test_rating_that_was_given_stays_and_is_not_asked_for_again(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    _, id_ = being_served(stage)
    stage.finish(id_)
    rate(stage, id_)
    reopen(stage, id_)
    stage.finish(id_)
    assert ratings(stage) == ["given"]


def test_nothing_is_undone_after_thirty_seconds(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    _, finished = being_served(stage)
    stage.finish(finished)
    stage.issue()
    missed = miss(stage, called(stage).id)
    cancelled = stage.issue().ticket
    with stage.act() as tx:
        cancel_ticket(tx, cancelled.id, reason=CancelReason.TWICE)
    stage.clock.at += timedelta(seconds=30, milliseconds=1)
    with refused(stage.store, UndoTooLate, seconds=30):
        reopen(stage, finished)
    with refused(stage.store, UndoTooLate, seconds=30), stage.act() as tx:
        undo_absence(tx, missed.id, officer=stage.accounts[AN])
    with refused(stage.store, UndoTooLate, seconds=30), stage.act() as tx:
        undo_cancellation(tx, cancelled.id)


def test_missed_and_cancelled_wait_again_as_if_nothing_had_been(stage: Stage) -> None:
    stage.open(3)
    stage.issue()
    row = called(stage)
    miss(stage, row.id)
    with refused(stage.store, NotYourCounter, counter=3), stage.act(BINH) as tx:
        undo_absence(tx, row.id, officer=stage.accounts[BINH])
    with stage.act() as tx:
        again = undo_absence(tx, row.id, officer=stage.accounts[AN])
    assert (again.state, again.eff_s, again.ready_at) == ("waiting", row.eff_s, row.ready_at)
    with stage.act() as tx:
        cancel_ticket(tx, row.id, reason=CancelReason.MISTAKEN)
    with stage.act() as tx:
        undo_cancellation(tx, row.id)
    assert waiting(stage) == {SHARED: 1}
    assert called(stage).id == row.id


def test_serving_is_not_reopened_over_another_nor_by_another(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    _, first = being_served(stage)
    stage.finish(first)
    with refused(stage.store, NotYourCounter, counter=3):
        reopen(stage, first, BINH)
    being_served(stage)
    with refused(stage.store, CounterBusy, counter=3, label="H002"):
        reopen(stage, first)


def test_serving_in_which_a_dossier_was_accepted_stays_finished(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    _, id_ = being_served(stage)
    code = "H26.12-261123-0001"
    finish(stage, id_, Outcome.ACCEPTED, code=code)
    with refused(stage.store, DossierAccepted, dossier_code=code):
        reopen(stage, id_)


# Two officers, one ticket.


def test_of_two_officers_who_call_the_same_one_gets_it(stage: Stage) -> None:
    stage.open(3)
    stage.open(2, BINH)
    row = stage.issue().ticket

    def act(number: int) -> str:
        try:
            return call_this(stage, row.id, (AN, BINH)[number]).state
        except TicketMoved as refusal:
            return refusal.code()

    assert sorted(at_once(2, act)) == ["called", "ticket_moved"]


def test_undo_and_call_at_once_leave_one_ticket_at_the_counter(stage: Stage) -> None:
    stage.open(3)
    _, id_ = being_served(stage)
    stage.finish(id_)
    stage.issue()

    def act(number: int) -> str:
        try:
            if number:
                return reopen(stage, id_).state
            row = stage.call()
            return row.state if row else "nobody"
        except CounterBusy as refusal:
            return refusal.code()

    # The undo always wins: whoever was called a moment before it waits again.
    assert sorted(at_once(2, act)) in (["called", "serving"], ["counter_busy", "serving"])
