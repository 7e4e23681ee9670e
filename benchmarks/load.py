"""A closed loop of HTTP clients on raw keep-alive sockets: each sends, waits, sends again.

One thread and one selector for all of them, so that the client's own cost stays small and the
same for every server it measures.
"""

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

RECEIVE = 65_536
TIMEOUT_S = 30.0


@dataclass
class Answer:
    """One answer: who asked, how long it took, status and body."""

    client: int
    took_s: float
    status: int
    body: bytes


@dataclass
class _Client:
    number: int
    socket: socket.socket
    began: float = 0.0
    received: bytearray = field(default_factory=bytearray)


def request(method: str, path: str, *, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Write one request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def drive(
    port: int,
    *,
    clients: int,
    next_request: Callable[[int], bytes | None],
    heard: Callable[[Answer], None],
) -> float:
    """Run the loop until `next_request` gives None to every client; gives the seconds it took."""
    selector = selectors.DefaultSelector()
    began = time.perf_counter()
    busy = 0
    for number in range(clients):
        client = _Client(number, socket.create_connection(("127.0.0.1", port), TIMEOUT_S))
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(client.socket, selectors.EVENT_READ, client)
        busy += _send(client, next_request)
    while busy:
        ready = selector.select(TIMEOUT_S)
        if not ready:
            raise TimeoutError("no answer")
        for key, _ in ready:
            client = key.data
            if _receive(client, heard) and not _send(client, next_request):
                busy -= 1
    took = time.perf_counter() - began
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    selector.close()
    return took


def _send(client: _Client, next_request: Callable[[int], bytes | None]) -> bool:
    asked = next_request(client.number)
    if asked is None:
        return False
    client.began = time.perf_counter()
    client.socket.sendall(asked)
    return True


def _receive(client: _Client, heard: Callable[[Answer], None]) -> bool:
    part = client.socket.recv(RECEIVE)
    if not part:
        raise ConnectionError("the server hung up")
    client.received += part
    head, found, body = bytes(client.received).partition(b"\r\n\r\n")
    if not found or len(body) < _length(head):
        return False
    client.received.clear()
    took = time.perf_counter() - client.began
    heard(Answer(client.number, took, int(head[9:12]), body))
    return True


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
