"""A scanner on a serial line (USB-COM mode): bytes as they are, no keyboard between.

It is named by what does not change with the plug (`/dev/serial/by-id/…`). When the cable is
pulled the line is opened anew, every few seconds, until it is there again. Opening drops what
was scanned before: whoever that was may have left.
"""

import os
import select
import termios
from collections.abc import Callable
from typing import Any

import structlog

from kiosk.scanner import SCAN_MAX
from printers.transports.hardware import library

BAUD = 115_200
# A scan without a suffix is over after so long a silence.
IDLE_S = 0.15
CHUNK_BYTES = 512
# No letter takes more bytes; what is longer is junk, and only its beginning is kept.
LINE_BYTES_MAX = 4 * (SCAN_MAX + 1)
ENDS = b"\r\n\x03"

Hear = Callable[[str, bool], None]
log = structlog.get_logger("kiosk.serial_scanner")


class ScanLines:
    """Parts a stream of bytes into scans: text, and whether its end was said."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._line = bytearray()

    def feed(self, data: bytes) -> None:
        for byte in data:
            if byte in ENDS:
                self._finish(is_ended=True)
            elif len(self._line) < LINE_BYTES_MAX:
                self._line.append(byte)

    def be_idle(self) -> None:
        self._finish(is_ended=False)

    def drop(self) -> None:
        self._line.clear()

    def _finish(self, *, is_ended: bool) -> None:
        line = self._line.decode("utf-8", "replace")
        self._line.clear()
        if line.strip():
            self._hear(line, is_ended)


class SerialScanner:
    """Listens on one line until it breaks or is told to stop."""

    def __init__(self, path: str, *, hear: Hear) -> None:
        """Set up; Missing when pyserial is not installed."""
        self._serial = library("serial", package="pyserial")
        self._path = path
        self._lines = ScanLines(hear)
        self._is_stopping = False
        self._is_away = False

    def listen(self) -> None:
        """Open the line and hear what comes until it is gone; a missing one is no error."""
        try:
            with self._serial.Serial(self._path, baudrate=BAUD, timeout=0, exclusive=True) as line:
                self._note(is_away=False)
                self._read(line.fileno())
        except (OSError, ValueError, termios.error) as error:
            self._note(is_away=True, reason=type(error).__name__)
        finally:
            self._lines.drop()

    def stop(self) -> None:
        self._is_stopping = True

    def _read(self, fd: int) -> None:
        while not self._is_stopping:
            if not select.select([fd], [], [], IDLE_S)[0]:
                self._lines.be_idle()
                continue
            data = os.read(fd, CHUNK_BYTES)
            if not data:
                raise OSError("the line ended")
            self._lines.feed(data)

    def _note(self, *, is_away: bool, **told: Any) -> None:
        if is_away != self._is_away:
            log.warning("scanner.away" if is_away else "scanner.back", **told)
        self._is_away = is_away
