"""How soon a server with a long history answers, and what it holds with a hall's sockets.

The reference is the same start on an empty hall.
"""

import time
from pathlib import Path

from benchmarks.figures import arguments, last_line, pss_mb, table
from benchmarks.history import load_history
from benchmarks.server import measured_server, start_server
from demo.client import enter
from demo.house import Place
from demo.screen import Screen

PAST, SMALL_PAST = 1_000_000, 1_000
SOCKETS = 21
SETTLE_S = 5.0


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__).small
    empty = measure(0, settle_s=0.1)
    full = measure(SMALL_PAST if small else PAST, settle_s=0.5 if small else SETTLE_S)
    rows = [("empty", *empty), (SMALL_PAST if small else PAST, *full)]
    table(("past tickets", "ready s", f"MiB with {SOCKETS} sockets"), rows)
    last_line(ready_s=full[0], rss_mb=full[1])


def measure(past: int, *, settle_s: float) -> tuple[float, float]:
    """Give seconds to the first good answer, and MiB with SOCKETS screens connected."""

    def fill(place: Place) -> None:
        if past:
            load_history(Path(place.data / "server" / "motcua.db"), site="00160", tickets=past)

    with measured_server(fill) as server:
        server.processes.stop()
        began = time.perf_counter()
        start_server(server.place, server.processes)
        ready_s = time.perf_counter() - began
        url = server.place.url()
        hall = enter(url, server.doors.devices[("hall", None)])
        screens = [Screen(url, slot=hall.slot, cookie=hall.cookie) for _ in range(SOCKETS)]
        for screen in screens:
            screen.wait_for(lambda _body: True)
        time.sleep(settle_s)
        memory = pss_mb(server.pid)
        for screen in screens:
            screen.close()
    return ready_s, memory


if __name__ == "__main__":
    main()
