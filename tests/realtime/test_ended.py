"""A session that ended, or was left alone, keeps no socket: real sockets, within five seconds."""

from __future__ import annotations

import pytest
import socketio
from sqlalchemy import update

from queue_server.store.tables.access import session
from tests.api.doors import Caller
from tests.api.test_signing_in import own_parts
from tests.realtime.screens import Running
from tests.stage import AN, CHI, KHANH, OPENING

WITHIN_S = 5


def seat(caller: Caller) -> str:
    found: str = caller.get("identity").body["seat"]
    return found


def test_holder_ends_the_other_browsers_socket_and_keeps_this_one(live: Running) -> None:
    desk, laptop = live.hall.account(AN), live.hall.account(AN)
    here, there = live.screen(desk), live.screen(laptop)
    here.wait("view")
    there.wait("view")
    assert desk.delete(f"sessions/{seat(laptop)}").body["ended"] == 1
    assert there.is_closed.wait(WITHIN_S)
    live.stage.issue()
    here.wait("view", lambda view: view["rev"] == live.stage.store.head(live.stage.site).seq)


def test_administrator_ends_somebodys_sockets(live: Running) -> None:
    screens = [live.screen(live.hall.account(CHI)) for _ in range(2)]
    for screen in screens:
        screen.wait("view")
    chi = live.stage.accounts[CHI]
    assert live.hall.account(KHANH).delete(f"accounts/{chi}/sessions").body["ended"] == 2
    for screen in screens:
        assert screen.is_closed.wait(WITHIN_S)


@pytest.mark.parametrize("how", ["ended", "alone"])
@pytest.mark.slow
def test_session_that_another_process_ended_or_nobody_used_loses_its_socket(
    live: Running, how: str
) -> None:
    chi = live.hall.account(CHI)
    screen = live.screen(chi)
    screen.wait("view")
    long_ago = {"used_at": OPENING.replace(hour=0), "idle_min": 60}
    gone = {"ended": {"ends_at": OPENING}, "alone": long_ago}[how]
    with live.stage.store.database.write() as connection:
        mine = session.c.account == live.stage.accounts[CHI]
        connection.execute(update(session).where(mine).values(**gone))
    assert screen.is_closed.wait(WITHIN_S)
    own_parts(live.hall).principals.clear()  # two seconds later
    again = live.unconnected(chi)
    with pytest.raises(socketio.exceptions.ConnectionError):
        again.connect()
