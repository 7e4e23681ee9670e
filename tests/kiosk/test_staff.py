"""The staff menu's other side: the PIN, the session, and what staff may do at the machine."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.pages import create_app
from kiosk.refusals import StaffPinUnset, StaffPinWrong, StaffTooSoon
from kiosk.staff import ORDERS, SESSION_S
from kiosk.staff_pin import DIGITS_MAX, FREE_TRIES, WAIT_MAX_S, StaffPin, wait_s
from printers.emulator import EmulatedPrinter, TcpPrinter
from printers.spooler import Spooler
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import Kiosk, make_kiosk
from tests.stage import Stage

PIN, OTHER_PIN = "482913", "482914"
HERE = "127.0.0.1:8601"


def random_bytes(count: int) -> bytes:
    return bytes(range(count))


class Watch:
    """Seconds since the machine was started."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def printer(sqlite_stage: Stage) -> EmulatedPrinter:
    return EmulatedPrinter(clock=sqlite_stage.clock, speed_mm_s=5_000)


@pytest.fixture
def kiosk(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path, printer: EmulatedPrinter
) -> Iterator[Kiosk]:
    with TcpPrinter(printer) as line:
        address = f"tcp://127.0.0.1:{line.port}"
        made = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", printers=(address,))
        StaffPin(tmp_path / "kiosk", elapsed_s=lambda: 0.0).set(PIN, random_bytes=random_bytes)
        yield made
        made.agent.stop()


