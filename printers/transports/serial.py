"""A printer on a serial line, by pyserial.

A slip of 50 kB takes 4.4 s at 115,200 baud, so this is for printers that have no other line.
python-escpos' own serial device is not used: it has no time-out for writing and waits for ever
on a printer that stalls, and it cannot read while it writes.
"""

import select
import termios
import time
from collections.abc import Callable
from typing import Any, Literal

from printers.transports.base import Exchange, Lost, Transport, Unreachable, exchange_on
from printers.transports.hardware import library

Flow = Literal["none", "rtscts", "xonxoff"]
BAUD = 115_200
WRITE_S = 1.0  # pyserial's own limit; every write here is one that the line takes at once
DRAIN_S = 1.0
DRAIN_TICK_S = 0.01
CFLAG = 2  # place in what tcgetattr gives


class SerialTransport(Transport):
    """Raw bytes over a serial line, eight bits, no parity.

    The modem lines stay as they are: DTR and RTS are raised once when the line opens and are
    not dropped when it closes, since printers take a falling DTR for "switched off". The line
    is opened for us alone.
    """

    def __init__(
        self,
        path: str,
        *,
        baud: int = BAUD,
        flow: Flow = "none",
        drain_s: float = DRAIN_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Set up; Missing when pyserial is not installed."""
        self._serial = library("serial", package="pyserial")
        self._path = path
        self._baud = baud
        self._flow = flow
        self._drain_s = drain_s
        self._monotonic = monotonic
        self._line: Any = None

    def open(self) -> None:
        """Open the line by name and throw away what an earlier job left unread."""
        try:
            self._line = self._serial.Serial(
                self._path,
                baudrate=self._baud,
                timeout=0,
                write_timeout=WRITE_S,
                rtscts=self._flow == "rtscts",
                xonxoff=self._flow == "xonxoff",
                dsrdtr=False,
                exclusive=True,
            )
            self._keep_modem_lines()
            self._line.reset_input_buffer()
        except (OSError, ValueError, termios.error) as error:
            self.abandon()
            raise Unreachable(str(error)) from error

    def exchange(self, data: memoryview, *, wait_s: float) -> Exchange:
        """Write what the line takes now and read what there is."""
        if self._line is None:
            raise Lost("not open")
        return exchange_on(self._line.fileno(), data, wait_s=wait_s)

    def close(self) -> None:
        """Wait a bounded time until all has left, then let go."""
        if self._line is None:
            return
        ends_at = self._monotonic() + self._drain_s
        while self._waiting_count() and self._monotonic() < ends_at:
            select.select([], [], [], DRAIN_TICK_S)
        self.abandon()

    def abandon(self) -> None:
        """Throw away what has not left yet, which also keeps the kernel from waiting for it."""
        line, self._line = self._line, None
        if line is None:
            return
        try:
            line.reset_output_buffer()
        except (OSError, termios.error):
            pass  # the cable is gone, and what was under way with it
        finally:
            line.close()

    def _waiting_count(self) -> int:
        try:
            return int(self._line.out_waiting)
        except (OSError, termios.error):
            return 0

    def _keep_modem_lines(self) -> None:
        """Take back "hang up on close"."""
        settings = termios.tcgetattr(self._line.fileno())
        settings[CFLAG] &= ~termios.HUPCL
        termios.tcsetattr(self._line.fileno(), termios.TCSANOW, settings)
