"""Loads past days in bulk: tickets called and missed, and a journal whose chain holds."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from protocol.instants import EPOCH, local_time, to_ms
from protocol.numbering import make_label, provisional_code
from queue_server.domain.keeping import commit
from queue_server.domain.site import SiteSettings
from queue_server.store.journal import canonical, row_hash
from queue_server.store.tables.queue import ticket

PER_DAY = 1_200
LETTER, FIELD, SERVICE = "H", "HT", "HT01"
COUNTER, ISSUER = 3, 1
BATCH_DAYS = 20
SALT_LETTERS = 27
FIRST = date(2020, 1, 6)


@dataclass
class Loader:
    """Writes days one after the other from the head of a site's journal."""

    connection: sqlite3.Connection
    site: str
    epoch: str
    seq: int
    hash: str
    officer: str
    made: int = 0

    def new_id(self) -> str:
        """Give an id nobody else has: bulk data needs no randomness, only difference."""
        self.made += 1
        digits = f"{0x70000000_0000_7000_8000_000000000000 + self.made:032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def record(
        self, type_: str, subject: str, payload: dict[str, Any], at_ms: int
    ) -> tuple[Any, ...]:
        """Give the next journal row."""
        self.seq += 1
        at = EPOCH + timedelta(milliseconds=at_ms)
        row = {
            "site": self.site,
            "seq": self.seq,
            "epoch": self.epoch,
            "id": self.new_id(),
            "type": type_,
            "v": 1,
            "at": at,
            "recorded_at": at,
            "by_kind": "system",
            "by_id": "rule",
            "subject": subject,
            "payload": canonical(payload),
        }
        self.hash = row_hash(self.hash, row)
        return (*list(row.values())[:6], at_ms, at_ms, *list(row.values())[8:], self.hash)


def load_history(path: Path, *, site: str, tickets: int) -> None:
    """Fill the database with past tickets of one service, PER_DAY a day, ending before today."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        epoch, seq, digest = connection.execute(
            "SELECT epoch, seq, hash FROM journal_head WHERE site = ?", (site,)
        ).fetchone()
        loader = Loader(connection, site, epoch, seq, digest, officer=_officer(connection, site))
        days = [FIRST + timedelta(days=n) for n in range(-(-tickets // PER_DAY))]
        for number, day in enumerate(days):
            _load_day(loader, day, min(PER_DAY, tickets - number * PER_DAY))
            if number % BATCH_DAYS == 0:
                connection.commit()
        connection.execute(
            "UPDATE journal_head SET seq = ?, hash = ? WHERE site = ?",
            (loader.seq, loader.hash, site),
        )
        connection.execute("INSERT OR IGNORE INTO queue_length VALUES (?, ?, 0)", (site, SERVICE))
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _officer(connection: sqlite3.Connection, site: str) -> str:
    """Give an officer of the site, who sits at the counter every day."""
    asked = "SELECT id FROM account WHERE site = ? AND role = 'officer' ORDER BY login LIMIT 1"
    return str(connection.execute(asked, (site,)).fetchone()[0])


def _load_day(loader: Loader, day: date, count: int) -> None:
    opens_ms = to_ms(local_time(day, hour=8, zone=SiteSettings().zone))
    journal = [loader.record("day.opened", day.isoformat(), {"day": day.isoformat()}, opens_ms)]
    shift, seat = loader.new_id(), {"counter": COUNTER, "officer": loader.officer}
    journal.append(loader.record("shift.opened", shift, seat, opens_ms))
    tickets, dossiers, labels = [], [], []
    for ordinal in range(1, count + 1):
        facts = _ticket(loader, day, ordinal, opens_ms + ordinal * 20_000)
        journal += facts[0]
        tickets.append(facts[1])
        dossiers.append(facts[2])
        labels.append(facts[3])
    totals = {"missed": count}
    digest = hashlib.sha256(canonical([day.isoformat(), totals]).encode()).hexdigest()
    closes_ms = opens_ms + 16 * 3_600_000
    journal.append(loader.record("shift.closed", shift, {"counter": COUNTER}, closes_ms))
    closed = {"day": day.isoformat(), "totals": totals, "digest": digest}
    journal.append(loader.record("day.closed", day.isoformat(), closed, closes_ms))
    write = loader.connection.executemany
    write(
        "INSERT INTO dossier (id, site, code, service, opened_at, salt, code_hash)"
        " VALUES (?,?,?,?,?,?,?)",
        dossiers,
    )
    names = [f'"{column.name}"' for column in ticket.c][
        : len(tickets[0])
    ]  # the later ones stay empty
    write(f"INSERT INTO ticket ({','.join(names)}) VALUES ({','.join('?' * len(names))})", tickets)
    write("INSERT INTO label_ledger VALUES (?,?,?,?,'given')", labels)
    write(f"INSERT INTO journal VALUES ({','.join('?' * 13)})", journal)
    site, text = loader.site, day.isoformat()
    loader.connection.execute(
        "INSERT INTO shift (id, site, counter, officer, state, opened_at, closed_at, since)"
        " VALUES (?,?,?,?,'closed',?,?,?)",
        (shift, site, COUNTER, loader.officer, opens_ms, closes_ms, closes_ms),
    )
    loader.connection.execute("INSERT INTO series VALUES (?,?,?,?)", (site, text, LETTER, count))
    loader.connection.execute(
        "INSERT INTO day_given VALUES (?,?,?,?)", (site, text, SERVICE, count)
    )
    loader.connection.execute(
        "INSERT INTO service_day VALUES (?,?,?,?,?)", (site, text, opens_ms, closes_ms, digest)
    )


def _ticket(loader: Loader, day: date, ordinal: int, at_ms: int) -> tuple[Any, ...]:
    """One ticket: issued, its thread opened, called ten minutes later, missed a minute after."""
    ticket, thread = loader.new_id(), loader.new_id()
    label = make_label(LETTER, ordinal)
    text, eff_s = day.isoformat(), at_ms // 1000
    code = provisional_code(site=loader.site, day=day, label=label)
    salt = thread.replace("-", "")[:SALT_LETTERS]
    told = {"code_hash": commit(code, salt=salt), "service": SERVICE}
    issued = {
        "label": label,
        "day": text,
        "field": FIELD,
        "service": SERVICE,
        "class": "ordinary",
        "group": None,
        "lang": "vi",
        "issuer": {"kind": "reception", "no": None},
        "ready_ms": at_ms,
        "eff_s": eff_s,
        "dossier": thread,
    }
    called_ms, missed_ms = at_ms + 600_000, at_ms + 660_000
    facts = [
        loader.record("ticket.issued", ticket, issued, at_ms),
        loader.record("dossier.opened", thread, told, at_ms),
        loader.record(
            "ticket.called", ticket, {"label": label, "counter": COUNTER, "call": 1}, called_ms
        ),
    ]
    call_seq = loader.seq
    facts.append(
        loader.record("ticket.missed", ticket, {"label": label, "counter": COUNTER}, missed_ms)
    )
    kind = ("ordinary", None, "vi", "missed", "reception", None)
    times = (at_ms, at_ms, eff_s, COUNTER, 1, call_seq, called_ms, called_ms, missed_ms)
    row = (ticket, loader.site, text, label, FIELD, SERVICE, *kind, *times, thread, None)
    dossier = (thread, loader.site, code, SERVICE, at_ms, salt, told["code_hash"])
    return facts, row, dossier, (loader.site, text, label, ticket)
