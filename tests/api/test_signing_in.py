"""Signing in by password: the right one opens, a wrong one says nothing and is slowed down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import LogCapture

from protocol.events import SYSTEM
from queue_server.actions.credentials import store_password
from queue_server.app import create_server
from queue_server.domain.lockout import PER_ADDRESS, PER_LOGIN, Allowance
from queue_server.hashing import Hasher
from queue_server.limits import Guard
from queue_server.parts import EXTENSION, Parts
from queue_server.recent import KEPT_MAX
from queue_server.store.store import hash_secret
from queue_server.store.tables.access import credential, session
from tests.actions.test_issuing import facts
from tests.api.doors import PUBLIC_URL, Answer, Caller, Hall, quick_hasher
from tests.api.test_answers import logged
from tests.stage import AN, BINH, CHI, KHANH, Stage
from tests.traces import changes, dump

__all__ = ["logged"]
AT_A_DESK = "203.0.113.9"
FEW = replace(PER_ADDRESS, free=12)
RIGHT, WRONG = "con voi xanh uống trà", "con voi đỏ uống trà"


class CountingHasher(Hasher):
    """Counts what it was asked: a test of how long something takes is a test of luck."""

    asked = 0

    def check(self, password: str, stored: str | None) -> bool:
        self.asked += 1
        return super().check(password, stored)


class MovableTime:
    """A monotonic clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def own_parts(hall: Hall) -> Parts:
    parts: Parts = hall.server.app.extensions[EXTENSION]
    return parts


def give_password(hall: Hall, login: str = AN, password: str = RIGHT) -> None:
    stage = hall.stage
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        store_password(tx, stage.accounts[login], own_parts(hall).hasher.make(password))


def sign_in(caller: Caller, login: str = AN, password: str = RIGHT, **said: Any) -> Answer:
    body = {"site": "nghia-do", "login": login, "password": password, **said}
    return caller.send("POST", "sign-ins", json=body, environ_base={"REMOTE_ADDR": AT_A_DESK})


def signed_in(hall: Hall, login: str = AN, password: str = RIGHT) -> Caller:
    caller = hall.anybody()
    answer = sign_in(caller, login, password)
    assert answer.status == 201, answer.body
    caller.headers["Motcua-Slot"] = answer.body["slot"]
    return caller


def time_stands(hall: Hall, addresses: Allowance = PER_ADDRESS) -> MovableTime:
    time, guards = MovableTime(), own_parts(hall).guards
    guards.logins, guards.addresses = Guard(PER_LOGIN, time), Guard(addresses, time)
    return time


def test_right_password_opens_a_session_of_ones_own_role(hall: Hall) -> None:
    give_password(hall)
    answer = sign_in(hall.anybody())
    assert answer.body == {"slot": "console", "go": "/console", "site": hall.stage.site}
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    an = signed_in(hall, "  QUAY3 ")
    assert an.get("identity").body["id"] == hall.stage.accounts[AN]
    assert facts(hall.stage, hall.stage.accounts[AN])[-2:] == ["session.opened"] * 2


def test_over_tls_the_cookie_goes_over_nothing_else(hall: Hall) -> None:
    give_password(hall)
    caller = hall.anybody()
    body = {"site": "nghia-do", "login": AN, "password": RIGHT}
    answer = caller.send("POST", "sign-ins", json=body, base_url="https://motcua.example")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_wrong_unknown_locked_and_unset_are_told_the_same_after_the_same_work(
    sqlite_stage: Stage,
) -> None:
    stage = sqlite_stage
    hasher = CountingHasher(stage.store.random_bytes, work=quick_hasher(stage)._work)
    hall = Hall(stage, create_server(stage.store, public_url=PUBLIC_URL, hasher=hasher))
    give_password(hall, AN)
    give_password(hall, CHI)
    with stage.act(KHANH) as tx:
        unset = credential.update().where(credential.c.account == stage.accounts[CHI])
        tx.connection.execute(unset.values(password_hash=None))
    give_password(hall, BINH)
    khanh = hall.account(KHANH)
    assert khanh.put(f"accounts/{stage.accounts[BINH]}/state", {"is_active": False}).status == 200
    before = dump(stage.store)
    tries = [(AN, WRONG), ("nobody", RIGHT), (BINH, RIGHT), (CHI, RIGHT), (KHANH, RIGHT)]
    answers = [sign_in(hall.anybody(), login, password) for login, password in tries]
    answers.append(sign_in(hall.anybody(), AN, RIGHT, site="ba-dinh"))
    answers.append(sign_in(hall.anybody(), AN, RIGHT, site="nowhere"))
    answers.append(sign_in(hall.anybody(), AN, RIGHT, site=None))  # two halls are here
    assert {(a.status, a.code, str(a.body)) for a in answers} == {
        (401, "sign_in_refused", str(answers[0].body))
    }
    assert hasher.asked == len(answers)
    assert changes(stage.store, before) == {}


