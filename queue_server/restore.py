"""Going on from a copy: the database is put back, and each site begins a new epoch (I20).

All of it is done to a copy of the copy, which then takes the database's place: whatever breaks
off before leaves everything as it was.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from protocol.events import SYSTEM
from protocol.ids import RandomBytes
from protocol.instants import Clock, format_instant
from protocol.numbering import ISSUER_MAX, make_label
from queue_server.actions.epoch import begin_epoch
from queue_server.domain.device import DeviceState
from queue_server.queries.access import list_devices
from queue_server.store.backup import (
    STAGED,
    CopyFailed,
    Mark,
    check_database,
    copy_pages,
    fresh_file,
    put_in_place,
    speaking_of,
)
from queue_server.store.db import Database
from queue_server.store.journal import Head
from queue_server.store.migrate import migrate
from queue_server.store.reading import list_sites, load_head
from queue_server.store.store import Store

# Kiosks that may have been paired since the copy was taken: their numbers are not given again.
PAIRED_SINCE_MAX = 10

Heads = Mapping[str, Head]


@dataclass(frozen=True)
class RestoredSite:
    """A site that goes on: from which mark, in which epoch, under which issuer number today.

    `lost` counts the journal rows of the replaced database that the copy has not; None where
    nobody can know. `devices` may act, also those that were revoked since.
    """

    mark: Mark
    head: Head
    lost: int | None
    devices: list[dict[str, Any]]

    def lines(self) -> list[str]:
        """Say it in plain words, for whoever has to see to the rest."""
        mark, head = self.mark, self.head
        at, day = format_instant(mark.recorded_at), head.restored_on
        label = make_label("B", 1, head.restored_issuer_no)
        return [
            f"{mark.site}: goes on after journal row {mark.seq} of {at}, hash {mark.hash}",
            f"  epoch {head.epoch} follows {mark.epoch}",
            *([] if self.lost is None else [f"  {self.lost} later rows were lost"]),
            f"  labels of {day:%d/%m/%Y} are written like {label}, those of other days as ever",
            "  everybody signs in anew; revoke again what was revoked since, these may act:",
            *(f"    {_name(device)}" for device in self.devices),
        ]


def _name(device: dict[str, Any]) -> str:
    counter, number = device["counter"], device["issuer_no"]
    place = "" if counter is None else f", counter {counter}"
    issuer = "" if number is None else f", issuer {number}"
    return f"{device['kind']} {device['name']}{place}{issuer}, {device['id']}"


@dataclass(frozen=True)
class Origin:
    """What a restore is told: the time, chance, and the highest issuer number seen on a slip."""

    clock: Clock
    random_bytes: RandomBytes
    issuer_seen: int = 0


def restore_copy(url: str, copy: Path, *, origin: Origin) -> tuple[list[RestoredSite], Path | None]:
    """Put a copy in the database's place; gives its sites and where the replaced one is kept.

    Refuses with StoreInUse while a server runs, and with CopyFailed what is damaged, untrue, of
    a newer version or of the future.
    """
    place = Path(str(make_url(url).database)).resolve()
    with closing(Database(url)):  # holds the file against servers; nothing is read or written
        replaced = _heads_of(place)
        staged = place.with_name(place.name + STAGED)
        aside = place.with_name(f"{place.name}.replaced-{origin.clock():%Y%m%dT%H%M%SZ}")
        with speaking_of(f"{copy} was not put back"), fresh_file(staged):
            copy_pages(copy, staged)
            sites = adopt(f"sqlite:///{staged}", origin=origin, replaced=replaced)
            has_old = put_in_place(staged, place, aside=aside)
    return sites, aside if has_old else None


def adopt(url: str, *, origin: Origin, replaced: Heads | None = None) -> list[RestoredSite]:
    """Begin new epochs in a database that was put back by other means, such as pg_restore.

    `replaced` are the heads of the database it takes the place of, where they can be read.
    Refuses with StoreInUse while a server holds an SQLite file, and with CopyFailed.
    """
    with closing(Database(url)) as database, speaking_of("no epoch was begun"):
        _modernise(database)
        marks = check_database(database)
        _check_clock(marks, origin.clock())
        store = Store(database, clock=origin.clock, random_bytes=origin.random_bytes)
        return [_begin(store, mark, origin, (replaced or {}).get(mark.site)) for mark in marks]


def _modernise(database: Database) -> None:
    try:
        migrate(database)
    except CommandError as unknown:
        raise CopyFailed(f"a newer version wrote it: {unknown}") from unknown


def _check_clock(marks: list[Mark], now: datetime) -> None:
    """A clock that is behind would end the day of the fresh issuer number too early."""
    newest = max(mark.recorded_at for mark in marks)
    if now < newest:
        said, last = format_instant(now), format_instant(newest)
        raise CopyFailed(f"the clock says {said}, but there are facts of {last}: set it first")


def _begin(store: Store, mark: Mark, origin: Origin, replaced: Head | None) -> RestoredSite:
    known = store.head(mark.site).issuer_no
    seen = max(known, origin.issuer_seen, 0 if replaced is None else replaced.issuer_no)
    issuer_no = seen + PAIRED_SINCE_MAX + 1
    if issuer_no > ISSUER_MAX:
        raise CopyFailed(f"{mark.site}: the issuer numbers are used up")
    epoch = f"{origin.clock():%Y%m%dT%H%M%S}-{origin.random_bytes(4).hex()}"
    with store.write(mark.site, by=SYSTEM) as tx:
        begin_epoch(tx, epoch=epoch, issuer_no=issuer_no)
    lost = None if replaced is None else max(0, replaced.seq - mark.seq)
    with store.read() as connection:
        found = list_devices(connection, mark.site)
    devices = [device for device in found if device["state"] == DeviceState.PAIRED]
    return RestoredSite(mark, store.head(mark.site), lost, devices)


def _heads_of(place: Path) -> dict[str, Head]:
    """Give what can still be read of a database that is to be replaced; often nothing."""
    if not place.is_file():
        return {}
    try:
        old = Database(f"sqlite:///{place}", is_server=False)
        with closing(old), old.read() as connection:
            heads = {site: load_head(connection, site) for site in list_sites(connection)}
    except DBAPIError:
        return {}
    return {site: head for site, head in heads.items() if head is not None}
