"""Reception's look-up says how a slip of today stands, and of any other why it is not here."""

from __future__ import annotations

import pytest

from tests.actions.tap import Tap
from tests.api.doors import Caller, Hall
from tests.api.routes import ROLL
from tests.stage import AN, BINH, Stage

RECEPTION = "tiepdon"


@pytest.fixture
def desk(hall: Hall) -> Caller:
    return hall.account(RECEPTION)


def test_number_code_and_address_of_a_slip_give_the_same_ticket(
    desk: Caller, sqlite_stage: Stage
) -> None:
    stage = sqlite_stage
    stage.issue("HT01")
    stage.clock.move(minutes=1)
    issued = stage.issue("HT01")
    code = f"TAM-{stage.site}-261123-H002"
    address = f"https://motcua.example/T/{issued.token}"
    answers = [desk.get(f"lookups/{name}") for name in ("h002", code, address, issued.token)]
    assert [answer.status for answer in answers] == [200] * 4
    body = answers[0].body
    assert [answer.body for answer in answers] == [body] * 4
    assert (body["ticket"]["label"], body["ticket"]["state"], body["ahead"]) == (
        "H002",
        "waiting",
        1,
    )
    assert [fact["type"] for fact in body["timeline"]] == ["ticket.issued", "dossier.opened"]
    assert issued.token not in str(body)


def test_a_ticket_at_a_counter_has_nobody_ahead(desk: Caller, sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.issue("HT01")
    stage.open(3)
    stage.call()
    body = desk.get("lookups/H001").body
    assert (body["ahead"], body["ticket"]["state"], body["ticket"]["counter"]) == (
        None,
        "called",
        3,
    )


@pytest.mark.parametrize(
    ("name", "code", "fields"),
    [
        ("quầy ba", "slip_unreadable", {}),
        ("H009", "label_not_given", {"label": "H009"}),
        ("H1-009", "label_not_sent", {"label": "H1-009"}),
        ("H7-009", "issuer_unknown", {"issuer": 7}),
        ("H0-009", "label_of_roll", {"label": "H0-009"}),
        ("TAM-00004-261123-H001", "slip_elsewhere", {"site": "00004"}),
        ("TAM-00160-261120-H001", "ticket_of_past_day", {"label": "H001", "day": "20/11/2026"}),
        ("https://motcua.example/T/" + "B" * 27, "slip_not_sent", {}),
    ],
)
def test_what_is_not_here_today_is_refused_by_name(
    desk: Caller, sqlite_stage: Stage, name: str, code: str, fields: dict[str, object]
) -> None:
    stage = sqlite_stage
    stage.pair("kiosk")
    answer = desk.get(f"lookups/{name}")
    assert (answer.code, answer.body["error"]["fields"]) == (code, fields)


def test_slip_of_another_day_and_of_another_hall_are_told_apart(hall: Hall) -> None:
    stage = hall.stage
    token = stage.issue("HT01").token
    dung = hall.stranger(AN).get(f"lookups/{token}")
    assert (dung.code, dung.body["error"]["fields"]) == ("slip_elsewhere", {"site": stage.site})
    stage.clock.move(days=1)
    old = hall.account(RECEPTION).get(f"lookups/{token}")
    assert (old.code, old.body["error"]["fields"]["label"]) == ("ticket_of_past_day", "H001")


def test_offered_number_was_not_sent_yet(desk: Caller, sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    stage.pair("kiosk")
    offered = Tap(stage, seed=9).offer()[0]
    assert desk.get(f"lookups/{offered.label}").code == "label_not_sent"


def test_a_roll_is_entered_once_listed_and_looked_up(desk: Caller, sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    known = desk.get("paper-rolls").body
    names = {one["id"]: one["name"] for one in known["witnesses"]}
    assert known["rolls"] == []
    assert stage.accounts[RECEPTION] not in names
    body = {**ROLL, "witness": stage.accounts[BINH]}
    stage.clock.move(hours=1)
    answer = desk.post("paper-rolls", body)
    assert (answer.status, answer.body["roll"]["count"]) == (201, 3)
    again = desk.post("paper-rolls", body)
    assert (again.code, again.body["error"]["fields"]) == ("roll_overlaps", {"label": "H0-001"})
    (roll,) = desk.get("paper-rolls").body["rolls"]
    assert (roll["first"], roll["last"], roll["became"]) == ("H0-001", "H0-003", "waiting")
    assert roll["witness"] == names[stage.accounts[BINH]]
    assert desk.get("lookups/H0-002").body["ahead"] == 1


def test_manager_enters_a_roll_and_the_administrator_does_not(hall: Hall) -> None:
    stage = hall.stage
    stage.clock.move(hours=1)
    body = {**ROLL, "witness": stage.accounts[BINH], "became": "served"}
    assert hall.role("manager").post("paper-rolls", body).status == 201
    assert hall.role("administrator").post("paper-rolls", body).code == "role_refused"
