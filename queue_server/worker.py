"""The embedded production server: gunicorn, one process, a thread for each socket (D15)."""

import gc
import resource
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from gunicorn.app.base import BaseApplication

from queue_server.anteroom import KEPT_MAX, WAITING_MAX, Anteroom
from queue_server.app import Server

SPARE_THREADS = 64
GRACEFUL_S = 2
TIMEOUT_S = 60
BACKLOG = 2_048
# New objects before the young are looked through; then each tenth and each tenth of those.
COLLECT_AFTER = (10_000, 10, 10)
FILES_SPARE = 512  # the database, logs, files on their way


class Embedded(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings and our app; nothing is read from the command line."""

    def __init__(self, make: Callable[[], Server], *, bind: str, sockets_max: int) -> None:
        """`make` builds the server inside the worker, after the fork."""
        self._make = make
        self._bind = bind
        self._threads = sockets_max + SPARE_THREADS
        self._connections = self._threads + WAITING_MAX + KEPT_MAX
        super().__init__()

    def load_config(self) -> None:
        """Say the settings."""
        for name, value in {
            "bind": self._bind,
            "worker_class": Anteroom,
            "worker_connections": self._connections,
            "workers": 1,
            "threads": self._threads,
            "sendfile": False,  # it would wait without end for who does not read
            "timeout": TIMEOUT_S,
            "graceful_timeout": GRACEFUL_S,
            "backlog": BACKLOG,
            "keepalive": 75,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": close_sockets_on_term,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Build the app and start its threads, in the worker."""
        allow_files(self._connections + FILES_SPARE)
        server = self._make()
        server.start()
        spare_collector()
        return server.app


def spare_collector() -> None:
    """Leave out of each collection what was made at the start and stays to the end.

    Else a collection of everything, 80 to 240 ms long, would stop every thread many times a day.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def allow_files(count: int) -> None:
    """Let this process have so many open files, as far as the machine lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def close_sockets_on_term(worker: Any) -> None:
    """Close open WebSockets when told to stop, else they hold the worker for the whole grace."""
    sockets = worker.wsgi.extensions["socketio"]
    before = signal.getsignal(signal.SIGTERM)

    def close_all() -> None:
        for socket in list(sockets.server.eio.sockets.values()):
            socket.close(wait=False)  # eio.disconnect() joins each queue and can hang

    def on_term(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=close_all, daemon=True).start()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, on_term)
