"""What the touch page may ask for, and who may ask."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.pages import BODY_BYTES_MAX, create_app
from kiosk.refusals import IssuingStopped, Refusal, ServerRefused
from printers.qr import symbol
from protocol.texts import Lang, Texts
from queue_server.actions.day import close_day, today
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import Kiosk, make_kiosk
from tests.stage import Stage

ORIGIN = "http://127.0.0.1:8601"
TAP = {"request_id": "touch-0001", "service": "HT01", "class": "ordinary"}
TAP |= {"group": None, "lang": "vi"}


class Page:
    """The page's side of the talk."""

    def __init__(self, kiosk: Kiosk) -> None:
        app = create_app(kiosk.agent)
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, *, host: str = "127.0.0.1:8601") -> Any:
        return self.client.get(path, headers={"Host": host})

    def state(self) -> dict[str, Any]:
        return self.get("/api/state").get_json()

    def tap(self, *, origin: str | None = ORIGIN, secret: str | None = None, **said: Any) -> Any:
        headers = {"Host": "127.0.0.1:8601", "Motcua-Kiosk": secret or self.state()["secret"]}
        if origin is not None:
            headers["Origin"] = origin
        return self.client.post("/api/taps", json={**TAP, **said}, headers=headers)


@pytest.fixture
def touch(kiosk: Kiosk) -> Iterator[Page]:
    return Page(kiosk)


def code_of(answer: Any) -> str:
    return answer.get_json()["error"]["code"]


def test_the_page_holds_no_script_or_style_of_its_own(touch: Page) -> None:
    answer = touch.get("/")
    assert answer.status_code == 200
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=", answer.text)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_built_files_may_be_cached_for_ever(touch: Page) -> None:
    (script,) = re.findall(r'src="([^"]+)"', touch.get("/").text)
    with touch.get(script) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_state_shows_the_hall_with_its_counts(kiosk: Kiosk, touch: Page) -> None:
    kiosk.stage.issue("HT01")
    kiosk.poll()
    state = touch.state()
    fields = {field["code"]: field for field in state["fields"]}
    counts = {service["code"]: service["waiting"] for service in fields["HT"]["services"]}
    assert counts == {"HT01": 1, "HT03": 0, "HT05": 0}
    assert state["site"] == {"name_vi": "Phường Nghĩa Đô", "name_en": "Nghia Do Ward"}
    assert (state["link"], state["stopped"], state["printer"]) == ("up", None, "none")
    assert state["at"].startswith("2026-11-23T01:00:0")


def test_away_no_old_count_is_shown(kiosk: Kiosk, touch: Page) -> None:
    kiosk.lose_link()
    state = touch.state()
    assert state["link"] == "away"
    counts = {s["waiting"] for field in state["fields"] for s in field["services"]}
    assert counts == {None}


def test_only_groups_a_citizen_may_claim_are_offered(touch: Page) -> None:
    codes = [group["code"] for group in touch.state()["groups"]]
    assert "NCT75" in codes
    assert "BENH" not in codes


def test_a_touch_gives_a_number_with_its_code_and_symbol(kiosk: Kiosk, touch: Page) -> None:
    answer = touch.tap()
    assert answer.status_code == 201
    ticket = answer.get_json()["ticket"]
    assert (ticket["label"], ticket["ahead"], ticket["origin"]) == ("H001", 0, "server")
    assert ticket["code"] == "TAM-00160-261123-H001"
    kept = kiosk.agent.store.ticket_of("touch-0001")
    assert kept is not None
    text = f"HTTPS://MOTCUA.EXAMPLE/T/{kept.intent.token}"
    rows = ["".join("1" if dark else "0" for dark in row) for row in symbol(text, "Q")]
    assert ticket["qr"] == rows


def test_the_number_can_be_asked_for_again(touch: Page) -> None:
    first = touch.tap().get_json()
    assert touch.get("/api/taps/touch-0001").get_json() == first
    assert touch.tap().get_json() == first


