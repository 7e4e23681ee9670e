"""A hall's catalogue over the API: looked at, compared, published, taken out as a file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from queue_server.api.bounds import BODY_BYTES_MAX
from queue_server.store.verify import verify_site
from tests.api.doors import Caller, Hall
from tests.stage import AN, KHANH
from tests.traces import changes, dump

NEW_SERVICE = {
    "code": "HT04",
    "field": "HT",
    "name_vi": "Đăng ký khai tử",
    "name_en": "Death registration",
    "day_cap": 40,
    "papers_vi": ["Giấy báo tử"],
    "papers_en": ["Notice of death"],
}


@pytest.fixture
def khanh(hall: Hall) -> Caller:
    return hall.account(KHANH)


def file_of(caller: Caller) -> tuple[str, dict[str, Any]]:
    """The mark of the catalogue, and the catalogue, as the page gets them."""
    told = caller.get("catalogue/file").body
    return told["base"], told["file"]


def enlarged(file: dict[str, Any]) -> dict[str, Any]:
    """One service and one counter more."""
    counter = {"number": 6, "services": ["HT01", "HT04"]}
    services, counters = [*file["services"], NEW_SERVICE], [*file["counters"], counter]
    return {**file, "services": services, "counters": counters}


def compare(caller: Caller, file: Any) -> Any:
    text = file if isinstance(file, str) else json.dumps(file)
    answer = caller.post("catalogue/differences", {"file": text})
    assert answer.status == 200, answer.body
    return answer.body


def publish(caller: Caller, base: str, file: dict[str, Any], *, key: str | None = None) -> Any:
    return caller.put("catalogue", {"base": base, "file": json.dumps(file)}, key=key)


def test_what_would_change_is_said_and_nothing_changes(hall: Hall, khanh: Caller) -> None:
    base, file = file_of(khanh)
    before = dump(hall.stage.store)
    plan = compare(khanh, enlarged(file))
    assert changes(hall.stage.store, before) == {}
    assert plan["base"] == base
    assert [(c["kind"], c["part"], c["key"], c["name"]) for c in plan["changes"]] == [
        ("added", "services", "HT04", "Đăng ký khai tử"),
        ("added", "counters", "6", "HT01, HT04"),
    ]
    assert plan["doubts"] == []


def test_service_and_counter_are_published_as_they_were_compared(any_hall: Hall) -> None:
    hall, khanh = any_hall, any_hall.account(KHANH)
    base, file = file_of(khanh)
    plan = compare(khanh, enlarged(file))
    answer = publish(khanh, base, enlarged(file))
    assert answer.status == 200
    now, published = file_of(khanh)
    assert (now, published) == (answer.body["base"], plan["file"])
    assert now != base
    assert compare(khanh, published)["changes"] == []
    fact = khanh.get("journal?limit=1").body["rows"][0]
    by = hall.stage.accounts[KHANH]
    assert (fact["type"], fact["by"]["id"]) == ("catalogue.published", by)
    kiosk = hall.role("kiosk").get("catalogue").body
    (service,) = [s for s in kiosk["services"] if s["code"] == "HT04"]
    assert (service["day_cap"], service["short_vi"]) == (40, "Đăng ký khai tử")
    assert kiosk["counters"][-1] == {"number": 6, "services": ["HT01", "HT04"]}
    with hall.stage.store.read() as connection:
        assert verify_site(connection, hall.stage.site).is_clean


def test_hours_are_compared_value_by_value_and_published(hall: Hall, khanh: Caller) -> None:
    base, file = file_of(khanh)
    day = {"day": "2026-12-01", "kind": "holiday", "name_vi": "Nghỉ chuyển trụ sở"}
    week = {"monday": ["08:00-11:30", "13:30-17:00"], "opens_before_min": 15}
    hours = {**week, "calendars": ["calendar_2025h2_2026"], "exceptions": [day]}
    changes = compare(khanh, {**file, "hours": hours})["changes"]
    assert [(c["kind"], c["part"], c["name"], c["after"]) for c in changes] == [
        ("added", "hours", "", None),
        ("changed", "hours", "opens_before_min", 15),
        ("changed", "hours", "closes_before_min", 0),
        ("changed", "hours", "monday", week["monday"]),
        ("changed", "hours", "calendars", ["calendar_2025h2_2026"]),
        ("changed", "hours", "exceptions", [day]),
    ]
    assert publish(khanh, base, {**file, "hours": hours}).status == 200
    assert file_of(khanh)[1]["hours"] == {**hours, "closes_before_min": 0}
    told = hall.role("kiosk").get("catalogue").body["hours"]
    assert told["always_open"] is False
    assert [e["name_vi"] for e in told["exceptions"] if e["day"] == day["day"]] == [day["name_vi"]]


def test_who_changed_an_older_catalogue_is_told_so(hall: Hall, khanh: Caller) -> None:
    base, file = file_of(khanh)
    assert publish(khanh, base, enlarged(file), key="the-first-time").status == 200
    before = dump(hall.stage.store)
    again = publish(khanh, base, enlarged(file), key="the-first-time")
    assert again.status == 200  # the same request once more: the same answer
    late = publish(khanh, base, {**file, "groups": []})
    assert (late.status, late.code) == (409, "catalogue_moved")
    assert changes(hall.stage.store, before) == {}


def test_counter_that_serves_something_else_today_hinders_nobody(hall: Hall, khanh: Caller) -> None:
    base, file = file_of(khanh)
    an = hall.an()
    assert an.put("counters/3/services", {"services": ["HT01"]}).status == 200
    assert file_of(khanh) == (base, file)
    assert publish(khanh, base, enlarged(file)).status == 200


def test_what_changes_nothing_is_not_published(hall: Hall, khanh: Caller) -> None:
    base, file = file_of(khanh)
    seq = hall.stage.store.head(hall.stage.site).seq
    answer = publish(khanh, base, file)
    assert (answer.status, answer.body) == (200, {"base": base, "seq": seq})


def test_wrong_catalogue_is_refused_field_by_field(hall: Hall, khanh: Caller) -> None:
    base, file = file_of(khanh)
    wrong = enlarged(file)
    wrong["services"][-1] = {**NEW_SERVICE, "field": "XX", "papers_en": []}
    wrong["counters"][-1] = {"number": 5, "services": ["HT04"]}
    before = dump(hall.stage.store)
    for answer in (
        khanh.post("catalogue/differences", {"file": json.dumps(wrong)}),
        publish(khanh, base, wrong),
    ):
        assert (answer.status, answer.code) == (422, "catalogue_wrong")
        assert answer.body["error"]["fields"] == {
            "count": 2,
            "faults": [
                {"place": "counters.5.number", "why": "twice", "values": {"name": "5"}},
                {"place": "services.12.field", "why": "no_field", "values": {"name": "XX"}},
            ],
        }
    assert changes(hall.stage.store, before) == {}


@pytest.mark.parametrize("text", ["", "{", "[[[", "x = 1", '{"organisations": 7}', "\x00", "[1]"])
def test_what_is_no_catalogue_is_refused(khanh: Caller, text: str) -> None:
    answer = khanh.post("catalogue/differences", {"file": text})
    assert (answer.status, answer.code) == (422, "catalogue_wrong")


def test_scale_that_means_something_else_is_refused_when_it_is_compared(khanh: Caller) -> None:
    base, file = file_of(khanh)
    file["scale"]["answers"][0]["text_vi"] = "Rất tệ"
    compared = khanh.post("catalogue/differences", {"file": json.dumps(file)})
    assert (compared.status, compared.code) == (409, "scale_differs")
    assert publish(khanh, base, file).code == "scale_differs"


def test_settings_are_published_with_the_catalogue_and_hold_at_once(
    hall: Hall, khanh: Caller
) -> None:
    base, file = file_of(khanh)
    assert (file["settings"]["speech_volume"], file["settings"]["calls_max"]) == (80, 3)
    assert {"timezone", "second_factor"} & set(file["settings"]) == set()
    screen = hall.role("hall")
    assert screen.put("voice", {"able": True}).body["volume"] == 80
    said = {**file, "settings": {"speech_volume": 40, "speech_langs": "vi en"}}
    assert [(c["part"], c["name"], c["after"]) for c in compare(khanh, said)["changes"]] == [
        ("settings", "speech_langs", "vi en"),
        ("settings", "speech_volume", 40),
    ]
    assert publish(khanh, base, said).status == 200
    voice = screen.put("voice", {"able": True}).body
    assert (voice["volume"], voice["langs"], voice["repeat"]) == (40, ["vi", "en"], 2)
    unsaid = {key: value for key, value in file.items() if key != "settings"}
    assert compare(khanh, unsaid)["changes"] == []  # what a file does not say stays
    with hall.stage.store.read() as connection:
        assert verify_site(connection, hall.stage.site).is_clean


@pytest.mark.parametrize(
    ("said", "place", "why"),
    [
        ({"speech_volume": 101}, "settings.speech_volume", "too_large"),
        ({"speech_langs": "fr"}, "settings.speech_langs", "not_listed"),
        ({"session_idle_min": 721}, "settings.session_idle_min", "too_large"),
        ({"second_factor": "optional"}, "settings.second_factor", "unknown"),
        ({"timezone": "UTC"}, "settings.timezone", "unknown"),
        ({"priority_credit_s": 5_000}, "settings.overtake_max_s", "credit"),
    ],
)
def test_settings_no_hall_can_have_are_refused(
    khanh: Caller, said: dict[str, Any], place: str, why: str
) -> None:
    base, file = file_of(khanh)
    wrong = {**file, "settings": said}
    for answer in (
        khanh.post("catalogue/differences", {"file": json.dumps(wrong)}),
        publish(khanh, base, wrong),
    ):
        (fault,) = answer.body["error"]["fields"]["faults"]
        assert (answer.status, fault["place"], fault["why"]) == (422, place, why)


def test_file_taken_out_and_brought_back_changes_nothing(hall: Hall, khanh: Caller) -> None:
    base, file = file_of(khanh)
    publish(khanh, base, enlarged(file))
    out = khanh.get("catalogue/file.toml")
    assert (
        out.headers["Content-Disposition"]
        == f'attachment; filename="motcua-{hall.stage.site}.toml"'
    )
    assert compare(khanh, out.body.decode())["changes"] == []


def test_whom_no_counter_would_call_and_which_is_open_is_said(any_hall: Hall) -> None:
    hall, khanh = any_hall, any_hall.account(KHANH)
    hall.stage.open(3)
    hall.stage.issue("HT03")
    hall.stage.pair("pad", 3)
    _, file = file_of(khanh)
    kept = [s for s in file["services"] if s["code"] != "HT03"]
    counters = [
        {**c, "services": [code for code in c["services"] if code != "HT03"]}
        for c in file["counters"]
        if c["number"] != 3
    ]
    plan = compare(khanh, {**file, "services": kept, "counters": counters})
    assert [(d["why"], d["key"], d["count"]) for d in plan["doubts"]] == [
        ("left_open", "3", 0),
        ("left_devices", "3", 1),
        ("left_waiting", "HT03", 1),
    ]


def test_catalogue_larger_than_other_bodies_is_taken_up_to_what_the_journal_takes(
    khanh: Caller,
) -> None:
    _, file = file_of(khanh)
    file["services"] = [{**NEW_SERVICE, "code": f"N{n:03}"} for n in range(200)]
    file["counters"] = []
    text = json.dumps(file)
    assert len(text) > BODY_BYTES_MAX
    assert len(compare(khanh, text)["changes"]) > 200
    file["services"] = [{**NEW_SERVICE, "code": f"N{n:03}"} for n in range(900)]
    answer = khanh.post("catalogue/differences", {"file": json.dumps(file, ensure_ascii=False)})
    assert answer.body["error"]["fields"]["faults"] == [
        {"place": "", "why": "too_much", "values": {"most": 200_000}}
    ]


def test_only_the_administrator_changes_what_a_hall_offers(hall: Hall, khanh: Caller) -> None:
    base, file = file_of(khanh)
    an = hall.account(AN)
    for answer in (an.get("catalogue/file"), publish(an, base, file)):
        assert (answer.status, answer.code) == (403, "role_refused")
