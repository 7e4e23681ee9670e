"""A day is opened by its first issue and closed by rule; what is open then lapses, once."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from protocol.events import SYSTEM
from queue_server.actions.calling import cancel_ticket, miss_ticket, return_ticket
from queue_server.actions.closing import close_due_days
from queue_server.domain.refusals import DayClosed, TicketOfPastDay
from queue_server.keeper import Keeper
from queue_server.store.journal import totals_digest
from queue_server.store.rows import ticket_by_id
from queue_server.store.tables.journal import head, journal
from queue_server.store.tables.queue import service_day
from tests.actions.rules import under
from tests.actions.tap import Tap
from tests.actions.test_issuing import MONDAY, facts
from tests.stage import AN, Stage
from tests.traces import changes, dump, refused

TUESDAY = MONDAY + timedelta(days=1)


def close_due(stage: Stage) -> int:
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        return close_due_days(tx)


def state_of(stage: Stage, ticket_id: str) -> str:
    with stage.store.read() as connection:
        row = ticket_by_id(connection, stage.site, ticket_id)
    assert row is not None
    return row.state


def days_of(stage: Stage) -> dict[date, bool]:
    """Each day that was opened, and whether it is closed."""
    with stage.store.read() as connection:
        rows = connection.execute(
            select(service_day.c.day, service_day.c.closed_at).where(
                service_day.c.site == stage.site
            )
        ).all()
    return {row.day: row.closed_at is not None for row in rows}


def open_day_of(stage: Stage) -> date | None:
    with stage.store.read() as connection:
        statement = select(head.c.day).where(head.c.site == stage.site)
        found: date | None = connection.execute(statement).scalar_one()
    return found


def closing_fact(stage: Stage) -> dict[str, object]:
    with stage.store.read() as connection:
        text = connection.execute(
            select(journal.c.payload).where(journal.c.type == "day.closed")
        ).scalar_one()
    said: dict[str, object] = json.loads(text)
    return said


def test_first_issue_opens_the_day_and_the_second_does_not(stage: Stage) -> None:
    assert (days_of(stage), open_day_of(stage)) == ({}, None)
    stage.issue()
    stage.issue()
    assert (days_of(stage), open_day_of(stage)) == ({MONDAY: False}, MONDAY)
    assert facts(stage, "2026-11-23") == ["day.opened"]


def test_nothing_is_due_before_midnight(stage: Stage) -> None:
    stage.issue()
    stage.clock.move(hours=16, seconds=-1)
    before = dump(stage.store)
    assert close_due(stage) == 0
    assert changes(stage.store, before) == {}


def test_midnight_ends_what_nobody_finished_and_keeps_what_ended(stage: Stage) -> None:
    stage.open(3)
    served = stage.serve_one()
    waiting, called, missed, cancelled = (stage.issue().ticket for _ in range(4))
    stage.clock.move(seconds=1)
    with stage.act() as tx:
        cancel_ticket(tx, cancelled.id, reason=None)
    first = stage.call()
    assert first is not None
    with stage.act() as tx:
        miss_ticket(tx, first.id, officer=stage.accounts[AN])
    second = stage.call()
    assert second is not None
    offered = Tap(stage).offer()[0]

    stage.clock.move(hours=16)
    assert close_due(stage) == 1
    left = {waiting.id, called.id, missed.id} - {first.id, second.id}
    states = {id_: state_of(stage, id_) for id_ in (*left, first.id, second.id, cancelled.id)}
    assert [states.pop(id_) for id_ in left] == ["lapsed"]
    assert states == {first.id: "missed", second.id: "lapsed", cancelled.id: "cancelled"}
    assert state_of(stage, offered.id) == "offered"
    assert served
    assert (days_of(stage), open_day_of(stage)) == ({MONDAY: True}, None)


def test_closing_writes_the_totals_and_their_digest_once(stage: Stage) -> None:
    stage.open(3)
    stage.serve_one()
    stage.issue()
    Tap(stage).offer()
    stage.clock.move(days=1)
    close_due(stage)
    totals = {"lapsed": 1, "offered": 1, "served": 1}
    assert closing_fact(stage) == {
        "day": "2026-11-23",
        "totals": totals,
        "digest": totals_digest(MONDAY, totals),
    }
    before = dump(stage.store)
    assert close_due(stage) == 0
    assert changes(stage.store, before) == {}


def test_counter_is_free_again_the_morning_after(stage: Stage) -> None:
    stage.open(3)
    stage.issue()
    stage.call()
    stage.clock.move(days=1)
    close_due(stage)
    stage.issue()
    called = stage.call()
    assert called is not None
    assert (called.label, called.day) == ("H001", TUESDAY)


def test_citizen_still_being_served_at_midnight_is_served_to_the_end(stage: Stage) -> None:
    stage.open(3)
    ticket = stage.issue().ticket
    stage.call()
    serving = stage.start(ticket.id)
    stage.clock.move(hours=16, minutes=5)
    close_due(stage)
    assert state_of(stage, ticket.id) == "serving"
    assert stage.finish(serving).state == "served"


def test_yesterdays_ticket_is_not_called_even_before_its_day_was_closed(stage: Stage) -> None:
    stage.open(3)
    stage.issue()
    stage.clock.move(days=1)
    assert stage.call() is None
    today = stage.issue().ticket
    called = stage.call()
    assert called is not None
    assert called.id == today.id


@pytest.mark.parametrize("become", ["return", "cancel"])
def test_nothing_is_done_with_a_number_of_yesterday(sqlite_stage: Stage, become: str) -> None:
    stage = sqlite_stage
    stage.open(3)
    ticket = stage.issue().ticket
    stage.call()
    with stage.act() as tx:
        miss_ticket(tx, ticket.id, officer=stage.accounts[AN])
    stage.clock.move(days=1)
    past = refused(stage.store, TicketOfPastDay, label="H001", day="23/11/2026")
    with past, stage.act() as tx:
        if become == "return":
            return_ticket(tx, ticket.id)
        else:
            cancel_ticket(tx, ticket.id, reason=None)


def test_hall_that_is_open_past_midnight_serves_yesterdays_numbers(sqlite_stage: Stage) -> None:
    stage = under(sqlite_stage, day_close_hour=30)
    stage.open(3)
    ticket = stage.issue().ticket
    stage.clock.move(hours=17)  # 01:00 in the night
    assert close_due(stage) == 0
    called = stage.call()
    assert called is not None
    assert called.id == ticket.id
    assert stage.finish(stage.start(ticket.id)).state == "served"
    stage.clock.move(hours=5)
    assert close_due(stage) == 1


def test_closed_day_is_not_opened_again_by_a_clock_that_goes_back(sqlite_stage: Stage) -> None:
    stage = under(sqlite_stage, day_close_hour=17)
    stage.issue()
    stage.clock.move(hours=10)
    close_due(stage)
    stage.clock.move(hours=-3)
    with refused(stage.store, DayClosed, day="23/11/2026"):
        stage.issue()


def test_day_nobody_opened_is_written_down_for_what_a_kiosk_brings_and_closed_again(
    stage: Stage,
) -> None:
    at = stage.clock()
    stage.clock.move(days=1)
    today = stage.issue().ticket
    Tap(stage).take("H1-001", day=MONDAY, at=at)
    assert (days_of(stage), open_day_of(stage)) == ({MONDAY: False, TUESDAY: False}, TUESDAY)
    assert close_due(stage) == 1
    assert (days_of(stage), open_day_of(stage)) == ({MONDAY: True, TUESDAY: False}, TUESDAY)
    assert state_of(stage, today.id) == "waiting"


def test_days_that_were_missed_are_closed_in_order_at_the_first_round(stage: Stage) -> None:
    stage.issue()
    stage.clock.move(days=1)
    stage.issue()
    stage.clock.move(days=3)
    Keeper(stage.store).go_round()
    assert days_of(stage) == {MONDAY: True, TUESDAY: True}
    with stage.store.read() as connection:
        closed = connection.execute(
            select(journal.c.subject).where(journal.c.type == "day.closed").order_by(journal.c.seq)
        ).scalars()
        assert list(closed) == ["2026-11-23", "2026-11-24"]


def test_one_hall_closing_its_day_leaves_the_other_alone(stage: Stage) -> None:
    elsewhere = Tap(stage, site=stage.other_site)
    elsewhere.take("H1-001")
    stage.issue()
    stage.clock.move(days=1)
    close_due(stage)
    with stage.store.read() as connection:
        row = ticket_by_id(connection, stage.other_site, elsewhere.id)
    assert row is not None
    assert row.state == "waiting"
