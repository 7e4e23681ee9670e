"""Three messages and nothing else: hello, view, pulse; to those who may look, while they may."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import socketio
import urllib3
from hypothesis import given, settings
from hypothesis import strategies as st
from simple_websocket import Client, ConnectionClosed
from sqlalchemy import update

from protocol.events import SYSTEM
from protocol.instants import format_instant
from protocol.views import is_newer
from queue_server.actions.issuing import Wish, issue_ticket
from queue_server.queries.snapshot import read_view
from queue_server.realtime.namespace import EPOCH_MAX
from queue_server.realtime.publisher import PULSE_S
from queue_server.store.store import Store
from queue_server.store.tables.access import device
from queue_server.store.tables.journal import head
from tests.api.doors import Caller
from tests.realtime.screens import PATIENCE_S, Running, Screen, View, running
from tests.stage import AN, CHI, OPENING, Stage


def until(fits: Callable[[], bool]) -> None:
    """Wait for something only the server's own threads can bring about."""
    ends = time.monotonic() + PATIENCE_S
    while not fits():
        assert time.monotonic() < ends
        time.sleep(0.01)


def people(live: Running) -> dict[str, Caller]:
    """Whoever looks: view by view."""
    hall = live.hall
    return {
        "board": hall.device("hall"),
        "staff": hall.account(CHI),
        "counter:3": hall.device("counter", 3),
        "counter:5": hall.device("pad", 5),
    }


def from_nothing(live: Running, name: str) -> View:
    """The view by a store that has seen nothing before."""
    store = live.stage.store
    fresh = Store(store.database, clock=store.clock, random_bytes=store.random_bytes)
    return dict(read_view(fresh, live.stage.site, name, now=store.clock()))


def test_hello_is_answered_with_the_view_the_credential_says(live: Running) -> None:
    for name, caller in people(live).items():
        screen = live.screen(caller)
        assert screen.wait("view") == from_nothing(live, name)


def test_pulse_says_where_the_site_is_without_being_asked(live: Running) -> None:
    assert PULSE_S == 2
    screen = live.unconnected(live.hall.device("hall")).connect()
    seq = live.stage.store.head(live.stage.site).seq
    at = format_instant(OPENING)
    assert screen.wait("pulse") == {"epoch": "epoch-1", "rev": seq, "at": at}
    assert screen.said("view") == []


def test_after_each_action_the_view_sent_is_the_view_computed_from_nothing(
    any_live: Running,
) -> None:
    stage = any_live.stage
    screens = {name: any_live.screen(caller) for name, caller in people(any_live).items()}
    ids: dict[str, str] = {}

    def start() -> None:
        ids["serving"] = stage.start(ids["ticket"])

    def issue() -> None:
        ids["ticket"] = stage.issue("HT01").ticket.id

    actions = [
        lambda: stage.open(3),
        issue,
        lambda: stage.issue("CT01", group="NCT75"),
        lambda: stage.call(3),
        start,
        lambda: stage.finish(ids["serving"]),
        lambda: stage.issue("DD01"),
    ]
    for act in actions:
        stage.clock.move(seconds=7)
        act()
        rev = stage.store.head(stage.site).seq
        for name, screen in screens.items():
            came = screen.wait("view", lambda view, rev=rev: view["rev"] == rev)
            assert came == from_nothing(any_live, name)


def test_other_sites_changes_are_not_sent_here(live: Running) -> None:
    here = live.screen(live.hall.device("hall"))
    there = live.screen(live.hall.stranger(CHI))
    here.wait("view")
    before = there.wait("view")["rev"]
    live.stage.issue()
    rev = live.stage.store.head(live.stage.site).seq
    here.wait("view", lambda view: view["rev"] == rev)
    # Twice, where its own sign-in is told a moment after it looked.
    assert {view["rev"] for view in there.said("view")} == {before}
    assert {p["rev"] for p in there.said("pulse")} <= {before}


def test_hello_of_a_screen_that_has_the_newest_is_not_answered(live: Running) -> None:
    screen = live.screen(live.hall.device("hall"))
    newest = screen.wait("view")
    screen.hello(newest["epoch"], newest["rev"])
    screen.wait("pulse")
    assert screen.said("view") == [newest]
    screen.hello(newest["epoch"], newest["rev"] - 1)
    screen.wait("view", lambda _view: len(screen.said("view")) == 2)
    assert screen.said("view") == [newest, newest]


@pytest.mark.parametrize(
    "known",
    [
        None,
        [],
        "epoch",
        7,
        {},
        {"epoch": None, "rev": None},
        {"epoch": 1, "rev": "x"},
        {"epoch": "x" * (EPOCH_MAX + 1), "rev": 1},
        {"epoch": "epoch-1", "rev": True},
        {"epoch": "epoch-1", "rev": 1.5},
        {"epoch": "epoch-1", "rev": -1},
        {"epoch": "another", "rev": 10**15},
    ],
)
def test_hello_that_makes_no_sense_is_of_a_screen_that_has_nothing(
    live: Running, known: object
) -> None:
    screen = live.unconnected(live.hall.device("hall")).connect()
    screen.client.emit("hello", known)
    assert screen.wait("view")["epoch"] == "epoch-1"


