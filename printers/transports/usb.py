"""A USB printer through the kernel's usblp node, such as `/dev/ticket-printer`.

The node stays with the kernel, so it survives our crash and no other device is ever taken by
mistake: a udev rule gives the right printer its name. Works on any character
device that reads and writes, a serial line included.
"""

import os
import stat

from printers.transports.base import Exchange, Lost, Transport, Unreachable, exchange_on

STALE_READS_MAX = 32


class UsbTransport(Transport):
    """Raw bytes to and from a device node."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor: int | None = None

    def open(self) -> None:
        """Open the node by name, which finds a printer that was plugged in again.

        What an earlier job left unread is thrown away: it must not answer our questions. What
        is no device is refused: a file stands there when somebody wrote to an absent printer.
        """
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise Unreachable(str(error)) from error
        if not stat.S_ISCHR(os.fstat(self._descriptor).st_mode):
            self.close()
            raise Unreachable(f"{self._path} is no device")
        self._forget_stale()

    def exchange(self, data: memoryview, *, wait_s: float) -> Exchange:
        """Write and read on the node."""
        if self._descriptor is None:
            raise Lost("not open")
        return exchange_on(self._descriptor, data, wait_s=wait_s)

    def close(self) -> None:
        """Let go; the kernel sends what it has taken."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _forget_stale(self) -> None:
        try:
            for _ in range(STALE_READS_MAX):
                if not self.exchange(memoryview(b""), wait_s=0).received:
                    return
        except Lost as error:
            self.close()
            raise Unreachable(str(error)) from error
