"""Pairing by a code: shown once, typed once, for ten minutes, and not to be guessed."""

from __future__ import annotations

import pytest
from structlog.testing import LogCapture

from queue_server.domain.lockout import ALL_CODES, PER_CODE
from queue_server.limits import Guard
from tests.actions.test_issuing import facts
from tests.api.doors import Answer, Caller, Hall
from tests.api.test_answers import logged
from tests.api.test_signing_in import MovableTime, own_parts
from tests.stage import KHANH
from tests.traces import dump

__all__ = ["logged"]
AT_A_DESK, ELSEWHERE = "203.0.113.9", "203.0.113.10"


def make_code(khanh: Caller, device_id: str) -> str:
    made = khanh.post(f"devices/{device_id}/codes")
    assert made.status == 201, made.body
    code: str = made.body["code"]
    return code


def redeem(caller: Caller, code: str, at: str = AT_A_DESK) -> Answer:
    near = {"REMOTE_ADDR": at}
    return caller.send("POST", "pairings", json={"code": code}, environ_base=near)


@pytest.mark.parametrize(("kind", "counter", "go"), [("hall", None, "/hall"), ("pad", 3, "/pad/3")])
def test_code_makes_a_browser_the_device_it_was_made_for(
    hall: Hall, kind: str, counter: int | None, go: str
) -> None:
    id_ = hall.stage.devices[(kind, counter)]
    code = make_code(hall.account(KHANH), id_)
    assert len(code) == 8
    screen = hall.anybody()
    answer = redeem(screen, f"{code[:4]} {code[4:]}".lower())
    assert (answer.status, answer.body["go"]) == (201, go)
    screen.headers["Motcua-Slot"] = answer.body["slot"]
    assert screen.get("identity").body["id"] == id_
    assert redeem(hall.anybody(), code).code == "pairing_code_wrong"
    assert facts(hall.stage, id_) == ["device.invited", "device.paired"]
    assert code not in repr(dump(hall.stage.store))


def test_code_gives_a_kiosk_its_key_and_a_number_of_its_own(hall: Hall) -> None:
    code = make_code(hall.account(KHANH), hall.stage.devices[("kiosk", None)])
    answer = redeem(hall.anybody(), code)
    assert answer.body["device_key"].startswith("dev_")
    assert answer.body["issuer_no"] == 1


def test_code_ends_after_ten_minutes_and_with_the_next_one(hall: Hall) -> None:
    khanh, id_ = hall.account(KHANH), hall.stage.devices[("hall", None)]
    old = make_code(khanh, id_)
    new = make_code(khanh, id_)
    assert redeem(hall.anybody(), old).code == "pairing_code_wrong"
    hall.stage.clock.move(minutes=10, seconds=1)
    assert redeem(hall.anybody(), new).code == "pairing_code_wrong"


def test_who_guesses_codes_is_slowed_down_wherever_the_guesses_come_from(hall: Hall) -> None:
    time, guards = MovableTime(), own_parts(hall).guards
    guards.codes, guards.all_codes = Guard(PER_CODE, time), Guard(ALL_CODES, time)
    for _ in range(PER_CODE.free):
        assert redeem(hall.anybody(), "2222 2222").code == "pairing_code_wrong"
    assert redeem(hall.anybody(), "2222 2222").code == "tries_used"
    assert redeem(hall.anybody(), "2222 2222", ELSEWHERE).code == "pairing_code_wrong"
    left = ALL_CODES.free - PER_CODE.free - 1
    for _ in range(left):
        guards.all_codes.try_one("all")
    code = make_code(hall.account(KHANH), hall.stage.devices[("hall", None)])
    assert redeem(hall.anybody(), code, "198.51.100.1").code == "tries_used"
    time.now += ALL_CODES.longest_s
    assert redeem(hall.anybody(), code, "198.51.100.1").status == 201


def test_added_device_may_do_nothing_before_it_is_paired(hall: Hall) -> None:
    khanh = hall.account(KHANH)
    body = {"kind": "pad", "name": "Thiết bị đánh giá mới", "counter": 3}
    made = khanh.post("devices", body)
    assert made.status == 201
    rows = {row["id"]: row for row in khanh.get("devices").body["devices"]}
    assert rows[made.body["id"]]["state"] == "pairing"
    assert khanh.post("devices", {**body, "counter": None}).code == "body_invalid"
    assert khanh.post("devices", {**body, "counter": 99}).code == "counter_unknown"
    assert redeem(hall.anybody(), make_code(khanh, made.body["id"])).status == 201


def test_revoked_device_and_one_next_door_get_no_code(hall: Hall) -> None:
    khanh, id_ = hall.account(KHANH), hall.stage.devices[("hall", None)]
    next_door = hall.stranger(KHANH)
    assert next_door.post(f"devices/{id_}/codes").code == "device_unknown"
    code = make_code(khanh, id_)
    assert khanh.delete(f"devices/{id_}/pairing").status == 200
    assert redeem(hall.anybody(), code).code == "device_revoked"
    assert khanh.post(f"devices/{id_}/codes").code == "device_revoked"


def test_no_code_is_logged(hall: Hall, logged: LogCapture) -> None:
    code = make_code(hall.account(KHANH), hall.stage.devices[("hall", None)])
    redeem(hall.anybody(), "2222 2222")
    redeem(hall.anybody(), code)
    events = [line["event"] for line in logged.entries if line.get("logger") == "security"]
    assert events == ["signed_in", "device_invited", "pairing_refused", "device_paired"]
    assert [word for word in (code, "22222222") if word in repr(logged.entries)] == []
