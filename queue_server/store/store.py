"""The store as actions see it: `with store.write(site, by=…) as tx:` is one decision.

A transaction locks its site, holds "now" and the catalogue, records facts, and writes rows and
journal together. Whoever listens is told afterwards that something changed, never what.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, Result

from protocol.events import Actor, EventType
from protocol.ids import RandomBytes, new_id, new_secret, new_token
from protocol.instants import Clock
from queue_server.domain.site import Catalogue, SiteSettings
from queue_server.store.db import Database
from queue_server.store.journal import Head, Recorder, lock_head
from queue_server.store.reading import load_head, load_site, load_today

Doorbell = Callable[[str, int], None]
SITES_CACHED_MAX = 512


class SiteUnknown(Exception):
    """No such site in this database: a bug or a wrong configuration, never a citizen's doing."""


@dataclass(frozen=True)
class SiteRecord:
    """A site as it is stored."""

    code: str
    slug: str
    kind: str
    name_vi: str
    name_en: str
    settings: SiteSettings


class Tx:
    """One transaction of one site."""

    def __init__(
        self, store: "Store", connection: Connection, recorder: Recorder, site: SiteRecord
    ) -> None:
        """Made by Store.write only."""
        self.connection = connection
        self.site = site
        self._store = store
        self._recorder = recorder
        self._began = recorder.seq

    @property
    def code(self) -> str:
        """The site's code."""
        return self.site.code

    @property
    def settings(self) -> SiteSettings:
        """The site's settings."""
        return self.site.settings

    @property
    def now(self) -> datetime:
        """The one instant of this transaction."""
        return self._recorder.now

    @property
    def by(self) -> Actor:
        """Who does it."""
        return self._recorder.by

    @property
    def seq(self) -> int:
        """The newest seq of the site, this transaction's facts included."""
        return self._recorder.seq

    @property
    def head(self) -> Recorder:
        """The open service day and the catalogue's date, to be moved with the facts."""
        return self._recorder

    @property
    def catalogue(self) -> Catalogue:
        """What the hall offers now; what this transaction changed is not cached before its end."""
        seq = self._recorder.catalogue_seq
        if seq > self._began:
            return load_today(self.connection, self.code)
        return self._store.catalogue(self.connection, self.code, seq)

    def record(
        self,
        type_: EventType,
        subject: str,
        payload: dict[str, Any],
        *,
        at: datetime | None = None,
        id_: str | None = None,
    ) -> int:
        """Add a fact to the journal and give its seq.

        `at` is when it happened, else now; `id_` the id it was given where it happened.
        """
        id_ = id_ or self.new_id()
        return self._recorder.record(type_, id_=id_, subject=subject, payload=payload, at=at)

    def new_id(self) -> str:
        """Give a new id."""
        return new_id(self.now, self._store.random_bytes)

    def new_token(self) -> str:
        """Give a new slip token."""
        return new_token(self._store.random_bytes)

    def new_secret(self, prefix: str) -> str:
        """Give a new secret; store `hash_secret` of it."""
        return new_secret(self._store.random_bytes, prefix=prefix)

    def run(self, statement: Executable, **values: Any) -> Result[Any]:
        """Execute a statement in this transaction."""
        return self.connection.execute(statement, values)


class Store:
    """One database, its clock and randomness, its catalogues, and who wants to hear of changes."""

    def __init__(self, database: Database, *, clock: Clock, random_bytes: RandomBytes) -> None:
        """Wire the parts; nothing is read yet."""
        self.database = database
        self.clock = clock
        self.random_bytes = random_bytes
        self.doorbells: list[Doorbell] = []
        self._sites: dict[str, tuple[int, SiteRecord]] = {}
        self._catalogues: dict[str, tuple[int, Catalogue]] = {}

    @contextmanager
    def write(self, site: str, *, by: Actor) -> Iterator[Tx]:
        """Decide something at a site: rows and journal are committed together or not at all."""
        with self.database.write() as connection:
            at = lock_head(connection, site)
            if at is None:
                raise SiteUnknown(site)
            recorder = Recorder(site=site, at=at, by=by, now=self.clock())
            tx = Tx(self, connection, recorder, self.site(connection, site, at.catalogue_seq))
            yield tx
            recorder.write(connection)
        if recorder.rows:
            self._ring(site, recorder.seq)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Look at one snapshot."""
        with self.database.read() as connection:
            yield connection

    def head(self, site: str) -> Head:
        """Give where a site's journal stands now; SiteUnknown if there is none."""
        with self.read() as connection:
            found = load_head(connection, site)
        if found is None:
            raise SiteUnknown(site)
        return found

    def site(self, connection: Connection, code: str, seq: int | None = None) -> SiteRecord:
        """Give a site's record; SiteUnknown if there is none.

        Its settings are published with its catalogue: cached as of `seq` until another is
        published. Who does not know that seq reads it anew.
        """
        cached = self._sites.get(code)
        if cached is not None and cached[0] == seq:
            return cached[1]
        row = load_site(connection, code)
        if row is None:
            raise SiteUnknown(code)
        record = SiteRecord(**{**row, "settings": SiteSettings.parse(row["settings"])})
        if seq is not None and (code in self._sites or len(self._sites) < SITES_CACHED_MAX):
            self._sites[code] = (seq, record)
        return record

    def forget_sites(self) -> None:
        """Read every site's record anew: its settings were changed."""
        self._sites.clear()

    def catalogue(self, connection: Connection, site: str, seq: int) -> Catalogue:
        """Give what a hall offers since `seq`; cached until it offers something else."""
        cached = self._catalogues.get(site)
        if cached is not None and cached[0] == seq:
            return cached[1]
        catalogue = load_today(connection, site)
        if len(self._catalogues) >= SITES_CACHED_MAX:
            self._catalogues.clear()
        self._catalogues[site] = (seq, catalogue)
        return catalogue

    def _ring(self, site: str, seq: int) -> None:
        for doorbell in self.doorbells:
            doorbell(site, seq)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def hash_secret(secret: str) -> str:
    """Give what is stored of a 256-bit secret: SHA-256 is enough, it cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


__all__ = ["Head", "SiteRecord", "SiteUnknown", "Store", "Tx", "hash_secret"]
