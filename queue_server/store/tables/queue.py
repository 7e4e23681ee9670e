"""Service days, series, the label ledger, tickets and slip tokens.

A queue is a question, not a table: the waiting tickets of a service, by `eff_s`. Only its
length is kept (`queue_length`), because counting 20,000 rows for every call is not free.
"""

from sqlalchemy import (
    BigInteger,
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

from queue_server.store.tables.base import CODE, ID, LABEL, metadata, site_column
from queue_server.store.types import Instant

service_day = Table(
    "service_day",
    metadata,
    site_column(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("digest", String(64)),
)

# Parts of a closed day that were forgotten, and of how many rows.
forgotten = Table(
    "forgotten",
    metadata,
    site_column(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("part", String(8), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("part IN ('tickets', 'reasons', 'codes')", name="part"),
)

series = Table(
    "series",
    metadata,
    site_column(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("letter", String(1), primary_key=True),
    Column("last", Integer, nullable=False),
)

label_ledger = Table(
    "label_ledger",
    metadata,
    site_column(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("label", LABEL, primary_key=True),
    Column("ticket", ID, nullable=False),
    Column("state", String(8), nullable=False),
    CheckConstraint("state IN ('offered', 'given', 'retired')", name="state"),
)

_AT_COUNTER = text("state IN ('called', 'serving')")
_WAITING = text("state = 'waiting'")
_HELD = text("state = 'held'")
_OPEN = text("state IN ('offered', 'waiting', 'called', 'serving', 'held')")

ticket = Table(
    "ticket",
    metadata,
    Column("id", ID, primary_key=True),
    site_column(),
    Column("day", Date, nullable=False),
    Column("label", LABEL, nullable=False),
    Column("field", CODE, nullable=False),
    Column("service", CODE, nullable=False),
    Column("class_", String(12), nullable=False),
    Column("group", CODE),
    Column("lang", String(2), nullable=False),
    Column("state", String(10), nullable=False),
    Column("issuer_kind", String(10), nullable=False),
    Column("issuer_no", Integer),
    Column("issued_at", Instant, nullable=False),
    Column("ready_at", Instant, nullable=False),
    Column("eff_s", BigInteger, nullable=False),
    Column("counter", Integer),
    Column("calls", Integer, nullable=False),
    Column("call_seq", BigInteger),
    Column("first_called_at", Instant),
    Column("called_at", Instant),
    Column("ended_at", Instant),
    Column("dossier", ID, ForeignKey("dossier.id")),
    Column("slip", String(10)),
    Column("for_counter", Integer),
    Column("for_officer", ID),
    Column("back_to", Integer),
    Column("back_service", CODE),
    Column("held_until", Instant),
    Column("held_reason", String(16)),
    Column("by_hand", String(16)),
    CheckConstraint(
        "state IN ('offered', 'waiting', 'called', 'serving', 'held', 'served', 'missed',"
        " 'cancelled', 'lapsed', 'retired')",
        name="state",
    ),
    Index("uq_ticket_day_label", "site", "day", "label", unique=True),
    Index(
        "ix_ticket_waiting",
        "site",
        "service",
        "eff_s",
        "id",
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    ),
    Index(
        "uq_ticket_at_counter",
        "site",
        "counter",
        unique=True,
        sqlite_where=_AT_COUNTER,
        postgresql_where=_AT_COUNTER,
    ),
    Index("ix_ticket_open", "site", "day", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index(
        "ix_ticket_call_seq",
        "site",
        "call_seq",
        sqlite_where=text("call_seq IS NOT NULL"),
        postgresql_where=text("call_seq IS NOT NULL"),
    ),
    Index(
        "ix_ticket_missed",
        "site",
        "day",
        "ended_at",
        sqlite_where=text("state = 'missed'"),
        postgresql_where=text("state = 'missed'"),
    ),
    Index("ix_ticket_held", "site", sqlite_where=_HELD, postgresql_where=_HELD),
    Index("ix_ticket_dossier", "dossier"),
)

queue_length = Table(
    "queue_length",
    metadata,
    site_column(primary_key=True),
    Column("service", CODE, primary_key=True),
    Column("waiting", Integer, nullable=False),
    CheckConstraint("waiting >= 0", name="waiting"),
)

# What a cap is held against: numbers of a day, those offered too, less cancelled and retired ones.
day_given = Table(
    "day_given",
    metadata,
    site_column(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("service", CODE, primary_key=True),
    Column("given", Integer, nullable=False),
    CheckConstraint("given > 0", name="given"),
)

slip_token = Table(
    "slip_token",
    metadata,
    Column("token", String(27), primary_key=True),
    site_column(),
    Column("ticket", ID, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
)

# Tickets that staff let in by their slip. `kiosk_ticket` is the kiosk's own id of the ticket,
# known once its entry came; until then nobody but the officer has seen the slip.
admission = Table(
    "admission",
    metadata,
    Column("ticket", ID, ForeignKey("ticket.id"), primary_key=True),
    site_column(),
    Column("kiosk_ticket", ID),
    Column("joined_at", Instant),
    Index("uq_admission_kiosk_ticket", "kiosk_ticket", unique=True),
)

# Ranges of the pre-printed roll that staff entered; who did it stands in the journal.
paper_roll = Table(
    "paper_roll",
    metadata,
    Column("id", ID, primary_key=True),
    site_column(),
    Column("day", Date, nullable=False),
    Column("first", LABEL, nullable=False),
    Column("last", LABEL, nullable=False),
    Column("service", CODE, nullable=False),
    Column("became", String(8), nullable=False),
    Column("witness", ID, ForeignKey("account.id"), nullable=False),
    Column("entered_at", Instant, nullable=False),
    Index("ix_paper_roll_entered", "site", "entered_at"),
)
