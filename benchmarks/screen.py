"""How soon the last of forty screens has the view, counted from the command's answer.

The reference is the same socket's round trip for a hello that brings nothing new to compute.
"""

import selectors
import time
from collections.abc import Callable

from benchmarks.figures import arguments, last_line, percentile, table
from benchmarks.screens import Wire
from benchmarks.server import measured_server
from demo.client import Caller

SCREENS, COMMANDS = 40, 400
SMALL_SCREENS, SMALL_COMMANDS = 8, 10
SETTLE_S = 0.12  # longer than the publisher's quiet time, so that commands are not joined
PATIENCE_S = 5.0


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__).small
    count, commands = (SMALL_SCREENS, SMALL_COMMANDS) if small else (SCREENS, COMMANDS)
    with measured_server() as server:
        from demo.client import enter

        url, port = server.place.url(), server.place.port
        hall = enter(url, server.doors.devices[("hall", None)])
        officer = server.enter("quay3")
        selector = selectors.DefaultSelector()
        wires = [Wire(url, hall, port) for _ in range(count)]
        for wire in wires:
            selector.register(wire.socket, selectors.EVENT_READ, wire)
        listen(selector, until=lambda: all(w.rev for w in wires))
        times_ms = [one(officer, selector, wires) for _ in range(commands)]
    table(
        ("screens", "commands", "p50 ms", "p99 ms", "max ms"),
        [(count, commands, percentile(times_ms, 0.5), percentile(times_ms, 0.99), max(times_ms))],
    )
    last_line(screens=count, p50_ms=percentile(times_ms, 0.5), p99_ms=percentile(times_ms, 0.99))


def one(officer: Caller, selector: selectors.BaseSelector, wires: list[Wire]) -> float:
    """Give the milliseconds from a command's answer to the last screen's view."""
    seq = officer.post("/tickets", {"service": "HT01"})["seq"]
    accepted = time.perf_counter()
    listen(selector, until=lambda: all(w.rev >= seq for w in wires))
    last = max(w.at for w in wires)
    listen(selector, until=lambda: time.perf_counter() > accepted + SETTLE_S)
    return max(0.0, last - accepted) * 1000


def listen(selector: selectors.BaseSelector, *, until: Callable[[], bool]) -> None:
    """Read sockets until the condition holds; TimeoutError after PATIENCE_S."""
    ends = time.perf_counter() + PATIENCE_S
    while not until():
        if time.perf_counter() > ends:
            raise TimeoutError("a screen did not get the view")
        for key, _ in selector.select(0.02):
            key.data.hear()


if __name__ == "__main__":
    main()
