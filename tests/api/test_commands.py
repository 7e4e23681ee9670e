"""Commands: once however often they are sent, and refused by name when the hall has moved on."""

from __future__ import annotations

from typing import Any

import pytest

from protocol.ids import new_id
from tests.api.doors import Answer, Caller, Hall
from tests.api.routes import ENTRY, WISH
from tests.api.test_journey import AT, TICKET, taken, tap, wish
from tests.stage import BINH, OPENING, seeded_bytes
from tests.traces import changes, dump

KEY = "the-same-key-again"


def counted(hall: Hall) -> dict[str, int]:
    return {name: len(rows) for name, rows in dump(hall.stage.store).items()}


def calling(caller: Caller) -> Answer:
    return caller.post("counters/3/calls", key=KEY)


# Repeated commands (I8).


def test_repeated_command_has_one_effect_and_the_first_answer(any_hall: Hall) -> None:
    officer = any_hall.account(BINH)
    first = officer.post("tickets", WISH, key=KEY)
    before = dump(any_hall.stage.store)
    any_hall.stage.clock.move(days=3)
    again = officer.post("tickets", WISH, key=KEY)
    assert (again.status, again.body) == (first.status, first.body) == (201, first.body)
    noted = changes(any_hall.stage.store, before)
    assert set(noted) <= {"session"}  # that somebody sat there, which is no effect of the command


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "tickets", {**WISH, "lang": "en"}),
        ("POST", "tickets", {**WISH, "class": "ordinary "}),
        ("POST", "counters/5/shift", {}),
        ("PUT", f"tickets/{TICKET}", {**WISH, "at": AT}),
    ],
)
def test_key_of_another_command_is_refused(
    hall: Hall, method: str, path: str, body: dict[str, Any]
) -> None:
    officer = hall.account(BINH)
    assert officer.post("tickets", WISH, key=KEY).status == 201
    before = dump(hall.stage.store)
    answer = officer.send(method, path, json=body, key=KEY)
    assert answer.status in {403, 422}
    assert answer.code in {"key_reused", "body_invalid", "role_refused"}
    assert changes(hall.stage.store, before) == {}


def test_key_is_of_one_person(hall: Hall) -> None:
    one = hall.account(BINH).post("tickets", WISH, key=KEY)
    other = hall.account("quay3").post("tickets", WISH, key=KEY)
    assert [a.body["ticket"]["label"] for a in (one, other)] == ["H001", "H002"]


def test_refused_command_may_be_sent_again_with_its_key(hall: Hall) -> None:
    an = hall.account("quay3")
    assert calling(an).code == "counter_closed"
    assert an.post("counters/3/shift").status == 200
    hall.stage.issue()
    assert calling(an).body["ticket"]["label"] == "H001"
    assert calling(an).body["ticket"]["label"] == "H001"
    assert an.post("counters/3/calls").code == "counter_busy"


def test_call_that_found_nobody_is_not_repeated_into_calling_somebody(hall: Hall) -> None:
    an = hall.an()
    assert calling(an).body["ticket"] is None
    hall.stage.issue()
    assert calling(an).body["ticket"] is None


def test_seq_of_an_answer_is_the_rev_of_the_view_after_it(hall: Hall) -> None:
    an = hall.an()
    issued = an.post("tickets", WISH).body["seq"]
    assert an.get("views/staff").body["rev"] == issued
    assert an.get("catalogue").body["rev"] == issued
    called = an.post("counters/3/calls").body["seq"]
    assert (called, an.get("views/board").body["rev"]) == (issued + 1, issued + 1)


# What is refused, with the values its sentence names.


def test_service_the_hall_does_not_have(hall: Hall) -> None:
    answer = hall.account(BINH).post("tickets", wish(service="XX99"))
    assert (answer.status, answer.code) == (422, "service_unknown")
    group = hall.account(BINH).post("tickets", wish(**{"class": "priority", "group": "VIP"}))
    assert (group.status, group.code) == (422, "group_unknown")


