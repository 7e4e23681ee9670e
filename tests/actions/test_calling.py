"""Calling: the next, again, not here, came back, cancel; one ticket at one counter."""

import pytest
from sqlalchemy import select

from queue_server.actions.calling import (
    cancel_ticket,
    miss_ticket,
    recall_ticket,
    return_ticket,
)
from queue_server.actions.shifts import pause_shift
from queue_server.domain.reasons import CancelReason, PauseReason
from queue_server.domain.refusals import (
    CounterBusy,
    CounterClosed,
    CounterPaused,
    CounterUnknown,
    NotYourCounter,
    ReturnTooLate,
    TicketMoved,
    TicketUnknown,
)
from queue_server.store.rows import TicketRow, queue_lengths
from queue_server.store.tables.queue import ticket
from tests.actions.tap import Tap
from tests.actions.test_issuing import facts
from tests.stage import AN, BINH, Stage
from tests.traces import changes, dump, refused

NOBODY = "0198f0a0-0000-7000-8000-000000000000"


def recall(stage: Stage, ticket_id: str, login: str = AN) -> TicketRow:
    with stage.act(login) as tx:
        return recall_ticket(tx, ticket_id, officer=stage.accounts[login])


def miss(stage: Stage, ticket_id: str, login: str = AN) -> TicketRow:
    with stage.act(login) as tx:
        return miss_ticket(tx, ticket_id, officer=stage.accounts[login])


def come_back(stage: Stage, ticket_id: str) -> TicketRow:
    with stage.act() as tx:
        return return_ticket(tx, ticket_id)


def cancel(stage: Stage, ticket_id: str) -> TicketRow:
    with stage.act() as tx:
        return cancel_ticket(tx, ticket_id, reason=CancelReason.LEFT)


def waiting(stage: Stage) -> dict[str, int]:
    with stage.store.read() as connection:
        counted = queue_lengths(connection, stage.site)
        rows = connection.execute(
            select(ticket.c.service).where(ticket.c.site == stage.site, ticket.c.state == "waiting")
        ).scalars()
        real = list(rows)
    assert {k: v for k, v in counted.items() if v} == {s: real.count(s) for s in set(real)}
    return {service: real.count(service) for service in sorted(set(real))}


def called(stage: Stage, counter: int = 3, login: str = AN) -> TicketRow:
    row = stage.call(counter, login)
    assert row is not None
    return row


def test_call_takes_the_first_ticket_the_counter_can_serve(stage: Stage) -> None:
    stage.issue("CT01")
    stage.clock.move(minutes=1)
    first = stage.issue("HT01").ticket
    stage.clock.move(minutes=1)
    stage.issue("HT03")
    stage.open(3)
    at = stage.clock.move(minutes=1)
    row = called(stage)
    assert row == first._replace(
        state="called",
        counter=3,
        calls=1,
        call_seq=row.call_seq,
        called_at=at,
        first_called_at=at,
    )
    assert waiting(stage) == {"CT01": 1, "HT03": 1}
    assert facts(stage, first.id) == ["ticket.issued", "ticket.called"]


def test_call_finds_nobody_where_nobody_waits(stage: Stage) -> None:
    stage.issue("CT01")
    stage.open(3)
    before = dump(stage.store)
    assert stage.call() is None
    assert changes(stage.store, before) == {}


def test_priority_citizen_goes_before_those_of_the_last_half_hour_only(stage: Stage) -> None:
    early = stage.issue("HT01").ticket
    stage.clock.move(minutes=15)
    recent = stage.issue("HT01").ticket
    stage.clock.move(minutes=29)
    priority = stage.issue("HT01", group="NCT75").ticket
    stage.open(3)
    order = []
    for _ in range(3):
        row = called(stage)
        order.append(row.id)
        miss(stage, row.id)
    assert order == [early.id, priority.id, recent.id]


