"""The kiosk's own store: one SQLite file, one connection, every write on the disk before it counts.

WAL with synchronous=FULL: a commit that came back is there after a power cut. Everything the
kiosk has promised is in here; what is not in here was never shown to anyone (I2).

    device      key and issuer number; without them nothing is issued
    intent      a touch, written before the server is asked
    ticket      what the touch became, written before anything is shown or printed
    outbox      what the server must be told, in order, until it says it has it
    series      the last ordinal the kiosk gave by itself, per day, letter and issuer number
    catalogue   what the hall offers, as last heard
    remainder   numbers left of services with a cap, less what was given here since
    heard       where the site was when last heard: epoch, service day, time
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

from kiosk.records import (
    Anchor,
    Answer,
    Device,
    Entry,
    EntryState,
    Heard,
    insert_entry,
    insert_ticket,
    next_own_label,
    read_entry,
    read_intent,
    read_ticket,
    taken_entry,
)
from kiosk.remainder import UNHEARD, keep_left, take_one
from kiosk.schema import FILE_NAME, StoreFault, connect
from kiosk.tickets import Intent, Offer, Origin, Ticket
from kiosk.world import Checkpoint, go_on
from protocol.instants import format_instant, from_ms, to_ms
from protocol.numbering import provisional_code

# Puts the slip of a ticket into the print queue, inside the transaction it is given.
QueueSlip = Callable[[sqlite3.Connection, Ticket], None]

KEPT_DAYS = 7
BACKLOG_MAX = 20_000

# A ticket goes when nothing in the outbox speaks of it any more.
FORGET_OLD = (
    """DELETE FROM ticket WHERE id IN (
         SELECT ticket FROM intent WHERE at < ? AND ticket NOT IN (
           SELECT json_extract(body, '$.ticket') FROM outbox
             WHERE json_extract(body, '$.ticket') IS NOT NULL))""",
    """DELETE FROM intent WHERE at < ? AND state <> 'open'
         AND ticket NOT IN (SELECT id FROM ticket)
         AND ticket NOT IN (SELECT json_extract(body, '$.ticket') FROM outbox
             WHERE json_extract(body, '$.ticket') IS NOT NULL)""",
)
TICKETS = "SELECT * FROM ticket JOIN intent ON intent.ticket = ticket.id"


class Store:
    """The file, opened when first needed and opened anew after a fault."""

    def __init__(self, folder: Path, *, checkpoint: Checkpoint = go_on) -> None:
        self._folder = folder
        self._checkpoint = checkpoint
        self.lock = RLock()  # held by whoever in this process reads or writes the file
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        with self.lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    # --- device -------------------------------------------------------------------------

    def device(self) -> Device | None:
        row = self._one("SELECT * FROM device")
        if row is None:
            return None
        what = (row["server"], row["site"], row["key"], row["issuer_no"])
        return Device(*what, refused=bool(row["refused"]), copied=bool(row["copied"]))

    def pair(self, device: Device, *, at: datetime) -> None:
        """Keep a new identity; numbers and outbox of an earlier one stay as they are."""
        values = (device.server, device.site, device.key, device.issuer_no, format_instant(at))
        with self._write("pair") as db:
            db.execute("DELETE FROM device")
            db.execute(
                "INSERT INTO device (only, server, site, key, issuer_no, paired_at)"
                " VALUES (1, ?, ?, ?, ?, ?)",
                values,
            )

    def note_refused(self, device: Device, refused: bool) -> None:
        """Keep whether the server knows this device: pulling the cable shall change nothing.

        Like the next one about the identity that was heard of, which may not be ours any more:
        a kiosk is paired anew while it runs.
        """
        with self._write("refused") as db:
            db.execute("UPDATE device SET refused = ? WHERE key = ?", (int(refused), device.key))

    def note_copied(self, device: Device) -> None:
        """Keep that this store has a double, until the kiosk is paired anew."""
        with self._write("copied") as db:
            db.execute("UPDATE device SET copied = 1 WHERE key = ?", (device.key,))

    # --- what was heard of the site -------------------------------------------------------

    def catalogue(self) -> str | None:
        row = self._one("SELECT body FROM catalogue")
        return None if row is None else row["body"]

    def keep_catalogue(self, body: str) -> None:
        with self._write("catalogue") as db:
            db.execute("INSERT OR REPLACE INTO catalogue (only, body) VALUES (1, ?)", (body,))

    def heard(self) -> Heard:
        row = self._need("SELECT * FROM heard")
        day = None if row["day"] is None else date.fromisoformat(row["day"])
        anchor = None
        if row["boot"] is not None:
            anchor = Anchor(row["boot"], row["elapsed_ms"], from_ms(row["at_ms"]))
        return Heard(row["epoch"], day, anchor)

    def keep_day(self, day: date) -> None:
        with self._write("day") as db:
            db.execute("UPDATE heard SET day = ?", (day.isoformat(),))

    def keep_anchor(self, anchor: Anchor) -> None:
        values = (anchor.boot, anchor.elapsed_ms, to_ms(anchor.at))
        with self._write("anchor") as db:
            db.execute("UPDATE heard SET boot = ?, elapsed_ms = ?, at_ms = ?", values)

    def keep_epoch(self, epoch: str) -> None:
        """Keep the server's epoch; when it changed, everything kept is delivered again.

        The server was restored and may have lost what it once acknowledged (D6a).
        """
        with self._write("epoch") as db:
            known = db.execute("SELECT epoch FROM heard").fetchone()["epoch"]
            db.execute("UPDATE heard SET epoch = ?", (epoch,))
            if known is not None and known != epoch:
                db.execute("UPDATE outbox SET state = 'pending' WHERE state = 'acknowledged'")

    def last_given(self) -> int:
        """Give the place of the newest ticket, to tell later which were given since."""
        return self._need("SELECT coalesce(max(rowid), 0) AS place FROM ticket")["place"]

    def keep_left(self, left: dict[str, int], *, day: date, since: int) -> None:
        """Keep what the server says is left of each service, less what it cannot know of."""
        if self._less_unheard(left, day=day, since=since) != self.left_on(day):
            with self._write("left") as db:
                # Counted again: a number may have been given since, and nobody waits for that.
                keep_left(db, self._less_unheard(left, day=day, since=since), day=day)

    def _less_unheard(self, left: dict[str, int], *, day: date, since: int) -> dict[str, int]:
        unheard = {row["service"]: row["n"] for row in self._all(UNHEARD, day.isoformat(), since)}
        return {service: max(0, n - unheard.get(service, 0)) for service, n in left.items()}

    def last_own(self, day: date, *, issuer_no: int) -> dict[str, int]:
        """Give the last ordinal of each letter that was given here under an issuer number."""
        given = "SELECT letter, last FROM series WHERE day = ? AND issuer_no = ?"
        rows = self._all(given, day.isoformat(), issuer_no)
        return {row["letter"]: row["last"] for row in rows}

    def left_on(self, day: date) -> dict[str, int]:
        """Give what is known to be left of services on a day."""
        rows = self._all("SELECT * FROM remainder WHERE day = ?", day.isoformat())
        return {row["service"]: row["numbers"] for row in rows}

    # --- the tap ----------------------------------------------------------------------------

    def add_intent(self, intent: Intent) -> None:
        wish = intent.wish
        said = (wish.service, wish.class_, wish.group, wish.lang, wish.dossier)
        with self._write("intent") as db:
            db.execute(
                "INSERT INTO intent (ticket, request, token, service, class, grp, lang, dossier,"
                " at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')",
                (intent.ticket, intent.request, intent.token, *said, format_instant(intent.at)),
            )

    def take(
        self,
        intent: Intent,
        *,
        entry: str,
        offer: Offer | None,
        letter: str,
        day: date,
        day_cap: int | None,
        queue_slip: QueueSlip | None,
    ) -> Ticket:
        """The one decision (D6, step 3): label, day, slip to print and outbox entry, or nothing.

        Without an offer the kiosk's own next label is taken. An offered label that was already
        given here counts as no offer: what the earlier citizen was shown stands.
        """
        with self._write("take") as db:
            device = self._need("SELECT * FROM device")
            if offer is not None and self._is_given(offer):
                offer = None
            origin: Origin = "kiosk" if offer is None else "server"
            if offer is None:
                offer = next_own_label(db, day=day, letter=letter, issuer_no=device["issuer_no"])
            ticket = Ticket(
                intent=intent,
                label=offer.label,
                day=offer.day,
                code=intent.wish.dossier
                or provisional_code(site=device["site"], day=offer.day, label=offer.label),
                ahead=offer.ahead,
                origin=origin,
            )
            insert_ticket(db, ticket)
            insert_entry(db, taken_entry(entry, ticket))
            if day_cap is not None:
                take_one(db, intent.wish.service, day=offer.day, day_cap=day_cap)
            if queue_slip is not None:
                queue_slip(db, ticket)
        return ticket

    def give_up(self, intent: Intent, *, entry: str) -> None:
        """End an intent that got no label: the server is told, so that its offer is retired."""
        with self._write("give_up") as db:
            db.execute("UPDATE intent SET state = 'not_taken' WHERE ticket = ?", (intent.ticket,))
            insert_entry(db, Entry(entry, "not_taken", {"ticket": intent.ticket}, intent.at))

    def open_intents(self) -> list[Intent]:
        rows = self._all("SELECT * FROM intent WHERE state = 'open' ORDER BY ticket")
        return [read_intent(row) for row in rows]

    def ticket_of(self, request: str) -> Ticket | None:
        # The first condition is the one the index was made with.
        row = self._one(
            f"{TICKETS} WHERE intent.state <> 'not_taken' AND intent.request = ?", request
        )
        return None if row is None else read_ticket(row)

    def ticket(self, ticket_id: str) -> Ticket | None:
        row = self._one(f"{TICKETS} WHERE ticket.id = ?", ticket_id)
        return None if row is None else read_ticket(row)

    def ticket_of_token(self, token: str) -> Ticket | None:
        row = self._one(f"{TICKETS} WHERE intent.token = ?", token)
        return None if row is None else read_ticket(row)

    def ticket_of_code(self, code: str) -> Ticket | None:
        """Give the newest ticket of a dossier's code."""
        row = self._one(f"{TICKETS} WHERE ticket.code = ? ORDER BY ticket.id DESC LIMIT 1", code)
        return None if row is None else read_ticket(row)

    def last_ticket(self) -> Ticket | None:
        row = self._one(f"{TICKETS} ORDER BY ticket.rowid DESC LIMIT 1")
        return None if row is None else read_ticket(row)

    # --- slips --------------------------------------------------------------------------------

    def told_attempt(self) -> int:
        """Give the number of the last print attempt that was put into the outbox."""
        return self._need("SELECT attempt FROM heard")["attempt"]

    def tell_attempt(self, attempt: int, entry: Entry | None) -> None:
        """Put a print attempt into the outbox, unless the last one of that slip said the same.

        Without an entry there is nothing to tell of it.
        """
        with self._write("attempt") as db:
            if entry is not None and entry.body != self._last_told(entry.body.get("ticket")):
                insert_entry(db, entry)
            db.execute("UPDATE heard SET attempt = ?", (attempt,))

    def _last_told(self, ticket: str | None) -> dict[str, Any] | None:
        rows = self._all(
            "SELECT * FROM outbox WHERE kind = 'slip' AND json_extract(body, '$.ticket') = ?"
            " ORDER BY position DESC LIMIT 1",
            ticket,
        )
        return read_entry(rows[0]).body if rows else None

    # --- outbox -------------------------------------------------------------------------------

    def pending(self, limit: int) -> list[Entry]:
        """Give the oldest entries that the server has not answered."""
        rows = self._all(
            "SELECT * FROM outbox WHERE state = 'pending' ORDER BY position LIMIT ?", limit
        )
        return [read_entry(row) for row in rows]

    def count(self, state: EntryState) -> int:
        return self._need("SELECT count(*) AS n FROM outbox WHERE state = ?", state)["n"]

    def count_overdue(self, before: datetime) -> int:
        """Count the numbers given before an instant that the server has not acknowledged."""
        return self._need(
            "SELECT count(*) AS n FROM outbox"
            " WHERE state = 'pending' AND kind = 'taken' AND at < ?",
            format_instant(before),
        )["n"]

    def settle(self, answers: list[Answer], *, epoch: str | None) -> None:
        """Keep what the server answered in an epoch; only pending entries change.

        The word of a server that was restored meanwhile is worth nothing: it may have lost what
        it says it has, and everything is delivered to it again.
        """
        with self._write("settle") as db:
            db.executemany(
                "UPDATE outbox SET state = ?, code = ? WHERE entry = ? AND state = 'pending'"
                " AND (SELECT epoch FROM heard) IS ?",
                [(answer.outcome, answer.code, answer.entry, epoch) for answer in answers],
            )

    def rejected(self, limit: int) -> list[tuple[Entry, str | None]]:
        """Give the newest entries the server would not take, with its reason, for a person."""
        rows = self._all(
            "SELECT * FROM outbox WHERE state = 'rejected' ORDER BY position DESC LIMIT ?", limit
        )
        return [(read_entry(row), row["code"]) for row in rows]

    def forget(self, *, now: datetime) -> None:
        """Drop what was acknowledged more than KEPT_DAYS ago, and the tickets it was about."""
        before = format_instant(now - timedelta(days=KEPT_DAYS))
        with self._write("forget") as db:
            db.execute("DELETE FROM outbox WHERE state = 'acknowledged' AND at < ?", (before,))
            for statement in FORGET_OLD:
                db.execute(statement, (before,))
            # Never the series of the day last known: without a believed clock it goes on.
            db.execute(
                "DELETE FROM series WHERE day < ? AND day < (SELECT day FROM heard)",
                (before[:10],),
            )

    # --- the file -------------------------------------------------------------------------------

    @contextmanager
    def _write(self, name: str) -> Iterator[sqlite3.Connection]:
        """One transaction; it is on the disk when the block was left without an exception."""
        with self.lock:
            try:
                db = self._open()
                self._checkpoint(f"{name}.begin")
                db.execute("BEGIN IMMEDIATE")
                yield db
                self._checkpoint(f"{name}.written")
                db.execute("COMMIT")
            except sqlite3.IntegrityError:
                self._abandon()
                raise  # a guard rail held: a bug, not a broken disk
            except sqlite3.Error as error:
                self._abandon()
                raise StoreFault(str(error)) from error
            except BaseException:
                self._abandon()
                raise
            self._checkpoint(f"{name}.committed")

    def _abandon(self) -> None:
        # Closing rolls back. A handle that failed once is never written through again: after a
        # failed fsync the system may have dropped the pages and report success the next time.
        self.close()

    def _all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self.lock:
            try:
                return self._open().execute(sql, values).fetchall()
            except sqlite3.Error as error:
                self._abandon()
                raise StoreFault(str(error)) from error

    def _one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        rows = self._all(sql, *values)
        return rows[0] if rows else None

    def _need(self, sql: str, *values: Any) -> sqlite3.Row:
        row = self._one(sql, *values)
        if row is None:
            raise StoreFault("a row that must be there is missing")
        return row

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreFault(str(error)) from error
            self._connection = connect(self._folder / FILE_NAME)
        return self._connection

    def _is_given(self, offer: Offer) -> bool:
        held = "SELECT 1 FROM ticket WHERE day = ? AND label = ?"
        return self._one(held, offer.day.isoformat(), offer.label) is not None
