"""The emulated printer on a pseudo-terminal: a serial or USB printer for who opens its name.

Unlike a socket, such a line has no beginning and no end: it is there while the cable is, takes
bytes until its buffer is full, and without power they are lost.
"""

import contextlib
import os
import pty
import select
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path

from printers.emulator.printer import EmulatedPrinter

TICK_S = 0.004


class PtyPrinter:
    """Serves one emulated printer on a device node until stopped, which is pulling the cable.

    `link` is a name for the node, as a udev rule gives one; it is made anew at each start.
    """

    def __init__(
        self,
        printer: EmulatedPrinter,
        *,
        link: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._printer = printer
        self._link = link
        self._monotonic = monotonic
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="emulated-printer", daemon=True)
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)

    @property
    def path(self) -> Path:
        """The name to open."""
        return self._link or Path(os.ttyname(self._slave))

    def start(self) -> "PtyPrinter":
        """Begin to serve."""
        if self._link is not None:
            self._link.unlink(missing_ok=True)
            self._link.symlink_to(os.ttyname(self._slave))
        self._printer.connect()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Pull the cable: whoever has the node open sees the line break."""
        self._stopping.set()
        self._thread.join(timeout=5)
        os.close(self._master)
        os.close(self._slave)
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def __enter__(self) -> "PtyPrinter":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(self) -> None:
        last_s = self._monotonic()
        while not self._stopping.is_set():
            now_s = self._monotonic()
            try:
                self._say(self._printer.advance(now_s - last_s))
                self._take(self._printer.room)
            except ConnectionError:
                self._lose()
            last_s = now_s

    def _say(self, replies: bytes) -> None:
        if replies:
            with contextlib.suppress(BlockingIOError):
                os.write(self._master, replies)

    def _take(self, room: int) -> None:
        """Take what fits, or wait a moment."""
        ready, _, _ = select.select([self._master] if room else [], [], [], TICK_S)
        if ready:
            self._printer.receive(os.read(self._master, room))

    def _lose(self) -> None:
        """Let bytes go by: nobody is at home without power."""
        ready, _, _ = select.select([self._master], [], [], TICK_S)
        if ready:
            os.read(self._master, 4096)
