"""What a counter serves today is obeyed at once, and forgotten with the day (decision 0024)."""

from dataclasses import replace

import pytest

from protocol.events import SYSTEM
from queue_server.actions.calling import call_chosen
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.closing import close_due_days
from queue_server.actions.skills import change_skills, restore_skills
from queue_server.domain.counter_refusals import CounterWithoutService
from queue_server.domain.reasons import HandReason
from queue_server.domain.refusals import (
    CounterCannotServe,
    CounterClosed,
    CounterUnknown,
    NotYourCounter,
    ServiceUnknown,
)
from queue_server.queries.snapshot import STAFF, read_view
from queue_server.store.reading import load_catalogue, load_organisations
from tests.actions.test_issuing import facts
from tests.stage import AN, BINH, CHI, Stage
from tests.traces import changes, dump, refused

pytestmark = pytest.mark.usefixtures("verified")

USUAL = ["BT01", "HT01", "HT03", "HT05"]
LAND = "DD01"


def change(
    stage: Stage, *services: str, counter: int = 3, login: str = AN, may_any: bool = False
) -> None:
    with stage.act(login) as tx:
        officer = None if may_any else stage.accounts[login]
        change_skills(tx, counter=counter, services=services, officer=officer)


def restore(stage: Stage, counter: int = 3, login: str = AN) -> None:
    with stage.act(login) as tx:
        restore_skills(tx, counter=counter, officer=stage.accounts[login])


def serves(stage: Stage, counter: int = 3) -> tuple[list[str], bool]:
    """What the staff view says of a counter."""
    view = read_view(stage.store, stage.site, STAFF, now=stage.clock())
    row = next(c for c in view["body"]["counters"] if c["number"] == counter)
    return row["services"], row["services_changed"]


def test_counter_calls_what_it_serves_today_from_the_next_call_on(stage: Stage) -> None:
    stage.open(3)
    birth = stage.issue("HT01").ticket
    stage.clock.move(seconds=1)
    land = stage.issue(LAND).ticket
    change(stage, LAND)
    assert serves(stage) == ([LAND], True)
    row = stage.call()
    assert row is not None
    assert row.id == land.id
    stage.finish(stage.start(row.id))
    assert stage.call() is None
    with refused(stage.store, CounterCannotServe, counter=3), stage.act() as tx:
        call_chosen(tx, birth.id, officer=stage.accounts[AN], reason=HandReason.FRAIL)
    restore(stage)
    assert serves(stage) == (USUAL, False)
    row = stage.call()
    assert row is not None
    assert row.id == birth.id
    assert facts(stage, "3") == ["counter.skilled", "counter.skilled"]


def test_no_change_is_no_fact_and_the_usual_is_no_change(stage: Stage) -> None:
    stage.open(3)
    before = dump(stage.store)
    change(stage, *USUAL)
    restore(stage)
    assert changes(stage.store, before) == {}
    change(stage, "HT01", LAND)
    before = dump(stage.store)
    change(stage, LAND, "HT01")
    assert changes(stage.store, before) == {}
    change(stage, *USUAL)
    assert serves(stage) == (USUAL, False)


def test_other_counters_go_on_as_before(sqlite_stage: Stage) -> None:
    before = serves(sqlite_stage, 5)
    sqlite_stage.open(3)
    change(sqlite_stage, LAND)
    assert serves(sqlite_stage, 5) == before


def test_manager_may_change_any_counter_also_a_closed_one(sqlite_stage: Stage) -> None:
    change(sqlite_stage, LAND, login=CHI, may_any=True)
    assert serves(sqlite_stage) == ([LAND], True)


def test_officer_may_change_their_own_open_counter_only(stage: Stage) -> None:
    with refused(stage.store, CounterClosed, counter=3):
        change(stage, LAND)
    stage.open(3)
    stage.open(5, BINH)
    with refused(stage.store, NotYourCounter, counter=3):
        change(stage, LAND, login=BINH)
    with refused(stage.store, NotYourCounter, counter=3):
        restore(stage, login=BINH)


def test_what_makes_no_sense_is_refused(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    with refused(stage.store, CounterUnknown, counter=99):
        change(stage, LAND, counter=99)
    with refused(stage.store, CounterWithoutService, counter=3):
        change(stage)
    with refused(stage.store, ServiceUnknown):
        change(stage, LAND, "XX99")


def test_change_ends_with_its_day(stage: Stage) -> None:
    stage.open(3)
    change(stage, LAND)
    stage.clock.move(hours=17)
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        assert close_due_days(tx) == 1
        assert tx.catalogue.changed == frozenset()
    assert serves(stage) == (USUAL, False)
    assert facts(stage, "3") == ["counter.skilled"]


def test_published_catalogue_says_what_counters_serve(stage: Stage) -> None:
    stage.open(3)
    change(stage, LAND)
    with stage.store.read() as connection:
        catalogue = load_catalogue(connection, stage.site)
        organisations = load_organisations(connection, stage.site)
    assert sorted(catalogue.by_counter[3].skills) == USUAL
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        publish_catalogue(tx, replace(catalogue), organisations=organisations)
    assert serves(stage) == (USUAL, False)


def test_change_that_was_undone_leaves_no_catalogue_behind(stage: Stage) -> None:
    """What a transaction sees of itself is not what the others see before its end."""
    stage.open(3)
    stage.issue()

    def fail() -> None:
        with stage.act() as tx:
            change_skills(tx, counter=3, services=[LAND], officer=None)
            assert sorted(tx.catalogue.by_counter[3].skills) == [LAND]
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    stage.issue()
    restore(stage)
    change(stage, "HT03")
    assert serves(stage) == (["HT03"], True)
