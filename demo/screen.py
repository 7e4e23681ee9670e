"""A screen without a browser: one real WebSocket that keeps the newest view."""

import json
import threading
from collections.abc import Callable
from typing import Any

from simple_websocket import Client, ConnectionClosed

from protocol.views import is_newer

# Engine.IO and Socket.IO packet types, as text (their protocols, version 4 and 5).
_PING, _PONG, _CONNECT, _CONNECTED, _EVENT = "2", "3", "40", "40", "42"
View = dict[str, Any]


def hello_packet() -> str:
    """Give the packet of a screen that has nothing yet."""
    return _EVENT + json.dumps(["hello", {"epoch": None, "rev": None}])


class Screen:
    """Says hello, keeps the newest view, answers pings; `wait_for` gives the first that fits."""

    def __init__(self, url: str, *, slot: str, cookie: str) -> None:
        """Connect to a server's http address with a slot's cookie."""
        address = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._socket = Client(address, headers={"Cookie": cookie})
        self._changed = threading.Condition()
        self.view: View | None = None
        self._socket.receive(timeout=5)
        self._socket.send(_CONNECT + json.dumps({"slot": slot}))
        self._wait_until_connected()
        self._socket.send(hello_packet())
        threading.Thread(target=self._listen, daemon=True).start()

    def _wait_until_connected(self) -> None:
        answer = _PING
        while answer == _PING:
            answer = str(self._socket.receive(timeout=5))
            if answer == _PING:
                self._socket.send(_PONG)
        if not answer.startswith(_CONNECTED):
            raise ConnectionError(f"refused: {answer}")

    def _listen(self) -> None:
        try:
            while True:
                self._hear(str(self._socket.receive()))
        except ConnectionClosed:
            return

    def _hear(self, packet: str) -> None:
        if packet == _PING:
            self._socket.send(_PONG)
        elif packet.startswith(_EVENT):
            name, message = json.loads(packet[len(_EVENT) :])
            if name == "view":
                self._keep(message)

    def _keep(self, message: View) -> None:
        with self._changed:
            had = self.view or {"epoch": None, "rev": None}
            if is_newer(
                epoch=message["epoch"],
                rev=message["rev"],
                than_epoch=had["epoch"],
                than_rev=had["rev"],
            ):
                self.view = message
                self._changed.notify_all()

    def wait_for(self, fits: Callable[[Any], bool], *, timeout_s: float = 5.0) -> View:
        """Give the newest view once its body fits; TimeoutError if none does in time."""
        with self._changed:
            came = self._changed.wait_for(
                lambda: self.view is not None and fits(self.view["body"]), timeout_s
            )
            if not came or self.view is None:
                raise TimeoutError("the screen did not show it")
            return self.view

    def close(self) -> None:
        """Hang up."""
        self._socket.close()
