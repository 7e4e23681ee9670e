"""A kiosk's agent killed at random instants under a robot that taps, its link cut at random.

Everything is real: the agent's process, the server's, the bytes on the printer's line. The robot
behaves as the touch page does: a touch whose answer did not come is sent again with the same
request. Most kills hit the worker, which has the store, the printer and the line; one in 25 hits
the watcher too, so that the agent starts cold. What came out on paper is read from its QR and
compared row by row with the slip that bears no mark. An officer goes on calling.
"""

import itertools
import random
import sqlite3
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import zxingcpp
from sqlalchemy import create_engine, text

from benchmarks.box import Away, Box
from benchmarks.faults import paper_of
from benchmarks.figures import arguments, cpu_s, last_line, median, table
from benchmarks.server import Measured, measured_server
from benchmarks.spooler import release_held
from demo.client import Caller
from demo.parts import free_ports
from kiosk.schema import FILE_NAME
from printers.emulator import EmulatedPrinter, TcpPrinter
from printers.emulator.paper import Page
from printers.slips import as_copy, compose, from_json
from tests.fault.proxy import FaultProxy

KILLS, SMALL_KILLS = 500, 6
SEED = 20261126
COLD_EVERY = 25
LIFE_MAX_S = 1.0  # an agent lives at most so long after it was ready
STILLBORN_SHARE, STILLBORN_MAX_S = 0.1, 1.0  # or is killed while it starts
REST_MAX_S = 0.1  # between two touches
WEATHER_SHARE, WEATHERS = 0.4, ("open", "open", "down", "frozen", "cut", "late", "tripled", "slow")
FAST_MM_S, PAGES_KEPT = 4_000.0, 1_000
SETTLE_S, LOOK_S = 180.0, 0.2
SERVICES = ("HT01", "HT03", "BT01")
COUNTER, OFFICER = 3, "quay3"
JOBS_BY_STATE = "SELECT state, count(*) FROM print_job GROUP BY state ORDER BY state"


@dataclass
class Robot:
    """Taps as citizens do, and remembers what each was shown."""

    box: Box
    chance: random.Random
    shown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    pending: tuple[str, str] | None = None

    def tap(self) -> None:
        """One touch, or the last one again when nobody knows what became of it."""
        if self.pending is None:
            self.pending = (f"robot-{next(self.numbers):06d}", self.chance.choice(SERVICES))
        status, answer = self.box.tap(*self.pending)
        if status == 201:
            self.shown[self.pending[0]].append(answer["ticket"]["label"])
            # Now and then the page asks twice: the number must be the same.
            self.pending = self.pending if self.chance.random() < 0.05 else None

    @property
    def labels(self) -> set[str]:
        """Every number that somebody was shown."""
        return {label for labels in self.shown.values() for label in labels}

    @property
    def doubles(self) -> int:
        """Requests that were shown two numbers, and numbers shown to two requests."""
        each = [set(labels) for labels in self.shown.values()]
        holders = Counter(label for labels in each for label in labels)
        return sum(len(labels) > 1 for labels in each) + sum(n > 1 for n in holders.values())


