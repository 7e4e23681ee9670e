"""The life of a print job: every state with every event, and what follows an attempt."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from printers.print_job import (
    EVENTS,
    HOLD,
    PENDING,
    REST,
    STATES,
    TABLE,
    Job,
    NotAllowed,
    Policy,
    Step,
    moved,
    next_step,
)
from tests.printing.samples import MORNING

POLICY = Policy()
JOB = Job(
    id="j",
    subject="t",
    copy=0,
    slip="{}",
    state="sending",
    created_at=MORNING,
    deadline_at=MORNING + timedelta(minutes=3),
    due_at=MORNING,
    attempts=1,
)


@pytest.mark.parametrize(("state", "event"), list(product(STATES, EVENTS)))
def test_every_state_meets_every_event(state, event) -> None:
    if (state, event) in TABLE:
        assert moved(state, event) == TABLE[state, event]
        assert moved(state, event) in STATES
    else:
        with pytest.raises(NotAllowed):
            moved(state, event)


def test_what_has_ended_stays_so() -> None:
    ended = set(STATES) - {state for state, _ in TABLE}
    assert ended == {"printed", "dropped"}
    assert not ended & set(PENDING)


def test_every_state_can_be_reached() -> None:
    reached = {"queued"}
    for _ in STATES:
        reached |= {TABLE[pair] for pair in TABLE if pair[0] in reached}
    assert reached == set(STATES)


def step(job: Job, kind, *, doubt="reprint", others=False) -> Step:
    return next_step(job, kind, policy=POLICY, doubt=doubt, has_other_printer=others)


def test_printed_needs_nothing_more() -> None:
    assert step(JOB, "printed") == REST


def test_refused_is_tried_again_after_one_and_five_seconds_then_held() -> None:
    refused = [replace(JOB, attempts=1 + count, refusals=count) for count in range(3)]
    assert [step(job, "refused") for job in refused] == [
        Step("retry", 1.0),
        Step("retry", 5.0),
        HOLD,
    ]


def test_refused_goes_to_another_printer_at_once() -> None:
    assert step(JOB, "refused", others=True) == Step("retry", 0.0)


@pytest.mark.parametrize("kind", ["failed", "uncertain"])
def test_failed_and_uncertain_are_reprinted_twice_then_held(kind) -> None:
    sent = [replace(JOB, attempts=1 + count, copy=count) for count in range(3)]
    assert [step(job, kind).event for job in sent] == ["reprint", "reprint", "hold"]


def test_refusals_in_between_do_not_use_up_reprints() -> None:
    job = replace(JOB, attempts=4, refusals=2, copy=1)
    assert step(job, "failed").event == "reprint"


def test_doubtful_printers_hold_or_leave_as_their_profile_says() -> None:
    assert step(JOB, "uncertain", doubt="hold") == HOLD
    assert step(JOB, "uncertain", doubt="leave") == REST
    assert step(JOB, "failed", doubt="leave").event == "reprint"
