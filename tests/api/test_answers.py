"""What every answer carries: headers, cookies, and the one shape of a no."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from http.cookies import Morsel, SimpleCookie

import pytest
import structlog
from sqlalchemy import text
from structlog.testing import LogCapture

from queue_server.api.headers import CSP
from queue_server.realtime.gate import holds_credential
from queue_server.store.store import Store
from tests.api.doors import Answer, Caller, Hall, new_key, open_hall
from tests.api.routes import WISH
from tests.stage import AN, CHI, KHANH
from tests.traces import changes, dump

OVER_TLS = "https://motcua.example"
NO_STORE, FOR_EVER = "no-store", "public, max-age=31536000, immutable"


@pytest.fixture
def logged() -> Iterator[LogCapture]:
    """Every line the server logs meanwhile."""
    before = structlog.get_config()
    capture = LogCapture()
    structlog.configure(processors=[structlog.processors.format_exc_info, capture])
    yield capture
    structlog.configure(**before)


def check_headers(answer: Answer, cached: str = NO_STORE) -> None:
    headers = answer.headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == cached
    assert "Access-Control-Allow-Origin" not in headers


def broken(hall: Hall) -> None:
    """Take a table away: what a bug looks like from outside."""
    with hall.stage.store.database.writer.begin() as connection:
        connection.execute(text("ALTER TABLE queue_length RENAME TO lost"))


def test_policy_lets_in_nothing_inline_and_nothing_from_elsewhere() -> None:
    rules = dict(rule.split(" ", 1) for rule in CSP.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert (rules["frame-ancestors"], rules["base-uri"]) == ("'none'", "'none'")
    assert not re.search(r"unsafe|https?:|\*", CSP)


def test_headers_stand_on_every_answer(hall: Hall) -> None:
    an = hall.account(AN)
    for path in ("identity", "views/staff", "/console", "/healthz", "openapi.json", "/"):
        check_headers(an.get(path))
    for path in ("nowhere", "/nowhere", "/static/nowhere.js", "/static/display/nowhere.js"):
        answer = an.get(path)
        assert answer.status == 404
        check_headers(answer)
    for method in ("PATCH", "PUT", "TRACE"):
        answer = an.send(method, "identity")
        assert answer.status == 405
        check_headers(answer)
    check_headers(an.post("tickets", {"service": "none"}))
    check_headers(hall.anybody().get("identity"))
    broken(hall)
    answer = an.get("views/board")
    assert answer.status == 503
    check_headers(answer)


def test_built_files_are_kept_for_ever_and_their_absence_is_not(hall: Hall) -> None:
    anybody = hall.anybody()
    page = anybody.get("/console").body.decode()
    files = re.findall(r"/static/[^\"]+", page)
    assert files
    for path in files:
        answer = anybody.get(path)
        assert answer.status == 200
        check_headers(answer, FOR_EVER)
        again = anybody.send("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status == 304
        check_headers(again, FOR_EVER)


def test_pages_hold_no_inline_code_and_no_secret(hall: Hall) -> None:
    issued = hall.stage.issue()
    for path in ("/console", "/manager", "/admin", "/enter", "/hall", "/counter/3", "/pad/3"):
        page = hall.anybody().get(path).body.decode()
        assert (
            re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page) is None
        )
        assert issued.ticket.id not in page


# One shape for every no.


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "nowhere", 404, "page_unknown"),
        ("POST", "nowhere", 404, "page_unknown"),
        ("GET", "tickets/H001/nowhere", 404, "page_unknown"),
        ("GET", "/api/", 404, "page_unknown"),
        ("GET", "/static/display/x.js", 404, "page_unknown"),
        ("DELETE", "identity", 405, "method_refused"),
        ("PATCH", "tickets", 405, "method_refused"),
        ("GET", "intake", 405, "method_refused"),
        ("GET", "counters/x/shift", 404, "page_unknown"),
        ("POST", "counters/-1/shift", 404, "page_unknown"),
    ],
)
def test_address_nobody_serves_is_refused_in_the_one_shape(
    hall: Hall, method: str, path: str, status: int, code: str
) -> None:
    answer = hall.account(AN).send(method, path)
    assert (answer.status, answer.code) == (status, code)
    assert answer.body["error"]["retry_after_s"] is None
    assert answer.body["error"]["message"].endswith(".")
    if status == 405:
        assert method not in answer.headers["Allow"]


def test_person_who_mistypes_reads_a_page(hall: Hall) -> None:
    answer = hall.anybody().get("/nowhere")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_database_that_fails_asks_to_come_again(hall: Hall, logged: LogCapture) -> None:
    an = hall.account(AN)
    broken(hall)
    answer = an.post("tickets", WISH)
    assert (answer.status, answer.code) == (503, "store_busy")
    assert answer.headers["Retry-After"] == "2"
    assert answer.body["error"]["retry_after_s"] == 2
    lines = [line["event"] for line in logged.entries if line.get("logger") != "security"]
    assert lines == ["store_fault"]


def test_bug_is_told_without_its_inside(hall: Hall, logged: LogCapture) -> None:
    """A token that a bug stumbles over is in neither the answer nor the log."""
    issued = hall.stage.issue()
    with hall.stage.store.database.writer.begin() as connection:
        connection.execute(text("UPDATE site SET settings = '{\"lost\": 1}'"))
    fresh = open_again(hall)
    answer = fresh.anybody().get(f"follow/{issued.token}")
    assert (answer.status, answer.code) == (500, "internal")
    assert answer.body["error"]["message"].startswith("Máy chủ gặp lỗi")
    assert [line["event"] for line in logged.entries] == ["bug"]
    assert issued.token not in repr(logged.entries)
    assert "follow.py" in repr(logged.entries)


def open_again(hall: Hall) -> Hall:
    """The server after a restart: nothing is remembered."""
    store = hall.stage.store
    again = Store(store.database, clock=store.clock, random_bytes=store.random_bytes)
    return open_hall(replace(hall.stage, store=again))


# Cookies.


def cookie_of(answer: Answer) -> Morsel[str]:
    jar: SimpleCookie = SimpleCookie(answer.headers["Set-Cookie"])
    (morsel,) = jar.values()
    return morsel


@pytest.mark.parametrize(
    ("secret_of", "name", "days"),
    [
        (lambda stage: stage.link(AN), "motcua_console", 0.5),
        (lambda stage: stage.link(CHI), "motcua_manager", 0.5),
        (lambda stage: stage.link(KHANH), "motcua_admin", 0.5),
        (lambda stage: stage.pairing("hall"), "motcua_hall", 365),
        (lambda stage: stage.pairing("counter", 3), "motcua_counter-3", 365),
        (lambda stage: stage.pairing("pad", 5), "motcua_pad-5", 365),
    ],
)
def test_cookie_is_for_the_server_only(
    hall: Hall, secret_of: object, name: str, days: float
) -> None:
    assert callable(secret_of)
    answer = hall.anybody().post("sessions", {"secret": secret_of(hall.stage)})
    cookie = cookie_of(answer)
    assert cookie.key == name
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert int(cookie["max-age"]) == int(days * 86_400)
    assert cookie["domain"] == ""
    assert cookie.value not in str(answer.body)
    slot = name.removeprefix("motcua_")
    assert answer.body == {
        "slot": slot,
        "go": {"console": "/console", "manager": "/manager", "admin": "/admin"}.get(
            slot, "/" + slot.replace("-", "/")
        ),
        "site": hall.stage.site,
    }


def test_cookie_travels_by_https_only_where_there_is_https(hall: Hall) -> None:
    secret = {"secret": hall.stage.link(AN)}
    an = hall.anybody()
    answer = an.send("POST", "sessions", json=secret, base_url=OVER_TLS)
    cookie = cookie_of(answer)
    assert cookie["secure"] is True
    assert (cookie.key, cookie["path"], cookie["domain"]) == ("__Host-motcua_console", "/", "")
    an.headers["Motcua-Slot"] = "console"
    assert an.send("GET", "identity", base_url=OVER_TLS).body["name"] == "An"
    ended = an.send("DELETE", "sessions/current", base_url=OVER_TLS)
    gone = cookie_of(ended)
    assert (gone.key, gone["max-age"], gone["secure"]) == ("__Host-motcua_console", "0", True)


def test_cookie_that_any_host_could_have_set_is_not_believed_over_tls(hall: Hall) -> None:
    an = hall.account(AN)
    held = an.client.get_cookie("motcua_console")
    assert held is not None
    assert an.get("identity").status == 200
    name = {"Cookie": f"motcua_console={held.value}"}
    answer = hall.anybody().send(
        "GET", "identity", base_url=OVER_TLS, headers={**name, "Motcua-Slot": "console"}
    )
    assert answer.code == "not_signed_in"
    own = hall.server.app.extensions["motcua"]
    for scheme, prefix, opens in (
        ("http", "", True),
        ("https", "", False),
        ("https", "__Host-", True),
    ):
        cookie = f"{prefix}motcua_console={held.value}"
        environ = {"wsgi.url_scheme": scheme, "HTTP_COOKIE": cookie}
        assert holds_credential(own, environ) is opens


def test_kiosk_gets_its_key_in_the_answer_and_no_cookie(hall: Hall) -> None:
    answer = hall.anybody().post("sessions", {"secret": hall.stage.pairing("kiosk")})
    assert "Set-Cookie" not in answer.headers
    assert re.fullmatch(r"dev_[0-9a-f]{64}", answer.body["device_key"])
    assert answer.body["issuer_no"] == 1


def test_signing_out_takes_the_cookie_away(hall: Hall) -> None:
    an = hall.account(AN)
    answer = an.delete("sessions/current")
    cookie = cookie_of(answer)
    assert (cookie.key, cookie.value, cookie["max-age"]) == ("motcua_console", "", "0")


# Changes come from our own pages.


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "https://localhost"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "http://localhost.evil.example"}, False),
        ({"Origin": "http://localhost@evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_change_from_another_page_is_refused(
    hall: Hall, method: str, headers: dict[str, str], is_taken: bool
) -> None:
    an = hall.an()
    before = dump(hall.stage.store)
    path = "tickets" if method == "POST" else "counters/3/shift"
    said = {"json": WISH} if method == "POST" else {}
    answer = an.send(method, path, headers=headers, **said)
    if is_taken:
        assert answer.status in {200, 201}
        return
    assert (answer.status, answer.code) == (403, "cross_site")
    assert changes(hall.stage.store, before) == {}


def test_reading_from_another_page_gets_no_permission_to_read(hall: Hall) -> None:
    an = hall.account(AN)
    headers = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
    check_headers(an.send("GET", "views/staff", headers=headers))
    asked = an.send("OPTIONS", "tickets", headers=headers)
    assert not [name for name in asked.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "key", [None, "", "short", "x" * 101, "with\ttab-key", "khóa-chống-lặp", "        \x00"]
)
def test_command_without_a_proper_key_is_refused(hall: Hall, key: str | None) -> None:
    caller = Caller(hall.account(AN).client, {"Motcua-Slot": "console"})
    before = dump(hall.stage.store)
    headers = {} if key is None else {"Idempotency-Key": key.encode().decode("latin-1")}
    response = caller.client.post(
        "/api/v1/tickets", json=WISH, headers={**caller.headers, **headers}
    )
    assert (response.status_code, response.json["error"]["code"]) == (400, "key_missing")
    assert changes(hall.stage.store, before) == {}
    assert len(new_key()) >= 8