def test_an_unknown_touch_has_no_number(touch: Page) -> None:
    answer = touch.get("/api/taps/touch-9999")
    assert (answer.status_code, code_of(answer)) == (404, "tap_unknown")


@pytest.mark.parametrize("origin", [None, "http://evil.example", "http://127.0.0.1:9999", "null"])
def test_another_page_in_the_same_browser_gets_no_number(touch: Page, origin: str | None) -> None:
    answer = touch.tap(origin=origin)
    assert (answer.status_code, code_of(answer)) == (403, "page_foreign")


def test_a_page_of_an_earlier_run_must_ask_for_the_new_secret(touch: Page) -> None:
    answer = touch.tap(secret="0" * 64)
    assert (answer.status_code, code_of(answer)) == (403, "page_foreign")


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.7:8601", "127.0.0.1.evil.example"])
def test_a_foreign_name_for_this_address_is_not_served(touch: Page, host: str) -> None:
    for path in ("/", "/api/state"):
        assert touch.get(path, host=host).status_code == 421


def test_answers_never_allow_another_origin(touch: Page) -> None:
    answer = touch.get("/api/state")
    assert [name for name in dict(answer.headers) if name.startswith("Access-Control")] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"request_id": "x"},
        {"request_id": "touch 0001"},
        {"request_id": 7},
        {"service": ""},
        {"service": "H" * 33},
        {"service": None},
        {"class": "vip"},
        {"group": 1},
        {"lang": "fr"},
        {"extra": 1},
    ],
    ids=str,
)
def test_what_is_no_touch_is_refused(touch: Page, wrong: dict[str, Any]) -> None:
    answer = touch.tap(**wrong)
    assert (answer.status_code, code_of(answer)) == (422, "tap_invalid")


def test_long_bodies_are_not_read(touch: Page) -> None:
    assert touch.tap(service="x" * BODY_BYTES_MAX).status_code in (413, 422)


def test_the_refusal_of_the_server_reaches_the_citizen_in_its_words(
    kiosk: Kiosk, touch: Page
) -> None:
    kiosk.stage.issue("HT01")
    with kiosk.stage.act() as tx:
        close_day(tx, today(tx))
    answer = touch.tap()
    assert (answer.status_code, code_of(answer)) == (409, "day_closed")
    assert "không cấp thêm số" in answer.get_json()["error"]["message"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_refusal_has_its_sentences(lang: Lang) -> None:
    texts = Texts.load("kiosk", lang)
    stops = IssuingStopped.__subclasses__()
    others = [kind for kind in Refusal.__subclasses__() if kind is not IssuingStopped]
    others.remove(ServerRefused)  # brings its own
    assert len(stops) > 4
    for kind in (*stops, *others):
        assert texts(f"kiosk.refused.{kind().code}", **kind().fields)
    for kind in stops:
        assert texts(f"kiosk.staff.{kind().code}")


def test_a_kiosk_without_a_key_says_so(sqlite_stage: Stage, desk: Desk, tmp_path: Path) -> None:
    touch = Page(make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", is_paired=False))
    state = touch.state()
    assert state["stopped"] == {"code": "kiosk_unpaired"}
    answer = touch.tap()
    assert (answer.status_code, code_of(answer)) == (503, "kiosk_unpaired")
    assert answer.get_json()["error"]["message"] == "Máy lấy số đang tạm ngừng."


def test_a_store_that_broke_says_so_and_comes_back(kiosk: Kiosk, touch: Page) -> None:
    folder = kiosk.config.data
    kiosk.agent.store.close()
    moved = folder.rename(folder.with_name("elsewhere"))
    folder.write_text("not a folder")
    assert touch.state()["stopped"] == {"code": "kiosk_store_failed"}
    assert code_of(touch.tap()) == "kiosk_store_failed"
    folder.unlink()
    moved.rename(folder)
    assert touch.state()["stopped"] is None
    assert touch.tap().get_json()["ticket"]["label"] == "H001"
