"""A printer on TCP, usually port 9100: one connection a job, since it serves one at a time."""

import contextlib
import socket
import struct
import time
from collections.abc import Callable

from printers.transports.base import READ_SIZE, Exchange, Lost, Transport, Unreachable, exchange_on

PORT = 9100
CONNECT_S = 2.0
DRAIN_S = 1.0
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: on, for no time at all


class NetworkTransport(Transport):
    """Raw bytes over TCP."""

    def __init__(
        self,
        host: str,
        port: int = PORT,
        *,
        connect_s: float = CONNECT_S,
        drain_s: float = DRAIN_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = (host, port)
        self._connect_s = connect_s
        self._drain_s = drain_s
        self._monotonic = monotonic
        self._socket: socket.socket | None = None

    def open(self) -> None:
        """Connect, without gathering small packets."""
        try:
            line = socket.create_connection(self._address, timeout=self._connect_s)
        except OSError as error:
            raise Unreachable(str(error)) from error
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.setblocking(False)
        self._socket = line

    def exchange(self, data: memoryview, *, wait_s: float) -> Exchange:
        """Write and read on the socket."""
        if self._socket is None:
            raise Lost("not open")
        return exchange_on(self._socket.fileno(), data, wait_s=wait_s)

    def close(self) -> None:
        """Say that nothing more comes, read to the end, then let go.

        Closing with unread status bytes would reset the connection, and the printer would
        drop what it had not read yet.
        """
        line, self._socket = self._socket, None
        if line is None:
            return
        try:
            line.shutdown(socket.SHUT_WR)
            self._drain(line)
        except OSError:
            pass  # the line was broken before; there is nothing left to save
        finally:
            line.close()

    def abandon(self) -> None:
        """Reset the connection: what waits here for a printer without paper is thrown away.

        It also frees the printer, which serves one connection at a time, for our questions.
        """
        line, self._socket = self._socket, None
        if line is None:
            return
        with contextlib.suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        line.close()

    def _drain(self, line: socket.socket) -> None:
        ends_at = self._monotonic() + self._drain_s
        while (left_s := ends_at - self._monotonic()) > 0:
            line.settimeout(left_s)
            if not line.recv(READ_SIZE):
                return
