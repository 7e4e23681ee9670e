"""Two browsers of one officer at the API: the late commands of the old one are refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.doors import Hall
from tests.api.routes import WISH
from tests.stage import AN, BINH, CHI

LATE: list[tuple[str, str, dict[str, Any] | None]] = [
    ("POST", "counters/3/calls", {}),
    ("POST", "counters/3/shift/pause", {"reason": "rest"}),
    ("DELETE", "counters/3/shift", None),
    ("POST", "counters/3/help", {}),
    ("POST", "tickets", WISH),
    ("POST", "tickets/{ticket}/recalls", {}),
    ("POST", "tickets/{ticket}/servings", {}),
]


@pytest.fixture
def desk_and_laptop(hall: Hall) -> tuple[Any, Any, str]:
    """An has somebody called at the desk, and then takes the counter over at a laptop."""
    desk = hall.account(AN)
    desk.post("counters/3/shift")
    ticket = desk.post("tickets", WISH).body["ticket"]["id"]
    desk.post("counters/3/calls")
    laptop = hall.account(AN)
    asked = laptop.post("counters/3/shift")
    assert (asked.status, asked.code) == (409, "counter_elsewhere")
    assert laptop.post("counters/3/takeover").body["counter"] == {"number": 3, "state": "open"}
    return desk, laptop, ticket


@pytest.mark.parametrize(("method", "path", "body"), LATE)
def test_old_browser_commands_nothing_any_more(
    desk_and_laptop: tuple[Any, Any, str], method: str, path: str, body: dict[str, Any] | None
) -> None:
    desk, laptop, ticket = desk_and_laptop
    said = {} if body is None else {"json": body}
    answer = desk.send(method, path.format(ticket=ticket), **said)
    assert (answer.status, answer.code, answer.body["error"]["fields"]) == (
        409,
        "counter_elsewhere",
        {"counter": 3},
    )
    assert "máy khác" in answer.body["error"]["message"]
    assert laptop.post(f"tickets/{ticket}/servings").status == 201


def test_view_and_identity_say_where_a_counter_is_open(
    desk_and_laptop: tuple[Any, Any, str],
) -> None:
    desk, laptop, _ = desk_and_laptop
    seats = [caller.get("identity").body["seat"] for caller in (desk, laptop)]
    counter = laptop.get("views/staff").body["body"]["counters"][2]
    assert seats[0] != seats[1] == counter["seat"]


def test_command_carried_out_before_the_takeover_keeps_its_answer(hall: Hall) -> None:
    desk = hall.account(AN)
    desk.post("counters/3/shift")
    first = desk.post("tickets", WISH, key="before-the-takeover")
    hall.account(AN).post("counters/3/takeover")
    again = desk.post("tickets", WISH, key="before-the-takeover")
    assert (again.status, again.body) == (first.status, first.body)


def test_help_is_ended_by_a_colleague_or_the_manager(hall: Hall) -> None:
    an, others = hall.account(AN), [hall.account(BINH), hall.account(CHI)]
    an.post("counters/3/shift")
    for other in others:
        an.post("counters/3/help")
        alarms = other.get("views/staff").body["body"]["alarms"]
        assert [(alarm["kind"], alarm["counter"]) for alarm in alarms] == [("help", 3)]
        assert other.delete("counters/3/help").status == 200
        assert other.get("views/staff").body["body"]["alarms"] == []