def test_who_keeps_guessing_waits_longer_each_time_and_the_owner_then_comes_in(hall: Hall) -> None:
    give_password(hall)
    time = time_stands(hall)
    for _ in range(5):
        assert sign_in(hall.anybody(), password=WRONG).code == "sign_in_refused"
    refused = sign_in(hall.anybody())
    assert (refused.status, refused.code) == (429, "tries_used")
    assert refused.headers["Retry-After"] == "15"
    assert sign_in(hall.anybody(), "unknown", WRONG).code == "sign_in_refused"
    time.now += 15
    assert sign_in(hall.anybody(), password=WRONG).code == "sign_in_refused"
    assert sign_in(hall.anybody()).headers["Retry-After"] == "30"
    time.now += 30
    assert sign_in(hall.anybody()).status == 201
    for _ in range(5):
        assert sign_in(hall.anybody(), password=WRONG).code == "sign_in_refused"


def test_one_address_that_tries_many_logins_is_held_back_and_good_tries_do_not_count(
    hall: Hall,
) -> None:
    give_password(hall)
    time_stands(hall, FEW)
    for _ in range(FEW.free + 2):
        assert sign_in(hall.anybody()).status == 201
    for number in range(FEW.free):
        assert sign_in(hall.anybody(), f"x{number}", WRONG).code == "sign_in_refused"
    assert sign_in(hall.anybody()).code == "tries_used"


def test_guard_keeps_a_bounded_number_and_forgets_the_oldest() -> None:
    time = MovableTime()
    guard = Guard(PER_LOGIN, time)
    for number in range(KEPT_MAX + 10):
        guard.try_one(f"login {number}")
    assert len(guard._tries) == KEPT_MAX
    assert guard._tries.find("login 9") is None


def test_address_is_what_as_many_proxies_as_there_are_have_said(sqlite_stage: Stage) -> None:
    def limited(proxies: int) -> bool:
        hasher = quick_hasher(sqlite_stage)
        hall = Hall(sqlite_stage, create_server(sqlite_stage.store, hasher=hasher, proxies=proxies))
        time_stands(hall, FEW)
        for number in range(FEW.free + 1):
            forged = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"}
            body = {"login": f"x{number}", "password": WRONG}
            near = {"REMOTE_ADDR": AT_A_DESK}
            last = hall.anybody().send(
                "POST", "sign-ins", json=body, headers=forged, environ_base=near
            )
        return last.status == 429

    assert limited(0)
    assert limited(1)


def test_new_sign_in_replaces_the_session_of_the_same_browser(hall: Hall) -> None:
    give_password(hall)
    an = signed_in(hall)
    old = an.client.get_cookie("motcua_console")
    assert old is not None
    assert sign_in(an).status == 201
    an.client.set_cookie("motcua_console", old.value)
    assert an.get("identity").code == "not_signed_in"
    with hall.stage.store.read() as connection:
        assert len(connection.execute(select(session)).all()) == 1


