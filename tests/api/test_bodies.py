"""Whatever is sent is taken as said or refused in the one shape; stored text is only text (I22)."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from queue_server.api.bounds import BODY_BYTES_MAX, body_bytes_max
from queue_server.api.schemas import SlipEntry
from queue_server.domain.access import PUBLIC, ROUTES
from tests.api.doors import LOGINS, Answer, Caller, Hall, open_hall
from tests.api.routes import ENTRY, NEW, REQUESTS, Things, path_of, set_things
from tests.stage import AN, set_stage
from tests.traces import changes, dump

WITH_BODY = sorted(endpoint for endpoint, (_, _, body) in REQUESTS.items() if body is not None)
ESC_POS = "\x1b@\x1dV\x00"
ODD_TEXTS = [
    "",
    "x" * 200,
    unicodedata.normalize("NFD", "Nguyễn Thị Hồng Vân đến làm giấy khai sinh"),
    "\x00",
    "\x1b[31mđỏ",
    ESC_POS,
    "\ud800",
    "\u202eđảo ngược\u2066",
    "\ufeff\u200b",
    "🏛️👨‍👩‍👧",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}${7*7}",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE ticket; --",
    "../../etc/passwd",
    "%00%0a",
]
ODD_VALUES: list[Any] = [
    *ODD_TEXTS,
    None,
    True,
    False,
    0,
    -1,
    1.5,
    2**63,
    10**300,
    [],
    {},
    ["CT01"],
    {"a": {"b": 1}},
]
NOT_OBJECTS = [
    b"",
    b"{",
    b"[]",
    b'"text"',
    b"42",
    b"\xff\xfe\x00",
    b"{'single': 1}",
    b'{"a": NaN}',
    b"[" * 8_000,
    b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
    b"1" * 5_000,
    b'{"\\ud800": 1}',
    '{"tên": 1}'.encode("utf-16"),
]


@dataclass
class Desk:
    """A hall where every write is tried with nonsense by somebody who may."""

    hall: Hall
    things: Things
    callers: dict[str, Caller]

    def send(self, endpoint: str, **said: Any) -> Answer:
        method, _, _ = REQUESTS[endpoint]
        role = next((r for r in sorted(ROUTES[endpoint]) if r in self.callers), PUBLIC)
        caller = self.callers.get(role) or self.hall.anybody()
        return caller.send(method, path_of(endpoint, self.things), **said)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[Desk]:
    path = tmp_path_factory.mktemp("bodies") / "motcua.db"
    shutil.copyfile(_sqlite_template, path)
    stage = set_stage(f"sqlite:///{path}")
    hall, things = open_hall(stage), set_things(stage)
    roles = [*LOGINS, "kiosk", "hall", "pad"]
    yield Desk(hall, things, {role: hall.role(role) for role in roles})
    stage.store.close()


def told(answer: Answer) -> str:
    """What was refused, checked to be the client's fault and to be said in one shape."""
    assert 400 <= answer.status < 500
    assert answer.headers["Content-Type"] == "application/json"
    return answer.code


@pytest.mark.parametrize("raw", NOT_OBJECTS, ids=[repr(raw[:12]) for raw in NOT_OBJECTS])
@pytest.mark.parametrize("endpoint", WITH_BODY)
def test_what_is_no_json_object_of_ours_is_refused(desk: Desk, endpoint: str, raw: bytes) -> None:
    before = dump(desk.hall.stage.store)
    answer = desk.send(endpoint, data=raw, content_type="application/json")
    assert (answer.status, told(answer)) == (422, "body_invalid")
    assert changes(desk.hall.stage.store, before) == {}


@pytest.mark.parametrize("endpoint", WITH_BODY)
def test_unknown_field_is_refused_by_name(desk: Desk, endpoint: str) -> None:
    body = REQUESTS[endpoint][2]
    answer = desk.send(endpoint, json={**(body or {}), "full_name": "Nguyễn Văn A"})
    assert (answer.status, told(answer)) == (422, "body_invalid")
    assert answer.body["error"]["fields"] == {"why": "full_name"}
    assert "Nguyễn" not in str(answer.body)


