"""The kiosk is killed while it prints: what may be on paper already comes out marked.

A wire between kiosk and printer kills the kiosk at a byte, or before it hears an answer (F02).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from printers.emulator import EmulatedPrinter, TcpPrinter
from tests.architecture.sources import ROOT
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import BIRTH, Kiosk, make_kiosk, pair_kiosk
from tests.kiosk.test_crash import REQUEST
from tests.stage import Stage

pytestmark = pytest.mark.slow

# Of a slip's bytes most have passed by then: what the printer answers now is that it is out.
NEARLY_WHOLE = 40_000
PATIENCE_S = 60.0


class DeadlyWire:
    """Carries what a kiosk says to its printer, and kills it after so many bytes."""

    def __init__(self, printer_port: int) -> None:
        self._printer_port = printer_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.victim: int | None = None
        self.at: str = ""
        self.carried = 0

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                with client, socket.create_connection(("127.0.0.1", self._printer_port)) as there:
                    self._carry(client, there)

    def _carry(self, client: socket.socket, there: socket.socket) -> None:
        back = threading.Thread(target=self._answers, args=(there, client), daemon=True)
        back.start()
        with suppress(OSError):
            self._kill(is_due=self.at == "first byte")
            while part := client.recv(2_048):
                there.sendall(part)
                self.carried += len(part)
        with suppress(OSError):  # who was killed may leave a reset instead of an end
            there.shutdown(socket.SHUT_WR)
        back.join(PATIENCE_S)

    def _answers(self, there: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while part := there.recv(2_048):
                self._kill(is_due=self.at == "answer" and self.carried > NEARLY_WHOLE)
                client.sendall(part)

    def _kill(self, *, is_due: bool) -> None:
        if self.victim is not None and is_due:
            os.kill(self.victim, signal.SIGKILL)
            self.victim = None


@contextmanager
def deadly_wire(printer: EmulatedPrinter) -> Iterator[DeadlyWire]:
    with TcpPrinter(printer) as line:
        wire = DeadlyWire(line.port)
        threading.Thread(target=wire.serve, daemon=True).start()
        try:
            yield wire
        finally:
            wire.close()


def kill_while_printing(folder: Path, wire: DeadlyWire, *, at: str) -> str:
    """Give the label that was shown before."""
    address = f"tcp://127.0.0.1:{wire.port}"
    command = [sys.executable, "-m", "tests.kiosk.crashing_kiosk", str(folder), "-", REQUEST]
    process = subprocess.Popen([*command, address], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    wire.at, wire.victim = at, process.pid
    said = process.communicate(timeout=PATIENCE_S)[0].splitlines()
    assert process.returncode == -signal.SIGKILL, said
    assert said[-1] != "delivered"
    return next(line.split()[1] for line in said if line.startswith("shown "))


@pytest.mark.fault(2)
@pytest.mark.parametrize("at", ["first byte", "answer"])
def test_killed_while_it_prints(sqlite_stage: Stage, desk: Desk, tmp_path: Path, at: str) -> None:
    """Claimed but nothing sent; sent, and out, but not heard of."""
    printer = EmulatedPrinter(clock=sqlite_stage.clock, speed_mm_s=5_000)
    folder = tmp_path / "kiosk"
    pair_kiosk(sqlite_stage, desk, folder)
    with deadly_wire(printer) as wire:
        shown = kill_while_printing(folder, wire, at=at)
        address = f"tcp://127.0.0.1:{wire.port}"
        kiosk = make_kiosk(sqlite_stage, desk, folder, is_paired=False, printers=(address,))
        given = kiosk.tap(BIRTH, request=REQUEST)
        assert given.label == shown
        tries = print_until_rest(kiosk, given.id)
        kiosk.deliver()
        assert kiosk.server_ticket(given.id).slip == "printed"
        assert kiosk.facts("slip.printed") == [given.id]
        kiosk.agent.stop()
    assert tries == [("uncertain", 0, "interrupted"), ("printed", 1, None)]
    assert len(printer.paper.pages) == (1 if at == "first byte" else 2)


def print_until_rest(kiosk: Kiosk, ticket: str) -> list[tuple[str, int, str | None]]:
    """Give what became of each try, with the mark it bore."""
    spooler = kiosk.agent.printing.open()
    assert spooler is not None
    for _ in range(8):
        spooler.work_once()
        kiosk.machine.truth.move(seconds=6)
    kiosk.agent.printing.tell_outcomes()
    assert [job.state for job in spooler.jobs_of(ticket)] == ["printed"]
    return [(one.outcome, one.copy, one.cause) for one in spooler.attempts_after(0)]
