"""A short morning at the demonstration hall, played over the real API; its answers are examples.

The same morning shows what the journal holds of each event (`tests/docs`). The clock stands and
is moved by hand and the randomness is seeded, so each run gives the same text.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from protocol.events import SYSTEM
from protocol.ids import is_id, new_id, new_token, token_in
from protocol.instants import format_instant
from queue_server.actions.devices import note_copy
from queue_server.actions.epoch import begin_epoch
from queue_server.actions.erasure import erase_account
from queue_server.actions.health import silence_kiosks
from queue_server.actions.media import add_medium, remove_medium
from queue_server.actions.refused_ratings import count_refused_at_pad
from queue_server.app import create_server
from queue_server.domain.rating import RatingRefused
from queue_server.keeper import Keeper
from queue_server.store.db import Database
from queue_server.store.migrate import migrate
from tests.stage import AN, BINH, CHI, KHANH, Stage, seeded_bytes, set_stage

PUBLIC_URL = "https://motcua.example"
API = "/api/v1"
WIDTH = 96
DAYS_UNTIL_RATINGS_LAPSE = 8
DAYS_UNTIL_GROUPS_GO = 40
SEED = 7
# An object with so many keys is shown whole once, then by its first few.
LARGE_KEYS, HEAD_KEYS = 12, 4
DIGEST_LENGTH = 64
SMALL_HALL = """
[organisations]
UBND = "UBND Phường Thử"

[[fields]]
code = "HT"
letter = "H"
name_vi = "Hộ tịch"
name_en = "Civil status"
"""

Json = Any
Shape = tuple[str, ...]


@dataclass
class Caller:
    """Somebody with a credential, at the real app without a network."""

    app: Flask
    headers: dict[str, str]
    calls: int = 0

    def send(self, method: str, path: str, body: Json = None) -> Json:
        self.calls += 1
        headers = {**self.headers, "Idempotency-Key": f"call-{id(self)}-{self.calls}"}
        with self.app.test_client(use_cookies=False) as client:
            answer = client.open(API + path, method=method, json=body, headers=headers)
        if answer.status_code >= 400:
            raise RuntimeError(f"{method} {path}: {answer.get_data(as_text=True)}")
        return answer.get_json()


@dataclass
class Morning:
    """The stage, the people at it, and what was asked and answered."""

    stage: Stage
    app: Flask
    told: list[tuple[str, str, Json, Json]] = field(default_factory=list)

    def enter(self, secret: str) -> Caller:
        with self.app.test_client() as client:
            answer = client.post(f"{API}/sessions", json={"secret": secret})
        said = answer.get_json()
        if "device_key" in said:
            return Caller(self.app, {"Authorization": f"Bearer {said['device_key']}"})
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return Caller(self.app, {"Cookie": cookie, "Motcua-Slot": said["slot"]})

    def tell(
        self, who: Caller, method: str, path: str, body: Json = None, *, as_: str = ""
    ) -> Json:
        """Ask, and keep question and answer as an example; `as_` is how the path is written."""
        answer = who.send(method, path, body)
        self.told.append((method, as_ or path, body, answer))
        return answer


@contextmanager
def morning() -> Iterator[Morning]:
    """Set the stage in a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'motcua.db'}"
        database = Database(url)
        migrate(database)
        database.close()
        stage = set_stage(url)
        try:
            yield Morning(stage, create_server(stage.store, public_url=PUBLIC_URL).app)
        finally:
            stage.store.close()


def play(day: Morning) -> None:
    """Let one citizen go from the kiosk to the rating, and others take every other turn."""
    stage = day.stage
    kiosk, officer = day.enter(stage.pairing("kiosk")), day.enter(stage.link(AN))
    pad, manager = day.enter(stage.pairing("pad", 3)), day.enter(stage.link(CHI))
    take_tickets(day, kiosk)
    report_health(day, kiosk)
    officer.send("POST", "/counters/3/shift", {})
    print_again(day, kiosk, officer)
    serve_first(day, officer, pad)
    look(day, kiosk, officer, manager)
    let_in(day, kiosk, officer)
    receive(day)
    turn_aside(day, officer)
    tell_the_hall(day)
    administer(day)


