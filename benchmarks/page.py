"""Whether a hall page keeps its memory through 50,000 calls: half a year of a busy hall.

A real Chromium at a real server of this process, which sends the page a view for each call,
faster than any hall could call. The page draws every one, and would speak them. Its heap is
measured after a collection, once it has settled, and at the end.
"""

import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks.browser import open_browser, open_hall
from benchmarks.figures import arguments, last_line, table
from demo.client import enter
from demo.house import Doors, Place, prepare
from demo.parts import LOOPBACK, free_ports
from protocol.instants import format_instant
from protocol.views import CALLS_SHOWN
from queue_server.app import Server, create_server, open_store
from queue_server.realtime.presence import room_of

CALLS, SETTLED = 50_000, 1_000
SMALL_CALLS, SMALL_SETTLED = 300, 100
BATCH = 50
LABELS = 1_000  # a day's numbers; then they begin anew
TRIES, WAIT_MS = 30, 4_000
MB = 2**20
DRAWN = "(label) => (document.querySelector('.newest .label') || {}).textContent === label"


class Quiet(WSGIRequestHandler):
    """Says nothing of requests."""

    def log_request(self, *_: object) -> None:
        """Keep quiet."""


@dataclass
class Feed:
    """Sends the board of a hall that calls without pause."""

    server: Server
    site: str
    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=CALLS_SHOWN))
    count: int = 0

    def __post_init__(self) -> None:
        self._first = self.server.publisher.view(self.site, "board")
        self._view = self._first
        self._counters = len(self._first["body"]["counters"])

    def call(self) -> str:
        """Send one more call, the one before it being served; gives its number."""
        self.count += 1
        if self.calls:
            self.calls[0] = {**self.calls[0], "state": "serving", "announced": True}
        call = self._newest()
        self.calls.appendleft(call)
        body = {**self._first["body"], "calls": list(self.calls)}
        body["counters"] = [self._counter(counter) for counter in body["counters"]]
        body["fields"] = [{**f, "waiting": self.count % 200} for f in body["fields"]]
        rev = self._first["rev"] + self.count
        self._view = {"epoch": self._first["epoch"], "rev": rev, "body": body}
        self.tell()
        return str(call["label"])

    def tell(self) -> None:
        """Send the newest board, once more if it was sent before."""
        self.server.sockets.emit("view", self._view, to=room_of(self.site, "board"))

    def _newest(self) -> dict[str, Any]:
        at = format_instant(datetime.now(UTC))
        label = f"{'BHKMST'[self.count % 6]}{self.count % LABELS:03d}"
        seq, counter = self._first["rev"] + self.count, self.count % self._counters + 1
        said = {"seq": seq, "label": label, "counter": counter, "call": 1, "at": at}
        return {**said, "state": "called", "announced": False}

    def _counter(self, counter: dict[str, Any]) -> dict[str, Any]:
        here = next((c for c in self.calls if c["counter"] == counter["number"]), None)
        if here is None:
            return counter
        return {**counter, "state": "open", "label": here["label"], "phase": here["state"]}


def main() -> None:
    """Feed and measure."""
    small = arguments(__doc__).small
    calls, settled = (SMALL_CALLS, SMALL_SETTLED) if small else (CALLS, SETTLED)
    with serving() as (server, doors, url), open_browser() as browser:
        hall = enter(url, doors.devices["hall", None])
        page = open_hall(browser, hall, "")
        debugger = page.context.new_cdp_session(page)
        feed = Feed(server, doors.site)
        draw(page, feed, settled)
        before = memory(debugger)
        draw(page, feed, calls)
        after = memory(debugger)
    table(("calls", "heap MB", "nodes", "listeners"), [(settled, *before), (calls, *after)])
    last_line(calls=calls, heap_growth_mb=max(0.0, after[0] - before[0]))


@contextmanager
def serving() -> Iterator[tuple[Server, Doors, str]]:
    """A hall's server in this process; gives it, the doors into it, and its address."""
    with tempfile.TemporaryDirectory(prefix="motcua-page-") as folder:
        place = Place(Path(folder), free_ports(1), "nghia-do")
        doors = prepare(place, is_fresh=False)
        server = create_server(open_store(place.database_url))
        door = make_server(LOOPBACK, place.port, server.app, threaded=True, request_handler=Quiet)
        door.daemon_threads = True
        server.start()
        threading.Thread(target=door.serve_forever, daemon=True).start()
        try:
            yield server, doors, place.url()
        finally:
            door.shutdown()
            server.stop()


def draw(page: Page, feed: Feed, count: int) -> None:
    """Send so many calls, no faster than the page draws them."""
    for _ in range(count // BATCH):
        for _ in range(BATCH):
            label = feed.call()
        wait_until_drawn(page, feed, label)


def wait_until_drawn(page: Page, feed: Feed, label: str) -> None:
    """Wait for a number; a page that lost its line meanwhile is told again, as pulses do."""
    for _ in range(TRIES):
        try:
            page.wait_for_function(DRAWN, arg=label, timeout=WAIT_MS)
        except PlaywrightTimeout:
            feed.tell()
        else:
            return
    raise TimeoutError("the page draws no more")


def memory(debugger: CDPSession) -> tuple[float, int, int]:
    """Give heap in MB after a collection, nodes and listeners of the page."""
    for _ in range(3):
        debugger.send("HeapProfiler.collectGarbage")
    used = debugger.send("Runtime.getHeapUsage")["usedSize"] / MB
    counted = debugger.send("Memory.getDOMCounters")
    return used, counted["nodes"], counted["jsEventListeners"]


if __name__ == "__main__":
    main()