class Menu:
    """The page's side of the staff menu."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.client = create_app(kiosk.agent).test_client()
        self.secret = self.client.get("/api/state", headers={"Host": HERE}).get_json()["secret"]
        self.token = ""

    def ask(self, method: str, path: str, body: Any = None, **changes: Any) -> Any:
        headers = {"Host": HERE, "Origin": f"http://{HERE}"}
        headers |= {"Motcua-Kiosk": self.secret, "Motcua-Staff": self.token}
        headers |= {name: value for name, value in changes.items() if name != "machine"}
        wanted = {name: value for name, value in headers.items() if value is not None}
        return self.client.open(
            path,
            method=method,
            json=body,
            headers=wanted,
            environ_base={"REMOTE_ADDR": changes.get("machine", "127.0.0.1")},
        )

    def sign_in(self, pin: str = PIN) -> Menu:
        answer = self.ask("POST", "/api/staff/sessions", {"pin": pin})
        assert (answer.status_code, answer.get_json()["ends_s"]) == (201, SESSION_S)
        self.token = answer.get_json()["staff"]
        return self

    def status(self) -> Any:
        return self.ask("GET", "/api/staff/status").get_json()

    def order(self, order: str, job: str | None = None) -> Any:
        return self.ask("POST", "/api/staff/orders", {"order": order, "job": job})


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]["code"]


def spooler_of(kiosk: Kiosk) -> Spooler:
    spooler = kiosk.agent.printing.open()
    assert spooler is not None
    return spooler


def hold_a_slip(kiosk: Kiosk, printer: EmulatedPrinter) -> str:
    """The paper is out and stays out."""
    printer.take_out_paper()
    ticket = kiosk.tap()
    for _ in range(3):
        spooler_of(kiosk).work_once()
        kiosk.machine.truth.move(seconds=6)
    printer.refill()
    assert spooler_of(kiosk).job(ticket.id).state == "held"
    return ticket.id


# --- the PIN ------------------------------------------------------------------------------------


def test_the_pin_is_kept_as_a_hash_for_the_owner_alone(tmp_path: Path) -> None:
    pin = StaffPin(tmp_path, elapsed_s=Watch())
    assert not pin.is_set
    with pytest.raises(StaffPinUnset):
        pin.check(PIN)
    pin.set(PIN, random_bytes=random_bytes)
    kept = tmp_path / "staff.json"
    assert (pin.is_set, PIN in kept.read_text()) == (True, False)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    pin.check(PIN)


@pytest.mark.parametrize("pin", ["", "12345", "1234567890123", "12345a", "１２３４５６", "000000"])
def test_a_weak_pin_is_not_taken(tmp_path: Path, pin: str) -> None:
    with pytest.raises(ValueError, match="PIN"):
        StaffPin(tmp_path, elapsed_s=Watch()).set(pin, random_bytes=random_bytes)


def test_each_wrong_try_makes_the_next_wait_longer(tmp_path: Path) -> None:
    watch = Watch()
    pin = StaffPin(tmp_path, elapsed_s=watch)
    pin.set(PIN, random_bytes=random_bytes)
    for number in range(1, FREE_TRIES + 4):
        with pytest.raises(StaffPinWrong):
            pin.check(OTHER_PIN)
        if wait_s(number):
            watch.now_s += wait_s(number) - 0.1
            with pytest.raises(StaffTooSoon):
                pin.check(PIN)
            watch.now_s += 0.1
    assert [wait_s(count) for count in (2, 3, 4, 5, 50)] == [0, 5, 10, 20, WAIT_MAX_S]
    pin.check(PIN)
    with pytest.raises(StaffPinWrong):
        pin.check(OTHER_PIN)
    pin.check(PIN)


def test_pulling_the_plug_gives_no_fresh_tries(tmp_path: Path) -> None:
    pin = StaffPin(tmp_path, elapsed_s=Watch())
    pin.set(PIN, random_bytes=random_bytes)
    for _ in range(FREE_TRIES):
        with pytest.raises(StaffPinWrong):
            pin.check(OTHER_PIN)
    with pytest.raises(StaffTooSoon):
        StaffPin(tmp_path, elapsed_s=Watch()).check(PIN)


def test_a_long_text_that_begins_with_the_pin_is_wrong(tmp_path: Path) -> None:
    pin = StaffPin(tmp_path, elapsed_s=Watch())
    pin.set("1" * (DIGITS_MAX - 1) + "2", random_bytes=random_bytes)
    with pytest.raises(StaffPinWrong):
        pin.check("1" * (DIGITS_MAX - 1) + "23")


def test_the_command_reads_the_pin_and_never_prints_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk.cli", "pin", "--data", str(tmp_path)]
    done = subprocess.run(command, input=f"{PIN}\n", capture_output=True, text=True, check=True)
    assert PIN not in done.stdout + done.stderr
    StaffPin(tmp_path, elapsed_s=Watch()).check(PIN)


# --- who may ------------------------------------------------------------------------------------


def test_the_page_offers_the_menu_only_where_a_pin_is_set(kiosk: Kiosk) -> None:
    client = create_app(kiosk.agent).test_client()
    features = client.get("/api/state", headers={"Host": HERE}).get_json()["features"]
    assert features["staff"] is True
    (kiosk.config.data / "staff.json").unlink()
    features = client.get("/api/state", headers={"Host": HERE}).get_json()["features"]
    assert features["staff"] is False


def test_without_a_session_nothing_is_told_or_done(kiosk: Kiosk) -> None:
    menu = Menu(kiosk)
    assert code_of(menu.ask("GET", "/api/staff/status")) == (401, "staff_signed_out")
    assert code_of(menu.order("test_slip")) == (401, "staff_signed_out")
    wrong = menu.ask("POST", "/api/staff/sessions", {"pin": OTHER_PIN})
    assert code_of(wrong) == (403, "staff_pin_wrong")
    menu.token = "0"
    assert code_of(menu.ask("GET", "/api/staff/status")) == (401, "staff_signed_out")


@pytest.mark.parametrize(
    "change",
    [
        {"machine": "192.168.1.20"},
        {"Motcua-Kiosk": "no secret"},
        {"Motcua-Kiosk": None},
        {"Origin": "http://elsewhere.example"},
    ],
)
def test_another_machine_or_page_never_reaches_the_menu(
    kiosk: Kiosk, change: dict[str, Any]
) -> None:
    menu = Menu(kiosk).sign_in()
    for method, path, body in [
        ("POST", "/api/staff/sessions", {"pin": PIN}),
        ("GET", "/api/staff/status", None),
        ("POST", "/api/staff/orders", {"order": "test_slip", "job": None}),
    ]:
        assert code_of(menu.ask(method, path, body, **change)) == (403, "page_foreign")
    assert menu.ask("GET", "/api/staff/status", Origin=None).status_code == 200


def test_a_write_that_names_no_origin_is_refused(kiosk: Kiosk) -> None:
    menu = Menu(kiosk).sign_in()
    said = menu.ask("POST", "/api/staff/orders", {"order": "restart", "job": None}, Origin=None)
    assert code_of(said) == (403, "page_foreign")


def test_a_session_ends_by_itself_and_with_the_next_one(kiosk: Kiosk) -> None:
    first, second = Menu(kiosk).sign_in(), Menu(kiosk)
    kiosk.machine.truth.move(seconds=SESSION_S - 1)
    first.status()
    assert first.order("paper_changed").get_json() == {"done": True}
    kiosk.machine.truth.move(seconds=SESSION_S - 1)
    assert first.ask("GET", "/api/staff/status").status_code == 200
    second.sign_in()
    assert first.ask("GET", "/api/staff/status").status_code == 401
    kiosk.machine.truth.move(seconds=SESSION_S)
    assert second.ask("GET", "/api/staff/status").status_code == 401


def test_looking_does_not_keep_a_session_open(kiosk: Kiosk) -> None:
    menu = Menu(kiosk).sign_in()
    for _ in range(4):
        kiosk.machine.truth.move(seconds=SESSION_S / 4)
        answer = menu.ask("GET", "/api/staff/status")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"order": "test_slip"},
        {"order": "open_drawer", "job": None},
        {"order": "print_held", "job": 7},
        {"order": "print_held", "job": "x" * 81},
    ],
)
def test_what_is_no_order_is_refused(kiosk: Kiosk, body: Any) -> None:
    answer = Menu(kiosk).sign_in().ask("POST", "/api/staff/orders", body)
    assert code_of(answer) == (422, "staff_order_invalid")


# --- looking and doing --------------------------------------------------------------------------


def test_status_tells_how_the_machine_is_and_what_is_held(
    kiosk: Kiosk, printer: EmulatedPrinter
) -> None:
    held = hold_a_slip(kiosk, printer)
    status = Menu(kiosk).sign_in().status()
    assert status["printers"] == [
        {
            "name": kiosk.config.printers[0],
            "state": "fault",
            "cause": "paper_out",
            "paper": "out",
            "model": "80mm",
        }
    ]
    (slip,) = status["held"]
    assert (slip["job"], slip["label"], slip["why"]) == (held, "H001", "paper_out")
    assert (status["link"], status["issuer_no"], status["rejected"]) == ("up", 1, 0)
    assert set(status) == {
        "printers", "link", "backlog", "rejected", "held", "clock", "disk", "version", "issuer_no",
    }  # fmt: skip


def test_a_held_slip_is_printed_without_a_mark(kiosk: Kiosk, printer: EmulatedPrinter) -> None:
    held = hold_a_slip(kiosk, printer)
    menu = Menu(kiosk).sign_in()
    assert menu.order("print_held", held).get_json() == {"done": True}
    assert spooler_of(kiosk).work_once()
    assert (spooler_of(kiosk).job(held).state, spooler_of(kiosk).job(held).copy) == ("printed", 0)
    assert menu.status()["held"] == []
    assert code_of(menu.order("print_held", held)) == (404, "slip_unknown")


def test_all_held_slips_are_printed_at_once(kiosk: Kiosk, printer: EmulatedPrinter) -> None:
    held = [hold_a_slip(kiosk, printer) for _ in range(2)]
    Menu(kiosk).sign_in().order("print_held")
    while spooler_of(kiosk).work_once():
        pass
    assert [spooler_of(kiosk).job(one).state for one in held] == ["printed", "printed"]


def test_a_dropped_slip_is_told_to_the_server(kiosk: Kiosk, printer: EmulatedPrinter) -> None:
    held = hold_a_slip(kiosk, printer)
    Menu(kiosk).sign_in().order("drop_held", held)
    assert spooler_of(kiosk).job(held).state == "dropped"
    kiosk.agent.printing.tell_outcomes()
    last = kiosk.agent.store.pending(10)[-1]
    assert (last.kind, last.body["outcome"], last.body["cause"]) == ("slip", "refused", "dropped")


def test_the_last_number_is_printed_again_with_a_mark(
    kiosk: Kiosk, printer: EmulatedPrinter
) -> None:
    menu = Menu(kiosk).sign_in()
    assert code_of(menu.order("reprint_last")) == (404, "slip_unknown")
    kiosk.tap()
    ticket = kiosk.tap()
    while spooler_of(kiosk).work_once():
        pass
    assert menu.sign_in().order("reprint_last").status_code == 200
    assert spooler_of(kiosk).work_once()
    jobs = spooler_of(kiosk).jobs_of(ticket.id)
    assert [(job.state, job.copy) for job in jobs] == [("printed", 0), ("printed", 1)]


def test_the_last_number_that_never_came_out_comes_without_a_mark(
    kiosk: Kiosk, printer: EmulatedPrinter
) -> None:
    held = hold_a_slip(kiosk, printer)
    Menu(kiosk).sign_in().order("reprint_last")
    assert spooler_of(kiosk).work_once()
    assert [(job.state, job.copy) for job in spooler_of(kiosk).jobs_of(held)] == [("printed", 0)]


def test_a_test_page_is_no_ticket_of_the_server(kiosk: Kiosk, printer: EmulatedPrinter) -> None:
    Menu(kiosk).sign_in().order("test_slip")
    assert spooler_of(kiosk).work_once()
    assert len(printer.paper.pages) == 1
    kiosk.agent.printing.tell_outcomes()
    assert kiosk.agent.store.pending(10) == []


def test_restart_ends_the_process(kiosk: Kiosk) -> None:
    ended: list[bool] = []
    menu = Menu(kiosk).sign_in()
    world = replace(kiosk.agent.world, restart=lambda: ended.append(True))
    kiosk.agent.staff._world = world
    assert menu.order("restart").get_json() == {"done": True}
    assert ended == [True]


def test_without_a_printer_paper_orders_are_refused(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path
) -> None:
    kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "bare")
    StaffPin(tmp_path / "bare", elapsed_s=lambda: 0.0).set(PIN, random_bytes=random_bytes)
    menu = Menu(kiosk).sign_in()
    paper_orders = set(ORDERS) - {"restart"}
    assert {code_of(menu.order(order)) for order in paper_orders} == {(409, "printer_missing")}
    kiosk.agent.stop()