def take_tickets(day: Morning, kiosk: Caller) -> None:
    clock, bytes_ = day.stage.clock, seeded_bytes(SEED)
    at = format_instant(clock.move(minutes=5))
    ids = [new_id(clock(), bytes_) for _ in range(6)]
    wish = {"service": "HT01", "class": "ordinary", "group": None, "lang": "vi"}
    offer = {**wish, "at": at}
    path = f"/tickets/{ids[0]}"
    label = day.tell(kiosk, "PUT", path, offer, as_="/tickets/{id}")["ticket"]["label"]
    kiosk.send("PUT", f"/tickets/{ids[1]}", offer)
    token, today = new_token(bytes_), "2026-11-23"
    taken = {"entry": ids[2], "kind": "taken", "ticket": ids[0], "label": label, "day": today}
    slip = {"kind": "slip", "ticket": ids[0], "at": at, "copy": 0}
    entries = [
        {**taken, "token": token, "at": at, **wish},
        {"entry": ids[3], "kind": "not_taken", "ticket": ids[1], "at": at},
        {"entry": ids[4], **slip, "outcome": "failed", "cause": "paper_out"},
        {"entry": ids[5], **slip, "outcome": "printed", "cause": None},
    ]
    day.tell(kiosk, "POST", "/intake", {"entries": entries})
    clock.move(minutes=4)
    day.tell(kiosk, "GET", f"/follow/{token}", as_="/follow/{token}")


def report_health(day: Morning, kiosk: Caller) -> None:
    """The kiosk's paper runs out; later it is not heard for a while."""
    well = {"printer": "ready", "cause": None, "paper": "ok", "backlog": 0, "rejected": 0}
    well |= {"clock": "set", "disk": "ok", "version": "0.1.0", "copied": False}
    path = "/devices/self/health"
    kiosk.send("PUT", path, well)
    out = {**well, "printer": "fault", "cause": "paper_out", "paper": "out"}
    day.tell(kiosk, "PUT", path, out)


def print_again(day: Morning, kiosk: Caller, officer: Caller) -> None:
    """A citizen lost the slip: the copy jams first, then comes out."""
    bytes_ = seeded_bytes(SEED + 1)
    wish = {"service": "CT01", "class": "ordinary", "group": None, "lang": "vi"}
    ticket = officer.send("POST", "/tickets", wish)["ticket"]["id"]
    day.tell(officer, "POST", f"/tickets/{ticket}/reprints", {}, as_="/tickets/{id}/reprints")
    (order,) = day.tell(kiosk, "GET", "/slip-orders")["orders"]
    at = format_instant(day.stage.clock())
    slip = {"kind": "slip", "ticket": ticket, "order": order["id"], "at": at, "copy": 1}
    ids = [new_id(day.stage.clock(), bytes_) for _ in range(2)]
    entries = [
        {"entry": ids[0], **slip, "outcome": "failed", "cause": "cutter_jam"},
        {"entry": ids[1], **slip, "outcome": "printed", "cause": None},
    ]
    kiosk.send("POST", "/intake", {"entries": entries})


def serve_first(day: Morning, officer: Caller, pad: Caller) -> None:
    clock = day.stage.clock
    old = {"service": "HT03", "class": "priority", "group": "NCT75", "lang": "vi"}
    day.tell(officer, "POST", "/tickets", old)
    called = day.tell(officer, "POST", "/counters/3/calls", {}, as_="/counters/{n}/calls")
    officer.send("POST", f"/tickets/{called['ticket']['id']}/recalls", {})
    speak(day, called["seq"])
    path = f"/tickets/{called['ticket']['id']}/servings"
    clock.move(minutes=1)
    serving = day.tell(officer, "POST", path, {}, as_="/tickets/{id}/servings")["serving"]["id"]
    clock.move(minutes=9)
    outcome = {"outcome": "accepted", "dossier_code": "H26.12-261123-0001"}
    path = f"/servings/{serving}/outcome"
    day.tell(officer, "PUT", path, outcome, as_="/servings/{id}/outcome")
    clock.move(seconds=20)
    answer = {"value": 2, "scale_version": "five-1"}
    day.tell(pad, "POST", f"/servings/{serving}/rating", answer, as_="/servings/{id}/rating")
    path, why = f"/servings/{serving}/rating/reason", {"reason": "wait"}
    day.tell(pad, "PUT", path, why, as_="/servings/{id}/rating/reason")
    with day.stage.act() as tx:
        count_refused_at_pad(tx, serving, counter=3, why=RatingRefused.TAKEN)


def speak(day: Morning, call: int) -> None:
    """The hall screen says the call."""
    screen = day.enter(day.stage.pairing("hall"))
    day.tell(screen, "PUT", "/voice", {"able": True})
    begun, ended = (format_instant(day.stage.clock.move(seconds=s)) for s in (1, 6))
    said = {"call": call, "outcome": "spoken", "why": None, "begun_at": begun, "ended_at": ended}
    day.tell(screen, "POST", "/announcements", {"epoch": "epoch-1", "announcements": [said]})


