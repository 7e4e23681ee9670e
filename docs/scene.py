"""The whole product in one process, on a Monday morning of its own.

The same parts as in a hall (server, sockets, kiosk agent, spooler, emulated printer), with a clock
that began at a chosen moment: time comes in as an argument, so nothing knows the difference.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from werkzeug.http import http_date
from werkzeug.serving import WSGIRequestHandler, make_server

from demo.hall import seed_hall, set_hours
from docs.crowd import Crowd, MovedClock
from kiosk.agent import Agent
from kiosk.config import WEDGE, Config
from kiosk.pages import create_app
from kiosk.records import Device
from kiosk.store import Store as KioskStore
from kiosk.wire import open_pool
from kiosk.world import World
from printers.emulator import EmulatedPrinter, TcpPrinter
from protocol.events import SYSTEM
from protocol.hours import ALWAYS, Hours
from protocol.instants import Clock
from queue_server.actions.devices import make_device_link, pair_device
from queue_server.actions.people import make_account_link
from queue_server.app import Server, create_server
from queue_server.store.db import Database
from queue_server.store.migrate import migrate
from queue_server.store.store import Store
from queue_server.store.tables.access import account, device

HOST, SITE = "127.0.0.1", "nghia-do"
# What stands on slips and in QR codes; nobody in the pictures follows it.
PUBLIC_URL = "http://motcua.example"
OPENING = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # 07:30 in Hanoi
NOW = datetime(2026, 11, 23, 2, 12, tzinfo=UTC)  # 09:12
SEED = 26
IDLE, RESTING = frozenset({3}), frozenset({1})


@dataclass
class Scene:
    """What the pictures are taken of."""

    server: Server
    address: str
    agent: Agent
    kiosk: str
    printer: EmulatedPrinter
    site: str
    accounts: dict[str, str]
    devices: dict[tuple[str, int | None], str]
    fall_silent: Callable[[], None]

    @property
    def store(self) -> Store:
        return self.server.store

    def link(self, login: str) -> str:
        """The address of a one-time sign-in."""
        with self.store.write(self.site, by=SYSTEM) as tx:
            return f"{self.address}/enter#{make_account_link(tx, self.accounts[login])}"

    def pairing(self, kind: str, counter: int | None = None) -> str:
        """The address that makes a browser a screen."""
        with self.store.write(self.site, by=SYSTEM) as tx:
            secret = make_device_link(tx, self.devices[(kind, counter)])
        return f"{self.address}/enter#{secret}"


@contextmanager
def scene(
    folder: Path, *, is_empty: bool = False, at: datetime = OPENING, hours: Hours = ALWAYS
) -> Iterator[Scene]:
    """Run the hall as it is at NOW, or with nobody there as it is at a moment."""
    clock = MovedClock(at - timedelta(minutes=10))
    chance = random.Random(SEED)  # noqa: S311 -- the same morning each time
    store = open_seeded(folder, clock, chance)
    site = seed_hall(store, slug=SITE, epoch="2026-11-23")
    set_hours(store, site, hours)
    accounts, devices = known(store)
    with store.write(site, by=SYSTEM) as tx:
        paired = pair_device(tx, make_device_link(tx, devices[("kiosk", None)]))
    clock.at = at
    if not is_empty:
        crowd(store, clock, site, accounts, devices, chance).live()
    store.clock = running_clock(clock.at)
    with ExitStack() as stack:
        server, address, fall_silent = stack.enter_context(serving_server(store))
        printer = EmulatedPrinter(clock=store.clock)
        line = stack.enter_context(TcpPrinter(printer))
        own = Device(address, site, paired.key, paired.issuer_no or 1, refused=False)
        printers = (f"tcp://{HOST}:{line.port}",)
        settings = Config(data=folder / "kiosk", printers=printers, scanner=WEDGE)
        agent, kiosk = stack.enter_context(serving_kiosk(settings, own, store.clock, chance))
        yield Scene(server, address, agent, kiosk, printer, site, accounts, devices, fall_silent)


def open_seeded(folder: Path, clock: Clock, chance: random.Random) -> Store:
    database = Database(f"sqlite:///{folder / 'server' / 'motcua.db'}")
    migrate(database)
    return Store(database, clock=clock, random_bytes=chance.randbytes)


def known(store: Store) -> tuple[dict[str, str], dict[tuple[str, int | None], str]]:
    """Give the ids of accounts by login and of devices by kind and counter."""
    with store.read() as connection:
        people = connection.execute(select(account.c.login, account.c.id)).all()
        things = connection.execute(select(device.c.kind, device.c.counter, device.c.id)).all()
    return dict(map(tuple, people)), {(kind, n): id_ for kind, n, id_ in things}


def crowd(
    store: Store,
    clock: MovedClock,
    site: str,
    accounts: dict[str, str],
    devices: dict[tuple[str, int | None], str],
    chance: random.Random,
) -> Crowd:
    return Crowd(
        store=store,
        clock=clock,
        site=site,
        kiosk=devices[("kiosk", None)],
        officers={n: accounts[f"quay{n}"] for n in range(1, 6)},
        pads={n: devices[("pad", n)] for n in range(1, 6)},
        chance=chance,
        ends=NOW,
        idle_at_end=IDLE,
        resting_at_end=RESTING,
    )


def running_clock(began_at: datetime) -> Clock:
    """A clock that stands at `began_at` now and goes on."""
    began_s = time.monotonic()
    return lambda: began_at + timedelta(seconds=time.monotonic() - began_s)


@contextmanager
def serving_server(store: Store) -> Iterator[tuple[Server, str, Callable[[], None]]]:
    """Serve; the last thing given ends it as pulling the plug does."""
    server = create_server(store, public_url=PUBLIC_URL)
    with listening(server.app, store.clock) as (address, stop_listening):

        def fall_silent() -> None:
            stop_listening()
            server.publisher.stop()
            for seat in server.presence.seats():
                server.presence.close(seat.sid)

        server.start()
        yield server, address, fall_silent
        server.stop()


@contextmanager
def serving_kiosk(
    config: Config, device: Device, clock: Clock, chance: random.Random
) -> Iterator[tuple[Agent, str]]:
    own = KioskStore(config.data)
    own.pair(device, at=clock())
    own.close()
    world = World(
        wall=clock,
        elapsed_s=time.monotonic,
        boot="pictures",
        is_wall_set=lambda: True,
        random_bytes=chance.randbytes,
        pause=time.sleep,
    )
    agent = Agent(config, world=world, pool=open_pool())
    with listening(create_app(agent), clock) as (address, _):
        agent.start()
        yield agent, address
        agent.stop()


def answering(clock: Clock) -> type[WSGIRequestHandler]:
    """Give what answers requests: silent, and with the scene's time in the header `Date`.

    Kiosks and pages learn the time from that header, which is the machine's otherwise.
    """

    class Answering(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 -- theirs
            return

        def date_time_string(self, timestamp: float | None = None) -> str:
            return http_date(clock())

    return Answering


@contextmanager
def listening(app: Callable[..., Any], clock: Clock) -> Iterator[tuple[str, Callable[[], None]]]:
    """Serve an app on a free port; gives its address and what ends it."""
    server = make_server(HOST, 0, app, threaded=True, request_handler=answering(clock))
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()

    def stop() -> None:
        if serving.is_alive():
            server.shutdown()
            server.server_close()
            serving.join()

    yield f"http://{HOST}:{server.server_port}", stop
    stop()
