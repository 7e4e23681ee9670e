"""What a scan at the kiosk leads to, and that nothing of a card is left. All cards are made up."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from kiosk.app import log_as_lines
from kiosk.pages import create_app
from kiosk.scans import SCANS_AT_ONCE
from kiosk.schema import FILE_NAME, SCHEMA_VERSION, connect
from kiosk.tickets import Wish
from queue_server.store.tables.service import dossier
from tests.kiosk.kiosks import Kiosk
from tests.kiosk.test_scanner import CARD, CODE, WOMAN

ORIGIN = "http://127.0.0.1:8601"
RESULT = Wish("TK01", "ordinary", None, "vi", CODE)
LANELESS = {"kind": "dossier", "code": CODE, "lane": None, "service": None}
FIRST_CODE = "TAM-00160-261123-H001"


def scan(kiosk: Kiosk, text: str, *, is_ended: bool = True) -> dict[str, Any]:
    kiosk.machine.truth.move(seconds=5)
    return kiosk.agent.scans.answer(text, is_ended=is_ended)


def set_status(kiosk: Kiosk, status: int) -> None:
    with kiosk.stage.store.database.write() as connection:
        connection.execute(dossier.update().values(status=status))


def thread_codes(kiosk: Kiosk) -> list[str]:
    with kiosk.stage.store.read() as connection:
        return list(connection.execute(select(dossier.c.code)).scalars())


# --- slips ---------------------------------------------------------------------------------------


def test_slip_of_today_shows_its_number_as_it_is_now(kiosk: Kiosk) -> None:
    kiosk.stage.issue("HT01")
    ticket = kiosk.tap()
    kiosk.deliver()
    answer = scan(kiosk, f"HTTPS://MOTCUA.EXAMPLE/T/{ticket.intent.token}")
    service = {"name_vi": "Đăng ký khai sinh", "name_en": "Birth registration"}
    assert answer == {
        "kind": "slip",
        "label": "H002",
        "state": "waiting",
        "service": service,
        "ahead": 1,
        "counter": None,
    }
    assert kiosk.facts("ticket.issued")[-1] == ticket.id  # no other number was given


def test_own_slip_is_known_without_the_server(kiosk: Kiosk) -> None:
    ticket = kiosk.tap()
    kiosk.lose_link()
    answer = scan(kiosk, ticket.intent.token)
    assert (answer["kind"], answer["label"], answer["ahead"]) == ("slip", ticket.label, None)
    assert scan(kiosk, "7Z4XKC9MB2HTV6RQ83NFJ5GLPSC") == {"kind": "away"}


def test_slip_of_yesterday_leads_to_its_dossier(kiosk: Kiosk) -> None:
    ticket = kiosk.tap()
    kiosk.deliver()
    kiosk.machine.truth.move(days=1)
    kiosk.poll()
    answer = scan(kiosk, ticket.intent.token)
    assert answer == {"kind": "dossier", "code": ticket.code, "lane": None, "service": None}


# --- dossiers ------------------------------------------------------------------------------------


def test_scanned_dossier_goes_through_the_tap_into_its_thread(kiosk: Kiosk) -> None:
    assert scan(kiosk, CODE) == LANELESS
    first = kiosk.tap(RESULT)
    assert first.code == CODE
    second = kiosk.tap(RESULT)
    kiosk.deliver()
    assert thread_codes(kiosk) == [CODE]
    threads = {kiosk.server_ticket(t.id).dossier for t in (first, second)}
    assert len(threads) == 1
    assert len(kiosk.facts("dossier.opened")) == 1


@pytest.mark.parametrize(
    ("status", "lane", "service"),
    [(9, "result", "TK01"), (5, "supplement", "TK02"), (4, None, None)],
)
def test_dossier_chooses_its_lane(
    kiosk: Kiosk, status: int, lane: str | None, service: str | None
) -> None:
    kiosk.tap(RESULT)
    kiosk.deliver()
    set_status(kiosk, status)
    assert scan(kiosk, CODE) == {**LANELESS, "lane": lane, "service": service}


def test_code_is_taken_without_the_server(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    assert scan(kiosk, CODE) == LANELESS
    ticket = kiosk.tap(RESULT)
    assert (ticket.origin, ticket.code) == ("kiosk", CODE)
    kiosk.heal_link()
    kiosk.deliver()
    assert thread_codes(kiosk) == [CODE]


def test_provisional_code_of_nobody_is_unknown(kiosk: Kiosk) -> None:
    assert scan(kiosk, FIRST_CODE) == {"kind": "unknown"}
    ticket = kiosk.tap()
    assert ticket.code == FIRST_CODE
    assert scan(kiosk, FIRST_CODE)["label"] == "H001"  # its kiosk knows it before the server does


def test_store_without_dossiers_is_brought_along(kiosk: Kiosk) -> None:
    ticket = kiosk.tap()
    kiosk.edit_store("ALTER TABLE intent DROP COLUMN dossier")
    kiosk.edit_store(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    kiosk.restart()
    assert kiosk.agent.store.ticket(ticket.id) == ticket
    with closing(connect(kiosk.config.data / FILE_NAME)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION


# --- cards and what is left of them --------------------------------------------------------------


@pytest.mark.parametrize(
    ("card", "group"),
    [(CARD, "NCT75"), (WOMAN, None)],  # 75 today, and 75 tomorrow
)
def test_card_offers_the_group_of_its_age(kiosk: Kiosk, card: str, group: str | None) -> None:
    assert scan(kiosk, card) == {"kind": "card", "group": group}


def test_age_of_a_group_is_the_halls_to_set(kiosk: Kiosk) -> None:
    catalogue = kiosk.agent.link.catalogue()
    assert catalogue is not None
    groups = tuple(replace(g, age_min=90 if g.age_min else None) for g in catalogue.groups)
    kiosk.agent.link._catalogue = replace(catalogue, groups=groups)
    assert scan(kiosk, CARD) == {"kind": "card", "group": None}


@contextmanager
def all_logs() -> Iterator[io.StringIO]:
    """Everything that is logged, as the kiosk writes it."""
    kept, level = logging.root.handlers[:], logging.root.level
    configured = structlog.get_config()
    written = io.StringIO()
    log_as_lines()
    handler = logging.root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    logging.root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        structlog.configure(**configured)
        logging.root.handlers[:] = kept
        logging.root.setLevel(level)


def personal(text: bytes) -> list[str]:
    """What of the made-up people stands in a text, in any of the usual spellings."""
    parts = {part for card in (CARD, WOMAN) for part in card.split("|") if len(part) > 4}
    parts |= {"1951-11-23", "23/11/1951", CARD[-30:]}
    spelled = {
        part: [part.encode(), json.dumps(part)[1:-1].encode(), repr(part)[1:-1].encode()]
        for part in parts
    }
    found = [part for part, ways in spelled.items() if any(way in text for way in ways)]
    # Four digits come up by chance inside an id or a hash: the year counts where it stands alone.
    alone = re.search(rb"(?<![0-9A-Za-z])1951(?![0-9A-Za-z])", text)
    return sorted([*found, "1951"] if alone else found)


def everything_written(kiosk: Kiosk) -> bytes:
    files = [*kiosk.config.data.iterdir(), *kiosk.server_file.parent.glob("*")]
    return b"".join(path.read_bytes() for path in files if path.is_file())


def test_nothing_of_a_card_is_left_anywhere(kiosk: Kiosk) -> None:
    page = create_app(kiosk.agent).test_client()
    headers = {"Host": "127.0.0.1:8601", "Origin": ORIGIN}
    with all_logs() as written:
        secret = page.get("/api/state", headers=headers).get_json()["secret"]
        answers = []
        for text in (CARD, WOMAN, CARD[1:], CARD + "\b", WOMAN * 9):
            kiosk.machine.truth.move(seconds=5)
            body = {"text": text, "via": "wedge", "keys": {"suffix": True}}
            said = page.post("/api/scans", json=body, headers={**headers, "Motcua-Kiosk": secret})
            answers.append(said.get_data())
            kiosk.agent.scans.hear(text + "?", True)
            answers.append(page.get("/api/state", headers=headers).get_data())
        kiosk.tap(Wish("HT01", "priority", "NCT75", "vi"))
        kiosk.deliver()
        # The net holds: what the kiosk does write down of a touch is found by the same look.
        logging.getLogger("canary").warning("canary %s", WOMAN)
    asked = [path for _, path in kiosk.desk.line.requests]
    assert b"scan.read" in written.getvalue().encode()
    log_lines = written.getvalue().encode().splitlines()
    assert personal(b"\n".join(line for line in log_lines if b"canary" not in line)) == []
    assert personal(b"\n".join(log_lines)) != []
    assert personal(b"".join(answers)) == []
    assert personal("".join(asked).encode()) == []
    assert personal(everything_written(kiosk)) == []
    kiosk.agent.store.add_intent(replace(kiosk.new_intent(CARD), at=kiosk.stage.clock()))
    assert personal(everything_written(kiosk)) != []


def test_answer_for_the_page_is_gone_after_a_moment(kiosk: Kiosk) -> None:
    kiosk.agent.scans.hear(CARD, True)
    assert kiosk.agent.scans.newest() == {"seq": 1, "kind": "card", "group": "NCT75"}
    kiosk.machine.truth.move(seconds=6)
    assert kiosk.agent.scans.newest() is None


# --- one scan, once ------------------------------------------------------------------------------


def test_double_scan_is_one(kiosk: Kiosk) -> None:
    assert scan(kiosk, CODE) == LANELESS
    assert kiosk.agent.scans.answer(CODE + "\r", is_ended=True) == {"kind": "repeat"}
    kiosk.machine.truth.move(seconds=3)
    assert kiosk.agent.scans.answer(CODE, is_ended=True) == LANELESS


def test_codes_by_the_dozen_are_refused(kiosk: Kiosk) -> None:
    page = create_app(kiosk.agent).test_client()
    headers = {"Host": "127.0.0.1:8601", "Origin": ORIGIN}
    headers["Motcua-Kiosk"] = page.get("/api/state", headers=headers).get_json()["secret"]
    codes = []
    for number in range(SCANS_AT_ONCE + 1):
        body = {"text": f"H26.15-261102-{number:04d}", "via": "wedge", "keys": {"suffix": True}}
        answer = page.post("/api/scans", json=body, headers=headers)
        codes.append(answer.status_code)
    assert codes == [200] * SCANS_AT_ONCE + [429]
    assert answer.get_json()["error"]["code"] == "scan_too_soon"


GOOD = {"text": CODE, "via": "wedge", "keys": {"suffix": True}}


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (GOOD, {"Origin": "http://evil.example"}, 403, "page_foreign"),
        (GOOD, {"Motcua-Kiosk": "wrong"}, 403, "page_foreign"),
        ({**GOOD, "text": 5}, {}, 422, "scan_invalid"),
        ({**GOOD, "via": "camera"}, {}, 422, "scan_invalid"),
        ({**GOOD, "more": 1}, {}, 422, "scan_invalid"),
        ([], {}, 422, "scan_invalid"),
    ],
)
def test_only_the_own_page_may_say_what_was_scanned(
    kiosk: Kiosk, body: Any, headers: dict[str, str], status: int, code: str
) -> None:
    page = create_app(kiosk.agent).test_client()
    own = {"Host": "127.0.0.1:8601", "Origin": ORIGIN}
    own["Motcua-Kiosk"] = page.get("/api/state", headers=own).get_json()["secret"]
    answer = page.post("/api/scans", json=body, headers={**own, **headers})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)


@pytest.mark.fault(57)
def test_four_kilobytes_of_junk_are_no_scan(kiosk: Kiosk) -> None:
    page = create_app(kiosk.agent).test_client()
    own = {"Host": "127.0.0.1:8601", "Origin": ORIGIN}
    own["Motcua-Kiosk"] = page.get("/api/state", headers=own).get_json()["secret"]
    answer = page.post("/api/scans", json={**GOOD, "text": "x" * 4_096}, headers=own)
    assert answer.status_code == 413
    answer = page.post("/api/scans", json={**GOOD, "text": "x" * 513}, headers=own)
    assert answer.get_json() == {"kind": "damaged"}
