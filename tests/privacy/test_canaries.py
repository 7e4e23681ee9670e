"""A sweep over everything that leaves a hall: what is planted stands where it may and nowhere else.

The hall works as on any morning, and worse: passwords are mistyped, cards are scanned where they
do not belong, words are typed where codes are asked for. Then every answer of every route to every
role, every view, log line, table, slip, copy, fact and store is looked through for them.
"""

from __future__ import annotations

import base64
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from structlog.testing import LogCapture

from kiosk.pages import create_app
from kiosk.schema import FILE_NAME
from kiosk.tickets import Wish
from printers.emulator import EmulatedPrinter, TcpPrinter
from queue_server.actions.credentials import store_password
from queue_server.actions.dossiers import accept_dossier
from queue_server.actions.slips import ask_day_slip, ask_receipt
from queue_server.queries.snapshot import read_view
from queue_server.store.backup import take_copy
from tests.api.doors import Caller, quick_hasher
from tests.api.routes import CLOSED_DAY, REQUESTS, ask
from tests.api.test_answers import broken, logged
from tests.api.test_permits import Crowd, gather
from tests.api.test_privacy import LOGIN, NAME, marked
from tests.architecture.sources import ROOT
from tests.kiosk.desk_server import running_desk
from tests.kiosk.kiosks import Kiosk, make_kiosk
from tests.kiosk.test_orders import let_print, machine
from tests.privacy.canaries import MAY_STAND, Seen, found, spellings
from tests.stage import AN, Stage

__all__ = ["logged"]
CODE, SCANNED = "H26.12-261123-4711", "H26.15-261102-0815"
PASSWORD, WORDS = "canary: con voi xanh", "Canary thấy ông Nguyễn Văn A"
CARD = "001051004711|012345678|NGUYỄN VĂN MẪU|23111951|Nam|Số 1, Krong Ana, Hà Nội|01012022"
ON_THE_CARD = ("001051004711", "012345678", "NGUYỄN VĂN MẪU", "23111951", "Krong Ana")
STAFF = {"officer": "staff", "reception": "staff", "manager": "staff"}
ORIGIN = {"Host": "127.0.0.1:8601", "Origin": "http://127.0.0.1:8601"}


@pytest.fixture
def crowd(sqlite_stage: Stage) -> Crowd:
    return gather(sqlite_stage)


@pytest.fixture
def kiosk(crowd: Crowd, tmp_path: Path) -> Iterator[Kiosk]:
    """Kiosk 1 with a printer; who asks as the kiosk asks by its key."""
    stage = crowd.hall.stage
    printer = EmulatedPrinter(clock=stage.clock, speed_mm_s=5_000)
    with running_desk(stage.store) as desk, TcpPrinter(printer) as line:
        address = f"tcp://127.0.0.1:{line.port}"
        made = make_kiosk(stage, desk, tmp_path / "kiosk", printers=(address,))
        crowd.here["kiosk"].headers["Authorization"] = f"Bearer {key_of(made)}"
        yield made
        made.agent.stop()


def key_of(kiosk: Kiosk) -> str:
    device = kiosk.agent.store.device()
    assert device is not None
    return device.key


def secrets_of(caller: Caller) -> list[str]:
    found = [cookie.value for cookie in (caller.client._cookies or {}).values()]
    assert found
    return found


# --- the morning ---------------------------------------------------------------------------------


def plant(crowd: Crowd, kiosk: Kiosk, token: str) -> dict[str, list[str]]:
    """Give An a name, a login and a password that stand out, and say what to look for."""
    stage = crowd.hall.stage
    marked(stage)
    with stage.act() as tx:
        store_password(tx, stage.accounts[AN], quick_hasher(stage).make(PASSWORD))
    return {
        "officer's name": [NAME],
        "login": [LOGIN],
        "password": [PASSWORD, PASSWORD[:-1]],
        "session secret": secrets_of(crowd.here["officer"]),
        "device key": [key_of(kiosk), *secrets_of(crowd.here["hall"])],
        "typed words": [WORDS],
        "scanned card": list(ON_THE_CARD),
        "dossier's code": [CODE, SCANNED],
        "slip's token": [token, crowd.things.token],
    }