@pytest.mark.parametrize("endpoint", WITH_BODY)
def test_body_over_the_bound_is_refused(desk: Desk, endpoint: str) -> None:
    bound = body_bytes_max(path_of(endpoint, desk.things))
    data = json.dumps({"full_name": "x" * bound})
    answer = desk.send(endpoint, data=data, content_type="application/json")
    assert (answer.status, told(answer)) == (413, "body_too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
@pytest.mark.parametrize("endpoint", [e for e in WITH_BODY if REQUESTS[e][2]])
def test_only_json_is_read(desk: Desk, endpoint: str, kind: str) -> None:
    data = json.dumps(REQUESTS[endpoint][2])
    answer = desk.send(endpoint, data=data, content_type=kind)
    assert (answer.status, told(answer)) == (422, "body_invalid")


def fields() -> list[tuple[str, str]]:
    bodies = {endpoint: REQUESTS[endpoint][2] or {} for endpoint in WITH_BODY}
    bodies["tickets.cancel"] = bodies["servings.finish"] = {"reason": ""}
    bodies["servings.finish"] = {"outcome": "", "reason": "", "dossier_code": ""}
    return [(endpoint, name) for endpoint, body in bodies.items() for name in body]


@pytest.mark.parametrize(("endpoint", "name"), fields())
def test_no_value_of_any_field_breaks_the_server(desk: Desk, endpoint: str, name: str) -> None:
    for value in ODD_VALUES:
        body = {**(REQUESTS[endpoint][2] or {}), name: value}
        answer = desk.send(endpoint, json=body)
        assert answer.status < 500, value
        if answer.status >= 400:
            told(answer)


@pytest.mark.parametrize("name", list(ENTRY))
def test_no_entry_of_an_outbox_breaks_the_server(desk: Desk, name: str) -> None:
    for value in ODD_VALUES:
        answer = desk.send("tickets.intake", json={"entries": [{**ENTRY, name: value}]})
        assert answer.status < 500, value
        if answer.status >= 400:
            told(answer)


WRONG_TYPES = [
    ("servings.rate", {"value": True, "scale_version": "five-1"}, "value"),
    ("servings.rate", {"value": "5", "scale_version": "five-1"}, "value"),
    ("servings.rate", {"value": 5.0, "scale_version": "five-1"}, "value"),
    ("servings.rate", {"value": 5}, "scale_version"),
    ("tickets.issue", {"service": 7}, "service"),
    ("tickets.issue", {}, "service"),
    ("tickets.issue", {"service": "CT01", "class": "vip"}, "class"),
    ("tickets.issue", {"service": "CT01", "lang": "fr"}, "lang"),
    ("tickets.issue", {"service": "x" * 200}, "service"),
    ("tickets.offer", {"service": "CT01", "at": 1_795_395_600}, "at"),
    ("tickets.offer", {"service": "CT01", "at": "1795395600"}, "at"),
    ("tickets.offer", {"service": "CT01", "at": "2026-11-23T08:00:00"}, "at"),
    ("tickets.offer", {"service": "CT01", "at": "0001-01-01T00:00:00+14:00"}, "at"),
    ("tickets.offer", {"service": "CT01"}, "at"),
    ("tickets.intake", {"entries": []}, "entries"),
    ("tickets.intake", {"entries": [ENTRY] * 51}, "entries"),
    ("tickets.intake", {"entries": {}}, "entries"),
    ("counters.pause", {"reason": ""}, "reason"),
    ("counters.pause", {"reason": "Nghỉ một lát"}, "reason"),
    ("tickets.cancel", {"reason": "rest"}, "reason"),
    ("tickets.call_this", {}, "reason"),
    ("tickets.hold", {"reason": "frail"}, "reason"),
    ("tickets.hold", {"reason": "form", "minutes": 0}, "minutes"),
    ("tickets.hold", {"reason": "form", "minutes": 241}, "minutes"),
    ("tickets.transfer", {"service": "CT01", "counter": 0}, "counter"),
    ("tickets.transfer", {"service": "CT01", "counter": 3, "officer": NEW}, "officer"),
    ("servings.finish", {"outcome": "done", "reason": "no_form"}, "reason"),
    ("servings.finish", {"outcome": "refused", "reason": "no_form"}, "reason"),
    ("servings.finish", {"outcome": "lost"}, "outcome"),
    ("servings.finish", {"outcome": "done", "dossier_code": "H26.12-261123-0001"}, "dossier_code"),
    ("sessions.create", {"secret": "\x00" * 30}, "secret"),
    ("sessions.create", {"secret": "short"}, "secret"),
]


@pytest.mark.parametrize(("endpoint", "body", "field"), WRONG_TYPES)
def test_wrong_value_is_refused_by_the_name_of_its_field(
    desk: Desk, endpoint: str, body: dict[str, Any], field: str
) -> None:
    before = dump(desk.hall.stage.store)
    answer = desk.send(endpoint, json=body)
    if len(json.dumps(body)) > BODY_BYTES_MAX:
        assert answer.code == "body_too_large"
        return
    assert (answer.status, told(answer)) == (422, "body_invalid")
    assert answer.body["error"]["fields"] == {"why": field}
    assert changes(desk.hall.stage.store, before) == {}


def test_entry_of_the_wrong_shape_is_refused_before_any_is_taken(desk: Desk) -> None:
    before = dump(desk.hall.stage.store)
    for name, value in {
        "kind": "given",
        "day": 20_261_123,
        "token": "x",
        "label": "Đ001",
        "ticket": "1",
        "entry": "1",
        "at": "now",
    }.items():
        answer = desk.send("tickets.intake", json={"entries": [ENTRY, {**ENTRY, name: value}]})
        assert told(answer) == "body_invalid"
    assert changes(desk.hall.stage.store, before) == {}


def slip_entry(cause: str) -> SlipEntry:
    said = {"entry": ENTRY["entry"], "ticket": ENTRY["ticket"], "at": ENTRY["at"], "cause": cause}
    return SlipEntry.model_validate({**said, "kind": "slip", "outcome": "failed"})


def test_free_text_is_composed_and_loses_what_no_reason_needs() -> None:
    said = unicodedata.normalize("NFD", " họp <b>gấp</b>") + "\x1b\x07\x00\u200b "
    body = slip_entry(said)
    assert body.cause == "họp <b>gấp</b>"


def test_free_text_may_have_200_letters_however_they_are_composed() -> None:
    said = unicodedata.normalize("NFD", "ế" * 200)
    assert len(said) == 600
    body = slip_entry(said)
    assert body.cause == "ế" * 200


ODD_NAMES = [
    "%00",
    "H001%00",
    "%ED%A0%80",
    "%FF%FE",
    "%F0%9F%8F%9B",
    "%1B%40",
    "x" * 2_000,
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "'%20OR%201=1--",
    "%3Cscript%3E",
    "0198f0a0-0000-7000-8000-000000000000",
    "H999999999999",
    "-1",
    "99999999999999999999999999",
]
ODD_PATHS = [
    ("GET", "tickets/{}", AN),
    ("POST", "tickets/{}/recalls", AN),
    ("POST", "tickets/{}/return", AN),
    ("POST", "tickets/{}/servings", AN),
    ("PUT", "servings/{}/outcome", AN),
    ("POST", "counters/{}/calls", AN),
    ("GET", "views/counters/{}", AN),
    ("GET", "dossiers/{}", AN),
    ("GET", "dossiers/http://x/T/{}", AN),
    ("GET", "follow/{}", AN),
    ("GET", "reports/days/{}", "quanly"),
    ("GET", "reports/days/{}.csv", "quanly"),
    ("DELETE", "devices/{}/pairing", "quantri"),
    ("GET", "/T/{}", AN),
    ("GET", "/counter/{}", AN),
    ("GET", "/static/display/{}", AN),
]


def test_odd_names_in_addresses_are_not_found_on_either_engine(any_hall: Hall) -> None:
    callers = {login: any_hall.account(login) for login in (AN, "quanly", "quantri")}
    before = dump(any_hall.stage.store)
    for method, path, login in ODD_PATHS:
        for name in ODD_NAMES:
            body = {"json": {"outcome": "done"} if method == "PUT" else {}}
            said = {} if method in {"GET", "DELETE"} else body
            answer = callers[login].send(method, path.format(name), **said)
            assert answer.status == 404, (path, name)
            if path[0] != "/":
                told(answer)
    assert changes(any_hall.stage.store, before) == {}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "20261123", "today"])
def test_days_that_never_were_have_no_figures(hall: Hall, day: str) -> None:
    chi = hall.account("quanly")
    for path in (f"reports/days/{day}", f"reports/days/{day}.csv"):
        answer = chi.get(path)
        assert answer.status in {200, 404}
        if answer.status == 404:
            assert told(answer) == "day_unknown"


@pytest.mark.parametrize(
    "query",
    ["before=0", "before=x", "before=1e3", "limit=0", "limit=201", "limit=-1", f"before={2**64}"],
)
def test_journal_is_read_within_bounds(desk: Desk, query: str) -> None:
    answer = desk.callers["administrator"].get(f"journal?{query}")
    assert (answer.status, told(answer)) == (422, "body_invalid")
    assert answer.body["error"]["fields"] == {"why": query.split("=")[0]}


@pytest.mark.parametrize("query", ["day=x", "day=2026-13-01", "day=1700000000"])
def test_ticket_is_asked_for_by_a_real_day(desk: Desk, query: str) -> None:
    answer = desk.callers["manager"].get(f"tickets/H001?{query}")
    assert (answer.status, told(answer)) == (422, "body_invalid")
