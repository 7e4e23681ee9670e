"""Real lines: TCP, a device node, a file."""

import os
import socket
import threading
import time
from pathlib import Path

import pytest

from printers.driver import Outcome, Timing, print_slip
from printers.emulator import EmulatedPrinter, Faults, PtyPrinter, TcpPrinter, decode_pages
from printers.profiles import PROFILES, Profile
from printers.transports.base import Lost, Transport, Unreachable
from printers.transports.file import FileTransport
from printers.transports.network import NetworkTransport
from printers.transports.usb import UsbTransport
from tests.printing.samples import WIDE, FixedClock, fed_rows, raster_of, slip

NOTHING = memoryview(b"")
FAST = 4_000.0
WRITE_ONLY = PROFILES["write-only"]


def print_on(
    transport: Transport, *, job_id: str = "j", profile: Profile = WIDE, resync: bool = False
) -> Outcome:
    return print_slip(
        slip(),
        profile=profile,
        transport=transport,
        monotonic=time.monotonic,
        job_id=job_id,
        resync=resync,
        timing=Timing(stall_s=1.0, finish_factor=0.2, finish_spare_s=0.5),
    )


def fast_printer(**faults: object) -> EmulatedPrinter:
    return EmulatedPrinter(clock=FixedClock(), speed_mm_s=FAST, faults=Faults(**faults))  # type: ignore[arg-type]


def test_slip_goes_over_tcp_and_is_confirmed() -> None:
    printer = fast_printer()
    with TcpPrinter(printer) as line:
        outcome = print_on(NetworkTransport("127.0.0.1", line.port))
    assert (outcome.kind, outcome.cause) == ("printed", None)
    assert [page.rows for page in printer.paper.pages] == [fed_rows(raster_of())]


@pytest.mark.paper_case(22)
def test_unread_status_does_not_cut_a_job_short() -> None:
    """The printer talks all the time and a write-only driver never listens."""
    printer = fast_printer()
    printer._asb_mask = 0x0E
    with TcpPrinter(printer) as line:
        transport = NetworkTransport("127.0.0.1", line.port)
        transport.open()
        job = memoryview(bytes(30_000))
        while job:
            printer.set_paper_low(len(job) % 2 == 0)
            job = job[transport.exchange(job[:500], wait_s=1).written :]
        transport.close()
    assert printer.bytes_received == 30_000