@dataclass
class Run:
    """One run: the parts, and what was seen."""

    database_url: str
    box: Box
    proxy: FaultProxy
    printer: EmulatedPrinter
    officer: Caller
    robot: Robot
    chance: random.Random
    pages: dict[str, list[Page]] = field(default_factory=lambda: defaultdict(list))
    called: list[str] = field(default_factory=list)
    cold_s: list[float] = field(default_factory=list)
    warm_s: list[float] = field(default_factory=list)
    cold_cpu_s: list[float] = field(default_factory=list)
    is_cold: bool = True
    rss_mb: float = 0.0
    without_record: int = 0

    def kill_once(self, *, is_cold: bool) -> None:
        """Let the robot tap at a living agent, or at one that starts, and kill it."""
        if self.chance.random() < STILLBORN_SHARE:
            time.sleep(self.chance.uniform(0.0, STILLBORN_MAX_S))
            self.die(is_cold=is_cold)
        else:
            self._note_ready()
            self.read_paper()
            self.call()
            self._live(self.chance.uniform(0.0, LIFE_MAX_S), is_cold=is_cold)

    def die(self, *, is_cold: bool) -> None:
        """Kill the agent: its worker, or that and its watcher, and start it anew."""
        self.rss_mb = max(self.rss_mb, self.box.rss_mb())
        if not is_cold and self.box.kill_worker():
            self.is_cold = False
            return
        self.box.kill()
        self.box.start()
        self.is_cold = True

    def _note_ready(self) -> None:
        took_s = self.box.wait_until_ready()
        (self.cold_s if self.is_cold else self.warm_s).append(took_s)
        if self.is_cold and self.box.process is not None:
            self.cold_cpu_s.append(cpu_s(self.box.process.pid))

    def _live(self, life_s: float, *, is_cold: bool) -> None:
        death = threading.Timer(life_s, self.die, kwargs={"is_cold": is_cold})
        death.start()
        while death.is_alive():
            if self.chance.random() < WEATHER_SHARE:
                self.proxy.set_any(WEATHERS)
                self.proxy.let_go()
            try:
                self.robot.tap()
            except Away:
                break
            time.sleep(self.chance.uniform(0.0, REST_MAX_S))
        death.join()

    def call(self) -> None:
        """An officer calls whoever is next and notes that nobody came."""
        answer = self.officer.post(f"/counters/{COUNTER}/calls")
        if answer["ticket"] is not None:
            self.called.append(answer["ticket"]["label"])
            self.officer.post(f"/tickets/{answer['ticket']['id']}/absences")

    def read_paper(self) -> None:
        """Take the slips off the printer; each must be of a ticket that the store holds."""
        pages = []
        while self.printer.paper.pages:
            pages.append(self.printer.paper.pages.popleft())
        known = {code for (code,) in self.rows("SELECT code FROM ticket")} if pages else set()
        for page in pages:
            for code in zxingcpp.read_barcodes(page.to_image().convert("L")):
                self.pages[code.text].append(page)
                self.without_record += code.text not in known

    def rows(self, sql: str) -> list[Any]:
        """Ask the kiosk's store."""
        with closing(sqlite3.connect(self.box.data / FILE_NAME, timeout=10)) as db:
            return db.execute(sql).fetchall()

    def call_all(self) -> None:
        """Call until nobody waits any more."""
        before = -1
        while len(self.called) != before:
            before = len(self.called)
            self.call()

    def settle(self) -> None:
        """Let everything arrive: the line open, the agent alive; staff print what is held."""
        self.proxy.set("open")
        self.proxy.let_go()
        self._note_ready()
        self._wait_until_told()
        release_held(self.box.data / FILE_NAME)
        self.die(is_cold=False)
        self._note_ready()
        self._wait_until_told()
        self.box.kill()
        self.read_paper()

    def _wait_until_told(self) -> None:
        ends = time.monotonic() + SETTLE_S
        while self.robot.pending is not None or self._is_waiting():
            if time.monotonic() > ends:
                raise TimeoutError("not everything was delivered and printed")
            if self.robot.pending is not None:
                self.robot.tap()
            self.read_paper()
            time.sleep(LOOK_S)

    def _is_waiting(self) -> bool:
        open_jobs = "SELECT 1 FROM print_job WHERE state IN ('queued', 'sending') LIMIT 1"
        return bool(self.rows("SELECT 1 FROM outbox WHERE state = 'pending'")) or bool(
            self.rows(open_jobs)
        )

    def unknown_to_the_server(self) -> int:
        """Slips on paper whose number is not the server's, with its id, label and day."""
        here = {row[0]: row[1:] for row in self.rows("SELECT code, id, label, day FROM ticket")}
        engine = create_engine(self.database_url)
        with engine.connect() as connection:
            there = connection.execute(text("SELECT id, label, day FROM ticket"))
            known = {(row.id, row.label, str(row.day)) for row in there}
        engine.dispose()
        return sum(here.get(code) not in known for code in self.pages)

    def unmarked_copies(self) -> int:
        """Slips without a mark that came out more than once."""
        slips = dict(
            self.rows(
                "SELECT ticket.code, print_job.slip FROM print_job"
                " JOIN ticket ON ticket.id = print_job.subject"
            )
        )
        extra = 0
        for code, pages in self.pages.items():
            if len(pages) > 1:
                rows = unmarked_rows(slips[code])
                extra += max(0, sum(page.rows.endswith(rows) for page in pages) - 1)
        return extra


