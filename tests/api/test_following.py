"""The holder of a slip rates over HTTP; nobody else can, and every bad token looks alike."""

from __future__ import annotations

import pytest

from protocol.ids import new_token
from tests.api.doors import Caller, Hall
from tests.stage import AN, CHI, Stage, seeded_bytes
from tests.traces import changes, dump

RATED = {"value": 2, "scale_version": "five-1"}


def serve(stage: Stage) -> str:
    """One citizen served at An's counter; gives the slip's token."""
    stage.open(3)
    issued = stage.issue("HT01")
    stage.call()
    stage.finish(stage.start(issued.ticket.id))
    return issued.token


def test_slip_is_asked_rated_explained_and_thanked(any_hall: Hall) -> None:
    hall = any_hall
    token = serve(hall.stage)
    phone = hall.anybody()
    asked = phone.get(f"follow/{token}").body["rating"]
    assert (asked["state"], asked["scale"]["version"]) == ("open", "five-1")
    assert [a["value"] for a in asked["scale"]["answers"]] == [1, 2, 3, 4, 5]
    rated = phone.put(f"follow/{token}/rating", RATED)
    assert (rated.status, rated.body) == (200, {"rating": {"state": "given"}})
    told = phone.put(f"follow/{token}/rating/reason", {"reason": "wait"})
    assert (told.status, told.body) == (200, {"rating": {"state": "given"}})
    assert phone.get(f"follow/{token}").body["rating"] == {"state": "given", "scale": None}
    again = phone.put(f"follow/{token}/rating", {**RATED, "value": 5})
    assert (again.status, again.code) == (409, "rating_taken")


def test_phone_is_told_that_the_pad_asks_first(hall: Hall) -> None:
    hall.device("pad", 3)
    token, phone = serve(hall.stage), hall.anybody()
    assert phone.get(f"follow/{token}").body["rating"] == {"state": "at_pad", "scale": None}
    assert phone.put(f"follow/{token}/rating", RATED).code == "rating_at_pad"
    hall.stage.clock.move(minutes=4)
    assert phone.get(f"follow/{token}").body["rating"]["state"] == "open"
    hall.stage.clock.move(days=7)
    assert phone.get(f"follow/{token}").body["rating"] is None
    late = phone.put(f"follow/{token}/rating", RATED)
    assert (late.status, late.code) == (409, "rating_closed")


def test_nothing_is_asked_of_who_still_waits(hall: Hall) -> None:
    token = hall.stage.issue("HT01").token
    phone = hall.anybody()
    assert phone.get(f"follow/{token}").body["rating"] is None
    assert phone.put(f"follow/{token}/rating", RATED).code == "rating_too_early"


@pytest.mark.parametrize("path", ["rating", "rating/reason"])
def test_unknown_expired_and_malformed_slips_look_alike(hall: Hall, path: str) -> None:
    token, phone = serve(hall.stage), hall.anybody()
    body = RATED if path == "rating" else {"reason": "wait"}
    never = new_token(seeded_bytes(5))
    names = [never, "x", token[:-1], "H001"]
    answers = [phone.put(f"follow/{name}/{path}", body) for name in names]
    answers.append(hall.account(AN).put(f"follow/{never}/{path}", body))
    hall.stage.clock.move(days=30, seconds=1)
    answers.append(phone.put(f"follow/{token}/{path}", body))
    assert {(a.status, str(a.body)) for a in answers} == {(404, str(answers[0].body))}
    assert answers[0].code == "slip_unknown"
    assert [sorted(a.headers) for a in answers] == [sorted(answers[0].headers)] * len(answers)


def from_everywhere(hall: Hall) -> list[Caller]:
    people = [hall.account(AN), hall.account(CHI), hall.stranger(AN)]
    return [*people, hall.device("hall"), hall.device("counter", 3)]


def test_no_browser_of_a_hall_rates_by_a_slip(hall: Hall) -> None:
    token = serve(hall.stage)
    callers = from_everywhere(hall)
    before = dump(hall.stage.store)
    for caller in callers:
        answer = caller.put(f"follow/{token}/rating", RATED)
        assert (answer.status, answer.code) == (403, "rating_from_hall")
    assert sorted(changes(hall.stage.store, before)) == [
        "journal",
        "journal_head",
        "refused_rating",
    ]
    hall.account(AN).delete("sessions/current")
    assert hall.anybody().put(f"follow/{token}/rating", RATED).status == 200
