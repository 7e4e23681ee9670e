"""The file a kiosk keeps its promises in: its tables, and how it is opened."""

import sqlite3
from pathlib import Path

from printers.job_store import create_tables

FILE_NAME = "kiosk.db"
BUSY_TIMEOUT_MS = 2_000

SCHEMA = """
CREATE TABLE device (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  server TEXT NOT NULL, site TEXT NOT NULL, key TEXT NOT NULL,
  issuer_no INTEGER NOT NULL CHECK (issuer_no BETWEEN 1 AND 999),
  refused INTEGER NOT NULL DEFAULT 0 CHECK (refused IN (0, 1)),
  copied INTEGER NOT NULL DEFAULT 0 CHECK (copied IN (0, 1)),
  paired_at TEXT NOT NULL
) STRICT;
CREATE TABLE intent (
  ticket TEXT PRIMARY KEY, request TEXT NOT NULL, token TEXT NOT NULL UNIQUE,
  service TEXT NOT NULL, class TEXT NOT NULL, grp TEXT, lang TEXT NOT NULL, at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'not_taken'))
) STRICT;
CREATE UNIQUE INDEX intent_one_per_request ON intent (request) WHERE state <> 'not_taken';
CREATE INDEX intent_open ON intent (ticket) WHERE state = 'open';
CREATE TABLE ticket (
  id TEXT PRIMARY KEY REFERENCES intent (ticket), label TEXT NOT NULL, day TEXT NOT NULL,
  code TEXT NOT NULL, ahead INTEGER, origin TEXT NOT NULL CHECK (origin IN ('server', 'kiosk')),
  CONSTRAINT ticket_one_per_label UNIQUE (day, label)
) STRICT;
CREATE TABLE outbox (
  position INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  body TEXT NOT NULL, at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'acknowledged', 'rejected')), code TEXT
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, position);
CREATE TABLE series (
  day TEXT NOT NULL, letter TEXT NOT NULL, issuer_no INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (day, letter, issuer_no)
) STRICT;
CREATE TABLE catalogue (
  only INTEGER PRIMARY KEY CHECK (only = 1), body TEXT NOT NULL
) STRICT;
CREATE TABLE heard (
  only INTEGER PRIMARY KEY CHECK (only = 1), epoch TEXT, day TEXT,
  boot TEXT, elapsed_ms INTEGER, at_ms INTEGER,
  attempt INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO heard (only) VALUES (1);
"""

# What each later version adds to a store; whoever adds one appends it.
ADDED = (
    """
CREATE TABLE remainder (
  service TEXT PRIMARY KEY, day TEXT NOT NULL, numbers INTEGER NOT NULL CHECK (numbers >= 0)
) STRICT;
""",
    "ALTER TABLE intent ADD COLUMN dossier TEXT",
)
SCHEMA_VERSION = 1 + len(ADDED)


class StoreFault(Exception):
    """The file cannot be opened, read or written: nothing may be promised now."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, making it when it is new; StoreFault when a newer version wrote it."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        db.row_factory = sqlite3.Row
        db.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        _make_tables(db)
        create_tables(db)
    except BaseException:
        db.close()
        raise
    return db


def _make_tables(db: sqlite3.Connection) -> None:
    if _version(db) == SCHEMA_VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    version = _version(db)  # asked again: another process may have been faster
    for step in (SCHEMA, *ADDED)[version:]:
        for statement in step.split(";"):
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.execute("COMMIT")


def _version(db: sqlite3.Connection) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise StoreFault("the store was written by a newer version")
    return version
