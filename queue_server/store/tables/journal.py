"""Sites, the head of each site's journal, the journal, and answers kept for repeated commands."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from queue_server.store.tables.base import CODE, ID, NAME, metadata, site_column
from queue_server.store.types import Instant

site = Table(
    "site",
    metadata,
    Column("code", CODE, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("name_vi", NAME, nullable=False),
    Column("name_en", NAME, nullable=False),
    Column("settings", Text, nullable=False),
)

# One row a site: locked by every transaction that writes, so commit order is seq order.
# `day` is the open service day, `issuer_no` the last one given to a kiosk, and `catalogue_seq`
# dates the catalogue for those who cache it. After a restore, labels of days up to `restored_on`
# carry `restored_issuer_no`: what was given since the copy was taken is unknown here.
head = Table(
    "journal_head",
    metadata,
    site_column(primary_key=True),
    Column("epoch", String(36), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("catalogue_seq", BigInteger, nullable=False),
    Column("issuer_no", Integer, nullable=False),
    Column("day", Date),
    Column("restored_on", Date),
    Column("restored_issuer_no", Integer),
)

journal = Table(
    "journal",
    metadata,
    site_column(primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("epoch", String(36), nullable=False),
    Column("id", ID, nullable=False),
    Column("type", String(40), nullable=False),
    Column("v", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("by_kind", String(16), nullable=False),
    Column("by_id", ID, nullable=False),
    Column("subject", String(64), nullable=False),
    Column("payload", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("id", name="uq_journal_id"),
    Index("ix_journal_subject", "site", "subject"),
)

# Where the journal stood at an instant, signed (store/seal.py): evidence about it, not part of it.
seal = Table(
    "seal",
    metadata,
    site_column(primary_key=True),
    Column("epoch", String(36), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("key", String(16), nullable=False),
    Column("signature", String(128), nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    site_column(primary_key=True),
    Column("principal", ID, primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
)