def test_changed_password_ends_every_other_session_and_keeps_ones_own(hall: Hall) -> None:
    give_password(hall)
    an, elsewhere = signed_in(hall), signed_in(hall)
    new = "ba nồi phở nửa đêm"
    assert (
        an.put("accounts/self/password", {"old": WRONG, "password": new}).code == "password_wrong"
    )
    for easy in ("quay3quay3quay3", "ngắn quá"):
        answer = an.put("accounts/self/password", {"old": RIGHT, "password": easy})
        assert answer.status == 422
    assert an.put("accounts/self/password", {"old": RIGHT, "password": new}).status == 200
    assert an.get("identity").status == 200
    assert elsewhere.get("identity").code == "not_signed_in"
    assert sign_in(hall.anybody()).code == "sign_in_refused"
    assert sign_in(hall.anybody(), password=new).status == 201


def test_administrators_link_sets_a_new_password_once(hall: Hall) -> None:
    give_password(hall)
    khanh, old = hall.account(KHANH), signed_in(hall)
    made = khanh.post(f"accounts/{hall.stage.accounts[AN]}/links")
    assert made.status == 201
    secret, door = made.body["secret"], hall.anybody()
    assert door.post("sessions", {"secret": secret}).code == "password_needed"
    assert door.post("sessions", {"secret": secret, "password": "quá dễ"}).code == "password_short"
    new = "ba nồi phở nửa đêm"
    assert door.post("sessions", {"secret": secret, "password": new}).status == 201
    assert door.post("sessions", {"secret": secret, "password": new}).code == "link_used"
    assert old.get("identity").code == "not_signed_in"
    assert sign_in(hall.anybody(), password=new).status == 201
    assert secret not in repr(dump(hall.stage.store))


def test_account_is_made_invited_and_locked_by_its_administrator(hall: Hall) -> None:
    khanh = hall.account(KHANH)
    body = {"login": "oanh", "name": "Trần Thị Oanh", "role": "officer"}
    made = khanh.post("accounts", body)
    assert made.status == 201
    assert khanh.post("accounts", body).code == "login_taken"
    link = khanh.post(f"accounts/{made.body['id']}/links").body["secret"]
    oanh = hall.anybody()
    answer = oanh.post("sessions", {"secret": link, "password": "ba nồi phở nửa đêm"})
    oanh.headers["Motcua-Slot"] = answer.body["slot"]
    assert oanh.get("identity").body["name"] == "Trần Thị Oanh"
    state = f"accounts/{made.body['id']}/state"
    assert khanh.put(state, {"is_active": False}).status == 200
    assert oanh.get("identity").code == "not_signed_in"
    assert khanh.put(state, {"is_active": True}).status == 200
    assert sign_in(hall.anybody(), "oanh", "ba nồi phở nửa đêm").status == 201
    me = hall.stage.accounts[KHANH]
    assert khanh.put(f"accounts/{me}/state", {"is_active": False}).code == "last_administrator"
    assert facts(hall.stage, made.body["id"]) == [
        "account.created",
        "account.invited",
        "session.opened",
        "account.secured",
        "account.disabled",
        "session.ended",
        "account.enabled",
        "session.opened",
    ]


def test_nothing_typed_reaches_journal_or_log(hall: Hall, logged: LogCapture) -> None:
    give_password(hall)
    sign_in(hall.anybody(), "canary-login", "canary password")
    sign_in(hall.anybody(), password="canary password")
    signed_in(hall)
    security = [line for line in logged.entries if line.get("logger") == "security"]
    assert [line["event"] for line in security] == ["sign_in_refused"] * 2 + ["signed_in"]
    assert [line["account"] for line in security] == [None, *[hall.stage.accounts[AN]] * 2]
    said = repr(logged.entries) + repr(dump(hall.stage.store)["journal"])
    assert [word for word in ("canary", "quay3", RIGHT, "Nguy") if word in said] == []


@pytest.mark.parametrize("stored", ["", "no hash", "$argon2id$v=19$m=8,t=1,p=1$broken"])
def test_broken_hash_opens_nothing(hall: Hall, stored: str) -> None:
    assert not own_parts(hall).hasher.check(RIGHT, stored)


def test_stored_hash_is_argon2id_and_no_two_are_alike(hall: Hall) -> None:
    hasher = own_parts(hall).hasher
    one, other = hasher.make(RIGHT), hasher.make(RIGHT)
    assert one.startswith("$argon2id$")
    assert one != other
    assert hash_secret(RIGHT) not in one
