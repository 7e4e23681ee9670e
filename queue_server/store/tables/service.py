"""Shifts, servings, dossier threads and ratings."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

from queue_server.store.tables.base import CODE, ID, metadata, site_column
from queue_server.store.types import Instant

_NOT_CLOSED = text("state <> 'closed'")
_OPEN = text("state = 'open'")

shift = Table(
    "shift",
    metadata,
    Column("id", ID, primary_key=True),
    site_column(),
    Column("counter", Integer, nullable=False),
    Column("officer", ID, ForeignKey("account.id"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("pause_reason", String(80)),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    # From which browser, after which shift it was taken over, since when it is in its state, and
    # since when its officer asks for help.
    Column("seat", String(16)),
    Column("taken_from", ID),
    Column("since", Instant),
    Column("help_at", Instant),
    CheckConstraint("state IN ('open', 'paused', 'closed')", name="state"),
    Index(
        "uq_shift_counter",
        "site",
        "counter",
        unique=True,
        sqlite_where=_NOT_CLOSED,
        postgresql_where=_NOT_CLOSED,
    ),
    Index(
        "uq_shift_officer",
        "officer",
        unique=True,
        sqlite_where=_NOT_CLOSED,
        postgresql_where=_NOT_CLOSED,
    ),
)

# The pauses of each shift, in order; the last one has no end while the officer rests.
pause = Table(
    "pause",
    metadata,
    Column("shift", ID, ForeignKey("shift.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    site_column(),
    Column("counter", Integer, nullable=False),
    Column("reason", String(80), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_pause_began", "site", "began_at"),
)

# The journal holds `code_hash` and `official_hash`: commitments to the codes by `salt`. Who is
# forgotten has neither salt nor codes; the thread's id stands in the place of `code`.
dossier = Table(
    "dossier",
    metadata,
    Column("id", ID, primary_key=True),
    site_column(),
    Column("code", String(40), nullable=False),
    Column("official_code", String(40)),
    Column("service", CODE, nullable=False),
    Column("status", Integer),
    Column("opened_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("salt", String(27)),
    Column("code_hash", String(64)),
    Column("official_hash", String(64)),
    Column("forgotten_at", Instant),
    CheckConstraint("status IS NULL OR status BETWEEN 1 AND 10", name="status"),
    Index("uq_dossier_code", "site", "code", unique=True),
    Index(
        "uq_dossier_official_code",
        "site",
        "official_code",
        unique=True,
        sqlite_where=text("official_code IS NOT NULL"),
        postgresql_where=text("official_code IS NOT NULL"),
    ),
)

serving = Table(
    "serving",
    metadata,
    Column("id", ID, primary_key=True),
    site_column(),
    Column("day", Date, nullable=False),
    Column("ticket", ID, ForeignKey("ticket.id"), nullable=False),
    Column("counter", Integer, nullable=False),
    Column("officer", ID, ForeignKey("account.id"), nullable=False),
    Column("service", CODE, nullable=False),
    Column("dossier", ID, ForeignKey("dossier.id")),
    Column("state", String(8), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("outcome", String(16)),
    Column("reason", String(200)),
    CheckConstraint("state IN ('open', 'finished')", name="state"),
    Index(
        "uq_serving_open_ticket", "ticket", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    ),
    Index("ix_serving_ticket", "ticket"),
    Index("ix_serving_day", "site", "day"),
)

rating = Table(
    "rating",
    metadata,
    Column("serving", ID, ForeignKey("serving.id"), primary_key=True),
    site_column(),
    Column("day", Date, nullable=False),
    Column("counter", Integer, nullable=False),
    Column("service", CODE, nullable=False),
    Column("dossier", ID, ForeignKey("dossier.id")),
    Column("state", String(8), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("pad_until", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("value", Integer),
    Column("scale", String(16)),
    Column("channel", String(8)),
    Column("given_at", Instant),
    Column("reason", String(16)),
    CheckConstraint("state IN ('opened', 'given', 'lapsed')", name="state"),
    Index("ix_rating_day", "site", "day"),
    Index("ix_rating_counter", "site", "counter", "opened_at"),
    Index("ix_rating_dossier", "dossier"),
)

# Attempts to rate that were refused, by counter and why; counted up to a bound.
refused_rating = Table(
    "refused_rating",
    metadata,
    site_column(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("counter", Integer, primary_key=True),
    Column("why", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
    CheckConstraint("count > 0", name="count"),
)
