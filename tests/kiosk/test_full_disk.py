"""A disk that is really full: no number that could be forgotten, and going on by itself.

A small file system in memory, filled to its last byte. Where nothing may be mounted, the tests
of `test_store.py` fill the kiosk's files instead (RLIMIT_FSIZE).
"""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from kiosk.disk import RESERVE_NAME
from kiosk.pages import create_app
from printers.emulator import EmulatedPrinter, TcpPrinter
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import Kiosk, make_kiosk
from tests.stage import Stage

MEGABYTES = 40
ORIGIN = "http://127.0.0.1:8601"


@dataclass
class SmallDisk:
    """A file system of its own, and the file of somebody else that fills it."""

    folder: Path

    @property
    def other(self) -> Path:
        return self.folder / "somebody-elses.log"

    def fill(self) -> None:
        """Leave no byte."""
        with self.other.open("ab", buffering=0) as file:
            for size in (1_000_000, 4_096, 1):
                write_until_full(file, b"x" * size)
        assert shutil.disk_usage(self.folder).free == 0

    def clear(self) -> None:
        self.other.unlink()


def write_until_full(file: FileIO, content: bytes) -> None:
    with suppress(OSError):
        while True:
            file.write(content)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    tried = subprocess.run(mount, capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"this user may not mount: {tried.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def printer(sqlite_stage: Stage) -> EmulatedPrinter:
    return EmulatedPrinter(clock=sqlite_stage.clock, speed_mm_s=5_000)


@pytest.fixture
def cramped(
    sqlite_stage: Stage, desk: Desk, small_disk: SmallDisk, printer: EmulatedPrinter
) -> Iterator[Kiosk]:
    """A kiosk whose store lies on the small disk, with a reserve of a megabyte."""
    folder = small_disk.folder / "kiosk"
    with TcpPrinter(printer) as line:
        address = f"tcp://127.0.0.1:{line.port}"
        made = make_kiosk(sqlite_stage, desk, folder, reserve_mb=1, printers=(address,))
        assert made.agent.health.look().disk == "ok"
        yield made
        made.agent.stop()


class Page:
    """The touch page of a kiosk: what it is told."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._page = create_app(kiosk.agent).test_client()
        self._truth = kiosk.machine.truth
        self._headers = {"Host": "127.0.0.1:8601", "Origin": ORIGIN}
        said = self._page.get("/api/state", headers=self._headers).get_json()
        self._headers["Motcua-Kiosk"] = said["secret"]

    def touch(self, request: str) -> tuple[int, str]:
        """Give the status, and the label or the name of the refusal."""
        self._truth.move(seconds=10)
        wish = {"service": "HT01", "class": "ordinary", "group": None, "lang": "vi"}
        answer = self._page.post(
            "/api/taps", json={"request_id": request, **wish}, headers=self._headers
        )
        body = answer.get_json()
        said = body["ticket"]["label"] if answer.status_code == 201 else body["error"]["code"]
        return answer.status_code, said


def one_step_of_each_loop(kiosk: Kiosk) -> None:
    """What the agent does by itself within seconds; a step that fails is tried again."""
    agent = kiosk.agent
    steps: tuple[Callable[[], Any], ...] = (
        agent.link.poll,
        agent.health.look,
        agent._print_and_tell,
        agent.outbox.deliver,
    )
    for step in steps:
        with suppress(Exception):  # as at the boundary of a loop
            step()


@pytest.mark.fault(10)
def test_full_disk_gives_no_number_then_lives_on_its_reserve_then_recovers(
    cramped: Kiosk, small_disk: SmallDisk, printer: EmulatedPrinter
) -> None:
    page, reserve = Page(cramped), cramped.config.data / RESERVE_NAME
    assert page.touch("before-it-was-full") == (201, "H001")
    small_disk.fill()
    assert reserve.exists()
    assert page.touch("when-it-was-full") == (503, "kiosk_store_failed")
    one_step_of_each_loop(cramped)
    assert not reserve.exists()
    assert cramped.agent.health.look().disk == "full"
    status, on_reserve = page.touch("when-it-was-full")
    assert status == 201
    small_disk.fill()
    assert page.touch("when-nothing-was-left") == (503, "kiosk_store_failed")
    one_step_of_each_loop(cramped)
    small_disk.clear()
    status, recovered = page.touch("when-nothing-was-left")
    assert status == 201
    one_step_of_each_loop(cramped)
    assert reserve.exists()
    cramped.deliver()
    given = {label for label, state in cramped.server_labels().items() if state == "given"}
    assert given == {"H001", on_reserve, recovered}
    assert len(cramped.facts("ticket.issued")) == 3
    assert cramped.agent.store.count("pending") == 0
    assert cramped.agent.store.open_intents() == []
    wait_for_slips(cramped, printer, 3)


def wait_for_slips(kiosk: Kiosk, printer: EmulatedPrinter, count: int) -> None:
    """Each number is on paper once; what was held back by the disk is printed after all."""
    pause = threading.Event()
    for _ in range(600):
        kiosk.agent.printing.tell_outcomes()
        kiosk.deliver()
        if len(kiosk.facts("slip.printed")) == count:
            break
        pause.wait(0.05)
    assert len(printer.paper.pages) == count
