"""What the store gives and takes, and how it stands in the tables."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from kiosk.tickets import Intent, Offer, Ticket, TicketClass, Wish
from protocol.instants import format_instant, parse_instant
from protocol.numbering import make_label


@dataclass(frozen=True)
class Device:
    """Who this kiosk is.

    `refused` when the server said that it is not any more, `copied` when another machine was
    found to give labels under the same issuer number.
    """

    server: str
    site: str
    key: str
    issuer_no: int
    refused: bool = False
    copied: bool = False


@dataclass(frozen=True)
class Anchor:
    """A moment at which the true time was known: `at` when `elapsed_ms` of `boot` had passed."""

    boot: str
    elapsed_ms: int
    at: datetime


@dataclass(frozen=True)
class Heard:
    """Where the site was when it was last heard."""

    epoch: str | None
    day: date | None
    anchor: Anchor | None


EntryKind = Literal["taken", "not_taken", "slip"]
EntryState = Literal["pending", "acknowledged", "rejected"]


@dataclass(frozen=True)
class Entry:
    """Something the server must be told."""

    id: str
    kind: EntryKind
    body: dict[str, Any]
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What the server said to an entry."""

    entry: str
    outcome: Literal["acknowledged", "rejected"]
    code: str | None = None


def next_own_label(db: sqlite3.Connection, *, day: date, letter: str, issuer_no: int) -> Offer:
    """Take the next label of the kiosk's own series; the issuer number keeps it apart."""
    row = db.execute(
        "INSERT INTO series (day, letter, issuer_no, last) VALUES (?, ?, ?, 1)"
        " ON CONFLICT (day, letter, issuer_no) DO UPDATE SET last = last + 1 RETURNING last",
        (day.isoformat(), letter, issuer_no),
    ).fetchone()
    return Offer(make_label(letter, row["last"], issuer_no), day, None)


def insert_ticket(db: sqlite3.Connection, ticket: Ticket) -> None:
    db.execute(
        "INSERT INTO ticket (id, label, day, code, ahead, origin) VALUES (?, ?, ?, ?, ?, ?)",
        (
            ticket.id,
            ticket.label,
            ticket.day.isoformat(),
            ticket.code,
            ticket.ahead,
            ticket.origin,
        ),
    )
    db.execute("UPDATE intent SET state = 'taken' WHERE ticket = ?", (ticket.id,))


def insert_entry(db: sqlite3.Connection, entry: Entry) -> None:
    body = json.dumps(entry.body, ensure_ascii=False, sort_keys=True)
    db.execute(
        "INSERT INTO outbox (entry, kind, body, at, state) VALUES (?, ?, ?, ?, 'pending')",
        (entry.id, entry.kind, body, format_instant(entry.at)),
    )


def taken_entry(entry: str, ticket: Ticket) -> Entry:
    wish = ticket.intent.wish
    body = {
        "ticket": ticket.id,
        "label": ticket.label,
        "day": ticket.day.isoformat(),
        "token": ticket.intent.token,
        "service": wish.service,
        "class": wish.class_,
        "group": wish.group,
        "lang": wish.lang,
    }
    if wish.dossier is not None:
        body["dossier"] = wish.dossier
    return Entry(entry, "taken", body, ticket.intent.at)


def read_entry(row: sqlite3.Row) -> Entry:
    return Entry(row["entry"], row["kind"], json.loads(row["body"]), parse_instant(row["at"]))


def read_intent(row: sqlite3.Row) -> Intent:
    class_: TicketClass = row["class"]
    wish = Wish(row["service"], class_, row["grp"], row["lang"], row["dossier"])
    return Intent(row["ticket"], row["request"], row["token"], wish, parse_instant(row["at"]))


def read_ticket(row: sqlite3.Row) -> Ticket:
    return Ticket(
        intent=read_intent(row),
        label=row["label"],
        day=date.fromisoformat(row["day"]),
        code=row["code"],
        ahead=row["ahead"],
        origin=row["origin"],
    )
