"""The shells of the screens: whose credential they use, and nothing else."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from display.blueprint import create_display

PAGES = {
    "/hall": ("hall", "hall", None),
    "/counter/3": ("counter", "counter-3", "3"),
    "/pad/12": ("pad", "pad-12", "12"),
}


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    app = Flask("screens", static_folder=None)
    app.register_blueprint(create_display())
    with app.test_client() as client:
        yield client


def body_data(page: str) -> dict[str, str]:
    body = re.search(r"<body([^>]*)>", page)
    assert body is not None
    return dict(re.findall(r'data-(\w+)="([^"]*)"', body[1]))


@pytest.mark.parametrize("path", PAGES)
def test_page_names_itself_its_credential_and_its_counter(client: FlaskClient, path: str) -> None:
    name, slot, counter = PAGES[path]
    expected = {"page": name, "slot": slot} | ({"counter": counter} if counter else {})
    assert body_data(client.get(path).text) == expected


@pytest.mark.parametrize("path", PAGES)
def test_page_holds_nothing_a_strict_policy_refuses(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?://", page) == []


@pytest.mark.parametrize("path", PAGES)
def test_script_and_style_of_a_page_are_served_to_be_kept(client: FlaskClient, path: str) -> None:
    assets = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get(path).text)
    answers = [client.get(asset, buffered=True) for asset in assets]
    kinds = [(answer.status_code, answer.mimetype) for answer in answers]
    assert kinds == [(200, "text/css"), (200, "text/javascript")]
    assert [answer.cache_control.max_age for answer in answers] == [31_536_000] * 2


@pytest.mark.parametrize(
    "path", ["/counter/0", "/counter/1000", "/counter/-1", "/counter/x", "/counter", "/pad/0"]
)
def test_counter_that_cannot_be_is_no_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_nothing_beside_the_built_files_is_served(client: FlaskClient) -> None:
    assert client.get("/static/display/manifest.json", buffered=True).status_code == 200
    assert client.get("/static/display/../blueprint.py").status_code == 404
    assert client.get("/static/display/%2e%2e/blueprint.py").status_code == 404
