"""A scanner on a serial line: a real one of the system (a pty), with cables that are pulled."""

from __future__ import annotations

import os
import pty
import termios
import threading
import tty
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from kiosk.pages import create_app
from kiosk.serial_scanner import SerialScanner
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import make_kiosk
from tests.kiosk.test_scanner import CODE, WOMAN
from tests.kiosk.test_scans import FIRST_CODE, LANELESS
from tests.stage import Stage

GREETING = "hello"


class Heard:
    """What a serial scanner brought, greetings apart; waits for what is still on its way."""

    def __init__(self) -> None:
        self.scans: list[tuple[str, bool]] = []
        self._greetings = 0
        self._came = threading.Condition()

    def __call__(self, text: str, is_ended: bool) -> None:
        with self._came:
            if text == GREETING:
                self._greetings += 1
            else:
                self.scans.append((text, is_ended))
            self._came.notify_all()

    def greet(self, line: int) -> None:
        """Scan greetings until one was heard: opening a line drops what came before."""
        with self._came:
            before = self._greetings
            for _ in range(400):
                os.write(line, f"{GREETING}\r".encode())
                if self._came.wait_for(lambda: self._greetings > before, timeout=0.05):
                    return
        raise AssertionError("never heard")

    def wait(self, count: int) -> list[tuple[str, bool]]:
        with self._came:
            assert self._came.wait_for(lambda: len(self.scans) >= count, timeout=60), self.scans
            return self.scans


@contextmanager
def plugged(link: Path) -> Iterator[int]:
    """A scanner's cable in a socket: the end to write to, under a name that stays."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    link.unlink(missing_ok=True)
    link.symlink_to(os.ttyname(slave))
    try:
        yield master
    finally:
        link.unlink()
        os.close(slave)
        os.close(master)


@contextmanager
def listening(scanner: SerialScanner, line: int, heard: Heard) -> Iterator[None]:
    """The line is open and heard; afterwards it must have ended by itself."""
    thread = threading.Thread(target=scanner.listen, daemon=True)
    thread.start()
    heard.greet(line)
    yield
    thread.join(timeout=20)
    assert not thread.is_alive()


def test_serial_scanner_reads_bytes_and_comes_back(tmp_path: Path) -> None:
    """Each scan is sent once, after the cable was pulled as well."""
    link, heard = tmp_path / "scanner", Heard()
    scanner = SerialScanner(str(link), hear=heard)
    scanner.listen()  # nothing is plugged in: no error
    with ExitStack() as ends, plugged(link) as line:
        ends.enter_context(listening(scanner, line, heard))
        os.write(line, f"{WOMAN}\r\n{CODE}".encode())
        assert heard.wait(2) == [(WOMAN, True), (CODE, False)]
        os.write(line, b"x" * 5_000 + b"\r")
        assert len(heard.wait(3)[2][0]) == 2_052
        os.write(line, b"Nguy\xe5n\r")
        assert heard.wait(4)[3] == ("Nguy\N{REPLACEMENT CHARACTER}n", True)
    with plugged(link) as line, listening(scanner, line, heard):  # under another device name
        os.write(line, f"{CODE}\r".encode())
        assert heard.wait(5)[4:] == [(CODE, True)]
        scanner.stop()


def test_scans_that_come_while_one_is_answered_are_heard_in_order(tmp_path: Path) -> None:
    """Looking a scan up at the server takes its time; the line keeps what comes meanwhile."""
    link, heard, may_answer = tmp_path / "scanner", Heard(), threading.Event()

    def hear_slowly(text: str, is_ended: bool) -> None:
        heard(text, is_ended)
        if text != GREETING:
            may_answer.wait(60)

    scanner = SerialScanner(str(link), hear=hear_slowly)
    with plugged(link) as line, listening(scanner, line, heard):
        os.write(line, f"{WOMAN}\r".encode())
        heard.wait(1)
        for scan in (CODE, FIRST_CODE):
            os.write(line, f"{scan}\r".encode())
        may_answer.set()
        assert heard.wait(3) == [(WOMAN, True), (CODE, True), (FIRST_CODE, True)]
        scanner.stop()


def test_cable_pulled_while_the_line_is_opened_is_no_error(tmp_path: Path) -> None:
    """pyserial lets termios.error through, which is no OSError."""
    scanner = SerialScanner(str(tmp_path / "scanner"), hear=Heard())
    scanner._serial = SimpleNamespace(Serial=PulledCable)
    scanner.listen()


class PulledCable:
    def __init__(self, *_: Any, **__: Any) -> None:
        raise termios.error(5, "Input/output error")


def test_serial_scan_stands_in_the_state(sqlite_stage: Stage, desk: Desk, tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", scanner=f"serial:{link}")
    page = create_app(kiosk.agent).test_client()
    pause = threading.Event()
    with plugged(link) as line:
        kiosk.agent.start()
        try:
            for _ in range(400):
                os.write(line, f"{CODE}\r".encode())
                state = page.get("/api/state", headers={"Host": "127.0.0.1:8601"}).get_json()
                if state["scan"] is not None:
                    break
                pause.wait(0.05)
        finally:
            kiosk.agent.stop()
    assert {**state["scan"], "seq": 1} == {"seq": 1, **LANELESS}
    assert state["features"]["scanner"] is True
