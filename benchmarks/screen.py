"""How soon the last of forty screens has the view, counted from the command's answer.

The reference is the same socket's round trip for a hello that brings nothing new to compute.
"""

import json
import selectors
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Message, Ping, Request, TextMessage

from benchmarks.figures import arguments, last_line, percentile, table
from benchmarks.server import measured_server
from demo.client import Caller
from demo.screen import hello_packet

SCREENS, COMMANDS = 40, 400
SMALL_SCREENS, SMALL_COMMANDS = 8, 10
SETTLE_S = 0.12  # longer than the publisher's quiet time, so that commands are not joined
PATIENCE_S = 5.0


@dataclass
class Wire:
    """One raw WebSocket and the newest rev it was sent."""

    url: str
    caller: Caller
    port: int
    rev: int = 0
    at: float = 0.0
    text: str = ""
    connection: WSConnection = field(default_factory=lambda: WSConnection(ConnectionType.CLIENT))
    is_open: bool = False

    def __post_init__(self) -> None:
        import socket

        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        target = "/socket.io/?EIO=4&transport=websocket"
        extra = [(b"Cookie", self.caller.cookie.encode()), (b"Origin", self.url.encode())]
        host = f"127.0.0.1:{self.port}"
        self.socket.sendall(self.connection.send(Request(host, target, extra_headers=extra)))

    def say(self, text: str) -> None:
        """Send a text message."""
        self.socket.sendall(self.connection.send(Message(data=text)))

    def hear(self) -> None:
        """Read what came."""
        self.connection.receive_data(self.socket.recv(65_536))
        for event in self.connection.events():
            if isinstance(event, AcceptConnection):
                self.is_open = True
            elif isinstance(event, Ping):
                self.socket.sendall(self.connection.send(event.response()))
            elif isinstance(event, TextMessage):
                self.text += event.data
                if event.message_finished:
                    whole, self.text = self.text, ""
                    self._take(whole)

    def _take(self, text: str) -> None:
        if text == "2":
            self.say("3")
        elif text.startswith("0"):
            self.say("40" + json.dumps({"slot": self.caller.slot}))
        elif text.startswith("40"):
            self.say(hello_packet())
        elif text.startswith('42["view"'):
            self.at = time.perf_counter()
            self.rev = json.loads(text[2:])[1]["rev"]


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__).small
    count, commands = (SMALL_SCREENS, SMALL_COMMANDS) if small else (SCREENS, COMMANDS)
    with measured_server() as server:
        from demo.client import enter

        url, port = server.place.url(), server.place.port
        hall = enter(url, server.doors.devices[("hall", None)])
        officer = server.enter("quay3")
        selector = selectors.DefaultSelector()
        wires = [Wire(url, hall, port) for _ in range(count)]
        for wire in wires:
            selector.register(wire.socket, selectors.EVENT_READ, wire)
        listen(selector, until=lambda: all(w.rev for w in wires))
        times_ms = [one(officer, selector, wires) for _ in range(commands)]
    table(
        ("screens", "commands", "p50 ms", "p99 ms", "max ms"),
        [(count, commands, percentile(times_ms, 0.5), percentile(times_ms, 0.99), max(times_ms))],
    )
    last_line(screens=count, p50_ms=percentile(times_ms, 0.5), p99_ms=percentile(times_ms, 0.99))


def one(officer: Caller, selector: selectors.BaseSelector, wires: list[Wire]) -> float:
    """Give the milliseconds from a command's answer to the last screen's view."""
    seq = officer.post("/tickets", {"service": "HT01"})["seq"]
    accepted = time.perf_counter()
    listen(selector, until=lambda: all(w.rev >= seq for w in wires))
    last = max(w.at for w in wires)
    listen(selector, until=lambda: time.perf_counter() > accepted + SETTLE_S)
    return max(0.0, last - accepted) * 1000


def listen(selector: selectors.BaseSelector, *, until: Callable[[], bool]) -> None:
    """Read sockets until the condition holds; TimeoutError after PATIENCE_S."""
    ends = time.perf_counter() + PATIENCE_S
    while not until():
        if time.perf_counter() > ends:
            raise TimeoutError("a screen did not get the view")
        for key, _ in selector.select(0.02):
            key.data.hear()


if __name__ == "__main__":
    main()
