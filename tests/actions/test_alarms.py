"""What the staff view says needs somebody now."""

from typing import Any

import pytest

from protocol.instants import format_instant
from queue_server.queries.snapshot import STAFF, read_view
from tests.stage import Stage

pytestmark = pytest.mark.usefixtures("verified")


def alarms(stage: Stage) -> list[dict[str, Any]]:
    view = read_view(stage.store, stage.site, STAFF, now=stage.clock())
    found: list[dict[str, Any]] = view["body"]["alarms"]
    return found


def test_people_without_an_open_counter_are_an_alarm_until_one_opens(stage: Stage) -> None:
    stage.issue("HT01")
    assert alarms(stage) == [{"kind": "no_counter", "service": "HT01", "waiting": 1}]
    stage.open(3)
    assert [alarm["kind"] for alarm in alarms(stage)] == ["idle_counter"]


def test_idle_counter_is_an_alarm_ten_minutes_after_the_last_reason_not_to_call(
    stage: Stage,
) -> None:
    stage.open(3)
    assert alarms(stage) == []
    stage.clock.move(minutes=3)
    stage.issue("HT01")
    begins = format_instant(stage.clock.move(minutes=10))
    idle = {"kind": "idle_counter", "counter": 3, "waiting": 1, "from": begins}
    assert alarms(stage) == [idle]
    stage.issue("HT01")
    assert alarms(stage) == [{**idle, "waiting": 2}]
    called = stage.call()
    assert called is not None
    assert alarms(stage) == []
    serving = stage.start(called.id)
    stage.clock.move(minutes=4)
    stage.finish(serving)
    begins = format_instant(stage.clock.move(minutes=10))
    assert alarms(stage) == [{**idle, "from": begins}]


def test_people_of_other_counters_are_no_reason_to_call(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.open(3)
    stage.issue("CT01")  # not a service of counter 3
    assert [alarm["kind"] for alarm in alarms(stage)] == ["no_counter"]