def look(day: Morning, kiosk: Caller, officer: Caller, manager: Caller) -> None:
    officer.send("POST", "/counters/3/calls", {})
    day.tell(kiosk, "GET", "/views/board")
    day.tell(officer, "GET", "/views/staff")
    day.tell(officer, "GET", "/views/counters/3", as_="/views/counters/{n}")
    day.tell(kiosk, "GET", "/catalogue")
    day.tell(officer, "GET", "/identity")
    day.tell(manager, "GET", "/tickets/H003", as_="/tickets/{label or id}")
    day.tell(manager, "GET", "/reports/today")
    named = {"format": "csv", "reason": "inspection"}
    manager.send("POST", "/reports/days/2026-11-23/exports", named)
    day.tell(manager, "GET", "/announcements")


def tell_the_hall(day: Morning) -> None:
    """The hall screen gets a zone; a line stands at the foot of all, urgent words go again."""
    administrator, manager = day.enter(day.stage.link(KHANH)), day.enter(day.stage.link(CHI))
    path = f"/devices/{day.stage.devices['hall', None]}/zone"
    day.tell(administrator, "PUT", path, {"counters": [3, 5]}, as_="/devices/{id}/zone")
    ticker = {"vi": "Nghỉ trưa từ 11:30 đến 13:30", "en": "Lunch from 11:30 to 13:30"}
    day.tell(manager, "PUT", "/notices/ticker", ticker)
    with day.stage.act(KHANH) as tx:
        add_medium(tx, "0123456789abcdef.jpg")
        remove_medium(tx, "0123456789abcdef.jpg")
    manager.send("PUT", "/notices/urgent", {"vi": "Mất điện, xin ông/bà chờ"})
    day.tell(manager, "DELETE", "/notices/urgent")


def let_in(day: Morning, kiosk: Caller, officer: Caller) -> None:
    """A slip of the kiosk's own, and what the kiosk tells of it later."""
    clock, bytes_ = day.stage.clock, seeded_bytes(SEED + 1)
    slip = {"slip": "H1-001", "service": "HT01", "class": "ordinary", "group": None, "lang": "vi"}
    day.tell(officer, "POST", "/admissions", slip)
    at = format_instant(clock.move(minutes=1))
    taken = {"kind": "taken", "label": "H1-001", "day": "2026-11-23", "at": at, "service": "HT01"}
    ids = {"entry": new_id(clock(), bytes_), "ticket": new_id(clock(), bytes_)}
    kiosk.send("POST", "/intake", {"entries": [{**taken, **ids, "token": new_token(bytes_)}]})


def receive(day: Morning) -> None:
    """Lan looks a number up, and enters what was handed out from the roll before opening."""
    lan = day.enter(day.stage.link("tiepdon"))
    day.tell(lan, "GET", "/lookups/H003", as_="/lookups/{number, code or slip}")
    roll = {"first": "K0-001", "last": "K0-002", "service": "DD01", "day": "2026-11-23"}
    hours = {"given_from": "07:30", "given_until": "07:50", "became": "served"}
    witness = {"witness": day.stage.accounts[AN]}
    day.tell(lan, "POST", "/paper-rolls", {**roll, **hours, **witness})


def turn_aside(day: Morning, officer: Caller) -> None:
    """Everything else that may happen to a ticket, a shift, a rating and a day."""
    stage = day.stage
    missed = officer.send("GET", "/tickets/H001")["ticket"]["id"]
    officer.send("POST", f"/tickets/{missed}/absences", {})
    officer.send("POST", f"/tickets/{missed}/return", {})
    officer.send("POST", f"/tickets/{missed}/cancellation", {"reason": "left"})
    turn_and_undo(officer, stage)
    path, today = "/counters/3/services", {"services": ["HT01", "DD01"]}
    day.tell(officer, "PUT", path, today, as_="/counters/{n}/services")
    officer.send("DELETE", path)
    officer.send("POST", "/counters/3/shift/pause", {"reason": "rest"})
    officer.send("DELETE", "/counters/3/shift/pause")
    officer.send("POST", "/counters/3/help", {})
    officer.send("DELETE", "/counters/3/help")
    laptop = day.enter(day.stage.link(AN))
    laptop.send("POST", "/counters/3/takeover", {})
    laptop.send("DELETE", "/counters/3/shift")
    stage.issue("DD01")
    stage.clock.move(days=DAYS_UNTIL_RATINGS_LAPSE)
    keeper = Keeper(stage.store)
    keeper.go_round()
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        silence_kiosks(tx)
    stage.issue("DD01")
    stage.clock.at += timedelta(days=1)
    keeper.go_round()


