"""A line between a kiosk and its server that can be made to fail, request by request.

It speaks just enough HTTP/1.1 to know where a request and an answer end, so that it can lose,
repeat, hold or drip them whole. What it does by itself it does from a seed.

    open       carries
    slow       holds each answer for `slow_s`
    frozen     takes requests and says nothing, as a black hole does; carries them once thawed
    down       resets every connection
    cut        the server does it, its answer is lost (F31)
    tripled    the server gets each request three times (F29)
    late       the kiosk hears nothing; the server gets the request when it is let go (F30)
    drip       the answer comes byte by byte, slower than anybody waits
    drip_body  so does its body, after a whole head
    halved     the server does it, its answer breaks off half way
    portal     somebody else answers, with HTML and 200 (F33)
    foreign    a gateway answers, with JSON of its own: `gateway` is its status and error
"""

from __future__ import annotations

import json
import random
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType

PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 35\r\n\r\n"
    b"<!doctype html><title>Wi-Fi</title>"
)
PATIENCE_S = 30.0
RECEIVE = 65_536
HEAD_MAX = 16_384
RST = struct.pack("ii", 1, 0)


class Gone(Exception):
    """One side of the line hung up."""


@dataclass
class FaultProxy:
    """Listens on a port of its own and passes on to `upstream`, as `mode` says at that moment."""

    upstream: int
    seed: int = 1
    mode: str = "open"
    slow_s: float = 0.2
    drip_s: float = 0.05
    gateway: tuple[int, object] = (502, "bad gateway")
    held: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    dripped_whole: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._thawed = threading.Event()
        self._is_open = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> FaultProxy:
        threading.Thread(target=self._accept, name="fault-proxy", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_open = False
        self.set("down")
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def set(self, mode: str) -> None:
        """Change what happens from now on; what was frozen goes on as the new mode says."""
        self.mode = mode
        self._thawed.set()
        self._thawed = threading.Event()

    def set_any(self, modes: tuple[str, ...]) -> str:
        """Take a mode by chance."""
        self.set(self.chance.choice(modes))
        return self.mode

    def let_go(self) -> int:
        """Deliver what was held, long after its sender gave up; gives how many requests."""
        held, self.held = self.held, []
        for request in held:
            self._ask(request)
        return len(held)

    def _accept(self) -> None:
        while self._is_open:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(PATIENCE_S)
        with client:
            try:
                while self._carry(client):
                    pass
            except (Gone, OSError):
                reset(client)

    def _carry(self, client: socket.socket) -> bool:
        """One request and its answer; tells whether the connection may go on."""
        if self.mode == "down":
            raise Gone
        request = read_message(client)
        self.asked.append(request.split(b" HTTP/", 1)[0].decode())
        mode = self._mode_once_thawed()
        if mode == "down":
            raise Gone
        if mode == "late":
            self.held.append(request)
            self._thawed.wait(PATIENCE_S)
            raise Gone
        if mode in ("portal", "foreign"):
            client.sendall(PORTAL if mode == "portal" else foreign(*self.gateway))
            return False
        answer = self._ask(request)
        for _ in range(2 if mode == "tripled" else 0):
            answer = self._ask(request)
        if mode == "cut":
            raise Gone
        if mode == "halved":
            client.sendall(answer[: len(answer) // 2])
            raise Gone
        self._answer(client, answer, mode)
        return True

    def _mode_once_thawed(self) -> str:
        while True:
            thawed = self._thawed  # taken before the mode is looked at, so no thaw is missed
            if self.mode != "frozen":
                return self.mode
            thawed.wait(PATIENCE_S)

    def _answer(self, client: socket.socket, answer: bytes, mode: str) -> None:
        if mode == "slow":
            time.sleep(self.slow_s)
        if not mode.startswith("drip"):
            client.sendall(answer)
            return
        begins = 0 if mode == "drip" else answer.index(b"\r\n\r\n") + 4
        client.sendall(answer[:begins])
        for place in range(begins, len(answer)):
            client.sendall(answer[place : place + 1])
            self._thawed.wait(self.drip_s)
        self.dripped_whole += 1

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.upstream), PATIENCE_S) as server:
            server.sendall(request)
            return read_message(server)


def foreign(status: int, error: object) -> bytes:
    """Give an answer in JSON that is not our server's."""
    body = json.dumps({"error": error, "results": []}).encode()
    head = f"HTTP/1.1 {status} Foreign\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def read_message(line: socket.socket) -> bytes:
    """Read one request or answer of HTTP/1.1, head and body; Gone when it ends before."""
    content = b""
    while b"\r\n\r\n" not in content:
        content += _receive(line)
        if len(content) > HEAD_MAX:
            raise Gone
    head, _, body = content.partition(b"\r\n\r\n")
    length = _length(head)
    while len(body) < length:
        body += _receive(line)
    return head + b"\r\n\r\n" + body


def _receive(line: socket.socket) -> bytes:
    part = line.recv(RECEIVE)
    if not part:
        raise Gone
    return part


def _length(head: bytes) -> int:
    for row in head.split(b"\r\n")[1:]:
        name, _, value = row.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


def reset(line: socket.socket) -> None:
    """Hang up as a machine does that was switched off: without a goodbye."""
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)
    except OSError:
        return