def main() -> None:
    """Kill and count."""
    kills = SMALL_KILLS if arguments(__doc__).small else KILLS
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="motcua-kills-") as folder, ExitStack() as stack:
        run = set_up(Path(folder), stack)
        for number in range(kills):
            run.kill_once(is_cold=number % COLD_EVERY == COLD_EVERY // 2)
            if number % 50 == 49:
                took = time.monotonic() - began
                numbers = len(run.robot.shown)
                print(f"{number + 1} kills, {numbers} numbers, {took:.0f} s", flush=True)
        run.settle()
        run.call_all()
        rejected = Counter(
            code for (code,) in run.rows("SELECT code FROM outbox WHERE state = 'rejected'")
        )
        show(run, rejected=rejected)
        print(f"seed {SEED}, {time.monotonic() - began:.0f} s")
        last_line(
            kills=kills,
            slips_without_record=run.without_record + run.unknown_to_the_server(),
            doubles=run.robot.doubles + rejected["label_taken"],
            unmarked_copies=run.unmarked_copies(),
            called_without_holder=len(set(run.called) - run.robot.labels),
            ready_s=max(run.cold_s + run.warm_s),
        )


def set_up(folder: Path, stack: ExitStack) -> Run:
    """Start the hall's server, the line, the printer; pair the kiosk and open a counter."""
    chance = random.Random(SEED)
    server: Measured = stack.enter_context(measured_server())
    proxy = stack.enter_context(FaultProxy(server.place.port, seed=SEED))
    printer = EmulatedPrinter(
        clock=lambda: datetime.now(UTC), speed_mm_s=FAST_MM_S, pages_kept=PAGES_KEPT
    )
    line = stack.enter_context(TcpPrinter(printer))
    box = Box(folder, free_ports(1), proxy.url, line.port, {"tap_interval_s": 0})
    stack.callback(box.kill)
    box.pair(server.doors.devices["kiosk", None])
    box.start()
    box.wait_until_ready(link="up")  # it hears once what the hall offers
    officer = server.enter(OFFICER)
    officer.post(f"/counters/{COUNTER}/shift")
    return Run(server.place.database_url, box, proxy, printer, officer, Robot(box, chance), chance)


def unmarked_rows(slip: str) -> bytes:
    """Give the rows of paper that a slip without a mark has."""
    return paper_of(compose(as_copy(from_json(slip), copy=0, at_local=datetime.now(UTC))))


def show(run: Run, *, rejected: Counter[str]) -> None:
    """Print what happened."""
    own = sum("-" in label for label in run.robot.labels)
    pages = sum(len(pages) for pages in run.pages.values())
    rows = [
        ("numbers shown", len(run.robot.labels)),
        ("given by the kiosk itself", own),
        ("slips read on paper", pages),
        ("of so many numbers", len(run.pages)),
        *((f"jobs {state}", count) for state, count in run.rows(JOBS_BY_STATE)),
        ("called", len(run.called)),
        ("rejected by the server", sum(rejected.values())),
        *ready_rows("cold", run.cold_s),
        *ready_rows("by its watcher", run.warm_s),
        ("started cold, median CPU s", median(run.cold_cpu_s)),
        ("agent's memory, MiB", run.rss_mb),
    ]
    table(("what", "figure"), rows)
    if rejected:
        print(dict(rejected))


def ready_rows(how: str, times_s: list[float]) -> list[tuple[str, float]]:
    """Give two lines of how long it took to be ready again."""
    if not times_s:
        return []
    middle, slowest = median(times_s), max(times_s)
    return [(f"started {how}, median s", middle), (f"started {how}, slowest s", slowest)]


if __name__ == "__main__":
    main()
