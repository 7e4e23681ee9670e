"""The real queue server on a loopback port, behind a line that can be made to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from protocol.instants import Clock
from queue_server.app import create_server
from queue_server.store.store import Store

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PORTAL = b"<!doctype html><title>Free Wi-Fi</title><form>Please sign in</form>"
CAPTIVE = {"GET": "200 OK", "PUT": "200 OK", "POST": "200 OK"}


@dataclass
class Line:
    """What happens between kiosk and server; every mode but `open` loses something.

    `late`: the server acts at once, but its answer is held until `let_go`. `cut`: the server
    acts, the answer never arrives; `cut_once`: so the first time. `portal`: somebody else
    answers, with HTML and 200. `broken`: the server says 503. `away`: nobody answers at all.
    `only` confines a mode to one method.
    """

    mode: str = "open"
    only: str | None = None
    held: threading.Event = field(default_factory=threading.Event)
    requests: list[tuple[str, str]] = field(default_factory=list)

    def set(self, mode: str, *, only: str | None = None) -> None:
        self.mode, self.only = mode, only
        self.held = threading.Event()

    def let_go(self) -> None:
        self.held.set()

    def mode_for(self, method: str) -> str:
        return self.mode if self.only in (None, method) else "open"

    def asked(self, method: str) -> list[str]:
        return [path for was, path in self.requests if was == method]


class LostLine(ConnectionResetError):
    """Ends a connection without an answer."""


def through(line: Line, app: Wsgi) -> Wsgi:
    """The app as it is seen over the line."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        line.requests.append((method, environ["PATH_INFO"]))
        mode = line.mode_for(method)
        if mode == "away":
            raise LostLine
        if mode == "portal":
            start(CAPTIVE[method], [("Content-Type", "text/html; charset=utf-8")])
            return [PORTAL]
        if mode == "broken":
            start("503 Service Unavailable", [("Content-Type", "application/json")])
            error = {"code": "busy", "message": "…", "fields": {}, "retry_after_s": 1}
            return [json.dumps({"error": error}).encode()]
        answered = list(app(environ, start))
        if mode == "late":
            line.held.wait(timeout=20)
        if mode == "cut_once":
            line.set("open")
        if mode in ("cut", "cut_once"):
            raise LostLine
        return answered

    return answer


def handler_at(clock: Clock) -> type[WSGIRequestHandler]:
    """Requests are answered with a Date of the stage's clock, not of this machine."""

    class Handler(WSGIRequestHandler):
        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(clock().timestamp())

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            pass

        def connection_dropped(
            self, error: BaseException, environ: dict[str, Any] | None = None
        ) -> None:
            self.close_connection = True

    return Handler


@dataclass
class Desk:
    """A running server and the line to it."""

    store: Store
    line: Line
    url: str


@contextmanager
def running_desk(
    store: Store, *, public_url: str = "https://motcua.example", port: int = 0
) -> Iterator[Desk]:
    server = create_server(store, public_url=public_url)
    line = Line()
    wsgi: Wsgi = server.app.wsgi_app
    http = _listen(through(line, wsgi), store.clock, port)
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Desk(store, line, f"http://127.0.0.1:{http.port}")
    finally:
        line.let_go()
        http.shutdown()
        http.server_close()
        thread.join()


def _listen(app: Wsgi, clock: Clock, port: int) -> BaseWSGIServer:
    return make_server("127.0.0.1", port, app, threaded=True, request_handler=handler_at(clock))