def test_counter_with_a_citizen_calls_nobody_else(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    first, second = stage.issue().ticket, stage.issue().ticket
    row = called(stage)
    with refused(stage.store, CounterBusy, counter=3, label=row.label):
        stage.call()
    stage.start(row.id)
    with refused(stage.store, CounterBusy, counter=3, label=row.label):
        stage.call()
    assert row.id in {first.id, second.id}


def test_only_the_officer_of_an_open_counter_calls(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.issue()
    with refused(stage.store, CounterUnknown, counter=99):
        stage.call(99)
    with refused(stage.store, CounterClosed, counter=3):
        stage.call(3)
    stage.open(3, AN)
    with refused(stage.store, NotYourCounter, counter=3):
        stage.call(3, BINH)
    with stage.act() as tx:
        pause_shift(tx, counter=3, officer=stage.accounts[AN], reason=PauseReason.MEETING)
    with refused(stage.store, CounterPaused, counter=3):
        stage.call(3)


def test_called_again_is_a_new_call_of_the_same_ticket(stage: Stage) -> None:
    stage.open(3)
    stage.issue()
    first = called(stage)
    at = stage.clock.move(seconds=30)
    again = recall(stage, first.id)
    assert again == first._replace(calls=2, call_seq=again.call_seq, called_at=at)
    assert (again.call_seq or 0) > (first.call_seq or 0)
    assert again.first_called_at == first.called_at


def test_citizen_who_is_not_here_leaves_the_counter_free(stage: Stage) -> None:
    stage.open(3)
    stage.issue()
    row = called(stage)
    missed = miss(stage, row.id)
    assert (missed.state, missed.ended_at) == ("missed", stage.clock())
    stage.issue()
    assert called(stage).label == "H002"


def test_citizen_who_comes_back_keeps_label_and_seniority_less_ten_minutes(stage: Stage) -> None:
    stage.open(3)
    gone = stage.issue().ticket
    miss(stage, called(stage).id)
    stage.clock.move(minutes=5)
    earlier = stage.issue().ticket
    stage.clock.move(minutes=6)
    later = stage.issue().ticket
    at = stage.clock.move(minutes=5)
    back = come_back(stage, gone.id)
    assert (back.label, back.state, back.counter, back.ended_at) == ("H001", "waiting", None, None)
    assert (back.ready_at, back.eff_s) == (at, int(at.timestamp()) - 600)
    order = []
    for _ in range(3):
        row = called(stage)
        order.append(row.id)
        miss(stage, row.id)
    assert order == [earlier.id, gone.id, later.id]


def test_citizen_may_come_back_for_thirty_minutes(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    stage.issue()
    row = called(stage)
    miss(stage, row.id)
    stage.clock.move(minutes=30)
    assert come_back(stage, row.id).state == "waiting"
    miss(stage, called(stage).id)
    stage.clock.move(minutes=30, milliseconds=1)
    with refused(stage.store, ReturnTooLate, label="H001"):
        come_back(stage, row.id)


def test_waiting_called_and_nothing_else_can_be_cancelled(stage: Stage) -> None:
    stage.open(3)
    ids = [stage.issue().ticket.id for _ in range(3)]
    row = called(stage)
    ids.remove(row.id)
    assert cancel(stage, ids[0]).state == "cancelled"
    assert cancel(stage, row.id).state == "cancelled"
    last = called(stage)
    assert last.id == ids[1]
    stage.start(last.id)
    with refused(stage.store, TicketMoved, label=last.label, state="serving"):
        cancel(stage, last.id)
    assert waiting(stage) == {}


MOVES = {
    "recall": recall,
    "miss": miss,
    "return": come_back,
    "cancel": cancel,
    "start": lambda stage, id_: stage.start(id_),
}
ALLOWED = {
    "waiting": {"cancel"},
    "called": {"recall", "miss", "start", "cancel"},
    "serving": set(),
    "served": set(),
    "missed": {"return"},
    "cancelled": set(),
}


def bring(stage: Stage, state: str) -> str:
    """A ticket in a state, at An's open counter where it needs one."""
    stage.open(3)
    id_ = stage.issue().ticket.id
    if state in {"called", "serving", "served", "missed"}:
        called(stage)
    if state in {"serving", "served"}:
        serving = stage.start(id_)
        if state == "served":
            stage.finish(serving)
    if state == "missed":
        miss(stage, id_)
    if state == "cancelled":
        cancel(stage, id_)
    return id_


@pytest.mark.parametrize("how", MOVES)
@pytest.mark.parametrize("state", ALLOWED)
def test_what_may_be_done_with_a_ticket_depends_on_its_state(
    sqlite_stage: Stage, state: str, how: str
) -> None:
    id_ = bring(sqlite_stage, state)
    if how in ALLOWED[state]:
        before = dump(sqlite_stage.store)
        MOVES[how](sqlite_stage, id_)
        assert changes(sqlite_stage.store, before) != {}
        return
    with refused(sqlite_stage.store, TicketMoved, label="H001", state=state):
        MOVES[how](sqlite_stage, id_)


@pytest.mark.parametrize("how", MOVES)
def test_ticket_nobody_has_is_unknown(sqlite_stage: Stage, how: str) -> None:
    stage = sqlite_stage
    stage.open(3)
    elsewhere = Tap(stage, site=stage.other_site)
    elsewhere.take("H1-001")
    offered = Tap(stage, seed=2)
    offered.offer()
    for id_ in (NOBODY, "", elsewhere.id, offered.id):
        with refused(stage.store, TicketUnknown):
            MOVES[how](stage, id_)


@pytest.mark.parametrize("how", ["recall", "miss", "start"])
def test_ticket_at_another_counter_is_left_to_its_officer(sqlite_stage: Stage, how: str) -> None:
    stage = sqlite_stage
    stage.open(3, AN)
    stage.open(5, BINH)
    id_ = stage.issue("BT01").ticket.id
    assert called(stage, 5, BINH).id == id_
    with refused(stage.store, NotYourCounter, counter=5):
        MOVES[how](stage, id_)


def test_what_others_do_never_moves_a_waiting_ticket(stage: Stage) -> None:
    stage.open(3)
    before = [stage.issue(group="NCC").ticket, stage.issue().ticket, stage.issue().ticket]
    stage.clock.move(minutes=3)
    gone = called(stage)
    miss(stage, gone.id)
    stage.clock.move(minutes=3)
    come_back(stage, gone.id)
    cancel(stage, stage.issue(group="NCT75").ticket.id)
    with stage.store.read() as connection:
        rows = connection.execute(select(ticket.c.id, ticket.c.eff_s, ticket.c.ready_at)).all()
    after = {row.id: (row.eff_s, row.ready_at) for row in rows}
    others = [row for row in before if row.id != gone.id]
    assert len(others) == 2
    assert [after[row.id] for row in others] == [(row.eff_s, row.ready_at) for row in others]