def test_counter_that_is_closed_paused_busy_or_anothers(hall: Hall) -> None:
    an, binh = hall.account("quay3"), hall.account(BINH)
    hall.stage.issue()
    hall.stage.issue()

    def refused(answer: Answer) -> tuple[int, str, dict[str, Any], str]:
        error = answer.body["error"]
        return answer.status, answer.code, error["fields"], error["message"]

    assert refused(an.post("counters/3/calls")) == (
        409,
        "counter_closed",
        {"counter": 3},
        "Quầy 3 chưa mở.",
    )
    an.post("counters/3/shift")
    an.post("counters/3/shift/pause", {"reason": "meeting"})
    assert refused(an.post("counters/3/calls"))[:3] == (409, "counter_paused", {"counter": 3})
    an.delete("counters/3/shift/pause")
    assert refused(binh.post("counters/3/calls"))[:3] == (403, "not_your_counter", {"counter": 3})
    assert refused(binh.post("counters/3/shift"))[:3] == (409, "counter_taken", {"counter": 3})
    assert refused(an.post("counters/5/shift"))[:3] == (409, "officer_elsewhere", {"counter": 3})
    label = an.post("counters/3/calls").body["ticket"]["label"]
    assert refused(an.post("counters/3/calls")) == (
        409,
        "counter_busy",
        {"counter": 3, "label": label},
        f"Quầy 3 đang có số {label}. Xin hoàn tất số này trước.",
    )
    assert refused(an.delete("counters/3/shift"))[:2] == (409, "counter_busy")
    assert refused(an.post("counters/99/calls"))[:3] == (404, "counter_unknown", {"counter": 99})


def test_ticket_that_moved_on_meanwhile(hall: Hall) -> None:
    an, binh = hall.an(), hall.binh()
    ticket = an.post("tickets", wish(service="BT01")).body["ticket"]["id"]
    for order in ("recalls", "absences", "servings"):
        answer = an.post(f"tickets/{ticket}/{order}")
        assert (answer.status, answer.code) == (409, "ticket_moved")
        assert answer.body["error"]["fields"] == {"label": "S001", "state": "waiting"}
    assert binh.post("counters/5/calls").body["ticket"]["id"] == ticket
    answer = an.post(f"tickets/{ticket}/servings")
    assert (answer.status, answer.code) == (403, "not_your_counter")
    serving = binh.post(f"tickets/{ticket}/servings").body["serving"]["id"]
    answer = an.put(f"servings/{serving}/outcome", {"outcome": "done"})
    assert (answer.status, answer.code) == (403, "not_your_counter")
    assert binh.put(f"servings/{serving}/outcome", {"outcome": "done"}).status == 200
    answer = binh.put(f"servings/{serving}/outcome", {"outcome": "refused"})
    assert (answer.status, answer.code) == (409, "serving_over")
    answer = an.post(f"tickets/{ticket}/cancellation", {})
    assert answer.body["error"]["fields"] == {"label": "S001", "state": "served"}


def test_label_of_yesterday_is_found_by_its_day_and_can_do_nothing(hall: Hall) -> None:
    officer = hall.account(BINH)
    ticket = officer.post("tickets", WISH).body["ticket"]["id"]
    hall.stage.clock.move(days=1)
    officer = hall.account(BINH)
    assert officer.get("tickets/H001").code == "ticket_unknown"
    assert officer.get("tickets/H001?day=2026-11-23").body["ticket"]["id"] == ticket
    answer = officer.post(f"tickets/{ticket}/cancellation", {})
    assert (answer.status, answer.code) == (409, "ticket_of_past_day")
    assert answer.body["error"]["fields"] == {"label": "H001", "day": "23/11/2026"}


def test_citizen_who_comes_back_too_late(hall: Hall) -> None:
    an = hall.an()
    ticket = an.post("tickets", WISH).body["ticket"]["id"]
    an.post("counters/3/calls")
    assert an.post(f"tickets/{ticket}/absences").body["ticket"]["state"] == "missed"
    assert [m["label"] for m in an.get("views/staff").body["body"]["missed"]] == ["H001"]
    hall.stage.clock.move(minutes=31)
    answer = an.post(f"tickets/{ticket}/return")
    assert (answer.status, answer.code) == (409, "return_too_late")


def test_pad_of_another_counter_cannot_rate(hall: Hall) -> None:
    an, pad = hall.an(), hall.device("pad", 5)
    ticket = an.post("tickets", WISH).body["ticket"]["id"]
    an.post("counters/3/calls")
    serving = an.post(f"tickets/{ticket}/servings").body["serving"]["id"]
    an.put(f"servings/{serving}/outcome", {"outcome": "done"})
    answer = pad.post(f"servings/{serving}/rating", {"value": 1, "scale_version": "five-1"})
    assert (answer.status, answer.code) == (403, "role_refused")
    assert pad.get("views/counters/3").code == "role_refused"