@pytest.mark.fault(56)
def test_two_kiosks_never_mix_their_slips_on_one_printer() -> None:
    printer = fast_printer()
    outcomes: list[str] = []

    def kiosk(name: str) -> None:
        transport = NetworkTransport("127.0.0.1", line.port)
        outcomes.append(print_on(transport, job_id=name).kind)

    with TcpPrinter(printer) as line:
        threads = [threading.Thread(target=kiosk, args=(name,)) for name in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert outcomes == ["printed", "printed"]
    assert [page.rows for page in printer.paper.pages] == [fed_rows(raster_of())] * 2


def test_paper_out_is_heard_over_tcp_amid_a_job() -> None:
    printer = fast_printer(paper_out_after_rows=200)
    with TcpPrinter(printer) as line:
        outcome = print_on(NetworkTransport("127.0.0.1", line.port))
    assert (outcome.kind, outcome.cause) == ("failed", "paper_out")


def test_after_a_refill_the_next_slip_is_whole_and_clean() -> None:
    """What of the failed job was under way is thrown away, not printed as garbage."""
    printer = fast_printer(paper_out_after_rows=200)
    with TcpPrinter(printer) as line:
        print_on(NetworkTransport("127.0.0.1", line.port))
        still_out = print_on(NetworkTransport("127.0.0.1", line.port), job_id="still out")
        assert still_out.kind == "refused"
        printer.refill()
        again = print_on(NetworkTransport("127.0.0.1", line.port), job_id="again", resync=True)
    assert again.kind == "printed"
    assert printer.interpreter.character_count == 0
    assert printer.paper.pages[-1].rows.endswith(fed_rows(raster_of()))


def test_power_cut_over_tcp_leaves_doubt() -> None:
    printer = fast_printer(power_cut_after_bytes=30_000)
    with TcpPrinter(printer) as line:
        outcome = print_on(NetworkTransport("127.0.0.1", line.port))
        assert (outcome.kind, outcome.cause) == ("uncertain", "lost")
        printer.restore_power()
        assert print_on(NetworkTransport("127.0.0.1", line.port), job_id="k").kind == "printed"


def test_nobody_listening_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    outcome = print_on(NetworkTransport("127.0.0.1", port))
    assert (outcome.kind, outcome.cause) == ("refused", "unreachable")


@pytest.mark.fault(53)
def test_peer_that_accepts_and_never_reads_is_never_printed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        asked = print_on(NetworkTransport("127.0.0.1", port, drain_s=0.1))
        blind = print_on(NetworkTransport("127.0.0.1", port, drain_s=0.1), profile=WRITE_ONLY)
    assert (asked.kind, asked.cause) == ("refused", "no_answer")
    assert blind.kind == "uncertain"


@pytest.mark.paper_case(34)
def test_jobs_leave_no_open_files() -> None:
    printer = fast_printer()
    with TcpPrinter(printer) as line:
        before = open_files()
        for number in range(5):
            print_on(NetworkTransport("127.0.0.1", line.port), job_id=str(number))
        assert open_files() == before


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.fault(55)
@pytest.mark.paper_case(31)
def test_printer_plugged_in_again_under_another_name_is_found(tmp_path: Path) -> None:
    node = tmp_path / "ticket-printer"
    printer = fast_printer()
    with PtyPrinter(printer, link=node):
        assert print_on(UsbTransport(str(node))).kind == "printed"
    gone = print_on(UsbTransport(str(node)), job_id="gone")
    assert (gone.kind, gone.cause) == ("refused", "unreachable")
    with PtyPrinter(printer, link=node):
        assert print_on(UsbTransport(str(node)), job_id="again").kind == "printed"
    assert [page.rows for page in printer.paper.pages] == [fed_rows(raster_of())] * 2


def test_answers_left_from_an_earlier_job_are_thrown_away(tmp_path: Path) -> None:
    node = tmp_path / "ticket-printer"
    printer = fast_printer()
    with PtyPrinter(printer, link=node):
        stale = os.open(node, os.O_RDWR | os.O_NOCTTY)
        os.write(stale, b"\x1dI\x43\x1dr\x01" * 3)
        wait_until_read(printer, 18)
        assert print_on(UsbTransport(str(node))).kind == "printed"
        os.close(stale)


def wait_until_read(printer: EmulatedPrinter, count: int) -> None:
    ends = time.monotonic() + 10
    while printer.bytes_received < count or printer.paper.height_dots:
        assert time.monotonic() < ends
        time.sleep(0.005)
    time.sleep(0.02)


def test_bytes_in_a_file_are_the_whole_job(tmp_path: Path) -> None:
    target = tmp_path / "slip.bin"
    outcome = print_on(FileTransport(target), profile=WRITE_ONLY)
    assert (outcome.kind, outcome.bytes_sent) == ("uncertain", target.stat().st_size)
    decoded = decode_pages(target.read_bytes(), width_dots=576, clock=FixedClock())
    assert [page.rows for page in decoded.pages] == [fed_rows(raster_of())]


def test_file_that_cannot_be_opened_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        FileTransport(tmp_path / "no folder" / "slip.bin").open()


@pytest.mark.parametrize(
    "transport",
    [
        NetworkTransport("127.0.0.1", 9),
        UsbTransport("/dev/no-such-printer"),
        FileTransport(Path("never")),
    ],
)
def test_lines_that_were_never_opened_are_lost_and_close_quietly(transport: Transport) -> None:
    with pytest.raises(Lost):
        transport.exchange(NOTHING, wait_s=0)
    transport.close()
