"""Serial and USB lines: pyserial on a pseudo-terminal, pyusb down to its backend."""

import os
import sys
import termios
import time
from pathlib import Path

import pytest

from printers.driver import STANDARD, Outcome, Timing, print_slip
from printers.emulator import EmulatedPrinter, Faults, PtyPrinter
from printers.profiles import PROFILES, Profile
from printers.transports.base import Lost, Transport, Unreachable
from printers.transports.file import FileTransport
from printers.transports.hardware import Missing
from printers.transports.memory import VirtualTime
from printers.transports.serial import SerialTransport
from printers.transports.usb import UsbTransport
from printers.transports.usb_direct import UsbDirectTransport
from tests.printing.samples import WIDE, FixedClock, fed_rows, raster_of, slip
from tests.printing.usb_printer import PRODUCT, VENDOR, UsbBus

NOTHING = memoryview(b"")
SHORT = Timing(stall_s=0.6, finish_factor=0.2, finish_spare_s=0.5, status_s=0.4, clear_s=0.1)


def printer_with(**faults: object) -> EmulatedPrinter:
    return EmulatedPrinter(clock=FixedClock(), speed_mm_s=4_000, faults=Faults(**faults))  # type: ignore[arg-type]


def print_now(transport: Transport, *, profile: Profile = WIDE, job_id: str = "j") -> Outcome:
    return print_slip(
        slip(), profile=profile, transport=transport, monotonic=time.monotonic, job_id=job_id,
        timing=SHORT,
    )  # fmt: skip


# --- a device node, by pyserial and by the file itself ----------------------------------


def lines_on(path: Path) -> list[Transport]:
    return [SerialTransport(str(path)), UsbTransport(str(path))]


@pytest.mark.parametrize("which", [0, 1])
def test_slip_goes_over_a_device_node_and_is_confirmed(which: int) -> None:
    printer = printer_with()
    with PtyPrinter(printer) as line:
        outcome = print_now(lines_on(line.path)[which])
    assert (outcome.kind, outcome.cause) == ("printed", None)
    assert [page.rows for page in printer.paper.pages] == [fed_rows(raster_of())]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ({"is_stuck": True}, ("refused", "no_answer")),
        ({"is_mute": True}, ("refused", "no_answer")),
        ({"paper_out_after_rows": 100}, ("failed", "paper_out")),
        ({"cover_open_after_rows": 100}, ("failed", "cover_open")),
        ({"is_cutter_jamming": True}, ("failed", "cutter_jam")),
        ({"answer_delay_s": 0.1}, ("printed", None)),
    ],
)
def test_faults_on_a_device_node_are_told(
    which: int, faults: dict[str, object], expected: tuple[str, str | None]
) -> None:
    printer = printer_with(**faults)
    with PtyPrinter(printer) as line:
        outcome = print_now(lines_on(line.path)[which])
    assert (outcome.kind, outcome.cause) == expected


@pytest.mark.parametrize("which", [0, 1])
def test_printer_that_takes_bytes_and_never_reads_does_not_hold_us_up(which: int) -> None:
    """A plain write would wait for ever on the full line."""
    printer = printer_with(is_stuck=True)
    with PtyPrinter(printer) as line:
        outcome = print_now(lines_on(line.path)[which], profile=PROFILES["write-only"])
    assert (outcome.kind, outcome.cause) == ("failed", "stalled")
    assert outcome.bytes_sent > 0


def test_power_lost_on_a_serial_line_is_never_called_printed() -> None:
    printer = printer_with(power_cut_after_bytes=20_000)
    with PtyPrinter(printer) as line:
        outcome = print_now(SerialTransport(str(line.path)))
    assert (outcome.kind, outcome.cause) == ("uncertain", "no_marker")
    assert not printer.paper.pages


@pytest.mark.parametrize("which", [0, 1])
def test_cable_pulled_within_a_job_leaves_doubt_and_the_name_finds_it_again(
    which: int, tmp_path: Path
) -> None:
    node = tmp_path / "ticket-printer"
    printer = printer_with()
    line = PtyPrinter(printer, link=node).start()
    transport = lines_on(node)[which]
    transport.open()
    line.stop()
    with pytest.raises(Lost):
        transport.exchange(memoryview(b"x"), wait_s=0.5)
    transport.close()
    with pytest.raises(Unreachable):
        lines_on(node)[which].open()
    with PtyPrinter(printer, link=node):
        assert print_now(lines_on(node)[which], job_id="again").kind == "printed"


def test_answers_left_on_a_serial_line_are_thrown_away() -> None:
    printer = printer_with()
    with PtyPrinter(printer) as line:
        other = os.open(line.path, os.O_RDWR | os.O_NOCTTY)
        os.write(other, b"\x1dI\x43\x1dr\x01" * 3)
        ends = time.monotonic() + 10
        while printer.bytes_received < 18:
            assert time.monotonic() < ends
            time.sleep(0.005)
        os.close(other)
        assert print_now(SerialTransport(str(line.path))).kind == "printed"


def test_serial_line_is_set_as_asked_and_is_not_hung_up_when_it_closes() -> None:
    with PtyPrinter(printer_with()) as line:
        transport = SerialTransport(str(line.path), baud=38_400, flow="xonxoff")
        transport.open()
        other = os.open(line.path, os.O_RDWR | os.O_NOCTTY)
        settings = termios.tcgetattr(other)
        os.close(other)
        transport.close()
    assert settings[4] == settings[5] == termios.B38400
    assert settings[0] & termios.IXON
    assert not settings[2] & termios.HUPCL
    assert not settings[2] & termios.CRTSCTS


