"""The server is killed a hundred times while officers call: what forty screens make of it.

Thirty-nine screens by socket and one in a real Chromium, which speaks, its clips fifty times as
fast. Each tenth time the browser's line freezes just before, as a pulled cable does: it stops and
closes nothing. Once the server is back, every screen must show what the server's own board says;
then the officers go on.
"""

import json
import os
import random
import signal
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

import urllib3
from playwright.sync_api import Page
from sqlalchemy import create_engine, text

from benchmarks.browser import FAST_AND_COUNTED, open_browser, open_hall
from benchmarks.figures import arguments, last_line, median, percentile, table
from benchmarks.screens import Crowd
from benchmarks.server import Measured, measured_server, start_server
from demo.client import Caller, Refused, enter
from demo.parts import NotReady
from tests.fault.line import FrozenLine

KILLS, SCREENS = 100, 39
SMALL_KILLS, SMALL_SCREENS = 1, 4
FREEZE_EVERY = 10
SEED = 20261126
RATE = 50
STEPS_MIN, LIFE_MAX_S = 10, 1.0  # of officers between two kills, and at most so long after
REST_MAX_S = 0.25  # between two steps of an officer
PATIENCE_S, LOOK_MS = 60.0, 20
VOICE_MS = 60_000
SERVICES = {1: "CT01", 2: "CT02", 3: "HT01", 4: "DD01", 5: "BT01"}
CALLS_ON_SCREEN = 4
PICTURE = """() => {
  const texts = (what) => [...document.querySelectorAll(what)].map((one) => one.textContent);
  return {
    stale: document.querySelector('.head.stale') !== null,
    calls: texts('.calls .label'),
    waiting: texts('.waiting .figures').map(Number),
  };
}"""
ALL_TOLD = "() => [undefined, '[]'].includes(localStorage['motcua.announcements'])"
NOTE_STALE = """
window.staleAt = null;
new MutationObserver(() => {
  if (document.querySelector('.head.stale') === null) window.staleAt = null;
  else window.staleAt = window.staleAt || Date.now();
}).observe(document, {subtree: true, childList: true, attributes: true});
"""


@dataclass
class Officers:
    """Five counters at work in threads, each by what the server says stands there."""

    callers: dict[int, Caller]
    may_work: threading.Event = field(default_factory=threading.Event)
    is_over: bool = False
    steps: int = 0

    def __enter__(self) -> "Officers":
        self._threads = [threading.Thread(target=self._work, args=(n,)) for n in self.callers]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over = True
        self.may_work.set()
        for thread in self._threads:
            thread.join()

    def work_for(self, *, steps: int) -> None:
        """Let them work, and come back after so many steps."""
        ends, enough = time.monotonic() + PATIENCE_S, self.steps + steps
        self.may_work.set()
        while self.steps < enough:
            if time.monotonic() > ends:
                raise TimeoutError("the officers do not get on")
            time.sleep(0.01)

    def _work(self, number: int) -> None:
        chance = random.Random(f"{SEED}/{number}")
        while not self.is_over:
            self.may_work.wait()
            # The server may die in the middle: the next step begins with what it then says.
            with suppress(urllib3.exceptions.HTTPError, OSError, ValueError, Refused):
                self._step(number)
                self.steps += 1
            time.sleep(chance.uniform(0, REST_MAX_S))

    def _step(self, number: int) -> None:
        caller = self.callers[number]
        counters = caller.get("/views/staff")["body"]["counters"]
        ticket = next(c["ticket"] for c in counters if c["number"] == number)
        if ticket is None:
            caller.post("/tickets", {"service": SERVICES[number]})
            caller.post(f"/counters/{number}/calls")
        elif ticket["state"] == "called":
            caller.post(f"/tickets/{ticket['id']}/servings")
        else:
            caller.put(f"/servings/{ticket['serving']}/outcome", {"outcome": "done"})