def turn_and_undo(officer: Caller, stage: Stage) -> None:
    """One citizen called by hand, set aside and sent on; another's serving finished too early."""
    id_ = stage.issue("HT01").ticket.id
    officer.send("POST", f"/tickets/{id_}/calls", {"reason": "frail"})
    officer.send("POST", f"/tickets/{id_}/servings", {})
    officer.send("POST", f"/tickets/{id_}/hold", {"reason": "form", "minutes": 10})
    officer.send("DELETE", f"/tickets/{id_}/hold")
    officer.send("POST", f"/tickets/{id_}/transfers", {"service": "HT01"})
    serving = stage.serve_one("HT01")
    officer.send("DELETE", f"/servings/{serving}/outcome")
    stage.finish(serving)


def administer(day: Morning) -> None:
    admin = day.enter(day.stage.link(KHANH))
    for name in ("devices", "accounts"):
        day.tell(admin, "GET", f"/{name}")
    day.tell(admin, "GET", "/journal?limit=1")
    day.tell(admin, "GET", "/catalogue/file")
    day.tell(admin, "POST", "/catalogue/differences", {"file": SMALL_HALL})
    let_somebody_in(day, admin)
    device = day.stage.devices[("pad", 3)]
    admin.send("POST", f"/devices/{device}/codes", {})
    with day.stage.store.write(day.stage.site, by=SYSTEM) as tx:
        note_copy(tx, day.stage.devices["hall", None])
    admin.send("DELETE", f"/devices/{device}/pairing")
    with day.stage.store.write(day.stage.site, by=SYSTEM) as tx:
        erase_account(tx, day.stage.accounts[BINH])
        begin_epoch(tx, epoch="epoch-2", issuer_no=tx.head.issuer_no + 1)
    day.stage.clock.move(days=DAYS_UNTIL_GROUPS_GO)
    Keeper(day.stage.store).go_round()


def let_somebody_in(day: Morning, admin: Caller) -> None:
    """A new officer chooses a password by link; later the account is locked for a while."""
    officer = {"login": "oanh", "name": "Trần Thị Oanh", "role": "officer"}
    id_ = day.tell(admin, "POST", "/accounts", officer)["id"]
    link = day.tell(admin, "POST", f"/accounts/{id_}/links", {}, as_="/accounts/{id}/links")
    chosen = {"secret": link["secret"], "password": "con voi xanh uống trà"}
    with day.app.test_client() as client:
        client.post(f"{API}/sessions", json=chosen)
    for is_active in (False, True):
        state = {"is_active": is_active}
        day.tell(admin, "PUT", f"/accounts/{id_}/state", state, as_="/accounts/{id}/state")


def examples() -> str:
    """Give each question with its answer, shortened."""
    shown: set[Shape] = set()
    with morning() as day:
        play(day)
        return "\n\n".join(example(*told, shown=shown) for told in day.told)


def example(method: str, path: str, body: Json, answer: Json, *, shown: set[Shape]) -> str:
    asked = "" if not body else f"{lay_out(shorten(body, shown))}\n\n"
    text = f"{asked}{lay_out(shorten(answer, shown))}"
    return f"## {method} {path}\n\n```json\n{text}\n```"


def shorten(value: Json, shown: set[Shape]) -> Json:
    """Cut lists to their first, ids and secrets to `…`, a large object shown before to its head."""
    if isinstance(value, dict):
        return shorten_object(value, shown)
    if isinstance(value, list):
        return [shorten(inner, shown) for inner in value[:1]] + ["…"] * (len(value) > 1)
    if isinstance(value, str) and (is_id(value) or token_in(value) or len(value) == DIGEST_LENGTH):
        return "…"
    return value


def shorten_object(value: dict[str, Json], shown: set[Shape]) -> Json:
    shape = tuple(value)
    if shape in shown:
        return {key: shorten(value[key], shown) for key in shape[:HEAD_KEYS]} | {"…": "as above"}
    if len(shape) >= LARGE_KEYS:
        shown.add(shape)
    return {key: shorten(inner, shown) for key, inner in value.items()}


def lay_out(value: Json, indent: int = 0) -> str:
    """Write JSON with short values on one line."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= WIDTH or not isinstance(value, dict | list):
        return line
    inner, pad = indent + 2, " " * (indent + 2)
    if isinstance(value, dict):
        rows = [f"{pad}{json.dumps(k)}: {lay_out(v, inner)}" for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{' ' * indent}}}"
    return "[\n" + ",\n".join(pad + lay_out(v, inner) for v in value) + f"\n{' ' * indent}]"
