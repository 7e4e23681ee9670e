"""One screen that turns hostile, in every way, and 2,000 half requests beside: what others notice.

Each kind of frame is sent by sockets that hold a credential, for nobody else gets one: `closed_s`
is the longest that one of them stayed open. Meanwhile an officer gives numbers, one after the
other: `command_p99_ms`. `rss_growth_mb` is the most memory over what the server had before.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

import psutil
from simple_websocket import Client, ConnectionClosed

from benchmarks.figures import arguments, last_line, percentile, table
from benchmarks.load import Answer, drive, request
from benchmarks.server import Measured, headers_of, json_body, measured_server
from demo.client import Caller, enter
from queue_server.worker import allow_files

HALVES, SMALL_HALVES = 2_000, 200
SOCKETS, SMALL_SOCKETS = 4, 1  # of each kind
COMMANDS, SMALL_COMMANDS = 400, 40
FLOOD = 10_000
LONG = 999_000
CLOSE_S = 10.0
LOOK_S = 0.05
MIB = 2**20
CREATED = 201
HALF = (
    b"",
    b"GET /api/v1/views/board HTTP/1.1\r\nHost: x\r\n",
    b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n{",
)


def frames() -> dict[str, list[str | bytes]]:
    """Give what a hostile screen sends, by kind."""
    placeholder = '["hello",{"_placeholder":true,"num":0}]'
    return {
        "attachments": [f"459999999999-{placeholder}", *[b"\x00" * 15_000] * 400],
        "one attachment": [f"451-{placeholder}", b"\x00" * LONG],
        "long text": ['42["' + "x" * LONG + '"]'],
        "deep": ["42" + "[" * 15_000],
        "deeper": ["42" + "[" * 100_000],
        "another namespace": ["40/admin,{}"],
        "asks for a receipt": ['427["hello"]'],
        "another event": ['42["call",{"counter":3}]'],
        "no such packet": ["49"],
        "events": ['42["shout",1]'] * FLOOD,
        "hellos": ['42["hello",{"epoch":null,"rev":null}]'] * FLOOD,
        "upgrades": ["2probe", "5"] * 50 + ["42"],
    }


@dataclass
class Seen:
    """What was measured."""

    closed_s: dict[str, float] = field(default_factory=dict)
    command_ms: list[float] = field(default_factory=list)
    rss_mb: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__).small
    halves, sockets, commands = (
        (SMALL_HALVES, SMALL_SOCKETS, SMALL_COMMANDS) if small else (HALVES, SOCKETS, COMMANDS)
    )
    allow_files(halves + 1_000)
    seen = Seen()
    with measured_server() as server:
        officer = server.enter("quay3")
        hall = enter(server.place.url(), server.doors.devices[("hall", None)])
        give_numbers(server, officer, commands // 4, [])
        before = memory_mb(server)
        with watched(server, seen), halves_beside(server.place.port, halves):
            commanding = threading.Thread(
                target=give_numbers, args=(server, officer, commands, seen.command_ms)
            )
            commanding.start()
            for kind, said in frames().items():
                times = [time_to_close(server.place.url(), hall, said) for _ in range(sockets)]
                seen.closed_s[kind] = max(times)
            commanding.join()
    table(("what was sent", "closed s"), list(seen.closed_s.items()))
    last_line(
        rss_growth_mb=max(0.0, max(seen.rss_mb) - before),
        closed_s=max(seen.closed_s.values()),
        command_p99_ms=percentile(seen.command_ms, 0.99),
    )


def give_numbers(server: Measured, officer: Caller, count: int, took_ms: list[float]) -> None:
    """Let an officer issue tickets on one connection; keeps how long each took."""
    left = iter(range(count))
    tag = time.monotonic_ns()

    def next_request(_client: int) -> bytes | None:
        number = next(left, None)
        if number is None:
            return None
        headers = {**headers_of(officer), "Idempotency-Key": f"bench-{tag}-{number}"}
        return request("POST", "/api/v1/tickets", headers=headers, body=json_body(service="HT01"))

    def heard(answer: Answer) -> None:
        if answer.status != CREATED:
            raise RuntimeError(answer.body[:200].decode())
        took_ms.append(answer.took_s * 1000)

    drive(server.place.port, clients=1, next_request=next_request, heard=heard)


def memory_mb(server: Measured) -> float:
    """Give the resident memory of the server's worker."""
    return max(p.memory_info().rss for p in psutil.Process(server.pid).children()) / MIB


@contextmanager
def watched(server: Measured, seen: Seen) -> Iterator[None]:
    """Look at the server's memory meanwhile."""
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(LOOK_S):
            seen.rss_mb.append(memory_mb(server))

    looking = threading.Thread(target=look)
    looking.start()
    yield
    is_over.set()
    looking.join()


@contextmanager
def halves_beside(port: int, count: int) -> Iterator[None]:
    """Keep that many half requests open: whichever is closed is opened again."""
    is_over = threading.Event()
    with ExitStack() as lines:
        held = [begin_half(port, n) for n in range(count)]

        def hold() -> None:
            while not is_over.wait(LOOK_S):
                for n, line in enumerate(held):
                    if is_closed(line):
                        line.close()
                        held[n] = begin_half(port, n)

        holding = threading.Thread(target=hold)
        holding.start()
        lines.callback(lambda: [line.close() for line in held])
        yield
        is_over.set()
        holding.join()


def begin_half(port: int, number: int) -> socket.socket:
    """Send half a request."""
    line = socket.create_connection(("127.0.0.1", port), CLOSE_S)
    line.sendall(HALF[number % len(HALF)])
    line.setblocking(False)
    return line


def is_closed(line: socket.socket) -> bool:
    """Tell whether the server has hung up."""
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def time_to_close(url: str, hall: Caller, said: list[str | bytes]) -> float:
    """Give the seconds from the first frame to the end of the connection, at most CLOSE_S."""
    address = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    line = Client(address, headers={"Cookie": hall.cookie})
    line.receive(timeout=CLOSE_S)
    line.send('40{"slot":"hall"}')
    while str(line.receive(timeout=CLOSE_S)) == "2":
        line.send("3")
    began = time.perf_counter()
    with suppress(ConnectionClosed, OSError):
        for frame in said:
            line.send(frame)
        wait_for_end(line, lambda: time.perf_counter() - began < CLOSE_S)
    return time.perf_counter() - began


def wait_for_end(line: Client, may_last: Callable[[], bool]) -> None:
    """Answer pings, so that only the server's own will can end it."""
    while may_last():
        if line.receive(timeout=0.5) == "2":
            line.send("3")


if __name__ == "__main__":
    main()
