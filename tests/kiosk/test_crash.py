"""Killed at each line that writes: nobody's number is lost, none is given twice."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.schema import FILE_NAME
from tests.architecture.sources import ROOT
from tests.kiosk.crashing_kiosk import PRINTER_NOBODY_REACHES
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import BIRTH, Kiosk, make_kiosk, pair_kiosk
from tests.stage import Stage

pytestmark = pytest.mark.slow

STEPS = ("begin", "written", "committed")
WRITES = ("catalogue", "epoch", "anchor", "day", "intent", "take", "settle", "attempt")
POINTS = sorted([f"{write}.{step}" for write in WRITES for step in STEPS] + ["offer.ask"])
POINTS.append("offer.answered")
AWAY_POINTS = [f"{write}.{step}" for write in ("intent", "take") for step in STEPS]
REQUEST = "one-touch-of-one-citizen"


def run_kiosk(folder: Path, point: str) -> tuple[int, list[str]]:
    """The exit status, and what it said it did."""
    command = [sys.executable, "-m", "tests.kiosk.crashing_kiosk", str(folder), point, REQUEST]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


def said(lines: list[str], word: str) -> list[str]:
    return [line.split()[1] for line in lines if line.startswith(f"{word} ")]


@pytest.fixture
def folder(sqlite_stage: Stage, desk: Desk, tmp_path: Path) -> Path:
    pair_kiosk(sqlite_stage, desk, tmp_path / "kiosk")
    return tmp_path / "kiosk"


def test_every_line_that_writes_on_the_way_is_killed_at(folder: Path) -> None:
    status, lines = run_kiosk(folder, "-")
    assert status == 0
    assert lines[-1] == "delivered"
    assert sorted(set(said(lines, "point"))) == sorted(POINTS)


@pytest.mark.fault(2)
@pytest.mark.parametrize("point", POINTS)
def test_killed_online(sqlite_stage: Stage, desk: Desk, folder: Path, point: str) -> None:
    status, lines = run_kiosk(folder, point)
    assert status == -signal.SIGKILL
    check_after_crash(sqlite_stage, desk, folder, shown=said(lines, "shown"))


@pytest.mark.fault(2)
@pytest.mark.parametrize("point", AWAY_POINTS)
def test_killed_while_the_server_is_away(
    sqlite_stage: Stage, desk: Desk, folder: Path, point: str
) -> None:
    make_kiosk(sqlite_stage, desk, folder, is_paired=False).agent.stop()  # hears the services
    desk.line.set("away")
    status, lines = run_kiosk(folder, point)
    assert status == -signal.SIGKILL
    desk.line.set("open")
    check_after_crash(sqlite_stage, desk, folder, shown=said(lines, "shown"))


@pytest.mark.parametrize("step", STEPS)
def test_killed_again_while_it_reports_what_the_first_kill_left(
    sqlite_stage: Stage, desk: Desk, folder: Path, step: str
) -> None:
    run_kiosk(folder, "offer.answered")
    status, lines = run_kiosk(folder, f"give_up.{step}")
    assert status == -signal.SIGKILL
    check_after_crash(sqlite_stage, desk, folder, shown=said(lines, "shown"))


@pytest.mark.parametrize("point", ["offer.answered", "take.written", "take.committed"])
def test_killed_in_doubt(sqlite_stage: Stage, desk: Desk, folder: Path, point: str) -> None:
    """The server has decided, its answer is lost, and then the power goes."""
    desk.line.set("cut", only="PUT")
    status, lines = run_kiosk(folder, point)
    assert status == -signal.SIGKILL
    desk.line.set("open")
    check_after_crash(sqlite_stage, desk, folder, shown=said(lines, "shown"))


def check_after_crash(stage: Stage, desk: Desk, folder: Path, *, shown: list[str]) -> None:
    """The citizen still stands there: the page sends the same touch again."""
    kiosk = make_kiosk(stage, desk, folder, is_paired=False, printers=(PRINTER_NOBODY_REACHES,))
    given = kiosk.tap(BIRTH, request=REQUEST)
    assert given.label == (shown or [given.label])[0]
    kiosk.deliver()
    assert kiosk.agent.store.count("pending") == 0
    assert kiosk.agent.store.count("rejected") == 0
    assert kiosk.server_ticket(given.id).state == "waiting"
    assert kiosk.facts("ticket.issued") == [given.id]
    assert [state for state in kiosk.server_labels().values() if state == "offered"] == []
    assert slips(folder) == [given.id]
    check_attempts_once(kiosk, given.id)
    check_labels_once(kiosk)
    kiosk.agent.stop()


def slips(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        return [subject for (subject,) in db.execute("SELECT subject FROM print_job")]


def check_attempts_once(kiosk: Kiosk, ticket: str) -> None:
    """What became of the slip reaches the server once, whenever it was tried."""
    kiosk.agent.printing.open()
    for _ in range(2):
        kiosk.agent.printing.tell_outcomes()
    kiosk.deliver()
    with closing(sqlite3.connect(kiosk.config.data / FILE_NAME)) as db:
        tried = db.execute("SELECT count(*) FROM print_attempt").fetchone()[0]
    assert kiosk.facts("slip.failed") == [ticket] * tried


def check_labels_once(kiosk: Kiosk) -> None:
    """The next citizen gets another label than everybody before, here and at the server."""
    before = set(kiosk.server_labels())
    kiosk.lose_link()
    assert kiosk.tap().label not in before
    kiosk.heal_link()
    before = set(kiosk.server_labels())
    assert kiosk.tap().label not in before
