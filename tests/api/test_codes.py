"""One-time codes: set up with the password, asked for at every sign-in, each good once."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
from structlog.testing import LogCapture

from queue_server.one_time import RECOVERY_COUNT, step_of
from tests.actions.test_issuing import facts
from tests.api.doors import Caller, Hall
from tests.api.test_answers import logged
from tests.api.test_signing_in import RIGHT, give_password, sign_in, signed_in
from tests.stage import AN, CHI, KHANH
from tests.traces import dump

__all__ = ["logged"]


def code_now(hall: Hall, secret: str) -> str:
    return pyotp.TOTP(secret).at(hall.stage.clock())


def set_up(hall: Hall, caller: Caller) -> tuple[str, list[str]]:
    """The shared secret, and the codes for its loss."""
    begun = caller.post("accounts/self/codes", {"password": RIGHT})
    assert begun.status == 201, begun.body
    secret = begun.body["secret"]
    assert secret in begun.body["address"]
    assert begun.body["picture"].startswith("data:image/svg+xml;base64,")
    done = caller.put("accounts/self/codes", {"code": code_now(hall, secret)})
    assert done.status == 200, done.body
    return secret, done.body["recovery"]


@pytest.fixture
def chi(hall: Hall) -> Caller:
    give_password(hall, CHI)
    return signed_in(hall, CHI)


def test_code_is_asked_for_once_it_was_set_up_and_is_good_once(hall: Hall, chi: Caller) -> None:
    secret, _ = set_up(hall, chi)
    assert chi.get("identity").body["has_codes"] is True
    assert sign_in(hall.anybody(), CHI).code == "code_needed"
    used = code_now(hall, secret)
    assert sign_in(hall.anybody(), CHI, code=used).code == "code_wrong"
    hall.stage.clock.move(seconds=30)
    fresh = code_now(hall, secret)
    assert sign_in(hall.anybody(), CHI, "con voi đỏ uống trà", code=fresh).code == "sign_in_refused"
    assert sign_in(hall.anybody(), CHI, code=f"{fresh[:3]} {fresh[3:]}").status == 201
    assert sign_in(hall.anybody(), CHI, code=fresh).code == "code_wrong"


def test_code_of_a_clock_half_a_minute_off_is_right_and_no_other(hall: Hall) -> None:
    secret, now = pyotp.random_base32(), hall.stage.clock()
    totp = pyotp.TOTP(secret)
    near = [totp.at(now, counter_offset=offset) for offset in (-1, 0, 1)]
    present = totp.timecode(now)
    assert [step_of(secret, code, now) for code in near] == [present - 1, present, present + 1]
    far = [totp.at(now, counter_offset=offset) for offset in (-2, 2)]
    assert [step_of(secret, code, now) for code in far if code not in near] == [None] * 2
    assert step_of(secret, "", now) is None


def test_code_for_a_loss_opens_once_and_guessing_is_slowed_down(hall: Hall, chi: Caller) -> None:
    _, recovery = set_up(hall, chi)
    assert len(set(recovery)) == RECOVERY_COUNT
    assert sign_in(hall.anybody(), CHI, code=recovery[0].lower()).status == 201
    assert sign_in(hall.anybody(), CHI, code=recovery[0]).code == "code_wrong"
    answers = [sign_in(hall.anybody(), CHI, code=f"00000{n}").code for n in range(5)]
    assert answers[-1] == "tries_used"


def test_link_of_who_has_codes_wants_one_too(hall: Hall, chi: Caller) -> None:
    _, recovery = set_up(hall, chi)
    link = hall.stage.link(CHI)
    assert hall.anybody().post("sessions", {"secret": link}).code == "code_needed"
    wrong = {"secret": link, "code": "000000"}
    assert hall.anybody().post("sessions", wrong).code == "code_wrong"
    right = {"secret": link, "code": recovery[1]}
    assert hall.anybody().post("sessions", right).status == 201


def test_codes_begin_with_the_password_and_end_by_an_administrator(hall: Hall, chi: Caller) -> None:
    wrong = {"password": "con voi đỏ uống trà"}
    assert chi.post("accounts/self/codes", wrong).code == "password_wrong"
    assert chi.put("accounts/self/codes", {"code": "000000"}).code == "codes_not_begun"
    set_up(hall, chi)
    assert chi.post("accounts/self/codes", {"password": RIGHT}).code == "codes_on"
    khanh, id_ = hall.account(KHANH), hall.stage.accounts[CHI]
    for _ in range(2):
        assert khanh.delete(f"accounts/{id_}/codes").status == 200
    assert chi.get("identity").code == "not_signed_in"
    assert sign_in(hall.anybody(), CHI).status == 201
    assert facts(hall.stage, id_).count("account.secured") == 3


def test_where_codes_are_required_nothing_else_is_done_before(hall: Hall, chi: Caller) -> None:
    assert chi.get("reports/today").status == 200
    hall.stage.settle(second_factor="required")
    assert chi.get("reports/today").code == "codes_owed"
    assert chi.get("identity").body["owes_codes"] is True
    assert hall.account(AN).get("views/staff").status == 200
    set_up(hall, chi)
    assert chi.get("reports/today").status == 200


def test_no_code_stands_in_a_log_or_the_journal(
    hall: Hall, chi: Caller, logged: LogCapture
) -> None:
    secret, recovery = set_up(hall, chi)
    sign_in(hall.anybody(), CHI, code=recovery[0])
    sign_in(hall.anybody(), CHI, code="123123")
    stored: dict[str, Any] = dump(hall.stage.store)
    said = repr(logged.entries) + repr(stored["journal"])
    assert [word for word in (secret, *recovery, "123123") if word in said] == []
    assert [code for code in recovery if code in repr(stored)] == []
    assert "code_refused" in [line["event"] for line in logged.entries]
