"""Three kiosks come back after 72 hours without the network; officers call meanwhile.

The numbers were given by the kiosks' own agents, touch by touch, over three days of their own
clocks. Then the server, which was away, is started. What is measured is the real outbox over real
HTTP, from the server's first answer until everything is acknowledged, and what an officer's calls
take before and while it runs.
"""

import logging
import random
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import create_engine, text

from benchmarks.figures import arguments, last_line, median, percentile, table
from benchmarks.server import Measured, measured_server, start_server
from demo.client import Caller
from demo.house import Place
from kiosk.agent import Agent
from kiosk.app import real_world
from kiosk.config import Config
from kiosk.pairing import by_secret, pair
from kiosk.schema import FILE_NAME
from kiosk.tickets import Wish
from kiosk.wire import Wire, open_pool
from kiosk.world import World
from protocol.events import SYSTEM
from protocol.instants import service_day
from queue_server.actions.devices import add_device, make_device_link
from queue_server.app import open_store
from queue_server.domain.device import DeviceKind

KIOSKS, TICKETS, SMALL_TICKETS = 3, 3_000, 30
AWAY = timedelta(hours=72)
SEED = 20261126
SERVICES = ("HT01", "CT01", "DD01", "BT01")
CALLS_BEFORE, SMALL_CALLS_BEFORE = 100, 10
PATIENCE_S = 600.0
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICER, COUNTER = "quay3", 3


@dataclass
class Officer:
    """Calls, notes that nobody came, and calls again, until told to stop."""

    caller: Caller
    times_ms: list[float] = field(default_factory=list)
    is_over: bool = False

    def call_once(self) -> None:
        """Somebody comes, is called, and is not there."""
        self.caller.post("/tickets", {"service": "HT01"})
        began = time.perf_counter()
        ticket = self.caller.post(f"/counters/{COUNTER}/calls")["ticket"]
        self.times_ms.append((time.perf_counter() - began) * 1000)
        self.caller.post(f"/tickets/{ticket['id']}/absences")

    def call_on(self) -> None:
        """Go on until it is over."""
        while not self.is_over:
            self.call_once()


def main() -> None:
    """Give the numbers, heal, and compare."""
    small = arguments(__doc__).small
    tickets, calls = (SMALL_TICKETS, SMALL_CALLS_BEFORE) if small else (TICKETS, CALLS_BEFORE)
    secrets: list[str] = []
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="motcua-heal-") as folder, ExitStack() as stack:
        server = stack.enter_context(measured_server(lambda place: add_kiosks(place, secrets)))
        kiosks = [Path(folder) / str(number) for number in range(KIOSKS)]
        for kiosk, secret in zip(kiosks, secrets, strict=True):
            give_numbers(kiosk, server, secret, tickets=tickets)
        officer = Officer(server.enter(OFFICER))
        officer.caller.post(f"/counters/{COUNTER}/shift")
        for _ in range(calls):
            officer.call_once()
        before_ms, officer.times_ms = officer.times_ms, []
        with healing(kiosks, server) as wait_until_healed, calling(officer):
            heal_s = wait_until_healed()
        lost, renumbered, collisions = compare(server, Path(folder))
    rows = [("before", len(before_ms), median(before_ms), percentile(before_ms, 0.99))]
    while_ms = officer.times_ms
    rows.append(("while it heals", len(while_ms), median(while_ms), percentile(while_ms, 0.99)))
    table(("calls", "count", "p50 ms", "p99 ms"), rows)
    print(f"seed {SEED}, calls take {median(while_ms) / median(before_ms):.2f} times as long")
    last_line(
        kiosks=KIOSKS,
        tickets=KIOSKS * tickets,
        heal_s=heal_s,
        lost=lost,
        renumbered=renumbered,
        collisions=collisions,
    )


def add_kiosks(place: Place, secrets: list[str]) -> None:
    """Give the hall three kiosks that wait to be paired."""
    store = open_store(place.database_url)
    with store.read() as connection:
        site = connection.execute(text("SELECT site FROM device LIMIT 1")).scalar_one()
    with store.write(site, by=SYSTEM) as tx:
        for number in range(KIOSKS):
            id_ = add_device(tx, kind=DeviceKind.KIOSK, name=f"Kiosk {number + 11}")
            secrets.append(make_device_link(tx, id_))
    store.close()


