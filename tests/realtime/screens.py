"""Real screens on a real server: python-socketio clients over WebSocket, one credential each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import socketio
from werkzeug.serving import WSGIRequestHandler, make_server

from queue_server.app import Server, create_server
from queue_server.realtime.gate import hang_up
from tests.api.doors import Caller, Hall
from tests.stage import Stage

PATIENCE_S = 10.0
View = dict[str, Any]


class Quiet(WSGIRequestHandler):
    """Says nothing on the terminal."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 -- its own name
        return


class Screen:
    """One socket: everything it heard, in order."""

    def __init__(self, url: str, caller: Caller, *, slot: str | None = None) -> None:
        cookies = "; ".join(f"{c.key}={c.value}" for c in caller.client._cookies.values())
        self._url, self._headers = url, {"Cookie": cookies} if cookies else {}
        self._slot = caller.headers.get("Motcua-Slot", "") if slot is None else slot
        self._heard = threading.Condition()
        self.messages: list[tuple[str, Any]] = []
        self.is_closed = threading.Event()
        self.client = socketio.Client(reconnection=False)
        for event in ("view", "pulse"):
            self.client.on(event, self._listener(event))
        self.client.on("disconnect", self._close)
        self.client.on("connect_error", self._listener("connect_error"))

    def _listener(self, event: str) -> Callable[[Any], None]:
        def hear(said: Any) -> None:
            with self._heard:
                self.messages.append((event, said))
                self._heard.notify_all()

        return hear

    def _close(self, *_reason: Any) -> None:
        self.is_closed.set()

    def connect(self, **headers: str) -> Screen:
        self.client.connect(
            self._url,
            headers={**self._headers, **headers},
            auth={"slot": self._slot},
            transports=["websocket"],
        )
        return self

    def hello(self, epoch: Any = None, rev: Any = None) -> None:
        self.client.emit("hello", {"epoch": epoch, "rev": rev})

    def said(self, event: str) -> list[Any]:
        with self._heard:
            return [message for name, message in self.messages if name == event]

    def wait(self, event: str, fits: Callable[[Any], bool] = lambda _said: True) -> Any:
        """Give the first such message that fits, already heard or still to come."""
        with self._heard:
            came = self._heard.wait_for(lambda: self._first(event, fits) is not None, PATIENCE_S)
            assert came, f"no such {event} among {len(self.messages)} messages"
            return self._first(event, fits)

    def _first(self, event: str, fits: Callable[[Any], bool]) -> Any:
        found = (said for name, said in self.messages if name == event and fits(said))
        return next(found, None)

    def pull_the_plug(self) -> None:
        """End without a goodbye, as a screen does whose power fails."""
        self.client.eio.ws.sock.close()


@dataclass
class Running:
    """A server on a free port of this machine, with its threads; and who came to it."""

    hall: Hall
    url: str
    screens: list[Screen] = field(default_factory=list)

    @property
    def server(self) -> Server:
        return self.hall.server

    @property
    def stage(self) -> Stage:
        return self.hall.stage

    def screen(self, caller: Caller, **how: Any) -> Screen:
        """Connect and say hello."""
        made = Screen(self.url, caller, **how)
        self.screens.append(made)
        made.connect()
        made.hello()
        return made

    def unconnected(self, caller: Caller, **how: Any) -> Screen:
        made = Screen(self.url, caller, **how)
        self.screens.append(made)
        return made


@contextmanager
def running(stage: Stage, *, sockets_max: int = 64) -> Iterator[Running]:
    server = create_server(stage.store, sockets_max=sockets_max)
    door = make_server("127.0.0.1", 0, server.app, threaded=True, request_handler=Quiet)
    door.daemon_threads = True
    listening = threading.Thread(target=door.serve_forever, daemon=True)
    server.start()
    listening.start()
    made = Running(Hall(stage, server), f"http://127.0.0.1:{door.server_port}")
    try:
        yield made
    finally:
        for eio_sid in list(server.sockets.server.eio.sockets):
            hang_up(server.sockets.server, eio_sid)
        for screen in made.screens:
            screen.is_closed.wait(PATIENCE_S if screen.client.connected else 0)
        server.publisher.stop()
        server.keeper.stop()
        door.shutdown()
        listening.join()
        door.server_close()
