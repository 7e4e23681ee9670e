"""How a kiosk says it is: from its real parts, never better than it knows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.health import JUMP_TOLD_S, KioskHealth, PrinterLook
from printers.emulator import EmulatedPrinter, TcpPrinter
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import NOBODY, Kiosk, make_kiosk
from tests.stage import Stage


def health(kiosk: Kiosk) -> KioskHealth:
    return kiosk.agent.health.look()


@pytest.fixture
def printer(kiosk_with_printer: tuple[Kiosk, EmulatedPrinter]) -> EmulatedPrinter:
    return kiosk_with_printer[1]


@pytest.fixture
def kiosk_with_printer(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path
) -> Iterator[tuple[Kiosk, EmulatedPrinter]]:
    printer = EmulatedPrinter(clock=sqlite_stage.clock, speed_mm_s=5_000)
    with TcpPrinter(printer) as line:
        address = f"tcp://127.0.0.1:{line.port}"
        made = make_kiosk(sqlite_stage, desk, tmp_path / "printing", printers=(address,))
        yield made, printer
        made.agent.stop()


def probe(kiosk: Kiosk, times: int = 1) -> None:
    spooler = kiosk.agent.printing.open()
    assert spooler is not None
    for _ in range(times):
        spooler.probe(spooler._printers[0])


def test_printer_is_unknown_until_it_answered(
    kiosk_with_printer: tuple[Kiosk, EmulatedPrinter],
) -> None:
    kiosk, _ = kiosk_with_printer
    assert (health(kiosk).printer, health(kiosk).paper) == ("unknown", "unknown")
    probe(kiosk)
    (look,) = health(kiosk).printers
    assert look == PrinterLook(kiosk.config.printers[0], "ready", None, "ok", "80mm")


def test_paper_out_is_told_apart_from_a_printer_that_is_gone(
    kiosk_with_printer: tuple[Kiosk, EmulatedPrinter], printer: EmulatedPrinter
) -> None:
    kiosk, _ = kiosk_with_printer
    printer.take_out_paper()
    probe(kiosk, times=2)
    found = health(kiosk)
    assert (found.printer, found.cause, found.paper) == ("fault", "paper_out", "out")
    printer.refill()
    printer.set_paper_low(is_low=True)
    probe(kiosk)
    assert (health(kiosk).printer, health(kiosk).paper) == ("ready", "low")


def test_printer_nobody_reaches_says_nothing_of_its_paper(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path
) -> None:
    gone = NOBODY.replace("http", "tcp")
    kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "printing", printers=(gone,))
    probe(kiosk, times=2)
    found = health(kiosk)
    assert (found.printer, found.cause, found.paper) == ("fault", "unreachable", "unknown")
    kiosk.agent.stop()


@pytest.mark.parametrize(
    ("states", "word"),
    [
        ([], "none"),
        (["ready", "ready"], "ready"),
        (["fault", "ready"], "partly"),
        (["unknown", "fault"], "fault"),
        (["unknown"], "unknown"),
    ],
)
def test_several_printers_are_one_word(states: list[str], word: str) -> None:
    looks = tuple(PrinterLook("slips", state, None, "ok", "80mm") for state in states)
    assert KioskHealth(looks, "up", 0, 0, "set", "ok", "1", is_copied=False).printer == word


def test_backlog_is_what_was_not_delivered_in_time(kiosk: Kiosk) -> None:
    assert health(kiosk).backlog == 0
    kiosk.lose_link()
    kiosk.tap()
    assert health(kiosk).backlog == 0
    kiosk.machine.truth.move(seconds=7)
    assert (health(kiosk).backlog, health(kiosk).link) == (1, "away")
    kiosk.heal_link()
    kiosk.deliver()
    assert (health(kiosk).backlog, health(kiosk).link) == (0, "up")


def test_clock_that_jumps_is_told_for_a_while(kiosk: Kiosk) -> None:
    assert health(kiosk).clock == "set"
    kiosk.machine.is_set = True
    assert health(kiosk).clock == "set"
    kiosk.machine.wrong_by = timedelta(hours=-7)
    assert health(kiosk).clock == "jumped"
    kiosk.machine.truth.move(seconds=JUMP_TOLD_S - 1)
    assert health(kiosk).clock == "jumped"
    kiosk.machine.truth.move(seconds=2)
    assert health(kiosk).clock == "set"


def test_first_setting_of_a_clock_is_no_jump(kiosk: Kiosk) -> None:
    kiosk.machine.wrong_by = timedelta(days=-9_000)
    assert health(kiosk).clock == "set"
    kiosk.machine.wrong_by, kiosk.machine.is_set = timedelta(0), True
    assert health(kiosk).clock == "set"


def test_clock_nobody_set_since_the_start_is_not_called_well(kiosk: Kiosk) -> None:
    kiosk.desk.line.set("away")
    kiosk.machine.restart("boot-2")
    kiosk.restart()
    assert health(kiosk).clock == "unset"


def test_copied_store_is_told(kiosk: Kiosk) -> None:
    assert not health(kiosk).is_copied
    device = kiosk.agent.store.device()
    assert device is not None
    kiosk.agent.store.note_copied(device)
    assert health(kiosk).is_copied


def test_store_that_cannot_be_read_is_a_broken_disk(kiosk: Kiosk) -> None:
    kiosk.edit_store("PRAGMA user_version = 99")
    kiosk.agent.store.close()
    assert health(kiosk).disk == "broken"
