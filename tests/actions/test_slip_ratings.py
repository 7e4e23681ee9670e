"""Who holds a slip rates its last finished serving once: after the pad, for seven days (D11)."""

from dataclasses import dataclass

import pytest

from protocol.events import SYSTEM
from queue_server.actions.closing import close_due_days
from queue_server.actions.slip_ratings import explain_by_slip, rate_by_slip
from queue_server.domain.rating_refusals import (
    RatingAtPad,
    RatingReasonUnknown,
    RatingTooEarly,
)
from queue_server.domain.refusals import (
    RatingClosed,
    RatingTaken,
    RatingValueUnknown,
    SlipUnknown,
)
from tests.actions import verbs
from tests.actions.test_issuing import facts
from tests.actions.test_ratings import NOBODY, SCALE, explain, found, rate
from tests.stage import Stage
from tests.traces import refused

pytestmark = pytest.mark.usefixtures("verified")


@dataclass
class Served:
    """A citizen with a slip whose serving is over."""

    ticket: str
    serving: str


def serve(stage: Stage) -> Served:
    issued = stage.issue("HT01")
    row = stage.call()
    assert row is not None
    assert row.id == issued.ticket.id
    serving = stage.start(row.id)
    stage.finish(serving)
    return Served(row.id, serving)


def by_slip(stage: Stage, ticket: str, *, value: int = 4, scale: str = SCALE) -> None:
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        rate_by_slip(tx, ticket, value=value, scale=scale)


def why_by_slip(stage: Stage, ticket: str, reason: str = "wait") -> None:
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        explain_by_slip(tx, ticket, reason=reason)


def test_slip_answers_once_where_no_pad_stands(stage: Stage) -> None:
    stage.open(3)
    served = serve(stage)
    at = stage.clock.move(minutes=1)
    by_slip(stage, served.ticket)
    row = found(stage, served.serving)
    assert (row.state, row.value, row.scale) == ("given", 4, SCALE)
    assert (row.channel, row.given_at) == ("slip", at)
    assert facts(stage, served.serving)[-2:] == ["rating.opened", "rating.given"]
    before = facts(stage, served.serving)
    by_slip(stage, served.ticket)
    assert facts(stage, served.serving) == before
    with refused(stage.store, RatingTaken):
        by_slip(stage, served.ticket, value=1)


def test_pad_at_the_counter_is_asked_first(stage: Stage) -> None:
    stage.pair("pad", 3)
    stage.open(3)
    served = serve(stage)
    stage.clock.move(minutes=3)
    with refused(stage.store, RatingAtPad):
        by_slip(stage, served.ticket)
    stage.clock.move(milliseconds=1)
    by_slip(stage, served.ticket)
    with refused(stage.store, RatingTaken):
        rate(stage, served.serving)


def test_next_serving_at_the_counter_leaves_the_rating_to_the_slip(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.pair("pad", 3)
    stage.open(3)
    served = serve(stage)
    stage.clock.move(seconds=20)
    stage.issue()
    row = stage.call()
    assert row is not None
    with refused(stage.store, RatingAtPad):
        by_slip(stage, served.ticket)
    stage.start(row.id)
    by_slip(stage, served.ticket)
    assert found(stage, served.serving).channel == "slip"


def test_answer_at_the_pad_leaves_none_to_the_slip(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    served = serve(stage)
    rate(stage, served.serving, value=1)
    with refused(stage.store, RatingTaken):
        by_slip(stage, served.ticket, value=1)
    with refused(stage.store, RatingTaken):
        why_by_slip(stage, served.ticket)
    explain(stage, served.serving)


def test_slip_answers_for_seven_days_and_not_longer(stage: Stage) -> None:
    stage.open(3)
    first, second = serve(stage), serve(stage)
    stage.clock.move(days=7, milliseconds=-1)
    by_slip(stage, first.ticket)
    stage.clock.move(milliseconds=1)
    with refused(stage.store, RatingClosed):
        by_slip(stage, second.ticket)
    with refused(stage.store, RatingClosed):
        why_by_slip(stage, second.ticket)
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        close_due_days(tx)
    assert found(stage, second.serving).state == "lapsed"
    with refused(stage.store, RatingClosed):
        by_slip(stage, second.ticket)


def test_nothing_is_rated_before_it_is_over(stage: Stage) -> None:
    stage.open(3)
    issued = stage.issue("HT01")
    with refused(stage.store, RatingTooEarly):
        by_slip(stage, issued.ticket.id)
    stage.call()
    serving = stage.start(issued.ticket.id)
    with refused(stage.store, RatingTooEarly):
        by_slip(stage, issued.ticket.id)
    stage.finish(serving)
    verbs.reopen(stage, serving)
    with refused(stage.store, RatingTooEarly):
        by_slip(stage, issued.ticket.id)
    with refused(stage.store, SlipUnknown):
        by_slip(stage, NOBODY)


@pytest.mark.parametrize(("value", "scale"), [(0, SCALE), (6, SCALE), (5, "five-2")])
def test_answer_must_be_of_the_scale_in_use(sqlite_stage: Stage, value: int, scale: str) -> None:
    sqlite_stage.open(3)
    served = serve(sqlite_stage)
    with refused(sqlite_stage.store, RatingValueUnknown):
        by_slip(sqlite_stage, served.ticket, value=value, scale=scale)


def test_bad_answer_is_explained_once(stage: Stage) -> None:
    stage.open(3)
    served = serve(stage)
    with refused(stage.store, RatingClosed):
        why_by_slip(stage, served.ticket)
    by_slip(stage, served.ticket, value=2)
    with refused(stage.store, RatingReasonUnknown):
        why_by_slip(stage, served.ticket, "weather")
    why_by_slip(stage, served.ticket)
    why_by_slip(stage, served.ticket)
    assert facts(stage, served.serving)[-2:] == ["rating.given", "rating.explained"]
    assert found(stage, served.serving).reason == "wait"
    with refused(stage.store, RatingTaken):
        why_by_slip(stage, served.ticket, "manner")


def test_good_answer_has_no_reason(sqlite_stage: Stage) -> None:
    sqlite_stage.open(3)
    served = serve(sqlite_stage)
    by_slip(sqlite_stage, served.ticket, value=5)
    with refused(sqlite_stage.store, RatingReasonUnknown):
        why_by_slip(sqlite_stage, served.ticket)
