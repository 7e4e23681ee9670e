"""A printer is one address in the settings, whatever line it hangs on."""

from pathlib import Path

import pytest

from printers.addresses import printer_at
from printers.profiles import PROFILES
from printers.transports.base import Transport, Unreachable
from printers.transports.file import FileTransport
from printers.transports.network import NetworkTransport
from printers.transports.serial import SerialTransport
from printers.transports.usb import UsbTransport
from printers.transports.usb_direct import UsbDirectTransport


@pytest.mark.parametrize(
    ("address", "name", "profile", "line"),
    [
        ("tcp://10.0.0.5:9100?profile=58mm", "tcp://10.0.0.5:9100", "58mm", NetworkTransport),
        ("tcp://[fe80::1]:9100", "tcp://[fe80::1]:9100", "80mm", NetworkTransport),
        ("usb:/dev/ticket-printer", "usb:/dev/ticket-printer", "80mm", UsbTransport),
        ("usb:04b8:0202?profile=TM-T20II", "usb:04b8:0202", "TM-T20II", UsbDirectTransport),
        ("usb:04b8:0202:J6EX001", "usb:04b8:0202:J6EX001", "80mm", UsbDirectTransport),
        ("serial:/dev/ttyS0?baud=38400&flow=rtscts", "serial:/dev/ttyS0", "80mm", SerialTransport),
        ("file:/var/tmp/slips.bin", "file:/var/tmp/slips.bin", "write-only", FileTransport),
    ],
)
def test_every_line_has_an_address(
    address: str, name: str, profile: str, line: type[Transport]
) -> None:
    printer = printer_at(address)
    assert (printer.name, printer.profile.name) == (name, profile)
    assert type(printer.open_transport()) is line


def test_each_job_gets_a_line_of_its_own() -> None:
    printer = printer_at("tcp://10.0.0.5:9100")
    assert printer.open_transport() is not printer.open_transport()


def test_a_weak_printer_is_asked_less_often() -> None:
    assert printer_at("tcp://10.0.0.5:9100?probe_s=10").probe_every_s == 10
    assert printer_at("tcp://10.0.0.5:9100").probe_every_s < 1
    assert printer_at("usb:/dev/lp").profile == PROFILES["80mm"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "10.0.0.5:9100",
        "tcp://10.0.0.5",
        "tcp://10.0.0.5:99999",
        "tcp://10.0.0.5:9100/queue",
        "tcp://someone@10.0.0.5:9100",
        "usb:ticket-printer",
        "usb://dev/ticket-printer",
        "serial:ttyS0",
        "serial:/dev/ttyS0?baud=fast",
        "serial:/dev/ttyS0?flow=hope",
        "tcp://10.0.0.5:9100?profile=unheard-of",
        "tcp://10.0.0.5:9100?baud=38400",
        "tcp://10.0.0.5:9100?probe_s=0",
        "tcp://10.0.0.5:9100?probe_s=often",
        "cups:office",
    ],
)
def test_what_is_no_printer_is_told_at_the_start(address: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+|Port"):
        printer_at(address)


def test_a_file_in_the_place_of_a_device_is_never_written_to(tmp_path: Path) -> None:
    node = tmp_path / "ticket-printer"
    node.write_bytes(b"what somebody sent to an absent printer")
    with pytest.raises(Unreachable, match="no device"):
        printer_at(f"usb:{node}").open_transport().open()
    assert node.read_bytes() == b"what somebody sent to an absent printer"
