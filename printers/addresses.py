"""A printer written as one address, as settings have it.

    tcp://10.0.0.5:9100                  on the network; several kiosks may share it
    usb:/dev/ticket-printer              the kernel's printer node; a udev rule names it
    usb:04b8:0202 or usb:04b8:0202:J6EX  by its USB numbers, where the kernel does not hold it
    serial:/dev/ttyS0?baud=38400         a serial line
    file:/var/tmp/slips.bin              bytes to a file; nothing ever comes back

Behind `?` stand `profile=80mm` (what the model can do), `probe_s=10` (how often an idle
printer is asked how it is) and, on a serial line, `baud=` and `flow=none|rtscts|xonxoff`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import cast, get_args
from urllib.parse import SplitResult, parse_qsl, urlsplit

from printers.profiles import Profile, profile_named
from printers.spooler import PROBE_EVERY_S, Printer
from printers.transports.base import Transport
from printers.transports.file import FileTransport
from printers.transports.hardware import Missing
from printers.transports.network import NetworkTransport
from printers.transports.serial import BAUD, Flow, SerialTransport
from printers.transports.usb import UsbTransport
from printers.transports.usb_direct import UsbDirectTransport

OpenTransport = Callable[[], Transport]
Options = dict[str, str]

EXAMPLES = "tcp://10.0.0.5:9100, usb:/dev/ticket-printer, usb:04b8:0202, serial:/dev/ttyS0"
DEFAULT_PROFILES = {"file": "write-only"}
PROBE_S_MAX = 60.0


def printer_at(address: str) -> Printer:
    """Give the printer of an address; ValueError, with a sentence, when it is not one."""
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    profile = _profile(options.pop("profile", DEFAULT_PROFILES.get(parts.scheme, "80mm")))
    probe_every_s = _seconds(options.pop("probe_s", str(PROBE_EVERY_S)))
    open_transport = _line(parts, options)
    if options or parts.fragment:
        unknown = ", ".join(options) or parts.fragment
        raise ValueError(f"printer {address}: unknown option {unknown}")
    try:
        open_transport()  # a missing library is told at the start, not at the first slip
    except Missing as missing:
        raise ValueError(str(missing)) from None
    return Printer(printer_name(address), profile, open_transport, probe_every_s)


def printer_name(address: str) -> str:
    """Give a printer's name: its address without what stands behind `?`."""
    return address.partition("?")[0]


def _line(parts: SplitResult, options: Options) -> OpenTransport:
    """Give how its line is opened; takes the options it knows out of `options`."""
    kind = (parts.scheme, parts.path.startswith("/"))
    if parts.scheme == "tcp" and not parts.path:
        return _network(parts)
    if parts.netloc or parts.path == "/":
        raise _not_a_printer(parts)
    if kind == ("usb", True):
        return lambda: UsbTransport(parts.path)
    if kind == ("usb", False):
        return _usb_numbers(parts)
    if kind == ("serial", True):
        return _serial(parts, options)
    if kind == ("file", True):
        return lambda: FileTransport(Path(parts.path))
    raise _not_a_printer(parts)


def _network(parts: SplitResult) -> OpenTransport:
    host, port = parts.hostname, parts.port
    if not host or not port or parts.username is not None:
        raise _not_a_printer(parts)
    return lambda: NetworkTransport(host, port)


def _usb_numbers(parts: SplitResult) -> OpenTransport:
    numbers = parts.path.split(":", 2)
    try:
        vendor, product = int(numbers[0], 16), int(numbers[1], 16)
    except (ValueError, IndexError):
        raise _not_a_printer(parts) from None
    serial = numbers[2] if numbers[2:] else None
    return lambda: UsbDirectTransport(vendor=vendor, product=product, serial=serial)


def _serial(parts: SplitResult, options: Options) -> OpenTransport:
    baud, flow = options.pop("baud", str(BAUD)), options.pop("flow", "none")
    if not baud.isdecimal() or flow not in get_args(Flow):
        raise _not_a_printer(parts)
    return lambda: SerialTransport(parts.path, baud=int(baud), flow=cast(Flow, flow))


def _not_a_printer(parts: SplitResult) -> ValueError:
    return ValueError(f"{parts.geturl()} is no printer; written are {EXAMPLES}")


def _profile(name: str) -> Profile:
    try:
        return profile_named(name)
    except KeyError:
        raise ValueError(f"unknown printer profile {name}") from None


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not PROBE_EVERY_S <= seconds <= PROBE_S_MAX:
        raise ValueError(f"probe_s is {PROBE_EVERY_S} to {PROBE_S_MAX:g} seconds")
    return seconds
