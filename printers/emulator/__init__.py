"""A printer made of software: bytes to paper, faults included, for the demo and the tests."""

from printers.emulator.decoding import decode_pages
from printers.emulator.paper import Page
from printers.emulator.printer import EmulatedPrinter, Faults, State
from printers.emulator.pty import PtyPrinter
from printers.emulator.tcp import TcpPrinter
from printers.emulator.web import PaperServer

__all__ = [
    "EmulatedPrinter",
    "Faults",
    "Page",
    "PaperServer",
    "PtyPrinter",
    "State",
    "TcpPrinter",
    "decode_pages",
]
