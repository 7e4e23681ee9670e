"""A key that is used in two places is an alarm: real sockets of two browsers and two addresses."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
import socketio

from queue_server.boots import KEPT_MAX, Boots
from queue_server.realtime import copies
from tests.api.doors import open_hall
from tests.api.routes import HEALTH
from tests.realtime.screens import Running, Screen
from tests.realtime.test_sockets import until
from tests.stage import CHI, KHANH, Stage
from tests.store.looking import verify

OTHER_BROWSER = {"User-Agent": "curl/8.5"}


def alarms(view: dict[str, Any]) -> list[Any]:
    return [alarm for alarm in view["body"]["alarms"] if alarm["kind"] == "key_copied"]


def from_another_address(screen: Screen) -> Screen:
    """The same cookies from another machine of the network: loopback has many addresses."""
    where = urlsplit(screen._url)
    line = socket.create_connection((where.hostname, where.port), source_address=("127.0.0.2", 0))
    screen.client = socketio.Client(reconnection=False, websocket_extra_options={"socket": line})
    screen.client.on("disconnect", screen._close)
    return screen.connect()


@pytest.mark.parametrize("how", ["browser", "address"])
@pytest.mark.slow
def test_key_in_two_places_is_the_managers_alarm_until_it_is_paired_anew(
    live: Running, how: str
) -> None:
    pad, chi = live.hall.device("pad", 3), live.screen(live.hall.account(CHI))
    assert alarms(chi.wait("view")) == []
    live.screen(pad).wait("view")
    thief = live.unconnected(pad)
    if how == "browser":
        thief.connect(**OTHER_BROWSER)
    else:
        from_another_address(thief)
        until(lambda: bool(live.server.presence.in_two_places()))
        for _ in range(copies.LOOKS):  # what the server's own thread does in eight seconds
            live.server.publisher.copies.look()
    (alarm,) = alarms(chi.wait("view", lambda view: alarms(view)))
    assert alarm["device"] == "Thiết bị đánh giá quầy 3"
    thief.client.disconnect()
    khanh = live.hall.account(KHANH)
    id_ = live.stage.devices["pad", 3]
    listed = {row["id"]: row["copied_at"] for row in khanh.get("devices").body["devices"]}
    assert [device for device, at in listed.items() if at] == [id_]
    told = [
        row for row in khanh.get("journal?limit=50").body["rows"] if row["type"] == "device.copied"
    ]
    assert [(row["subject"], row["by"]["kind"]) for row in told] == [(id_, "system")]
    live.hall.device("pad", 3)
    chi.wait("view", lambda view: view["rev"] > told[0]["seq"] and not alarms(view))
    assert verify(live.stage.store, live.stage.site).is_clean


def test_two_windows_of_one_browser_and_a_line_that_comes_back_are_no_copy(live: Running) -> None:
    pad = live.hall.device("pad", 3)
    for _ in range(2):
        live.screen(pad).wait("view")
    look = copies.Copies(live.stage.store, live.server.presence)
    third = live.unconnected(pad).connect(**OTHER_BROWSER)
    for _ in range(copies.LOOKS - 1):
        look.look()
    third.client.disconnect()
    assert third.is_closed.wait(5)
    for _ in range(copies.LOOKS):
        look.look()
    with live.stage.store.read() as connection:
        kinds = connection.exec_driver_sql("SELECT type FROM journal").scalars().all()
    assert "device.copied" not in kinds


def test_two_kiosks_that_report_with_one_key_are_noticed(sqlite_stage: Stage) -> None:
    hall = open_hall(sqlite_stage)
    kiosk, chi = hall.device("kiosk"), hall.account(CHI)

    def report(boot: str) -> list[Any]:
        said = {**HEALTH, "boot": boot * 16}
        assert kiosk.put("devices/self/health", said).status == 200
        return alarms(chi.get("views/staff").body)

    assert [report(boot) for boot in ("a", "a", "b", "b")] == [[]] * 4  # it was started anew
    (alarm,) = report("a")
    assert alarm["device"] == "Kiosk 1"
    assert report("b") == [alarm]


def test_runs_of_kiosks_are_remembered_within_a_bound() -> None:
    boots = Boots()
    for kiosk in range(KEPT_MAX + 1):
        for boot in ("a", "b"):
            assert not boots.is_back(str(kiosk), boot)
    assert not boots.is_back("0", "a")
    assert boots.is_back(str(KEPT_MAX), "a")
    assert not boots.is_back(str(KEPT_MAX), None)