# Who may not.


def refusal(screen: Screen, **headers: str) -> str:
    """Why a socket was refused, as the other side hears it."""
    with pytest.raises(socketio.exceptions.ConnectionError):
        screen.connect(**headers)
    (said,) = screen.said("connect_error")
    return str(said["message"] if isinstance(said, dict) else said)


def knock(live: Running, cookie: str) -> tuple[int, str]:
    """Ask for a WebSocket by hand; what is answered instead of one."""
    headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Cookie": cookie}
    headers |= {"Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-WebSocket-Version": "13"}
    address = f"{live.url}/socket.io/?EIO=4&transport=websocket"
    answer = urllib3.request("GET", address, headers=headers, retries=False, timeout=5)
    return answer.status, answer.data.decode()


def test_only_a_credential_with_a_view_gets_a_socket(live: Running) -> None:
    hall = live.hall
    kiosk = hall.device("kiosk")
    console = hall.account(AN)
    key = kiosk.headers["Authorization"].removeprefix("Bearer ")
    disguised = hall.anybody()
    disguised.client.set_cookie("motcua_kiosk", key)
    assert refusal(live.unconnected(console, slot="manager")) == "not_signed_in"
    assert refusal(live.unconnected(console, slot="")) == "not_signed_in"
    assert refusal(live.unconnected(console, slot="x" * 500)) == "not_signed_in"
    assert refusal(live.unconnected(disguised, slot="kiosk")) == "role_refused"


@pytest.mark.parametrize("cookie", ["", "motcua_hall=dev_0", "session=1", "motcua_=", "x" * 3_000])
def test_nobody_without_a_credential_gets_even_a_connection(live: Running, cookie: str) -> None:
    assert knock(live, cookie) == (401, '"not_signed_in"')
    assert live.server.sockets.server.eio.sockets == {}


def test_only_websockets_are_spoken(live: Running) -> None:
    address = f"{live.url}/socket.io/?EIO=4&transport=polling"
    assert urllib3.request("GET", address, retries=False, timeout=5).status == 400


def test_page_of_another_origin_gets_no_socket(live: Running) -> None:
    screen = live.unconnected(live.hall.account(CHI))
    refusal(screen, Origin="http://evil.example")
    assert not screen.client.connected


def test_sockets_over_the_bound_are_refused_with_the_reason(sqlite_stage: Stage) -> None:
    with running(sqlite_stage, sockets_max=2) as live:
        caller = live.hall.device("hall")
        first = live.screen(caller)
        live.screen(caller).wait("view")
        assert refusal(live.unconnected(caller)) == "sockets_full"
        first.pull_the_plug()
        until(lambda: len(live.server.presence.seats()) == 1)
        assert live.screen(caller).wait("view")


def test_revoked_devices_socket_is_closed_at_once(live: Running) -> None:
    pad = live.screen(live.hall.device("pad", 3))
    pad.wait("view")
    khanh = live.hall.account("quantri")
    assert khanh.delete(f"devices/{live.stage.devices[('pad', 3)]}/pairing").status == 200
    assert pad.is_closed.wait(5)
    again = live.unconnected(Caller(live.server.app.test_client()), slot="pad-3")
    again._headers = pad._headers
    with pytest.raises(socketio.exceptions.ConnectionError):
        again.connect()
    assert knock(live, pad._headers["Cookie"])[0] == 401


def test_socket_of_a_device_that_another_process_revoked_is_closed_within_five_seconds(
    live: Running,
) -> None:
    screen = live.screen(live.hall.device("hall"))
    screen.wait("view")
    with live.stage.store.database.write() as connection:
        connection.execute(
            update(device)
            .where(device.c.id == live.stage.devices[("hall", None)])
            .values(state="revoked")
        )
    assert screen.is_closed.wait(5)


def test_socket_ends_with_its_session(live: Running) -> None:
    chi = live.hall.account(CHI)
    screen = live.screen(chi)
    screen.wait("view")
    assert chi.delete("sessions/current").status == 200
    assert screen.is_closed.wait(5)


@pytest.mark.parametrize(
    "event", ["call", "message", "connect", "disconnect", "view", "ticket.called", "*", ""]
)
def test_any_other_event_closes_the_socket(live: Running, event: str) -> None:
    screen = live.screen(live.hall.account(AN))
    screen.wait("view")
    seq = live.stage.store.head(live.stage.site).seq
    screen.client.emit(event, {"counter": 3})
    assert screen.is_closed.wait(5)
    assert live.stage.store.head(live.stage.site).seq == seq


