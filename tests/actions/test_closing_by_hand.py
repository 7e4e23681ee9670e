"""A manager opens today before its first number, and closes it before its hour, for good."""

import pytest

from protocol.events import SYSTEM
from queue_server.actions.calling import cancel_ticket, return_ticket
from queue_server.actions.closing import close_by_hand, close_due_days, open_by_hand
from queue_server.actions.skills import change_skills
from queue_server.actions.undoing import undo_cancellation
from queue_server.domain.day_refusals import (
    DayClosedAlready,
    DayNotOpened,
    DayNotToday,
    PeopleAtCounters,
    TicketsOpened,
)
from queue_server.domain.refusals import DayClosed, TicketOfPastDay
from queue_server.queries.snapshot import STAFF, read_view
from tests.actions import verbs
from tests.actions.tap import Tap
from tests.actions.test_day import TUESDAY, days_of, open_day_of, state_of
from tests.actions.test_issuing import MONDAY, facts
from tests.stage import CHI, Stage
from tests.traces import changes, dump, refused

pytestmark = pytest.mark.usefixtures("verified")

TODAY = "23/11/2026"


def open_it(stage: Stage) -> None:
    with stage.act(CHI) as tx:
        open_by_hand(tx, MONDAY)


def close_it(stage: Stage, *, lapses: int = 0) -> None:
    with stage.act(CHI) as tx:
        close_by_hand(tx, MONDAY, lapses=lapses)


def told(stage: Stage) -> tuple[str, str | None]:
    """What the staff view says of today."""
    day = read_view(stage.store, stage.site, STAFF, now=stage.clock())["body"]["service_day"]
    return day["state"], day["at"]


def test_day_is_opened_before_its_first_number_once(stage: Stage) -> None:
    assert told(stage) == ("new", None)
    open_it(stage)
    assert (days_of(stage), open_day_of(stage)) == ({MONDAY: False}, MONDAY)
    before = dump(stage.store)
    open_it(stage)
    assert changes(stage.store, before) == {}
    stage.clock.move(minutes=5)
    stage.issue()
    assert facts(stage, MONDAY.isoformat()) == ["day.opened"]
    assert told(stage) == ("open", "2026-11-23T01:00:00.000Z")


def test_closing_by_hand_ends_who_waits_and_is_held_and_gives_no_more_numbers(
    stage: Stage,
) -> None:
    stage.open(3)
    held, _ = verbs.being_served(stage)
    verbs.hold(stage, held.id)
    waits = stage.issue("DD01").ticket
    stage.clock.move(hours=4)
    close_it(stage, lapses=2)
    assert [state_of(stage, id_) for id_ in (held.id, waits.id)] == ["lapsed", "lapsed"]
    assert facts(stage, MONDAY.isoformat()) == ["day.opened", "day.closed"]
    assert told(stage) == ("closed", "2026-11-23T05:00:00.000Z")
    with refused(stage.store, DayClosed, day=TODAY):
        stage.issue()
    with refused(stage.store, DayClosed, day=TODAY):
        open_it(stage)
    with refused(stage.store, DayClosedAlready, day=TODAY):
        close_it(stage)
    assert stage.call() is None
    with refused(stage.store, DayClosed, day=TODAY), stage.act(CHI) as tx:
        change_skills(tx, counter=3, services=["DD01"], officer=None)


def test_rule_closes_no_day_again_and_the_next_day_is_as_ever(stage: Stage) -> None:
    stage.issue()
    close_it(stage, lapses=1)
    stage.clock.move(days=1)
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        assert close_due_days(tx) == 0
    assert stage.issue().ticket.day == TUESDAY
    assert days_of(stage) == {MONDAY: True, TUESDAY: False}


def test_nobody_is_put_back_into_a_closed_day(stage: Stage) -> None:
    stage.open(3)
    stage.issue("HT01")
    missed = stage.call()
    assert missed is not None
    verbs.miss(stage, missed.id)
    gone = stage.issue("HT01").ticket.id
    with stage.act() as tx:
        cancel_ticket(tx, gone, reason=None)
    close_it(stage)
    with refused(stage.store, TicketOfPastDay, label="H001", day=TODAY), stage.act() as tx:
        return_ticket(tx, missed.id)
    with refused(stage.store, TicketOfPastDay, label="H002", day=TODAY), stage.act() as tx:
        undo_cancellation(tx, gone)


def test_kiosks_late_number_is_taken_in_and_lapses(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    offered, _ = Tap(stage, seed=5).offer()
    close_it(stage)
    assert state_of(stage, offered.id) == "offered"


def test_nobody_is_cut_off_at_a_counter(stage: Stage) -> None:
    stage.open(3)
    stage.issue("HT01")
    row = stage.call()
    assert row is not None
    with refused(stage.store, PeopleAtCounters, count=1):
        close_it(stage)
    serving = stage.start(row.id)
    with refused(stage.store, PeopleAtCounters, count=1):
        close_it(stage)
    stage.finish(serving)
    close_it(stage)


def test_who_came_since_the_question_was_asked_is_told_of(stage: Stage) -> None:
    stage.issue()
    stage.issue()
    with refused(stage.store, TicketsOpened, count=2):
        close_it(stage, lapses=1)
    close_it(stage, lapses=2)


def test_only_todays_open_day_is_closed(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    with refused(stage.store, DayNotOpened, day=TODAY):
        close_it(stage)
    for act in (open_by_hand, lambda tx, day: close_by_hand(tx, day, lapses=0)):
        with refused(stage.store, DayNotToday, day="24/11/2026"), stage.act(CHI) as tx:
            act(tx, TUESDAY)
