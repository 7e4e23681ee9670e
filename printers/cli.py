"""`motcua printer`: ask a printer, print on it, read a byte stream, stand in for a printer."""

import argparse
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from printers.driver import print_slip
from printers.emulator import EmulatedPrinter, PaperServer, TcpPrinter, decode_pages
from printers.emulator.printer import BUFFER_BYTES, SPEED_MM_S
from printers.probe import probe, sentences
from printers.profiles import Profile, known_models, profile_named
from printers.slip import NO_BREAK
from printers.slips import SlipData, compose
from printers.slips.test_page import TestPage
from printers.slips.ticket import TicketSlip
from printers.transports.base import Transport
from printers.transports.file import FileTransport
from printers.transports.hardware import Missing
from printers.transports.network import PORT, NetworkTransport
from printers.transports.serial import BAUD, SerialTransport
from printers.transports.usb import UsbTransport
from printers.transports.usb_direct import UsbDirectTransport
from printers.words import both

ZONE = "Asia/Ho_Chi_Minh"
EMULATOR_PORT, PAPER_PORT = 8602, 8603
WIDTH_MAX = 2_048


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give the exit status.

    0 is well, 1 a printer that is not, 2 a library that is missing.
    """
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except Missing as missing:
        print(missing)
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua printer", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    probe = commands.add_parser(
        "probe",
        help="ask a printer how it is and what it is",
        description="Ask a printer how it is and what it is. Nothing is printed.",
    )
    _add_line(probe)
    probe.set_defaults(run=_probe)

    test = commands.add_parser(
        "test",
        help="print a test page or a sample ticket",
        description="Print a test page or a sample ticket and say what became of it.",
    )
    _add_line(test)
    test.add_argument("--slip", choices=("page", "ticket"), default="page", help="what to print")
    test.set_defaults(run=_test)
    _add_dump(commands)
    _add_emulate(commands)
    return parser


def _add_dump(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    dump = commands.add_parser(
        "dump",
        help="turn a stream of ESC/POS bytes into pictures",
        description="Turn a stream of ESC/POS bytes into pictures, one for each piece of paper, "
        "and name the commands that nobody knows.",
    )
    dump.add_argument("stream", type=Path, metavar="STREAM", help="file of bytes for a printer")
    _add_paper(dump)
    dump.add_argument(
        "--out", type=Path, default=Path(), metavar="FOLDER", help="for the pictures (here)"
    )
    dump.add_argument("--text", action="store_true", help="say what was printed as text too")
    dump.set_defaults(run=_dump)


def _add_emulate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    emulate = commands.add_parser(
        "emulate",
        help="be a printer, with its paper on a web page",
        description="Be a printer on the network, with its paper on a web page. There it can also "
        "run out of paper, have its cover opened, its cutter jammed and its plug pulled.",
    )
    emulate.add_argument("--host", default="127.0.0.1", help="address to listen on (this machine)")
    emulate.add_argument(
        "--port", type=int, default=EMULATOR_PORT, help=f"of the printer ({EMULATOR_PORT})"
    )
    emulate.add_argument(
        "--http", type=int, default=PAPER_PORT, help=f"port of the web page ({PAPER_PORT})"
    )
    _add_paper(emulate)
    emulate.add_argument(
        "--speed", type=float, default=SPEED_MM_S, metavar="MM_S", help="of the head (250)"
    )
    emulate.add_argument(
        "--buffer", type=int, default=BUFFER_BYTES, metavar="BYTES", help="it takes in (4096)"
    )
    emulate.set_defaults(run=_emulate)


def _add_paper(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--width", type=_width, default=576, metavar="DOTS", help="of the paper (576)"
    )
    parser.add_argument(
        "--model",
        choices=known_models(),
        metavar="NAME",
        help="whose character tables are meant (Epson's); names as in --profile of test",
    )


def _add_line(parser: argparse.ArgumentParser) -> None:
    line = parser.add_mutually_exclusive_group(required=True)
    line.add_argument("--host", help="printer on the network")
    line.add_argument("--device", help="printer on USB, such as /dev/ticket-printer")
    line.add_argument("--serial", help="printer on a serial line, such as /dev/ttyS0")
    line.add_argument(
        "--usb", type=_usb, metavar="VENDOR:PRODUCT[:SERIAL]", help="printer on USB, by pyusb"
    )
    line.add_argument("--file", type=Path, help="write the bytes to a file")
    parser.add_argument("--port", type=int, default=PORT, help=f"with --host ({PORT})")
    parser.add_argument("--baud", type=int, default=BAUD, help=f"with --serial ({BAUD})")
    models = ", ".join(known_models())
    parser.add_argument(
        "--profile",
        type=_profile,
        default="80mm",
        help=f"80mm, 58mm, generic, write-only, or one of: {models}",
    )


def _profile(name: str) -> Profile:
    try:
        return profile_named(name)
    except KeyError:
        raise argparse.ArgumentTypeError(f"unknown printer model {name}") from None
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _width(text: str) -> int:
    """Read a width in dots: whole bytes, and no wider than any head."""
    dots = int(text)
    if dots % 8 or not 8 <= dots <= WIDTH_MAX:
        raise argparse.ArgumentTypeError(f"{text} is no multiple of 8 up to {WIDTH_MAX}")
    return dots


def _usb(text: str) -> tuple[int, int, str | None]:
    """Read 04b8:0202 or 04b8:0202:J6EX001, the numbers as lsusb shows them."""
    numbers = text.split(":", 2)
    try:
        return int(numbers[0], 16), int(numbers[1], 16), numbers[2] if numbers[2:] else None
    except (ValueError, IndexError):
        raise argparse.ArgumentTypeError(f"{text} is not like 04b8:0202") from None


def _line(arguments: argparse.Namespace) -> Transport:
    if arguments.host:
        return NetworkTransport(arguments.host, arguments.port)
    if arguments.device:
        return UsbTransport(arguments.device)
    if arguments.serial:
        return SerialTransport(arguments.serial, baud=arguments.baud)
    if arguments.usb:
        vendor, product, serial = arguments.usb
        return UsbDirectTransport(vendor=vendor, product=product, serial=serial)
    return FileTransport(arguments.file)


def _probe(arguments: argparse.Namespace) -> int:
    findings = probe(_line(arguments), monotonic=time.monotonic)
    for sentence in sentences(findings):
        print(sentence.replace(NO_BREAK, " "))
    return 0 if findings.status.state == "ready" else 1


def _test(arguments: argparse.Namespace) -> int:
    now = datetime.now(ZoneInfo(ZONE))
    slip = _sample_ticket(now) if arguments.slip == "ticket" else _test_page(arguments, now)
    outcome = print_slip(
        compose(slip),
        profile=arguments.profile,
        transport=_line(arguments),
        monotonic=time.monotonic,
        job_id=f"test-{now.timestamp()}",
        resync=True,
    )
    _say(f"printer.outcome.{outcome.kind}")
    if outcome.cause is not None:
        _say(f"printer.cause.{outcome.cause}")
    print(f"{outcome.bytes_sent} B, {outcome.ms} ms")
    return 0 if outcome.kind == "printed" else 1


def _test_page(arguments: argparse.Namespace, now: datetime) -> SlipData:
    return TestPage(
        site_name="motcua",
        printer_name=_line_name(arguments),
        profile_name=arguments.profile.name,
        printed_at_local=now,
    )


def _line_name(arguments: argparse.Namespace) -> str:
    if arguments.usb:
        return "USB {:04x}:{:04x}".format(*arguments.usb)
    return str(arguments.host or arguments.device or arguments.serial or arguments.file)


def _sample_ticket(now: datetime) -> SlipData:
    code = f"TAM-00160-{now:%y%m%d}-B047"
    return TicketSlip(
        site_name="UBND phường Nghĩa Đô",
        subtitle_vi="Bộ phận Một cửa",
        subtitle_en="One-stop service",
        label="B047",
        service_vi="Chứng thực bản sao từ bản chính",
        service_en="Certified true copies",
        issued_at_local=now,
        ahead=12,
        code=code,
        qr_text=code,
        banner=both("test_page.title"),
    )


def _dump(arguments: argparse.Namespace) -> int:
    decoded = decode_pages(
        arguments.stream.read_bytes(),
        width_dots=arguments.width,
        clock=_utc_now,
        model=arguments.model,
    )
    arguments.out.mkdir(parents=True, exist_ok=True)
    for page in decoded.pages:
        target = arguments.out / f"{arguments.stream.stem}-{page.number:02}.png"
        target.write_bytes(page.to_png())
        print(target)
    if arguments.text:
        print(decoded.text, end="")
    for command in decoded.unknown:
        print(f"unknown: {command.hex(' ')}")
    return 0


def _emulate(arguments: argparse.Namespace) -> int:
    printer = EmulatedPrinter(
        clock=_utc_now,
        width_dots=arguments.width,
        speed_mm_s=arguments.speed,
        buffer_bytes=arguments.buffer,
        model=arguments.model,
    )
    with (
        TcpPrinter(printer, host=arguments.host, port=arguments.port) as line,
        PaperServer(printer, host=arguments.host, port=arguments.http) as page,
    ):
        print(f"printer {arguments.host}:{line.port}, paper http://{arguments.host}:{page.port}/")
        _wait_for_end()
    return 0


def _say(key: str) -> None:
    print(both(key).replace(NO_BREAK, " "))


def _wait_for_end() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


def _utc_now() -> datetime:
    return datetime.now(UTC)
