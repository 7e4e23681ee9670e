"""Sessions are seen and ended by their holder and an administrator; left alone, they lock."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import LogCapture

from queue_server.actions.sessions import SESSIONS_MAX
from queue_server.domain.access import USE_S
from queue_server.store.store import hash_secret
from queue_server.store.tables.access import session
from queue_server.store.tables.journal import journal
from tests.api.doors import Caller, Hall
from tests.api.routes import WISH
from tests.api.test_answers import logged
from tests.api.test_signing_in import RIGHT, WRONG, give_password, own_parts, signed_in
from tests.stage import AN, BINH, KHANH
from tests.traces import dump

__all__ = ["logged"]
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36"
IDLE_MIN = 60


@pytest.fixture
def resting(hall: Hall) -> Hall:
    """A hall whose sessions lock themselves after an hour, and an officer with a password."""
    hall.stage.settle(session_idle_min=IDLE_MIN)
    give_password(hall)
    return hall


def seat(caller: Caller) -> str:
    found: str = caller.get("identity").body["seat"]
    return found


def wait(hall: Hall, **by: float) -> None:
    """Let time pass, and what was trusted for two seconds be looked up again."""
    hall.stage.clock.move(**by)
    own_parts(hall).principals.clear()


def told_of(hall: Hall, type_: str) -> list[dict[str, Any]]:
    """What the journal says of facts of a type, oldest first."""
    told = select(journal.c.payload).where(journal.c.type == type_).order_by(journal.c.seq)
    with hall.stage.store.read() as connection:
        return [json.loads(payload) for payload in connection.execute(told).scalars()]


def test_holder_sees_in_which_browsers_since_when_and_which_is_this_one(hall: Hall) -> None:
    give_password(hall)
    first = signed_in(hall)
    hall.stage.clock.move(minutes=7)
    laptop = hall.anybody()
    laptop.headers["User-Agent"] = CHROME
    laptop.post("sign-ins", {"site": "nghia-do", "login": AN, "password": RIGHT})
    laptop.headers["Motcua-Slot"] = "console"
    listed = laptop.get("sessions").body["sessions"]
    assert listed == [
        {
            "id": seat(laptop),
            "browser": "Chrome, Windows",
            "opened_at": "2026-11-23T01:07:00.000Z",
            "used_at": "2026-11-23T01:07:00.000Z",
            "is_current": True,
        },
        {
            "id": seat(first),
            "browser": "",
            "opened_at": "2026-11-23T01:00:00.000Z",
            "used_at": "2026-11-23T01:00:00.000Z",
            "is_current": False,
        },
    ]


def test_holder_ends_one_session_or_all_others(hall: Hall, logged: LogCapture) -> None:
    desk, laptop, phone = (hall.account(AN) for _ in range(3))
    assert desk.delete(f"sessions/{seat(laptop)}").body["ended"] == 1
    assert laptop.get("identity").code == "not_signed_in"
    assert phone.get("identity").status == 200
    assert desk.delete(f"sessions/{seat(phone)[::-1]}").body["ended"] == 0
    assert desk.delete("sessions").body["ended"] == 1
    assert phone.get("identity").code == "not_signed_in"
    assert desk.get("identity").status == 200
    account = hall.stage.accounts[AN]
    assert told_of(hall, "session.ended") == [{"why": "holder"}] * 2
    told = [line for line in logged.entries if line["event"] == "sessions_ended"]
    assert [(line["account"], line["by"], line["count"]) for line in told] == [
        (account, account, count) for count in (1, 0, 1)
    ]


def test_officer_at_another_seat_still_ends_sessions(hall: Hall) -> None:
    """A lost laptop that holds the counter must not keep its officer from ending it."""
    laptop, desk = hall.an(), hall.account(AN)
    assert desk.delete(f"sessions/{seat(laptop)}").body["ended"] == 1


def test_nobody_ends_a_colleagues_session_by_its_name(hall: Hall) -> None:
    an, binh = hall.account(AN), hall.account(BINH)
    assert binh.delete(f"sessions/{seat(an)}").body["ended"] == 0
    assert an.get("identity").status == 200


def test_administrator_sees_and_ends_sessions_of_the_own_site_only(hall: Hall) -> None:
    desk, laptop, phone = (hall.account(AN) for _ in range(3))
    khanh, stranger = hall.account(KHANH), hall.stranger(KHANH)
    path = f"accounts/{hall.stage.accounts[AN]}/sessions"
    names = {one["id"] for one in khanh.get(path).body["sessions"]}
    assert names == {seat(desk), seat(laptop), seat(phone)}
    for answer in (stranger.get(path), stranger.delete(path), stranger.delete(f"{path}/x")):
        assert (answer.status, answer.code) == (404, "account_unknown")
    assert khanh.delete(f"{path}/{seat(laptop)}").body["ended"] == 1
    assert [one.get("identity").status for one in (desk, laptop, phone)] == [200, 401, 200]
    assert khanh.delete(path).body["ended"] == 2
    assert khanh.get(path).body == {"sessions": []}
    assert told_of(hall, "session.ended") == [{"why": "administrator"}] * 3


def test_eleventh_session_ends_the_oldest(hall: Hall) -> None:
    first, *others = (hall.account(AN) for _ in range(SESSIONS_MAX))
    assert first.get("identity").status == 200
    newest = hall.account(AN)
    own_parts(hall).principals.clear()
    assert len(newest.get("sessions").body["sessions"]) == SESSIONS_MAX
    assert [one.get("identity").status for one in (first, *others)].count(401) == 1


def test_last_use_is_known_to_the_minute_and_looking_is_none(hall: Hall) -> None:
    an = hall.an()

    def used_at() -> str:
        (listed,) = an.get("sessions").body["sessions"]
        return str(listed["used_at"])

    wait(hall, seconds=USE_S - 1)
    an.post("tickets", WISH)
    assert used_at() == "2026-11-23T01:00:00.000Z"
    wait(hall, seconds=1)
    an.get("views/staff")
    assert used_at() == "2026-11-23T01:00:00.000Z"
    an.post("tickets", WISH)
    assert used_at() == "2026-11-23T01:01:00.000Z"
    wait(hall, seconds=30)
    an.put("sessions/current/use", {})
    assert used_at() == "2026-11-23T01:01:30.000Z"


def test_session_left_alone_is_refused_until_its_password_is_given(
    resting: Hall, logged: LogCapture
) -> None:
    an, binh = signed_in(resting), resting.account(BINH)
    assert an.post("counters/3/shift").status == 200
    wait(resting, minutes=IDLE_MIN - 1)
    assert an.get("views/staff").status == 200
    wait(resting, minutes=1)
    for answer in (
        an.get("views/staff"),
        an.get("identity"),
        an.post("counters/3/calls"),
        an.put("sessions/current/use", {}),
    ):
        assert (answer.status, answer.code) == (401, "session_idle")
    assert an.put("sessions/current/use", {"password": WRONG}).code == "password_wrong"
    assert an.get("views/staff").code == "session_idle"
    counter = resting.account(BINH).get("views/staff").body["body"]["counters"][2]
    assert (counter["state"], binh.get("identity").code) == ("open", "session_idle")
    assert an.put("sessions/current/use", {"password": RIGHT}).body == {"used": True}
    assert an.get("identity").body["seat"] == counter["seat"]
    assert an.post("tickets", WISH).status == 201
    resumed = [line for line in logged.entries if line["event"] == "session_resumed"]
    assert [line["account"] for line in resumed] == [resting.stage.accounts[AN]]


def test_administrator_says_how_long_sessions_opened_from_now_on_may_rest(hall: Hall) -> None:
    khanh, before = hall.account(KHANH), hall.account(AN)
    offered = khanh.get("catalogue/file").body
    file = {**offered["file"], "settings": {"session_idle_min": 15}}
    said = {"base": offered["base"], "file": json.dumps(file)}
    assert khanh.put("catalogue", said).status == 200
    after = hall.account(BINH)
    wait(hall, minutes=15)
    assert before.get("identity").status == 200
    assert after.get("identity").code == "session_idle"


def test_whoever_works_or_touches_the_page_is_never_locked_out(resting: Hall) -> None:
    an = signed_in(resting)
    for _ in range(3):
        wait(resting, minutes=IDLE_MIN - 1)
        assert an.put("sessions/current/use", {}).status == 200
        wait(resting, minutes=IDLE_MIN - 1)
        assert an.post("tickets", WISH).status == 201


def test_password_of_a_locked_session_is_not_guessed_without_end(resting: Hall) -> None:
    an = signed_in(resting)
    wait(resting, minutes=IDLE_MIN)
    tries = [an.put("sessions/current/use", {"password": WRONG}).code for _ in range(6)]
    assert tries == ["password_wrong"] * 5 + ["tries_used"]


def test_locked_session_can_be_ended_and_seen_by_the_administrator(resting: Hall) -> None:
    an = signed_in(resting)
    wait(resting, minutes=IDLE_MIN)
    path = f"accounts/{resting.stage.accounts[AN]}/sessions"
    assert len(resting.account(KHANH).get(path).body["sessions"]) == 1
    assert an.delete("sessions/current").status == 200
    assert resting.account(KHANH).get(path).body["sessions"] == []


def test_last_use_is_no_fact_and_no_secret_is_listed(resting: Hall) -> None:
    an = signed_in(resting)
    before = resting.stage.store.head(resting.stage.site)
    wait(resting, minutes=2)
    an.put("sessions/current/use", {})
    assert resting.stage.store.head(resting.stage.site) == before
    cookie = an.client.get_cookie("motcua_console")
    assert cookie is not None
    listed = repr(an.get("sessions").body)
    assert cookie.value not in listed
    assert hash_secret(cookie.value) not in listed


def test_changed_password_keeps_the_seat_and_so_the_counter(hall: Hall) -> None:
    give_password(hall)
    an = signed_in(hall)
    an.post("counters/3/shift")
    before = seat(an)
    new = "ba nồi phở nửa đêm"
    assert an.put("accounts/self/password", {"old": RIGHT, "password": new}).status == 200
    assert seat(an) == before
    assert an.post("tickets", WISH).status == 201
    assert an.post("counters/3/calls").status == 200
    with hall.stage.store.read() as connection:
        rows = connection.execute(select(session.c.seat)).scalars().all()
    assert rows == [before]


def test_forgotten_password_opens_nothing_and_ends_what_is_open(hall: Hall) -> None:
    give_password(hall)
    an, khanh = signed_in(hall), hall.account(KHANH)
    path = f"accounts/{hall.stage.accounts[AN]}/password"
    assert hall.stranger(KHANH).delete(path).code == "account_unknown"
    assert khanh.delete(path).status == khanh.delete(path).status == 200
    assert an.get("identity").code == "not_signed_in"
    again = {"site": "nghia-do", "login": AN, "password": RIGHT}
    assert hall.anybody().post("sign-ins", again).code == "sign_in_refused"
    secured = told_of(hall, "account.secured")
    assert secured[1:] == [{"by": "password", "is_on": False}]
    assert [row["has_password"] for row in khanh.get("accounts").body["accounts"]].count(True) == 0
    assert RIGHT not in repr(dump(hall.stage.store))
