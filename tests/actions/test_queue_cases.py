"""What other queue systems are tested for or promise, restated for our rules.

The table says each case in our words and names the tests that show it; a test that goes or is
renamed must be named anew here. The numbers are those of our list of cases.
"""

import ast
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from queue_server.actions.calling import cancel_ticket, miss_ticket
from queue_server.actions.moving import Target
from queue_server.domain.reasons import CancelReason
from queue_server.queries.snapshot import STAFF, read_view
from queue_server.store.tables.service import serving
from tests.actions.tap import Tap
from tests.actions.test_calling import called
from tests.actions.verbs import move
from tests.stage import AN, Stage
from tests.stats.monday import figures

TESTS = Path(__file__).parents[1]
OWN = "actions/test_queue_cases.py"
CALLING, VERBS = "actions/test_calling.py", "actions/test_verbs.py"

CASES: dict[int, tuple[str, str, tuple[str, ...]]] = {
    1: (
        "after every step at most one serving is open, and none after the last",
        OWN,
        ("test_at_most_one_serving_is_open_and_none_after_the_last_step",),
    ),
    2: (
        "the time somebody is held is neither wait nor service",
        "stats/test_measures.py",
        ("test_work_of_a_held_ticket_is_the_sum_of_its_servings_without_the_time_between",),
    ),
    3: (
        "who leaves at once is never called and stands in no list",
        OWN,
        ("test_who_leaves_at_once_is_never_called_and_stands_in_no_list",),
    ),
    4: ("who leaves while waiting makes room for the next", OWN, ("test_next_is_called_instead",)),
    8: (
        "a call of nobody says so and changes nothing",
        CALLING,
        ("test_call_finds_nobody_where_nobody_waits",),
    ),
    15: (
        "a held ticket is never the next, and waits again when it is released",
        VERBS,
        (
            "test_held_ticket_is_called_by_nobody_else",
            "test_held_ticket_waits_again_by_itself_with_its_seniority",
        ),
    ),
    16: (
        "who waits for one counter is called by it, others by any that can serve them",
        VERBS,
        ("test_ticket_for_a_counter_waits_for_it_alone_while_it_works",),
    ),
    17: (
        "without credits all are called in the order they came",
        "domain/test_dispatch.py",
        ("test_without_credits_it_is_first_come_first_called",),
    ),
    18: (
        "a day's end takes just its own hall's open tickets from the queue, and deletes none",
        "actions/test_day.py",
        (
            "test_midnight_ends_what_nobody_finished_and_keeps_what_ended",
            "test_one_hall_closing_its_day_leaves_the_other_alone",
        ),
    ),
    32: (
        "one call more than allowed is a miss; 0 allows any",
        "actions/test_undoing.py",
        ("test_command_after_the_last_call_marks_the_ticket_missed",),
    ),
    33: (
        "of two who call the last one at once, one gets them and the other nobody",
        "actions/test_races.py",
        ("test_sixteen_officers_never_call_the_same_citizen",),
    ),
    34: (
        "a counter with somebody there calls nobody else",
        CALLING,
        ("test_counter_with_a_citizen_calls_nobody_else",),
    ),
    39: (
        "who was called and is not here is not the next until they are back",
        OWN,
        ("test_who_is_not_here_is_not_the_next_until_they_are_back",),
    ),
    40: (
        "a called number is on the hall's screen, with its counter",
        "display/test_hall_screen.py",
        ("test_newest_call_stands_in_gold_with_its_counter",),
    ),
    41: (
        "a number taken at the kiosk is in the officer's list",
        OWN,
        ("test_number_taken_at_the_kiosk_is_in_the_officers_list",),
    ),
    42: (
        "two served and two not here are just that in the day's figures",
        OWN,
        ("test_two_served_and_two_missed_are_just_that_in_the_figures",),
    ),
    45: (
        "who does not come is called again, missed, or let back in",
        CALLING,
        (
            "test_called_again_is_a_new_call_of_the_same_ticket",
            "test_citizen_who_is_not_here_leaves_the_counter_free",
            "test_citizen_may_come_back_for_thirty_minutes",
        ),
    ),
    49: (
        "a pad asks nothing before the end of a serving",
        "actions/test_ratings.py",
        ("test_nobody_rates_before_the_end_or_what_nobody_served",),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_case_is_shown_by_the_tests_it_names(case: int) -> None:
    _, file, named = CASES[case]
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    there = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert [name for name in named if name not in there] == []


def open_servings(stage: Stage) -> int:
    with stage.store.read() as connection:
        found = connection.execute(select(serving.c.id).where(serving.c.state == "open"))
        return len(found.all())


def view(stage: Stage) -> dict[str, Any]:
    body: dict[str, Any] = read_view(stage.store, stage.site, STAFF, now=stage.clock())["body"]
    return body


def listed(stage: Stage) -> list[str]:
    return [row["label"] for field in view(stage)["fields"] for row in field["rows"]]


def leave(stage: Stage, ticket_id: str) -> None:
    with stage.act() as tx:
        cancel_ticket(tx, ticket_id, reason=CancelReason.LEFT)


def miss(stage: Stage, ticket_id: str) -> None:
    with stage.act() as tx:
        miss_ticket(tx, ticket_id, officer=stage.accounts[AN])


def test_at_most_one_serving_is_open_and_none_after_the_last_step(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    ticket = stage.issue().ticket.id
    seen = [open_servings(stage)]
    for is_last in (False, True):
        called(stage)
        seen.append(open_servings(stage))
        going_on = stage.start(ticket)
        seen.append(open_servings(stage))
        if is_last:
            stage.finish(going_on)
        else:
            move(stage, ticket, Target("HT03"))
        seen.append(open_servings(stage))
    assert seen == [0, 0, 1, 0, 0, 1, 0]


def test_who_leaves_at_once_is_never_called_and_stands_in_no_list(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    leave(stage, stage.issue().ticket.id)
    assert stage.call() is None
    assert (listed(stage), view(stage)["missed"], view(stage)["held"]) == ([], [], [])


def test_next_is_called_instead(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    first, second = stage.issue().ticket, stage.issue().ticket
    leave(stage, first.id)
    assert listed(stage) == [second.label]
    assert called(stage).id == second.id


def test_who_is_not_here_is_not_the_next_until_they_are_back(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    row = stage.issue().ticket
    called(stage)
    miss(stage, row.id)
    assert stage.call() is None
    assert [missed["label"] for missed in view(stage)["missed"]] == [row.label]


def test_number_taken_at_the_kiosk_is_in_the_officers_list(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.pair("kiosk")
    tap = Tap(stage)
    label = tap.offer()[0].label
    assert listed(stage) == []
    tap.take(label)
    assert listed(stage) == [label]


def test_two_served_and_two_missed_are_just_that_in_the_figures(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    for is_here in (True, False, True, False):
        if is_here:
            stage.serve_one()
            continue
        stage.issue()
        miss(stage, called(stage).id)
    found = figures(stage)
    counts = ("issued", "served", "missed", "cancelled", "waiting_now")
    assert {name: found[name] for name in counts} == dict(zip(counts, (4, 2, 2, 0, 0), strict=True))