@dataclass
class PassingTime:
    """The clock of a kiosk that is alone."""

    began: datetime
    at: datetime

    def world(self, chance: random.Random) -> World:
        """Give the kiosk's world at this time; its machine was started when it began."""
        return World(
            wall=lambda: self.at,
            elapsed_s=lambda: (self.at - self.began).total_seconds(),
            boot="alone",
            is_wall_set=lambda: True,
            random_bytes=chance.randbytes,
            pause=time.sleep,
        )


def give_numbers(folder: Path, server: Measured, secret: str, *, tickets: int) -> None:
    """Pair a kiosk, let it hear the hall once, and let it give its numbers alone."""
    now = datetime.now(UTC)
    wire = Wire(open_pool(), monotonic=time.monotonic)
    pair(
        folder,
        server=server.place.url(),
        proof=by_secret(secret),
        is_again=False,
        wire=wire,
        now=now,
    )
    began = now - AWAY
    with opened(folder, real_world()) as agent:
        agent.link.poll()
        agent.store.keep_day(service_day(began, HANOI))  # it was paired before all this
    passing = PassingTime(began, began)
    with opened(folder, passing.world(random.Random(f"{SEED}{folder.name}"))) as agent:
        for number in range(tickets):
            passing.at = began + AWAY * number / tickets
            wish = Wish(SERVICES[number % len(SERVICES)], "ordinary", None, "vi")
            agent.issuer.tap(f"away-{number:06d}", wish)


@contextmanager
def opened(folder: Path, world: World) -> Iterator[Agent]:
    """An agent that only does what it is told."""
    agent = Agent(Config(data=folder, reserve_mb=0), world=world, pool=open_pool())
    try:
        yield agent
    finally:
        agent.link.close()
        agent.store.close()


@contextmanager
def calling(officer: Officer) -> Iterator[None]:
    """An officer at work in a thread of her own."""
    thread = threading.Thread(target=officer.call_on)
    thread.start()
    try:
        yield
    finally:
        officer.is_over = True
        thread.join()


@contextmanager
def healing(folders: list[Path], server: Measured) -> Iterator[Callable[[], float]]:
    """Kiosks at work, and a server that comes back; gives how to wait, in seconds from then."""
    agents = [Agent(Config(data=each), world=real_world(), pool=open_pool()) for each in folders]
    server.processes.stop()
    for agent in agents:
        agent.start()
    start_server(server.place, server.processes)
    began = time.monotonic()

    def wait() -> float:
        while any(agent.store.count("pending") for agent in agents):
            if time.monotonic() - began > PATIENCE_S:
                raise TimeoutError("not everything was delivered")
            time.sleep(0.05)
        return time.monotonic() - began

    try:
        yield wait
    finally:
        for agent in agents:
            agent.stop()


def compare(server: Measured, folder: Path) -> tuple[int, int, int]:
    """Hold each number that was shown against the server's tickets."""
    engine = create_engine(server.place.database_url)
    with engine.connect() as connection:
        there = {
            row.id: (row.label, str(row.day))
            for row in connection.execute(text("SELECT id, label, day FROM ticket"))
        }
    engine.dispose()
    shown = dict(_shown(folder))
    lost = sum(id_ not in there for id_ in shown)
    renumbered = sum(there.get(id_, said) != said for id_, said in shown.items())
    return lost, renumbered, len(shown) - len(set(shown.values())) + _rejected(folder)


def _shown(folder: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    for path in sorted(folder.glob(f"*/{FILE_NAME}")):
        with closing(sqlite3.connect(path)) as db:
            for id_, label, day in db.execute("SELECT id, label, day FROM ticket"):
                yield id_, (label, day)


def _rejected(folder: Path) -> int:
    rejected = 0
    for path in folder.glob(f"*/{FILE_NAME}"):
        with closing(sqlite3.connect(path)) as db:
            found = db.execute("SELECT count(*) FROM outbox WHERE state = 'rejected'")
            rejected += found.fetchone()[0]
    return rejected


if __name__ == "__main__":
    main()
