"""The reference: a bare Flask and SQLAlchemy program that commits one row, on the same worker.

No validation, no permission, no number, no journal: a ceiling, not a rival.
"""

import sys
import threading
from typing import Any

from flask import Flask, jsonify, request
from gunicorn.app.base import BaseApplication
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, event, insert

from queue_server.worker import BACKLOG, SPARE_THREADS, TIMEOUT_S

metadata = MetaData()
rows = Table("row", metadata, Column("id", Integer, primary_key=True), Column("what", String(40)))


def create_probe(path: str) -> Flask:
    """Give the program; one lock round the writer, as any careful SQLite program has."""
    engine = create_engine(f"sqlite:///{path}")
    lock = threading.Lock()

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    metadata.create_all(engine)
    app = Flask("probe")

    @app.post("/rows")
    def add() -> Any:
        with lock, engine.begin() as connection:
            made = connection.execute(insert(rows).values(what=request.get_json()["service"]))
        return jsonify(id=made.inserted_primary_key[0]), 201

    @app.get("/readyz")
    def ready() -> Any:
        return jsonify(ready=True)

    return app


class Worker(BaseApplication):  # type: ignore[misc]
    """gunicorn gthread with the server's own settings."""

    def __init__(self, path: str, *, port: int, sockets_max: int) -> None:
        self._path, self._port, self._threads = path, port, sockets_max + SPARE_THREADS
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": f"127.0.0.1:{self._port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": self._threads,
            "timeout": TIMEOUT_S,
            "graceful_timeout": 1,
            "backlog": BACKLOG,
            "keepalive": 75,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_probe(self._path)


if __name__ == "__main__":
    Worker(sys.argv[1], port=int(sys.argv[2]), sockets_max=int(sys.argv[3])).run()
