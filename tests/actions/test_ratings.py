"""A rating belongs to one serving, and only the citizen's channel can give it, once (D11)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Row, select

from protocol.events import Actor
from queue_server.actions.closing import close_due_days
from queue_server.actions.ratings import explain_at_pad, rate_at_pad
from queue_server.domain.rating_refusals import RatingReasonUnknown, ScaleDiffers
from queue_server.domain.refusals import (
    RatingClosed,
    RatingTaken,
    RatingValueUnknown,
    RoleRefused,
    ServingUnknown,
)
from queue_server.domain.scale import FIVE_FACES, Scale
from queue_server.store.reading import load_catalogue
from queue_server.store.tables.catalogue import rating_scale
from queue_server.store.tables.service import rating
from queue_server.store.verify import verify_site
from tests.actions.test_issuing import facts
from tests.stage import OPENING, Stage
from tests.traces import refused

NOBODY = "0198f0a0-0000-7000-8000-000000000000"
SCALE = "five-1"


def rate(
    stage: Stage, serving_id: str, *, value: int = 5, counter: int = 3, scale: str = SCALE
) -> None:
    by = Actor("device", stage.devices[("pad", counter)])
    with stage.store.write(stage.site, by=by) as tx:
        rate_at_pad(tx, serving_id, counter=counter, value=value, scale=scale)


def found(stage: Stage, serving_id: str) -> Row[tuple[object, ...]]:
    with stage.store.read() as connection:
        return connection.execute(select(rating).where(rating.c.serving == serving_id)).one()


def served(stage: Stage) -> str:
    stage.open(3)
    return stage.serve_one()


def test_finish_opens_a_rating_for_three_minutes_at_the_pad_and_seven_days_by_slip(
    stage: Stage,
) -> None:
    row = found(stage, served(stage))
    assert (row.state, row.counter, row.service, row.value) == ("opened", 3, "HT01", None)
    assert row.opened_at == OPENING
    assert (row.pad_until, row.until) == (
        OPENING + timedelta(minutes=3),
        OPENING + timedelta(days=7),
    )
    assert row.dossier is not None


@pytest.mark.parametrize("value", [1, 2, 3, 4, 5])
def test_answer_is_kept_with_its_scale_channel_and_dossier(sqlite_stage: Stage, value: int) -> None:
    serving_id = served(sqlite_stage)
    at = sqlite_stage.clock.move(seconds=40)
    rate(sqlite_stage, serving_id, value=value)
    row = found(sqlite_stage, serving_id)
    assert (row.state, row.value, row.scale) == ("given", value, SCALE)
    assert (row.channel, row.given_at) == ("pad", at)
    assert facts(sqlite_stage, serving_id)[-2:] == ["rating.opened", "rating.given"]


def explain(stage: Stage, serving_id: str, reason: str = "wait", *, counter: int = 3) -> None:
    by = Actor("device", stage.devices[("pad", counter)])
    with stage.store.write(stage.site, by=by) as tx:
        explain_at_pad(tx, serving_id, counter=counter, reason=reason)


def test_why_an_answer_was_bad_is_kept_beside_it_once(stage: Stage) -> None:
    serving_id = served(stage)
    with refused(stage.store, RatingClosed):
        explain(stage, serving_id)
    rate(stage, serving_id, value=1)
    with refused(stage.store, RatingReasonUnknown):
        explain(stage, serving_id, "weather")
    with refused(stage.store, RoleRefused):
        explain(stage, serving_id, counter=5)
    explain(stage, serving_id)
    assert (found(stage, serving_id).value, found(stage, serving_id).reason) == (1, "wait")
    assert facts(stage, serving_id)[-2:] == ["rating.given", "rating.explained"]
    with refused(stage.store, RatingTaken):
        explain(stage, serving_id, "manner")


def test_nobody_is_asked_why_an_answer_was_good_or_after_the_page_closed(
    sqlite_stage: Stage,
) -> None:
    stage = sqlite_stage
    good = served(stage)
    rate(stage, good, value=5)
    with refused(stage.store, RatingReasonUnknown):
        explain(stage, good)
    stage.clock.move(seconds=10)
    late = stage.serve_one()
    rate(stage, late, value=1)
    stage.clock.move(minutes=3, milliseconds=1)
    with refused(stage.store, RatingClosed):
        explain(stage, late)


def test_hall_with_three_faces_takes_those_and_keeps_what_older_ones_meant(
    sqlite_stage: Stage,
) -> None:
    stage = sqlite_stage
    three = Scale("three-1", FIVE_FACES.answers[::2], FIVE_FACES.reasons)
    with stage.store.read() as connection:
        now = load_catalogue(connection, stage.site)
    stage.publish(replace(now, scale=three))
    serving_id = served(stage)
    with refused(stage.store, RatingValueUnknown):
        rate(stage, serving_id, value=2, scale="three-1")
    with refused(stage.store, RatingValueUnknown):
        rate(stage, serving_id, value=1)
    rate(stage, serving_id, value=1, scale="three-1")
    assert found(stage, serving_id).scale == "three-1"
    with refused(stage.store, ScaleDiffers, version="five-1"):
        stage.publish(replace(now, scale=replace(three, version="five-1")))
    stage.publish(now)
    with stage.store.read() as connection:
        scales = connection.execute(select(rating_scale).order_by(rating_scale.c.version)).all()
        assert verify_site(connection, stage.site).is_clean
    assert [(row.version, row.is_current) for row in scales if row.site == stage.site] == [
        ("five-1", True),
        ("three-1", False),
    ]


@pytest.mark.fault(59)
def test_answer_is_taken_once(stage: Stage) -> None:
    serving_id = served(stage)
    rate(stage, serving_id, value=2)
    with refused(stage.store, RatingTaken):
        rate(stage, serving_id, value=5)
    assert found(stage, serving_id).value == 2


def test_pad_of_another_counter_cannot_answer(sqlite_stage: Stage) -> None:
    serving_id = served(sqlite_stage)
    with refused(sqlite_stage.store, RoleRefused):
        rate(sqlite_stage, serving_id, counter=5)


def test_pad_is_open_for_its_whole_window_and_not_longer(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    first = served(stage)
    stage.clock.move(minutes=3)
    rate(stage, first)
    stage.clock.move(seconds=1)
    second = stage.serve_one()
    stage.clock.move(minutes=3, milliseconds=1)
    with refused(stage.store, RatingClosed):
        rate(stage, second)


def test_calling_the_next_leaves_the_pad_open_and_serving_the_next_closes_it(
    stage: Stage,
) -> None:
    first = served(stage)
    stage.clock.move(seconds=10)
    stage.issue()
    row = stage.call()
    assert row is not None
    rate(stage, first)
    second = stage.start(row.id)
    stage.finish(second)
    stage.clock.move(seconds=10)
    stage.issue()
    row = stage.call()
    assert row is not None
    stage.start(row.id)
    with refused(stage.store, RatingClosed):
        rate(stage, second)


def test_pad_stays_closed_after_the_next_was_served(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    first = served(stage)
    stage.clock.move(seconds=10)
    second = stage.serve_one()
    with refused(stage.store, RatingClosed):
        rate(stage, first)
    rate(stage, second)


def test_serving_at_another_counter_closes_no_pad(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    first = served(stage)
    stage.open(5, "quay5")
    stage.issue("CT01")
    row = stage.call(5, "quay5")
    assert row is not None
    stage.start(row.id, "quay5")
    rate(stage, first)


@pytest.mark.parametrize(
    ("value", "scale"), [(0, SCALE), (6, SCALE), (-1, SCALE), (5, "five-2"), (5, "")]
)
def test_answer_must_be_of_the_scale_in_use(sqlite_stage: Stage, value: int, scale: str) -> None:
    serving_id = served(sqlite_stage)
    with refused(sqlite_stage.store, RatingValueUnknown):
        rate(sqlite_stage, serving_id, value=value, scale=scale)
    rate(sqlite_stage, serving_id)


def test_nobody_rates_before_the_end_or_what_nobody_served(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    stage.issue()
    row = stage.call()
    assert row is not None
    serving_id = stage.start(row.id)
    for id_ in (serving_id, NOBODY, ""):
        with refused(stage.store, ServingUnknown):
            rate(stage, id_)


def test_not_answering_lapses_after_seven_days_and_stays_counted(stage: Stage) -> None:
    silent, answered = served(stage), stage.serve_one
    stage.clock.move(seconds=1)
    second = answered()
    rate(stage, second)
    stage.clock.move(days=7, seconds=-2)
    close(stage)
    assert found(stage, silent).state == "opened"
    stage.issue()
    stage.clock.move(days=1)
    close(stage)
    assert (found(stage, silent).state, found(stage, second).state) == ("lapsed", "given")
    assert facts(stage, silent)[-1] == "rating.lapsed"
    with refused(stage.store, RatingClosed):
        rate(stage, silent)


def close(stage: Stage) -> None:
    with stage.act() as tx:
        close_due_days(tx)