@dataclass
class Run:
    """One run: the parts, and what was seen."""

    server: Measured
    line: FrozenLine
    page: Page
    crowd: Crowd
    officers: Officers
    hall: Caller
    chance: random.Random
    missed: int = 0
    recover_s: list[float] = field(default_factory=list)
    stale_s: list[float] = field(default_factory=list)

    def kill_once(self, *, is_frozen: bool) -> None:
        """Let officers work, pull the plug, start anew, and compare what screens show."""
        self.officers.work_for(steps=STEPS_MIN)
        time.sleep(self.chance.uniform(0, LIFE_MAX_S))
        if is_frozen:
            self._freeze()
        with suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)
        self.officers.may_work.clear()
        self.server.processes.running.pop("server").wait()
        self._start_anew()
        if is_frozen:
            self._thaw()
        self.compare(since=time.monotonic())

    def _start_anew(self) -> None:
        """Start the server; on a busy machine that takes longer than anybody else waits for it."""
        url = self.server.place.url() + "/readyz"
        with suppress(NotReady):
            start_server(self.server.place, self.server.processes)
            return
        self.server.processes.wait_until_ready("server", url)

    def _freeze(self) -> None:
        self.page.wait_for_function("() => document.querySelector('.head.stale') === null")
        self.line.freeze()
        self._frozen_at_ms = time.time() * 1_000

    def _thaw(self) -> None:
        found = self.page.wait_for_function("() => window.staleAt", timeout=PATIENCE_S * 1_000)
        self.stale_s.append((float(found.json_value()) - self._frozen_at_ms) / 1_000)
        self.line.thaw()

    def compare(self, *, since: float) -> None:
        """Wait until all are equal to the server; calls that are then missing are counted."""
        while time.monotonic() - since < PATIENCE_S:
            board = self.hall.get("/views/board")["body"]
            others = [view for view in self.crowd.views if view.get("body") != board]
            if not others and self.page.evaluate(PICTURE) == picture_of(board):
                self.recover_s.append(time.monotonic() - since)
                return
            self.page.wait_for_timeout(LOOK_MS)
        self.recover_s.append(PATIENCE_S)
        self._count_missed(board)

    def _count_missed(self, board: dict[str, Any]) -> None:
        made = {call["seq"] for call in board["calls"]}
        for view in self.crowd.views:
            self.missed += len(made - {call["seq"] for call in view["body"]["calls"]})
        shown = self.page.evaluate(PICTURE)["calls"]
        self.missed += len(set(picture_of(board)["calls"]) - set(shown))


def main() -> None:
    """Kill and compare."""
    small = arguments(__doc__).small
    kills, screens = (SMALL_KILLS, SMALL_SCREENS) if small else (KILLS, SCREENS)
    chance = random.Random(SEED)
    with ExitStack() as stack:
        run = set_up(stack, screens=screens, chance=chance)
        for number in range(kills):
            run.kill_once(is_frozen=number % FREEZE_EVERY == 0)
        run.officers.may_work.clear()
        run.page.wait_for_function(ALL_TOLD, timeout=PATIENCE_S * 1_000)
        chimes, told = int(run.page.evaluate("window.chimes")), announced(run.server)
        steps = run.officers.steps
    print(f"seed {SEED}, {steps} steps of officers, {chimes} chimes, told: {json.dumps(told)}")
    rows = [
        (name, len(seconds), median(seconds), percentile(seconds, 0.95), max(seconds))
        for name, seconds in (("recover s", run.recover_s), ("stale s", run.stale_s))
    ]
    table(("what", "count", "p50", "p95", "max"), rows)
    last_line(
        restarts=kills,
        missed=run.missed,
        spoken_twice=max(0, chimes - told.get("spoken", 0) - told.get("no_sound", 0)),
        recover_s_max=max(run.recover_s),
        stale_s_max=max(run.stale_s),
    )


def set_up(stack: ExitStack, *, screens: int, chance: random.Random) -> Run:
    """Open the hall: server, line, browser with the voice, crowd, counters at work."""
    server = stack.enter_context(measured_server())
    line = stack.enter_context(FrozenLine(server.place.port))
    hall = enter(server.place.url(), server.doors.devices["hall", None])
    browser = stack.enter_context(open_browser())
    page = open_hall(browser, hall, NOTE_STALE + FAST_AND_COUNTED % RATE, url=line.url)
    with page.expect_response(speaks, timeout=VOICE_MS):
        pass
    crowd = Crowd(hall, port=server.place.port, count=screens, chance=chance)
    stack.enter_context(crowd).wait_until_seated()
    callers = {number: server.enter(f"quay{number}") for number in SERVICES}
    for number, caller in callers.items():
        caller.post(f"/counters/{number}/shift")
    officers = stack.enter_context(Officers(callers))
    return Run(server, line, page, crowd, officers, hall, chance)


def speaks(answer: Any) -> bool:
    """Tell whether the server let the page speak."""
    return bool(answer.url.endswith("/voice") and answer.json()["speaks"])


def picture_of(board: dict[str, Any]) -> dict[str, Any]:
    """Give what a page must draw: the newest calls, each number once, and how many wait."""
    newest_first = sorted(board["calls"], key=lambda call: call["seq"], reverse=True)
    labels = list(dict.fromkeys(call["label"] for call in newest_first))
    return {
        "stale": False,
        "calls": labels[:CALLS_ON_SCREEN],
        "waiting": [field["waiting"] for field in board["fields"]],
    }


def announced(server: Measured) -> dict[str, int]:
    """Count what became of the calls, by outcome or by why they were dropped."""
    engine = create_engine(server.place.database_url)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT coalesce(why, outcome), count(*) FROM announcement GROUP BY 1")
        )
        counts = {str(what): int(count) for what, count in rows}
    engine.dispose()
    return counts


if __name__ == "__main__":
    main()
