"""Kiosks report, fall silent, come back; the journal hears of what is new and of nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from protocol.events import SYSTEM, Actor
from protocol.health import SILENT_AFTER_S
from protocol.instants import format_instant
from queue_server.actions.devices import revoke_device
from queue_server.actions.health import hear_kiosk, silence_kiosks
from queue_server.domain.health import ALARMS, GRAVE, Report, alarms_of, condition_of
from queue_server.keeper import Keeper
from queue_server.queries.access import list_devices
from queue_server.queries.kiosks import kiosk_rows
from tests.stage import Stage
from tests.store.looking import facts, verify

WELL = Report("ready", None, "ok", 0, 0, "set", "ok", "0.1.0", copied=False)
OUT = replace(WELL, printer="fault", cause="paper_out", paper="out")


@pytest.fixture
def hall(stage: Stage) -> Stage:
    stage.pair("kiosk")
    return stage


def hear(stage: Stage, report: Report = WELL) -> None:
    id_ = stage.devices["kiosk", None]
    with stage.store.write(stage.site, by=Actor("device", id_)) as tx:
        hear_kiosk(tx, id_, report)


def silence(stage: Stage) -> int:
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        return silence_kiosks(tx)


def kiosk(stage: Stage) -> dict[str, Any]:
    with stage.store.read() as connection:
        (row,) = kiosk_rows(connection, stage.site)
    return row


def told(stage: Stage) -> int:
    with stage.store.read() as connection:
        return facts(connection, stage.site)["device.reported"]


def alarms(stage: Stage) -> dict[str, str]:
    return {alarm["kind"]: alarm["since"] for alarm in kiosk(stage)["alarms"]}


def test_kiosk_that_never_reported_is_unknown_and_not_good(hall: Stage) -> None:
    row = kiosk(hall)
    assert (row["state"], row["link"], row["printer"]) == ("unknown", "never", "unknown")


def test_same_again_is_no_news_and_one_more_of_a_backlog_neither(hall: Stage) -> None:
    hear(hall)
    hear(hall)
    assert (told(hall), kiosk(hall)["state"]) == (1, "good")
    for backlog in (2, 3, 9):
        hear(hall, replace(WELL, backlog=backlog))
    assert (told(hall), kiosk(hall)["backlog"]) == (2, 1)
    hear(hall, replace(WELL, backlog=12))
    assert (told(hall), kiosk(hall)["backlog"]) == (3, 10)
    assert verify(hall.store, hall.site).is_clean


def test_alarm_that_goes_on_keeps_its_beginning(hall: Stage) -> None:
    began = format_instant(hall.clock())
    hear(hall, OUT)
    later = format_instant(hall.clock.move(minutes=18))
    hear(hall, replace(OUT, disk="low"))
    assert alarms(hall) == {"paper_out": began, "disk_low": later}
    assert (kiosk(hall)["state"], kiosk(hall)["since"]) == ("bad", began)
    hear(hall, replace(WELL, disk="low"))
    assert alarms(hall) == {"disk_low": later}
    assert kiosk(hall)["state"] == "attention"
    assert verify(hall.store, hall.site).is_clean


def test_kiosk_not_heard_is_silent_by_rule_and_what_it_said_is_not_trusted(hall: Stage) -> None:
    hear(hall, OUT)
    hall.clock.move(seconds=SILENT_AFTER_S)
    assert silence(hall) == 0
    at = format_instant(hall.clock.move(seconds=0.5))
    assert silence(hall) == 1
    assert alarms(hall) == {"silent": at}
    assert (kiosk(hall)["state"], kiosk(hall)["link"]) == ("bad", "silent")
    assert silence(hall) == 0
    hall.clock.move(seconds=60)
    hear(hall, OUT)
    assert list(alarms(hall)) == ["paper_out"]
    assert alarms(hall)["paper_out"] < at
    assert verify(hall.store, hall.site).is_clean


def test_server_that_was_off_gives_kiosks_time_to_be_heard(hall: Stage) -> None:
    hear(hall)
    hall.clock.move(hours=1)
    keeper = Keeper(hall.store)
    keeper.watch()
    assert kiosk(hall)["link"] == "up"
    hall.clock.move(seconds=SILENT_AFTER_S + 1)
    keeper.watch()
    assert kiosk(hall)["link"] == "silent"


def test_copied_store_stays_an_alarm_until_paired_anew(hall: Stage) -> None:
    hear(hall, replace(WELL, copied=True))
    hear(hall, WELL)
    assert (list(alarms(hall)), told(hall)) == (["store_copied"], 1)
    hall.pair("kiosk")
    assert kiosk(hall)["link"] == "never"
    hear(hall, WELL)
    assert alarms(hall) == {}
    assert verify(hall.store, hall.site).is_clean


def test_revoked_kiosk_is_shown_no_more(hall: Stage) -> None:
    hear(hall)
    with hall.store.write(hall.site, by=SYSTEM) as tx:
        revoke_device(tx, hall.devices["kiosk", None])
    with hall.store.read() as connection:
        assert kiosk_rows(connection, hall.site) == []
    assert verify(hall.store, hall.site).is_clean


def test_administrator_sees_the_exact_backlog_and_when_it_was_told(hall: Stage) -> None:
    hear(hall, replace(WELL, backlog=10))
    at = format_instant(hall.clock.move(seconds=4))
    hear(hall, replace(WELL, backlog=13))
    with hall.store.read() as connection:
        rows = {row["id"]: row for row in list_devices(connection, hall.site)}
    row = rows.pop(hall.devices["kiosk", None])
    assert (row["undelivered"], row["heard_at"], row["kiosk"]["backlog"]) == (13, at, 10)
    assert {(other["undelivered"], other["kiosk"]) for other in rows.values()} == {(None, None)}


@pytest.mark.parametrize(
    ("changes", "alarm"),
    [
        ({"copied": True}, "store_copied"),
        ({"disk": "broken"}, "disk_broken"),
        ({"disk": "full"}, "disk_full"),
        ({"disk": "low"}, "disk_low"),
        ({"printer": "fault", "cause": "paper_out", "paper": "out"}, "paper_out"),
        ({"printer": "fault", "cause": "cover_open", "paper": "unknown"}, "cover_open"),
        ({"printer": "fault", "cause": "unreachable", "paper": "unknown"}, "printer_fault"),
        ({"printer": "partly"}, "printer_partly"),
        ({"backlog": 1}, "backlog"),
        ({"clock": "jumped"}, "clock_jumped"),
        ({"clock": "unset"}, "clock_unset"),
        ({"paper": "low"}, "paper_low"),
        ({"rejected": 1}, "rejected"),
    ],
)
def test_each_thing_that_is_wrong_is_one_alarm(changes: dict[str, Any], alarm: str) -> None:
    assert alarms_of(replace(WELL, **changes)) == [alarm]
    expected = "bad" if alarm in GRAVE else "attention"
    assert condition_of([alarm], printer="ready", paper="ok") == expected


def test_nothing_wrong_is_good_only_when_printer_and_paper_are_known() -> None:
    assert alarms_of(WELL) == []
    assert condition_of([], printer="ready", paper="ok") == "good"
    assert condition_of([], printer="none", paper="none") == "good"
    assert condition_of([], printer="unknown", paper="ok") == "unknown"
    assert condition_of([], printer="ready", paper="unknown") == "unknown"


def test_graver_alarms_stand_first() -> None:
    many = replace(OUT, disk="low", backlog=3, clock="jumped", copied=True)
    kinds = alarms_of(many)
    assert kinds == sorted(kinds, key=ALARMS.index)
    assert kinds[0] == "store_copied"