def test_serial_line_is_ours_alone() -> None:
    with PtyPrinter(printer_with()) as line:
        first = SerialTransport(str(line.path))
        first.open()
        with pytest.raises(Unreachable):
            SerialTransport(str(line.path)).open()
        first.close()
        SerialTransport(str(line.path)).open()


def test_bytes_for_a_node_can_go_by_the_file_transport_too(tmp_path: Path) -> None:
    printer = printer_with()
    with PtyPrinter(printer) as line:
        outcome = print_now(FileTransport(line.path), profile=PROFILES["write-only"])
        ends = time.monotonic() + 10
        while not printer.paper.pages:
            assert time.monotonic() < ends
            time.sleep(0.005)
    assert outcome.kind == "uncertain"
    assert [page.rows for page in printer.paper.pages] == [fed_rows(raster_of())]


# --- USB by pyusb -----------------------------------------------------------------------


def direct(bus: UsbBus, *, serial: str | None = None) -> UsbDirectTransport:
    return UsbDirectTransport(vendor=VENDOR, product=PRODUCT, serial=serial, backend=bus)


def print_by_usb(printer: EmulatedPrinter, **bus: object) -> tuple[Outcome, UsbBus]:
    passing = VirtualTime()
    usb_bus = UsbBus(printer, passing, **bus)  # type: ignore[arg-type]
    outcome = print_slip(
        slip(), profile=WIDE, transport=direct(usb_bus), monotonic=passing.monotonic, job_id="j",
        timing=STANDARD,
    )  # fmt: skip
    return outcome, usb_bus


def test_slip_goes_over_usb_and_the_interface_is_given_back() -> None:
    printer = EmulatedPrinter(clock=FixedClock())
    outcome, bus = print_by_usb(printer)
    assert (outcome.kind, outcome.cause) == ("printed", None)
    assert [page.rows for page in printer.paper.pages] == [fed_rows(raster_of())]
    assert bus.claimed == []
    assert set(bus.calls) == {"close"}


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ({"is_stuck": True}, ("refused", "no_answer")),
        ({"paper_out_after_rows": 100}, ("failed", "paper_out")),
        ({"cover_open_after_rows": 300}, ("failed", "cover_open")),
        ({"is_cutter_jamming": True}, ("failed", "cutter_jam")),
        ({"power_cut_after_bytes": 20_000}, ("uncertain", "lost")),
        ({"paper_out_after_rows": 100, "is_mute": True}, ("refused", "no_answer")),
    ],
)
def test_faults_on_usb_are_told(
    faults: dict[str, object], expected: tuple[str, str | None]
) -> None:
    printer = EmulatedPrinter(clock=FixedClock(), faults=Faults(**faults))  # type: ignore[arg-type]
    outcome, _ = print_by_usb(printer)
    assert (outcome.kind, outcome.cause) == expected
    assert not printer.paper.pages


def test_slow_usb_printer_with_a_full_buffer_is_no_doubt() -> None:
    """Each write times out many times over before there is room."""
    printer = EmulatedPrinter(clock=FixedClock(), speed_mm_s=60, buffer_bytes=1_024)
    assert print_by_usb(printer)[0].kind == "printed"


def test_printer_held_by_the_kernel_is_not_taken_away() -> None:
    outcome, bus = print_by_usb(EmulatedPrinter(clock=FixedClock()), is_held_by_kernel=True)
    assert (outcome.kind, outcome.cause) == ("refused", "unreachable")
    assert "detach" not in bus.calls


def test_usb_printer_is_found_by_its_numbers_only() -> None:
    bus = UsbBus(EmulatedPrinter(clock=FixedClock()), VirtualTime(), serial="J6EX001")
    direct(bus, serial="J6EX001").open()
    with pytest.raises(Unreachable, match="04b8:0202 J6EX002"):
        direct(bus, serial="J6EX002").open()
    with pytest.raises(Unreachable, match="04b8:9999"):
        UsbDirectTransport(vendor=VENDOR, product=0x9999, backend=bus).open()


def test_other_usb_devices_and_unplugged_ones_are_unreachable() -> None:
    mouse = UsbBus(EmulatedPrinter(clock=FixedClock()), VirtualTime(), interface_class=3)
    with pytest.raises(Unreachable, match="no printer"):
        direct(mouse).open()
    bus = UsbBus(EmulatedPrinter(clock=FixedClock()), VirtualTime())
    transport = direct(bus)
    transport.open()
    bus.is_plugged_in = False
    with pytest.raises(Lost):
        transport.exchange(memoryview(b"x"), wait_s=0.1)
    transport.close()
    with pytest.raises(Unreachable):
        direct(bus).open()


def test_missing_library_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "serial", None)
    with pytest.raises(Missing, match=r"needs pyserial.*motcua\[hardware\]"):
        SerialTransport("/dev/ttyS0")
    monkeypatch.setitem(sys.modules, "usb.core", None)
    with pytest.raises(Missing, match="needs pyusb"):
        UsbDirectTransport(vendor=VENDOR, product=PRODUCT)


@pytest.mark.parametrize(
    "transport",
    [
        SerialTransport("/dev/no-such-line"),
        UsbDirectTransport(vendor=VENDOR, product=PRODUCT),
    ],
)
def test_lines_that_were_never_opened_are_lost_and_close_quietly(transport: Transport) -> None:
    with pytest.raises(Lost):
        transport.exchange(NOTHING, wait_s=0)
    transport.close()
    transport.abandon()
