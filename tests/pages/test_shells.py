"""The pages as the server hands them out: shells without data, under the strict policy."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from queue_server.app import create_server
from queue_server.domain.refusals import PageUnknown
from tests.stage import Stage

TOKEN = "0123456789BCFGHJKLMNPQRSTVX"
PAGES = {
    "/enter": ("signin", ""),
    "/console": ("console", "console"),
    "/reception": ("reception", "reception"),
    "/reception/manager": ("reception", "manager"),
    "/manager": ("manager", "manager"),
    "/admin": ("admin", "admin"),
    f"/T/{TOKEN}": ("follow", ""),
}
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", re.IGNORECASE)


@pytest.fixture
def client(sqlite_stage: Stage) -> FlaskClient:
    return create_server(sqlite_stage.store, public_url="https://motcua.example").app.test_client()


@pytest.mark.parametrize("path", PAGES)
def test_page_names_itself_and_its_slot_and_holds_no_data(client: FlaskClient, path: str) -> None:
    name, slot = PAGES[path]
    answer = client.get(path)
    shell = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert f'<body data-page="{name}" data-slot="{slot}">' in shell
    assert '<div id="app"></div>' in shell
    assert TOKEN not in shell
    assert INLINE.search(shell) is None


@pytest.mark.parametrize("path", PAGES)
def test_page_is_kept_by_nobody_and_framed_by_nobody(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("path", PAGES)
def test_scripts_and_styles_of_a_page_are_there_and_kept_for_ever(
    client: FlaskClient, path: str
) -> None:
    shell = client.get(path).get_data(as_text=True)
    named = re.findall(r'(?:src|href)="(/static/[^"]+)"', shell)
    assert [address.rsplit(".", 1)[-1] for address in named] == ["css", "js"]
    for address in named:
        with client.get(address) as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]


def test_host_alone_leads_to_the_console(client: FlaskClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/console")


@pytest.mark.parametrize(
    "path", ["/nowhere", "/T/too-short", f"/T/{TOKEN}A", "/console/3", "/reception/admin"]
)
def test_address_without_a_page_says_so_in_both_languages(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    shell = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "<h1>Không có trang này</h1>" in shell
    assert '<h2 lang="en">There is no such page</h2>' in shell
    assert INLINE.search(shell) is None


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/static/queue_server/nothing.js"])
def test_program_that_asks_for_nothing_gets_the_one_error_shape(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.get_json() == {
        "error": {
            "code": "page_unknown",
            "message": PageUnknown().message,
            "fields": {},
            "retry_after_s": None,
        }
    }


def test_address_is_never_repeated_on_the_page(client: FlaskClient) -> None:
    answer = client.get("/<img src=x>/%22onload=")
    assert answer.status_code == 404
    assert "img" not in answer.get_data(as_text=True)
