"""Copies of an SQLite database: taken while the server writes, checked, put back in its place.

A copied file is not a backup: what was committed last stands in the file beside it (`-wal`), so
most such copies lack acknowledged tickets. Here SQLite itself copies the pages of one moment,
over a connection that only reads. A copy gets its name when it is on the disk, whole, and found
true by the same replay as `motcua verify`; until then it is called `….part`.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from queue_server.store.db import Database
from queue_server.store.reading import load_head
from queue_server.store.tables.journal import journal
from queue_server.store.verify import sites_to_verify, verify_site

PAGES_AT_ONCE = 1_024
FINDINGS_SHOWN = 5
PART, STAGED = ".part", ".restoring"
# What SQLite keeps beside a database, and what belongs to it when it is moved.
SIDE_FILES = ("-wal", "-shm", "-journal")
LOCK = ".lock"
# Accounts, codes and tokens stand in a copy as they do in the database.
OWNER_ONLY = 0o600

# Called with what was done just now; tests end the process there.
Checkpoint = Callable[[str], None]


class CopyFailed(Exception):
    """No copy was made or put back, or none that may be trusted; says why in plain words."""


@dataclass(frozen=True)
class Mark:
    """Where a site's journal ends in a copy: noted elsewhere, it betrays any later change."""

    site: str
    epoch: str
    seq: int
    hash: str
    recorded_at: datetime


def go_on(_done: str) -> None:
    """The checkpoint of the product: nothing happens there."""


def take_copy(source: Path, to: Path, *, checkpoint: Checkpoint = go_on) -> list[Mark]:
    """Copy a database that may be in use and give the marks of its sites; CopyFailed if not.

    What stood at `to` before is replaced only by a copy that is whole and true.
    """
    if to.exists() and source.exists() and to.samefile(source):
        raise CopyFailed(f"{to} is the database itself")
    part = to.with_name(to.name + PART)
    with speaking_of(f"no copy was made at {to}"), fresh_file(part):
        copy_pages(source, part, checkpoint=checkpoint)
        checkpoint("copied")
        with closing(Database(f"sqlite:///{part}", is_server=False)) as copied:
            marks = check_database(copied)
        checkpoint("checked")
        _sync(part)
        part.replace(to)
        checkpoint("renamed")
        _sync(to.parent)
    return marks


@contextmanager
def speaking_of(what: str) -> Iterator[None]:
    """Say whatever the disk or the driver refuses as CopyFailed."""
    try:
        yield
    except DBAPIError as fault:
        raise CopyFailed(f"{what}: {fault.orig}") from fault
    except (sqlite3.Error, OSError) as fault:
        raise CopyFailed(f"{what}: {fault}") from fault


@contextmanager
def fresh_file(path: Path) -> Iterator[None]:
    """Hold an empty file of one's own; unless it was renamed it is gone afterwards."""
    held = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CopyFailed(f"somebody else is writing {path}") from None
        os.ftruncate(held, 0)
        _remove(path, *SIDE_FILES)  # of an earlier one that was broken off
        try:
            yield
        finally:
            _remove(path, "", *SIDE_FILES, LOCK)
    finally:
        os.close(held)


def copy_pages(source: Path, to: Path, *, checkpoint: Checkpoint = go_on) -> None:
    """Copy all pages as they are at one moment into an empty file; the writer beside goes on."""
    if not source.is_file():
        raise CopyFailed(f"there is no database at {source}")
    if source.name.endswith((PART, STAGED)):
        raise CopyFailed(f"{source} was broken off before it was whole")
    database = Database(f"sqlite:///{source}", is_server=False)
    with closing(database), closing(sqlite3.connect(to)) as target, database.read() as connection:
        # A read that does not end holds the moment; else each commit beside would begin it anew.
        connection.exec_driver_sql("SELECT 1 FROM sqlite_master").all()
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.backup(target, pages=PAGES_AT_ONCE, progress=lambda *_: checkpoint("copying"))
        # One file, nothing beside it, readable where nothing may be written.
        target.execute("PRAGMA journal_mode=DELETE")


def check_database(database: Database) -> list[Mark]:
    """Give the mark of each site; CopyFailed unless every page is whole and every row is true."""
    with database.read() as connection:
        if database.is_sqlite:
            _check_pages(connection)
        sites = sites_to_verify(connection)
        if not sites:
            raise CopyFailed("there is no site in it")
        return [_check_site(connection, site) for site in sites]


def _check_pages(connection: Connection) -> None:
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    if found != ["ok"]:
        raise CopyFailed("; ".join(["its pages are damaged", *found[:FINDINGS_SHOWN]]))


def _check_site(connection: Connection, site: str) -> Mark:
    report = verify_site(connection, site)
    head = load_head(connection, site)
    if head is None or not report.is_clean:
        raise CopyFailed("\n".join(report.lines()[: FINDINGS_SHOWN + 1]))
    last = select(journal.c.recorded_at).where(journal.c.site == site, journal.c.seq == head.seq)
    return Mark(site, head.epoch, head.seq, head.hash, connection.execute(last).scalar_one())


def put_in_place(staged: Path, place: Path, *, aside: Path) -> bool:
    """Rename a closed database to `place`; tells whether another stood there, now at `aside`.

    Broken off half way there is no database at `place`, never one without what belongs to it.
    """
    if _beside(staged, "-wal").exists():
        raise CopyFailed(f"{staged} is still in use")
    _sync(staged)
    has_old = place.exists()
    for end in ("", *SIDE_FILES):
        if _beside(place, end).exists():
            _beside(place, end).rename(_beside(aside, end))
    staged.rename(place)
    _sync(place.parent)
    return has_old


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _remove(path: Path, *ends: str) -> None:
    for end in ends:
        _beside(path, end).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Put a file, or the names in a folder, on the disk."""
    held = os.open(path, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
