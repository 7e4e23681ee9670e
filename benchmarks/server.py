"""A server to measure, started as `./dev run` starts it, with people signed in."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.client import Caller, enter
from demo.house import Doors, Place, prepare
from demo.parts import LOOPBACK, Processes, free_ports

SOCKETS_MAX = 128
PORTS = 4


@dataclass
class Measured:
    """A running server and the doors into it."""

    place: Place
    doors: Doors
    processes: Processes

    @property
    def pid(self) -> int:
        """The server's process."""
        return self.processes.running["server"].pid

    def enter(self, login: str) -> Caller:
        """Sign somebody in."""
        return enter(self.place.url(), self.doors.accounts[login])


@contextmanager
def measured_server(fill: Callable[[Place], None] | None = None) -> Iterator[Measured]:
    """Run a server on a database of its own; `fill` may load it before the server opens it."""
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        place = Place(Path(folder), free_ports(PORTS), "nghia-do")
        doors = prepare(place, is_fresh=False)
        if fill is not None:
            fill(place)
        processes = Processes(place.data / "logs")
        try:
            start_server(place, processes)
            yield Measured(place, doors, processes)
        finally:
            processes.stop()


def start_server(place: Place, processes: Processes) -> None:
    """Start the server alone and wait until it is ready."""
    address = ("--host", LOOPBACK, "--port", str(place.port))
    processes.start("server", "--database-url", place.database_url, "serve", *address)
    processes.wait_until_ready("server", place.url() + "/readyz")


@contextmanager
def measured_probe() -> Iterator[tuple[int, int]]:
    """Run the bare program; gives its port and its process."""
    with tempfile.TemporaryDirectory(prefix="motcua-probe-") as folder:
        port = free_ports(1)
        processes = Processes(Path(folder))
        command = [sys.executable, "-m", "benchmarks.probe", f"{folder}/probe.db", str(port)]
        try:
            processes.run("probe", [*command, str(SOCKETS_MAX)])
            processes.wait_until_ready("probe", f"http://{LOOPBACK}:{port}/readyz")
            yield port, processes.running["probe"].pid
        finally:
            processes.stop()


def headers_of(caller: Caller) -> dict[str, str]:
    """Give what a caller's requests carry."""
    return {
        "Cookie": caller.cookie,
        "Motcua-Slot": caller.slot,
        "Content-Type": "application/json",
    }


def json_body(**values: object) -> bytes:
    """Write a body."""
    return json.dumps(values).encode()