def test_officers_never_read_a_rating(hall: Hall) -> None:
    an, pad = hall.an(), hall.role("pad")
    tap(hall.role("kiosk"))
    an.post("counters/3/calls")
    serving = an.post(f"tickets/{TICKET}/servings").body["serving"]["id"]
    an.put(f"servings/{serving}/outcome", {"outcome": "done"})
    unrated = an.get("tickets/H001").body
    pad.post(f"servings/{serving}/rating", {"value": 1, "scale_version": "five-1"})
    assert an.get("tickets/H001").body == unrated
    staff = an.get("views/staff").body["body"]
    assert "rating" not in str(staff)
    chi = hall.account("quanly").get("tickets/H001").body
    assert [r["value"] for r in chi["ratings"]] == [1]


# The outbox: each entry by itself, in order, until acknowledged.


def entries_of(kiosk: Caller, *entries: dict[str, Any]) -> list[tuple[str, str | None]]:
    answer = kiosk.post("intake", {"entries": list(entries)})
    assert answer.status == 200, answer.body
    assert [r["entry"] for r in answer.body["results"]] == [e["entry"] for e in entries]
    return [(r["outcome"], r["code"]) for r in answer.body["results"]]


def an_id(seed: int) -> str:
    return new_id(OPENING, seeded_bytes(seed))


def test_refused_entry_stops_no_other(any_hall: Hall) -> None:
    kiosk = any_hall.role("kiosk")
    good = taken("H1-001")
    unknown = {**ENTRY, "label": "H1-002", "service": "XX99"}
    foreign = {**ENTRY, "entry": an_id(601), "ticket": an_id(602), "label": "H2-001"}
    same_label = {**ENTRY, "entry": an_id(603), "ticket": an_id(604), "label": "H1-001"}
    same_token = {**good, "entry": an_id(605), "ticket": an_id(606), "label": "H1-003"}
    slip = {
        "entry": an_id(607),
        "kind": "slip",
        "ticket": TICKET,
        "at": AT,
        "outcome": "printed",
        "copy": 0,
    }
    nothing = {"entry": an_id(608), "kind": "not_taken", "ticket": an_id(609), "at": AT}
    sent = (good, unknown, foreign, same_label, same_token, slip, nothing)
    expected = [
        ("acknowledged", None),
        ("rejected", "service_unknown"),
        ("rejected", "ticket_differs"),
        ("rejected", "label_taken"),
        ("rejected", "ticket_differs"),
        ("acknowledged", None),
        ("acknowledged", None),
    ]
    assert entries_of(kiosk, *sent) == expected
    before = dump(any_hall.stage.store)
    assert entries_of(kiosk, *sent) == expected
    assert changes(any_hall.stage.store, before) == {}
    shown = any_hall.account(BINH).get(f"tickets/{TICKET}").body["ticket"]
    assert (shown["label"], shown["slip"], shown["state"]) == ("H1-001", "printed", "waiting")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"day": "2026-11-25"}, "day_ahead"),
        ({"day": "0001-01-01"}, "ticket_of_past_day"),
        ({"day": "9999-12-31"}, "day_ahead"),
        ({"at": "0001-01-01T00:00:00Z"}, None),
        ({"at": "9999-12-31T23:59:59Z"}, None),
    ],
)
def test_times_no_clock_should_tell_never_stop_an_outbox(
    hall: Hall, changed: dict[str, Any], code: str | None
) -> None:
    outcome = ("rejected", code) if code else ("acknowledged", None)
    assert entries_of(hall.role("kiosk"), taken("H1-001", **changed)) == [outcome]
    assert hall.account(BINH).get("views/staff").status == 200


def test_kiosk_asks_for_a_label_with_one_id_for_one_wish(hall: Hall) -> None:
    kiosk = hall.role("kiosk")
    body = {**wish(), "at": AT}
    first = kiosk.put(f"tickets/{TICKET}", body)
    assert kiosk.put(f"tickets/{TICKET}", body).body == first.body
    other = kiosk.put(f"tickets/{TICKET}", {**body, "service": "CT01"})
    assert (other.status, other.code) == (422, "ticket_differs")
    for name in ("x", "H001", TICKET.upper()):
        answer = kiosk.put(f"tickets/{name}", body)
        assert (answer.status, answer.code) == (422, "body_invalid")
