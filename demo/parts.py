"""The processes of a demonstration: started in order, stopped within 3 s."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import urllib3

STOP_S = 2.5
READY_S = 30.0
LOOPBACK = "127.0.0.1"
OK = 200
PORTS_FROM, PORTS_SPAN = 20_000, 12_000
_pool = urllib3.PoolManager(maxsize=4, retries=False, timeout=5.0)
# The four ports of a demonstration, one after the other.
SERVER, KIOSK, PRINTER, PAPER = range(4)


class NotReady(Exception):
    """A process ended or did not answer in time."""


@dataclass
class Processes:
    """What runs; each in its own process group, so that Ctrl-C reaches it through us alone."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Start `motcua …`; what it says goes to its log."""
        self.run(name, motcua(*arguments))

    def run(self, name: str, command: list[str]) -> None:
        """Start any command; what it says goes to its log."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def wait_until_ready(self, name: str, url: str) -> None:
        """Wait for an address to answer 200; NotReady if the process ends or time is up."""
        ends = time.monotonic() + READY_S
        while time.monotonic() < ends:
            if self.running[name].poll() is not None:
                raise NotReady(f"{name} ended: see {self.logs / name}.log")
            if answers(url):
                return
            time.sleep(0.05)
        raise NotReady(f"{name} did not answer at {url}")

    def ended(self) -> str | None:
        """Give the name of a process that ended by itself."""
        return next((n for n, p in self.running.items() if p.poll() is not None), None)

    def stop(self) -> None:
        """Ask all to end, and end those that do not within STOP_S."""
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        ends = time.monotonic() + STOP_S
        for process in self.running.values():
            try:
                process.wait(timeout=max(0.0, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()


def motcua(*arguments: str) -> list[str]:
    """Give the command line of a motcua command in this very Python."""
    return [sys.executable, "-m", "queue_server.cli", *arguments]


def answers(url: str) -> bool:
    """Tell whether an address answers 200 now."""
    try:
        return bool(_pool.request("GET", url).status == OK)
    except urllib3.exceptions.HTTPError:
        return False


def free_ports(count: int) -> int:
    """Give the first of `count` ports in a row that nobody listens on."""
    # Begin somewhere of one's own, so that two demonstrations do not race for the same ports.
    begin = os.getpid() * 7 % PORTS_SPAN
    for step in range(0, PORTS_SPAN, count):
        first = PORTS_FROM + (begin + step) % PORTS_SPAN
        if all(_is_free(first + offset) for offset in range(count)):
            return first
    raise NotReady("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def read_bytes(url: str) -> bytes:
    """Read a document of a part on this machine."""
    return bytes(_pool.request("GET", url).data)


def read_json(url: str) -> Any:
    """Read a JSON document of a part on this machine."""
    return json.loads(read_bytes(url))