def at_the_kiosk(kiosk: Kiosk, seen: list[Seen]) -> str:
    """A card and a dossier are scanned, a number is taken and printed; gives the slip's token."""
    page = create_app(kiosk.agent).test_client()
    secret = page.get("/api/state", headers=ORIGIN).get_json()["secret"]
    for text in (CARD, CARD[1:], CARD + "\b"):
        kiosk.machine.truth.move(seconds=5)
        body = {"text": text, "via": "wedge", "keys": {"suffix": True}}
        said = page.post("/api/scans", json=body, headers={**ORIGIN, "Motcua-Kiosk": secret})
        seen.append(Seen("kiosk's page", "scan", said.get_data()))
    ticket = kiosk.tap(Wish("TK01", "ordinary", None, "vi", SCANNED))
    kiosk.machine.truth.move(seconds=60)
    for path in ("/", "/api/state", "/api/screen"):
        seen.append(Seen("kiosk's page", path, page.get(path, headers=ORIGIN).get_data()))
    let_print(kiosk)
    return ticket.intent.token


def print_for_staff(kiosk: Kiosk) -> None:
    """The dossier is accepted, its receipt printed, and the slip of a closed day."""
    newest = kiosk.agent.store.last_ticket()
    assert newest is not None
    thread = kiosk.server_ticket(newest.id).dossier
    with kiosk.stage.act() as tx:
        accept_dossier(tx, thread, official_code=CODE)
        ask_receipt(tx, thread, printer=machine(kiosk))
        ask_day_slip(tx, date.fromisoformat(CLOSED_DAY), printer=machine(kiosk))
    let_print(kiosk)


def misuse(crowd: Crowd) -> None:
    """What people type where it does not belong, and who guesses."""
    hall, an = crowd.hall, crowd.here["officer"]
    for password in (PASSWORD[:-1], PASSWORD):
        said = {"site": "nghia-do", "login": LOGIN, "password": password}
        hall.anybody().post("sign-ins", said)
    hall.anybody().post("sign-ins", {"site": "nghia-do", "login": PASSWORD, "password": LOGIN})
    an.post("counters/3/shift/pause", {"reason": WORDS})
    an.put(f"servings/{crowd.things.serving}/outcome", {"outcome": "refused", "reason": WORDS})
    an.send("POST", "tickets", json={"service": "HT01", "note": WORDS}, headers={"Referer": WORDS})
    for text in (CARD, WORDS, CODE, crowd.things.token):
        for path in (f"lookups/{quote(text)}", f"dossiers/{quote(text)}", f"tickets/{quote(text)}"):
            an.get(path)
        crowd.here["kiosk"].get(f"scans/{quote(text)}")
        hall.anybody().get(f"follow/{quote(text)}")
        hall.anybody().get(f"/T/{quote(text)}?q={quote(text)}")


# --- what is seen of it --------------------------------------------------------------------------


def answers(crowd: Crowd) -> Iterator[Seen]:
    """Whatever may be asked for, asked for by everybody."""
    for endpoint, (method, _, _) in REQUESTS.items():
        for role, caller in (
            *crowd.here.items(),
            *strangers(crowd),
            ("anybody", crowd.hall.anybody()),
        ):
            if method == "GET":
                answer = ask(caller, endpoint, crowd.things)
                body = opened(answer.body) if is_workbook(answer.body) else answer.body
                text = body if isinstance(body, bytes) else str(body).encode()
                yield Seen(STAFF.get(role, role), endpoint, text)
                yield Seen.text(STAFF.get(role, role), endpoint, answer.headers)


def about_the_dossier(crowd: Crowd) -> Iterator[Seen]:
    """The planted dossier and its number, asked for by name."""
    for role, caller in (*crowd.here.items(), *strangers(crowd), ("anybody", crowd.hall.anybody())):
        for path in (f"dossiers/{CODE}", f"scans/{CODE}", "tickets/T001", "lookups/T001"):
            answer = caller.get(path)
            yield Seen.text(STAFF.get(role, role), path.partition("/")[0], answer.body)


