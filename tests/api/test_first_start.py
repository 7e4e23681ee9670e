"""The first start: who runs the machine reads a code, and with it makes one administrator."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_server.app import create_server
from queue_server.domain.codes import ALPHABET, new_code, read_code
from queue_server.first_start import LIVES_S, TRIES_MAX, SetupDoor
from queue_server.queries.credentials import has_administrator
from queue_server.store.db import Database
from queue_server.store.store import Store
from tests.api.doors import Answer, Hall
from tests.api.test_signing_in import MovableTime, own_parts, quick_hasher, sign_in
from tests.stage import FixedClock, Stage, seeded_bytes
from tests.traces import changes, dump

PASSWORD = "con voi xanh uống trà"
PERSON = {"site": "ba-dinh", "login": "quantri", "name": "Khánh", "password": PASSWORD}


@pytest.fixture
def bare(sqlite_store_url: str) -> Iterator[Hall]:
    """A server that never had a hall."""
    database = Database(sqlite_store_url)
    store = Store(database, clock=FixedClock(), random_bytes=seeded_bytes(7))
    stage = Stage(store, FixedClock(), "", "", {}, {})
    yield Hall(stage, create_server(store, hasher=quick_hasher(stage)))
    store.close()


def set_up(hall: Hall, code: str, **said: str) -> Answer:
    return hall.anybody().post("setup", {**PERSON, "code": code, **said})


def test_code_makes_the_hall_and_its_first_administrator_once(bare: Hall, tmp_path: Path) -> None:
    note = tmp_path / "motcua.setup-code"
    code = bare.server.open_setup(note)
    assert code is not None
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert note.read_text("ascii") == f"{code}\n"
    offered = bare.anybody().get("sites").body
    assert offered["needs_setup"] is True
    assert "nghia-do" in {hall["slug"] for hall in offered["sites"]}
    assert set_up(bare, code, password="matkhau123456").code == "password_easy"
    assert set_up(bare, code, site="nowhere").code == "site_unlisted"
    typed = f" {code[:4]}-{code[4:]} ".lower()
    khanh = bare.anybody()
    answer = khanh.post("setup", {**PERSON, "code": typed})
    assert (answer.status, answer.body["go"]) == (201, "/admin")
    khanh.headers["Motcua-Slot"] = "admin"
    assert khanh.get("identity").body["name"] == "Khánh"
    assert not note.exists()
    assert set_up(bare, code).code == "setup_closed"
    assert bare.server.open_setup(note) is None
    assert bare.anybody().get("sites").body == {
        "sites": [
            {
                "slug": "ba-dinh",
                "kind": "phuong",
                "name_vi": "Phường Ba Đình",
                "name_en": "Ba Dinh Ward",
            }
        ],
        "needs_setup": False,
    }
    assert sign_in(bare.anybody(), "quantri", PASSWORD, site=None).status == 201
    assert code not in repr(dump(bare.stage.store))


def test_wrong_codes_end_it_and_so_does_an_hour(bare: Hall) -> None:
    before = dump(bare.stage.store)
    assert set_up(bare, "").status == 422
    assert set_up(bare, "NO CODE YET").code == "setup_closed"
    code = bare.server.open_setup(None)
    assert code is not None
    for _ in range(TRIES_MAX):
        assert set_up(bare, "2222 2222 2222").code == "setup_code_wrong"
    assert set_up(bare, code).code == "setup_closed"
    assert changes(bare.stage.store, before) == {}
    time = MovableTime()
    own_parts(bare).setup = door = SetupDoor(seeded_bytes(1), time)
    code = door.open()
    time.now += LIVES_S
    assert set_up(bare, code).code == "setup_closed"


def test_hall_with_an_administrator_has_no_code(hall: Hall, tmp_path: Path) -> None:
    assert hall.server.open_setup(tmp_path / "note") is None
    assert not (tmp_path / "note").exists()
    with hall.stage.store.read() as connection:
        assert has_administrator(connection)


def test_codes_are_read_as_people_type_them() -> None:
    code = new_code(seeded_bytes(3), length=12)
    assert len(code) == 12
    assert set(code) <= set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 22
    assert read_code(f"{code[:4]} {code[4:8]}-{code[8:]}".lower()) == code
    drawn = "".join(new_code(seeded_bytes(seed), length=100) for seed in range(50))
    assert max(map(drawn.count, ALPHABET)) < 1.3 * len(drawn) / len(ALPHABET)
