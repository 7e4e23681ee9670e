"""The append-only journal: one row for each change, numbered per site without gaps, chained.

A row's hash is SHA-256 over the hash before it and the row's own canonical JSON, so an edit,
swap, insertion or cut shows at the first row after it. `seq` comes from the site's head row,
which every writing transaction locks first: commit order is seq order.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from protocol.events import EVENT_TYPES, Actor, EventType
from protocol.instants import to_ms
from queue_server.store.prepared import Prepared
from queue_server.store.tables.journal import head, journal

GENESIS = "0" * 64
VERSION = 1
# Characters: a catalogue of sixty services with their papers and a year of days off.
PAYLOAD_MAX = 200_000


class Head(NamedTuple):
    """Where a site's journal stands; `day` is the open service day.

    `restored_on` is the day on which its database was last restored from a copy.
    """

    epoch: str
    seq: int
    hash: str
    catalogue_seq: int
    issuer_no: int
    day: Any
    restored_on: Any = None
    restored_issuer_no: int | None = None

    def issuer_on(self, day: date) -> int | None:
        """Give the number the site's own labels carry on a day: none, unless it was restored.

        Up to the day of the restore another server, now lost, may have given any plain label.
        """
        is_lost = self.restored_on is not None and day <= self.restored_on
        return self.restored_issuer_no if is_lost else None


HEAD_COLUMNS = [head.c[name] for name in Head._fields]
_lock_head = select(*HEAD_COLUMNS).where(head.c.site == bindparam("b_site")).with_for_update()
_move_head = Prepared(
    update(head)
    .where(head.c.site == bindparam("b_site"))
    .values(
        seq=bindparam("b_seq"),
        hash=bindparam("b_hash"),
        catalogue_seq=bindparam("b_catalogue_seq"),
        issuer_no=bindparam("b_issuer_no"),
        day=bindparam("b_day"),
    )
)
_insert = Prepared(insert(journal), names=journal.c.keys())


# Made once: json.dumps would make a new one for every fact.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: Any) -> str:
    """Write JSON in the one way that is hashed: sorted keys, no spaces, real letters."""
    return _encode(value)


def lock_head(connection: Connection, site: str) -> Head | None:
    """Take the site's head row; None when the site does not exist."""
    row = connection.execute(_lock_head, {"b_site": site}).first()
    return None if row is None else Head(*row)


def row_hash(before: str, row: dict[str, Any]) -> str:
    """Give the hash of a journal row that follows one with hash `before`."""
    body = [
        row["site"],
        row["epoch"],
        row["seq"],
        row["id"],
        row["type"],
        row["v"],
        to_ms(row["at"]),
        to_ms(row["recorded_at"]),
        row["by_kind"],
        row["by_id"],
        row["subject"],
        row["payload"],
    ]
    return hashlib.sha256((before + canonical(body)).encode()).hexdigest()


def totals_digest(day: date, totals: Mapping[str, int]) -> str:
    """Give the hash that closes a day: over the day and its tickets counted by state."""
    return hashlib.sha256(canonical([day.isoformat(), totals]).encode()).hexdigest()


class Recorder:
    """The facts of one transaction, numbered as they are recorded, written together at its end."""

    def __init__(self, *, site: str, at: Head, by: Actor, now: datetime) -> None:
        """Begin after the head that the transaction locked."""
        self.site = site
        self.at = at
        self.by = by
        self.now = now
        self.rows: list[dict[str, Any]] = []
        self.catalogue_seq = at.catalogue_seq
        self.issuer_no = at.issuer_no
        self.day = at.day
        self._hash = at.hash

    def begin_epoch(self, connection: Connection, epoch: str, *, day: date) -> None:
        """Go on in another epoch; labels up to `day` carry the newest issuer number."""
        begun: dict[str, Any] = {"epoch": epoch, "restored_on": day}
        begun["restored_issuer_no"] = self.issuer_no
        connection.execute(update(head).where(head.c.site == self.site).values(begun))
        self.at = self.at._replace(**begun)

    @property
    def seq(self) -> int:
        """The newest number given, or the head's where nothing was recorded."""
        return self.at.seq + len(self.rows)

    def record(
        self,
        type_: EventType,
        *,
        id_: str,
        subject: str,
        payload: dict[str, Any],
        at: datetime | None,
    ) -> int:
        """Add a fact and give its seq."""
        if type_ not in EVENT_TYPES:
            raise ValueError(f"not a fact this journal knows: {type_}")
        text = canonical(payload)
        if len(text) > PAYLOAD_MAX:
            raise ValueError(f"payload of {type_} is too large")
        row = {
            "site": self.site,
            "seq": self.seq + 1,
            "epoch": self.at.epoch,
            "id": id_,
            "type": type_,
            "v": VERSION,
            "at": at or self.now,
            "recorded_at": self.now,
            "by_kind": self.by.kind,
            "by_id": self.by.id,
            "subject": subject,
            "payload": text,
        }
        self._hash = row["hash"] = row_hash(self._hash, row)
        self.rows.append(row)
        return self.seq

    def write(self, connection: Connection) -> None:
        """Append what was recorded and move the head."""
        if not self.rows:
            return
        _insert.run_all(connection, self.rows)
        _move_head.run(
            connection,
            {
                "b_site": self.site,
                "b_seq": self.seq,
                "b_hash": self._hash,
                "b_catalogue_seq": self.catalogue_seq,
                "b_issuer_no": self.issuer_no,
                "b_day": self.day,
            },
        )


def read_journal(
    connection: Connection, site: str, *, after: int = 0, batch: int = 5_000
) -> Iterable[dict[str, Any]]:
    """Give a site's rows in order, `batch` at a time, from the row after `after`."""
    while True:
        rows = (
            connection.execute(
                select(journal)
                .where(journal.c.site == site, journal.c.seq > after)
                .order_by(journal.c.seq)
                .limit(batch)
            )
            .mappings()
            .all()
        )
        yield from (dict(row) for row in rows)
        if len(rows) < batch:
            return
        after = rows[-1]["seq"]
