"""Connections: one durable writer and many readers (decision D14).

SQLite: WAL with `synchronous=FULL`; one writer connection under an in-process lock, which is
also the only checkpointer (the WAL-reset bug of 3.7.0 to 3.51.2 needs two; reliability.md 0.2);
readers are `query_only`; a second server on one file is refused by a lock file. PostgreSQL: a
pool, and each site's head row is the lock. Same statements on both.
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

READERS_MAX = 16
WRITERS_MAX = 16
BUSY_MS = 5_000
WRITER_WAIT_S = 10.0


class StoreInUse(Exception):
    """Another server holds this database file."""


class StoreReadOnly(Exception):
    """This database was opened to look at, not to write."""


class Database:
    """The writer and the readers of one database; `write()` holds the writer, `read()` a reader."""

    def __init__(self, url: str, *, is_server: bool = True, may_write: bool = False) -> None:
        """Open a database URL; a server also takes the lock of an SQLite file, or StoreInUse.

        Who is no server (`motcua verify`) makes no file and never checkpoints. It only reads,
        unless it `may_write` beside the server (`motcua catalogue`): SQLite lets one at a time.
        """
        self.url = make_url(url)
        self.may_write = is_server or may_write
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._lock = threading.Lock()
        self._held: IO[str] | None = None
        self._writing: Connection | None = None  # kept: a pool's round trip costs more than a row
        if self.is_sqlite:
            if is_server:
                self._take_file()
                self.writer = _sqlite_writer(self.url)
            elif may_write:
                self.writer = _sqlite_writer(_opened(self.url, "rw"), "wal_autocheckpoint=0")
            self.readers = _sqlite_readers(self.url if is_server else _opened(self.url, "ro"))
        else:
            self.writer = create_engine(
                url, pool_size=WRITERS_MAX, max_overflow=0, pool_pre_ping=True
            )
            # One reader is one snapshot: a view must not mix two moments.
            self.readers = self.writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        if not self.may_write:
            self.writer = self.readers

    def _take_file(self) -> None:
        path = Path(str(self.url.database))
        path.parent.mkdir(parents=True, exist_ok=True)
        held = path.with_name(path.name + ".lock").open("w")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            held.close()
            raise StoreInUse(str(path)) from None
        self._held = held

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Hold the writer in one transaction: committed at the end, rolled back on any error."""
        if not self.may_write:
            raise StoreReadOnly(self.url.database)
        if not self.is_sqlite:
            with self.writer.begin() as connection:
                yield connection
            return
        if not self._lock.acquire(timeout=WRITER_WAIT_S):
            raise TimeoutError("the writer did not come free")
        try:
            connection = self._writing or self.writer.connect()
            self._writing = connection
            with connection.begin():
                yield connection
        except OperationalError:
            self._drop_writer()
            raise
        finally:
            self._lock.release()

    def _drop_writer(self) -> None:
        """Never go on with a connection that failed to write (F11)."""
        if self._writing is not None:
            self._writing.invalidate()
            self._writing.close()
            self._writing = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Hold a reader: one snapshot that can change nothing."""
        with self.readers.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go of connections and of the file."""
        self.readers.dispose()  # first: who closes last checkpoints, and that is the writer
        self._drop_writer()
        self.writer.dispose()
        if self._held is not None:
            self._held.close()


def _sqlite_writer(url: URL, *pragmas: str) -> Engine:
    engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    _prepare(
        engine, pragmas=("journal_mode=WAL", "synchronous=FULL", *pragmas), begin="BEGIN IMMEDIATE"
    )
    return engine


def _sqlite_readers(url: URL) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=READERS_MAX,
        max_overflow=READERS_MAX,
        connect_args={"check_same_thread": False},
    )
    _prepare(engine, pragmas=("query_only=ON", "wal_autocheckpoint=0"), begin="BEGIN")
    return engine


def _opened(url: URL, mode: str) -> URL:
    """The same file by a URI that makes no file, and with `ro` lets nothing through."""
    path = Path(str(url.database)).resolve()
    return url.set(database=path.as_uri()).update_query_dict({"mode": mode, "uri": "true"})


def _prepare(engine: Engine, *, pragmas: tuple[str, ...], begin: str) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins by itself, the driver must not
        for pragma in (f"busy_timeout={BUSY_MS}", "foreign_keys=ON", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute(begin)
