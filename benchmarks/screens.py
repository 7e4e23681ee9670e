"""Screens without a browser: raw WebSockets that keep the newest view, many in one thread."""

import json
import random
import selectors
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Message, Ping, Request, TextMessage

from demo.client import Caller
from demo.screen import hello_packet

# As `protocol/ui/follow.ts` comes back: attempts 0 to 2 s apart, given up after 3 s.
AGAIN_S, GIVE_UP_S = 2.0, 3.0
LOOK_S = 0.02


@dataclass
class Wire:
    """One raw WebSocket and the newest view it was sent."""

    url: str
    caller: Caller
    port: int
    view: dict[str, Any] = field(default_factory=dict)
    at: float = 0.0
    text: str = ""
    connection: WSConnection = field(default_factory=lambda: WSConnection(ConnectionType.CLIENT))

    def __post_init__(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), GIVE_UP_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        target = "/socket.io/?EIO=4&transport=websocket"
        extra = [(b"Cookie", self.caller.cookie.encode()), (b"Origin", self.url.encode())]
        host = f"127.0.0.1:{self.port}"
        self.socket.sendall(self.connection.send(Request(host, target, extra_headers=extra)))
        self.began = time.perf_counter()
        self.is_open = False

    @property
    def rev(self) -> int:
        """The journal's number of its view; 0 before the first."""
        return int(self.view.get("rev", 0))

    def say(self, text: str) -> None:
        """Send a text message."""
        self.socket.sendall(self.connection.send(Message(data=text)))

    def hear(self) -> None:
        """Read what came; ConnectionError when the other side is gone."""
        came = self.socket.recv(65_536)
        if not came:
            raise ConnectionError("hung up")
        self.connection.receive_data(came)
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
            self.view = json.loads(text[2:])[1]
        elif text.startswith('42["pulse"') and json.loads(text[2:])[1]["rev"] > self.rev:
            self.say(hello_packet())


@dataclass
class Seat:
    """A screen of a crowd: its line, if it has one, and what it shows."""

    wire: Wire | None = None
    again_at: float = 0.0
    view: dict[str, Any] = field(default_factory=dict)


class Crowd:
    """Screens that are served by one thread and come back by themselves."""

    def __init__(self, caller: Caller, *, port: int, count: int, chance: random.Random) -> None:
        self._caller, self._port, self._chance = caller, port, chance
        self.seats = [Seat() for _ in range(count)]
        self._selector = selectors.DefaultSelector()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="crowd")

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        for seat in self.seats:
            self._lose(seat)

    @property
    def views(self) -> list[dict[str, Any]]:
        """What each screen shows now."""
        return [seat.view for seat in self.seats]

    def wait_until_seated(self, *, patience_s: float = 30.0) -> None:
        """Wait until every screen has a view."""
        ends = time.monotonic() + patience_s
        while not all(self.views):
            if time.monotonic() > ends:
                raise TimeoutError("a screen got no view")
            time.sleep(LOOK_S)

    def _serve(self) -> None:
        while not self._is_over.is_set():
            for seat in self.seats:
                self._keep(seat)
            for key, _ in self._selector.select(LOOK_S):
                self._hear(key.data)

    def _keep(self, seat: Seat) -> None:
        """Connect a screen that has no line, and give one up that does not answer."""
        now = time.perf_counter()
        if seat.wire is not None and not seat.wire.is_open and now - seat.wire.began > GIVE_UP_S:
            self._lose(seat)
        if seat.wire is None and now >= seat.again_at:
            try:
                seat.wire = Wire(self._caller.url, self._caller, self._port)
            except OSError:
                self._lose(seat)
            else:
                self._selector.register(seat.wire.socket, selectors.EVENT_READ, seat)

    def _hear(self, seat: Seat) -> None:
        if seat.wire is None:
            return
        try:
            seat.wire.hear()
        except OSError:
            self._lose(seat)
        else:
            seat.view = seat.wire.view or seat.view

    def _lose(self, seat: Seat) -> None:
        seat.again_at = time.perf_counter() + self._chance.uniform(0, AGAIN_S)
        if seat.wire is not None:
            with suppress(KeyError):
                self._selector.unregister(seat.wire.socket)
            seat.wire.socket.close()
            seat.wire = None
