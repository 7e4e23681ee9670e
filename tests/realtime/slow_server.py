"""The worker alone, with two threads and a small program behind it: `slow_server.py PORT`."""

import sys
from collections.abc import Iterable
from typing import Any

from gunicorn.app.base import BaseApplication

from queue_server.anteroom import Anteroom

THREADS = 2


class Hasty(Anteroom):
    """Waits a short while, so that a test need not wait long."""

    request_s = 1.0


def program(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """Say what was asked for, or more than a socket takes at once."""
    said = environ["wsgi.input"].read()
    body = f"{environ['PATH_INFO']} {said.decode()}".encode()
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


class Alone(BaseApplication):  # type: ignore[misc]
    """gunicorn with that worker."""

    def load_config(self) -> None:
        """Say the settings."""
        for name, value in {
            "bind": f"127.0.0.1:{sys.argv[1]}",
            "worker_class": Hasty,
            "threads": THREADS,
            "worker_connections": 2_000,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Give the program."""
        return program


if __name__ == "__main__":
    Alone().run()