def test_screen_that_was_closed_says_hello_in_vain(live: Running) -> None:
    hall = live.screen(live.hall.device("hall"))
    hall.wait("view")
    other = live.screen(live.hall.device("counter", 3))
    other.client.emit("shout", {})
    assert other.is_closed.wait(5)
    live.stage.issue()
    rev = live.stage.store.head(live.stage.site).seq
    hall.wait("view", lambda view: view["rev"] == rev)
    assert [v for v in other.said("view") if v["rev"] == rev] == []


# Packets no client of ours sends.


def raw(live: Running) -> Client:
    """A connected socket without a library's manners."""
    caller = live.hall.device("hall")
    (cookie,) = caller.client._cookies.values()
    address = live.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    socket = Client(address, headers={"Cookie": f"{cookie.key}={cookie.value}"})
    assert socket.receive(timeout=5).startswith("0")
    socket.send('40{"slot":"hall"}')
    while (packet := socket.receive(timeout=5)) == "2":
        socket.send("3")
    assert packet.startswith("40")
    return socket


ODD_PACKETS: dict[str, str | bytes] = {
    "binary event": '451-["hello",{"_placeholder":true,"num":0}]',
    "binary receipt": '461-["x",{"_placeholder":true,"num":0}]',
    "bytes": b"\x00\x01\x02",
    "no json": "42" + "x" * 100,
    "cut short": '42["hello"',
    "no list": '42{"hello":1}',
    "nothing said": "42",
    "another event": '42["call",{"counter":3}]',
    "another namespace": '42/admin,["hello"]',
    "asks for a receipt": '427["hello"]',
    "a receipt": "431[]",
    "another connect": "40/admin,{}",
    "no such type": "49",
    "deep": "42" + "[" * 15_000,
    "too many": '42["hello",{},{}]',
}


@pytest.mark.parametrize("kind", ODD_PACKETS)
def test_packet_of_another_kind_closes_the_socket_and_harms_nobody(
    live: Running, kind: str
) -> None:
    screen = live.screen(live.hall.device("counter", 3))
    screen.wait("view")
    socket = raw(live)
    socket.send(ODD_PACKETS[kind])
    assert hears_the_end(socket)
    until(lambda: len(live.server.sockets.server.eio.sockets) == 1)
    live.stage.issue()
    rev = live.stage.store.head(live.stage.site).seq
    screen.wait("view", lambda view: view["rev"] == rev)


def hears_the_end(socket: Client) -> bool:
    """Answer pings, so that only the server's own will can end it; tell whether it did."""
    try:
        while (packet := socket.receive(timeout=4)) is not None:
            if packet == "2":
                socket.send("3")
    except ConnectionClosed:
        return True
    return False


def test_message_over_the_bound_ends_the_connection(live: Running) -> None:
    socket = raw(live)
    socket.send('42["' + "x" * 20_000 + '"]')
    assert hears_the_end(socket)


# What the line loses, the next view repairs.


def test_client_that_loses_repeats_and_reorders_ends_with_the_newest_view(live: Running) -> None:
    screen = live.screen(live.hall.device("hall"))
    screen.wait("view")
    for _ in range(5):
        live.stage.issue()
        rev = live.stage.store.head(live.stage.site).seq
        screen.wait("view", lambda view, rev=rev: view["rev"] == rev)
    sent = screen.said("view")
    newest = from_nothing(live, "board")
    assert sent[-1] == newest

    @settings(max_examples=60)
    @given(st.lists(st.sampled_from(range(len(sent))), max_size=20))
    def lived(order: list[int]) -> None:
        held: View | None = None
        for came in (*(sent[n] for n in order), newest):
            known = held or {"epoch": None, "rev": None}
            if is_newer(
                epoch=came["epoch"],
                rev=came["rev"],
                than_epoch=known["epoch"],
                than_rev=known["rev"],
            ):
                held = came
        assert held == newest

    lived()


def test_restored_server_has_another_epoch_and_screens_take_its_smaller_rev(live: Running) -> None:
    screen = live.screen(live.hall.device("hall"))
    old = screen.wait("view")
    with live.stage.store.database.write() as connection:
        connection.execute(update(head).values(epoch="epoch-2", seq=old["rev"] - 5))
    pulse = screen.wait("pulse", lambda said: said["epoch"] == "epoch-2")
    assert pulse["rev"] < old["rev"]
    screen.hello(old["epoch"], old["rev"])
    view = screen.wait("view", lambda said: said["epoch"] == "epoch-2")
    assert view == from_nothing(live, "board")


def test_change_by_another_process_arrives_by_the_pulse(live: Running) -> None:
    """No doorbell rang here: another server on the same database did it."""
    screen = live.screen(live.hall.device("hall"))
    screen.wait("view")
    store = live.stage.store
    elsewhere = Store(store.database, clock=store.clock, random_bytes=store.random_bytes)
    with elsewhere.write(live.stage.site, by=SYSTEM) as tx:
        issue_ticket(tx, wish=Wish("HT01"))
    rev = store.head(live.stage.site).seq
    screen.wait("view", lambda view: view["rev"] == rev)
