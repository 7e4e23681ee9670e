"""A line that carries bytes both ways and can be frozen: it stops, and closes nothing.

What a cable pulled from a switch looks like to both ends. Once thawed it carries on, and what was
sent meanwhile arrives.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

RECEIVE = 65_536


class FrozenLine:
    """Listens on a port of its own and passes on to `upstream`."""

    def __init__(self, upstream: int) -> None:
        self._upstream = upstream
        self._flows = threading.Event()
        self._flows.set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> FrozenLine:
        threading.Thread(target=self._accept, name="line", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._flows.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def freeze(self) -> None:
        """Carry nothing from now on; new connections are taken and lead nowhere."""
        self._flows.clear()

    def thaw(self) -> None:
        """Carry on."""
        self._flows.set()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self._flows.wait()
        try:
            far = socket.create_connection(("127.0.0.1", self._upstream))
        except OSError:
            near.close()
            return
        threading.Thread(target=self._carry, args=(far, near), daemon=True).start()
        self._carry(near, far)

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(RECEIVE):
                self._flows.wait()
                target.sendall(part)
        self._flows.wait()  # a frozen line does not tell that the other end has hung up
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
