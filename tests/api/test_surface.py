"""On every route, whoever asks and however it ends: the headers; on every change: the origin."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_server.domain.access import ROUTES
from tests.api.doors import Answer
from tests.api.routes import REQUESTS, path_of
from tests.api.test_answers import FOR_EVER, NO_STORE, check_headers
from tests.api.test_permits import Crowd, gather
from tests.stage import set_stage
from tests.traces import changes, dump

CHANGES = sorted(e for e, (method, _, _) in REQUESTS.items() if method != "GET")
FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)
FORMS = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[Crowd]:
    path = tmp_path_factory.mktemp("surface") / "motcua.db"
    shutil.copyfile(_sqlite_template, path)
    stage = set_stage(f"sqlite:///{path}")
    yield gather(stage)
    stage.store.close()


def send(crowd: Crowd, endpoint: str, role: str | None, headers: dict[str, str]) -> Answer:
    """An endpoint's own request, with these headers."""
    method, _, body = REQUESTS[endpoint]
    caller = crowd.here[role] if role else crowd.hall.anybody()
    said = {} if body is None else {"json": body}
    path = path_of(endpoint, crowd.things)
    return caller.send(method, path, headers=headers, **said)


def role_of(endpoint: str, crowd: Crowd) -> str | None:
    return next((role for role in sorted(ROUTES[endpoint]) if role in crowd.here), None)


def test_change_from_another_page_is_refused_on_every_route(crowd: Crowd) -> None:
    before = dump(crowd.hall.stage.store)
    for endpoint in CHANGES:
        for headers in FOREIGN:
            answer = send(crowd, endpoint, role_of(endpoint, crowd), headers)
            assert (endpoint, answer.status, answer.code) == (endpoint, 403, "cross_site")
            check_headers(answer)
    assert changes(crowd.hall.stage.store, before) == {}


def test_what_a_form_can_send_is_taken_by_no_route(crowd: Crowd) -> None:
    before = dump(crowd.hall.stage.store)
    for endpoint in CHANGES:
        method, path = REQUESTS[endpoint][0], path_of(endpoint, crowd.things)
        role = role_of(endpoint, crowd)
        caller = crowd.here[role] if role else crowd.hall.anybody()
        for form in FORMS:
            answer = caller.send(method, path, data=b'{"a": 1}', content_type=form)
            assert (endpoint, answer.status, answer.code) == (endpoint, 422, "body_invalid")
    assert changes(crowd.hall.stage.store, before) == {}


def test_headers_stand_on_every_route_however_it_answers(crowd: Crowd) -> None:
    for endpoint in REQUESTS:
        for role in (None, "pad", role_of(endpoint, crowd)):
            if endpoint == "sessions.end" and role is not None:
                continue  # would sign out whom the rest needs
            answer = send(crowd, endpoint, role, {})
            is_file = "static" in endpoint or endpoint in {"display.clip", "display.medium"}
            is_kept = is_file and answer.status == 200
            check_headers(answer, FOR_EVER if is_kept else NO_STORE)
            assert "Strict-Transport-Security" not in answer.headers


def test_browser_that_came_by_tls_is_told_to_come_by_nothing_else(crowd: Crowd) -> None:
    for path in ("/console", "/api/v1/identity", "/nowhere", "/static/nowhere.js"):
        answer = crowd.hall.anybody().send("GET", path, base_url="https://motcua.example")
        said = answer.headers["Strict-Transport-Security"]
        assert said == "max-age=31536000; includeSubDomains"