def strangers(crowd: Crowd) -> list[tuple[str, Caller]]:
    return [("another hall", caller) for caller in crowd.there.values()]


def is_workbook(body: object) -> bool:
    return isinstance(body, bytes) and body.startswith(b"PK")


def opened(book: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as whole:
        return b"".join(whole.read(name) for name in whole.namelist())


def tables_with_names(crowd: Crowd) -> Iterator[Seen]:
    for format_ in ("csv", "xlsx"):
        said = {"format": format_, "reason": "inspection"}
        answer = crowd.here["manager"].post("reports/days/2026-11-23/exports", said)
        content = base64.b64decode(answer.body["content"])
        yield Seen("table with names", format_, opened(content) if format_ == "xlsx" else content)


def views(stage: Stage) -> Iterator[Seen]:
    """What sockets carry, for screens and for staff."""
    for name in ("board", "board:3 5", "counter:3"):
        yield Seen.text(
            "screens", name, read_view(stage.store, stage.site, name, now=stage.clock())
        )
    yield Seen.text("staff", "view", read_view(stage.store, stage.site, "staff", now=stage.clock()))


def kept(kiosk: Kiosk, folder: Path) -> Iterator[Seen]:
    """The kiosk's store and the slips in it, a copy of the server's database, its journal."""
    with closing(sqlite3.connect(kiosk.config.data / FILE_NAME)) as db:
        yield Seen.text("kiosk's store", "store", "\n".join(db.iterdump()))
        for kind, slip in db.execute("SELECT subject, slip FROM print_job"):
            yield Seen.text("slip", kind.partition(".")[0], slip)
    copy = folder / "copy.db"
    take_copy(kiosk.server_file, copy)
    with closing(sqlite3.connect(copy)) as db:
        rows = "\n".join(db.iterdump())
    yield Seen("copy", "bytes", copy.read_bytes())
    yield Seen.text("copy", "rows", rows)
    yield Seen.text("journal", "rows", [row for row in rows.splitlines() if '"journal"' in row])


def test_each_canary_stands_where_it_may_and_nowhere_else(
    crowd: Crowd,
    kiosk: Kiosk,
    tmp_path: Path,
    logged: LogCapture,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    seen: list[Seen] = []
    token = at_the_kiosk(kiosk, seen)
    print_for_staff(kiosk)
    planted = plant(crowd, kiosk, token)
    misuse(crowd)
    seen += [*answers(crowd), *about_the_dossier(crowd)]
    seen += [*tables_with_names(crowd), *views(kiosk.stage)]
    seen += kept(kiosk, tmp_path)
    broken(crowd.hall)
    misuse(crowd)
    written = capfd.readouterr()
    lines = [repr(line) for line in logged.entries]
    assert len(lines) > 10
    seen += [Seen.text("log", "line", line) for line in lines]
    seen.append(Seen.text("log", "elsewhere", caplog.text + written.out + written.err))
    places = {name: [found(canary, seen) for canary in planted[name]] for name in planted}
    stand = {name: frozenset().union(*where) for name, where in places.items()}
    assert stand == MAY_STAND, places


def test_page_of_privacy_says_where_each_canary_may_stand() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    part = page.partition("### Where it may stand\n")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", part, re.M)
    told = {name.strip().lower(): cell for name, cell in rows[1:]}
    assert set(told) == set(MAY_STAND)
    for name, cell in told.items():
        places = frozenset(word.strip() for word in cell.split(","))
        assert places == (MAY_STAND[name] or {"nowhere"}), name


@pytest.mark.parametrize("spelling", sorted(spellings(NAME)))
def test_leak_is_found_however_it_is_spelt(spelling: bytes) -> None:
    leak = Seen("log", "line", b"before " + spelling + b" after")
    assert found(NAME, [leak, Seen.text("log", "line", "Canary")]) == {"log": {"line"}}
