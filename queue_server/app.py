"""Wires the server's parts: the only place that knows the clock, the screens and all layers."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from apiflask import APIFlask
from flask_socketio import SocketIO
from werkzeug.middleware.proxy_fix import ProxyFix

from display.blueprint import create_display
from protocol.instants import Clock
from queue_server.api import (
    accounts,
    counters,
    days,
    devices,
    following,
    health,
    looking,
    pairings,
    publishing,
    reception,
    reports,
    screens,
    servings,
    sessions,
    setting_up,
    signing_in,
    slips,
    speech,
    tickets,
)
from queue_server.api.bounds import install_bounds
from queue_server.api.errors import answer_http, install_errors
from queue_server.api.headers import install_headers
from queue_server.api.openapi import install_spec
from queue_server.api.permit import install_permits
from queue_server.config import ServerConfig
from queue_server.first_start import SetupDoor
from queue_server.hashing import Hasher
from queue_server.keeper import Keeper
from queue_server.limits import Limits
from queue_server.pages.blueprint import create_pages
from queue_server.parts import EXTENSION, Parts, make_guards
from queue_server.queries.credentials import has_administrator
from queue_server.realtime.namespace import create_sockets, install_handlers
from queue_server.realtime.presence import Presence
from queue_server.realtime.publisher import Publisher
from queue_server.store.db import Database
from queue_server.store.migrate import migrate
from queue_server.store.seals import Sealer, open_key
from queue_server.store.store import Store

SOCKETS_DEFAULT = 128
ROOMS = (tickets, slips, servings, counters, days, following, publishing, screens, health)


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@dataclass
class Server:
    """A server ready to be run: the app, its sockets and its threads."""

    app: APIFlask
    sockets: SocketIO
    store: Store
    publisher: Publisher
    presence: Presence
    keeper: Keeper

    def open_setup(self, note: Path | None) -> str | None:
        """Give the code of the first start, kept in `note` too; None once there is a way in."""
        with self.store.read() as connection:
            if has_administrator(connection):
                return None
        own: Parts = self.app.extensions[EXTENSION]
        return own.setup.open(note)

    def start(self) -> None:
        """Start the threads."""
        self.publisher.start()
        self.keeper.start()

    def stop(self) -> None:
        """Stop the threads and let go of the database."""
        self.publisher.stop()
        self.keeper.stop()
        self.store.close()


def open_store(url: str, *, clock: Clock = utc_now) -> Store:
    """Open a database as its server and bring it to the newest schema."""
    database = Database(url)
    migrate(database)
    return Store(database, clock=clock, random_bytes=os.urandom)


def make_sealer(store: Store, config: ServerConfig) -> Sealer | None:
    """Give who signs the journals, with the key of this server; None where none is set."""
    path = config.sealing_key
    if path is None:
        return None
    return Sealer(store, key=open_key(path), second_place=config.seals_to)


def open_beside(url: str, *, may_write: bool, clock: Clock = utc_now) -> Store:
    """Open a database beside its server, which alone migrates and checkpoints it."""
    database = Database(url, is_server=False, may_write=may_write)
    return Store(database, clock=clock, random_bytes=os.urandom)


def create_server(
    store: Store,
    *,
    public_url: str = "",
    sockets_max: int = SOCKETS_DEFAULT,
    voices: Path | None = None,
    media: Path | None = None,
    sealer: Sealer | None = None,
    rate_factor: float = 0.0,
    hasher: Hasher | None = None,
    proxies: int = 0,
) -> Server:
    """Make the server on a store; `voices` and `media` are folders with the hall's own files.

    `rate_factor` multiplies the rates of `domain/rates.py`; 0 sets no limits. `proxies` stand
    before it: each has named the address it was asked from.
    """
    app = APIFlask(
        "queue_server",
        title="motcua",
        version="1",
        spec_path="/api/v1/openapi.json",
        docs_path=None,
    )
    install_bounds(app)
    install_spec(app)
    presence = Presence(seats_max=sockets_max, clock=store.clock)
    own = _parts(store, presence, public_url=public_url, rate_factor=rate_factor, hasher=hasher)
    app.extensions[EXTENSION] = own
    install_errors(app)
    install_permits(app)
    install_headers(app)
    for blueprint in (
        *(room.blueprint for room in ROOMS),
        *looking.BLUEPRINTS,
        *reports.BLUEPRINTS,
        *reception.BLUEPRINTS,
        *sessions.BLUEPRINTS,
        devices.devices,
        *signing_in.BLUEPRINTS,
        setting_up.setup,
        pairings.pairings,
        accounts.blueprint,
        *speech.BLUEPRINTS,
        create_pages(answer_http),
        create_display(voices, media),
    ):
        app.register_blueprint(blueprint)
    sockets = create_sockets(app)
    publisher = Publisher(
        store, presence, lambda event, said, room: sockets.emit(event, said, to=room)
    )
    install_handlers(sockets, own, presence, publisher)
    _believe(app, proxies)
    return Server(app, sockets, store, publisher, presence, Keeper(store, sealer=sealer))


def _believe(app: APIFlask, proxies: int) -> None:
    """Take the address that the nearest proxies saw for the one that asks."""
    if proxies:
        near = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)
        app.wsgi_app = near  # type: ignore[method-assign]


def _parts(
    store: Store,
    presence: Presence,
    *,
    public_url: str,
    rate_factor: float,
    hasher: Hasher | None,
) -> Parts:
    return Parts(
        store=store,
        public_url=public_url.rstrip("/"),
        audience=presence,
        monotonic=time.monotonic,
        limits=Limits(time.monotonic, factor=rate_factor),
        guards=make_guards(time.monotonic),
        hasher=hasher or Hasher(store.random_bytes),
        setup=SetupDoor(store.random_bytes, time.monotonic),
    )
