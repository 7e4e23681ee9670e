"""Whether a real hall screen speaks every call once and in order, when thirty come in ten seconds.

Chromium plays the real clips, ten times as fast. What the log says is held against what the
page really began to play: one chime a call.
"""

import time
from itertools import cycle, islice, pairwise
from typing import Any

from playwright.sync_api import Page

from benchmarks.browser import FAST_AND_COUNTED, open_browser
from benchmarks.figures import arguments, last_line, table
from benchmarks.server import Measured, measured_server
from demo.client import Caller

CALLS, SPAN_S = 30, 10.0
SMALL_CALLS, SMALL_SPAN_S = 6, 2.0
SERVICES = {1: "CT01", 2: "CT02", 3: "HT01", 4: "DD01", 5: "BT01"}
PATIENCE_S, LOOK_MS, VOICE_MS = 60.0, 100, 60_000
RATE = 10


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__).small
    count, span_s = (SMALL_CALLS, SMALL_SPAN_S) if small else (CALLS, SPAN_S)
    with measured_server() as server, open_browser() as browser:
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        give_voice(page, server)
        call_all(page, server, count=count, span_s=span_s)
        rows = told(page, server.enter("quanly"), count=count)
        chimes = int(page.evaluate("window.chimes"))
    print_figures(rows, chimes)


def give_voice(page: Page, server: Measured) -> None:
    """Pair the hall screen and wait until the server lets it speak."""
    page.add_init_script(FAST_AND_COUNTED % RATE)
    with page.expect_response(
        lambda answer: answer.url.endswith("/voice") and answer.json()["speaks"], timeout=VOICE_MS
    ):
        page.goto(f"{server.place.url()}/enter#{server.doors.devices[('hall', None)]}")


def call_all(page: Page, server: Measured, *, count: int, span_s: float) -> None:
    """Let the counters call in turn; each serves its last citizen just before it calls the next."""
    officers = {number: server.enter(f"quay{number}") for number in SERVICES}
    for number, officer in officers.items():
        officer.post(f"/counters/{number}/shift")
    called: dict[int, str] = {}
    begun = time.perf_counter()
    for place, number in enumerate(islice(cycle(SERVICES), count)):
        wait_ms = (begun + place * span_s / count - time.perf_counter()) * 1_000
        page.wait_for_timeout(max(0.0, wait_ms))
        officer = officers[number]
        if number in called:
            serve(officer, called[number])
        officer.post("/tickets", {"service": SERVICES[number]})
        called[number] = officer.post(f"/counters/{number}/calls")["ticket"]["id"]


def serve(officer: Caller, ticket: str) -> None:
    """Serve a called citizen at once."""
    serving = officer.post(f"/tickets/{ticket}/servings")["serving"]["id"]
    officer.put(f"/servings/{serving}/outcome", {"outcome": "done"})


def told(page: Page, manager: Caller, *, count: int) -> list[dict[str, Any]]:
    """Give the log, oldest call first, once every call was told of; TimeoutError if never."""
    ends = time.perf_counter() + PATIENCE_S
    while time.perf_counter() < ends:
        rows: list[dict[str, Any]] = manager.get("/announcements")["calls"][::-1]
        if len(rows) == count and all(row["outcome"] != "unheard" for row in rows):
            return rows
        page.wait_for_timeout(LOOK_MS)
    raise TimeoutError("a call was neither spoken nor dropped")


def print_figures(rows: list[dict[str, Any]], chimes: int) -> None:
    """Print what became of each call, and the line of figures."""
    spoken = [row for row in rows if row["outcome"] == "spoken"]
    pairs = list(pairwise(spoken))
    out_of_order = sum(later["begun_at"] < earlier["ended_at"] for earlier, later in pairs)
    silent = sum(row["why"] == "no_sound" for row in rows)
    head = ("label", "counter", "outcome", "why")
    table(head, [[row[name] or "-" for name in head] for row in rows])
    twice = max(0, chimes - len(spoken) - silent)
    last_line(calls=len(rows), spoken=len(spoken), out_of_order=out_of_order, twice=twice)


if __name__ == "__main__":
    main()
