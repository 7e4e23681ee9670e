"""Accounts, devices, sessions and one-time links. Secrets stand here only as SHA-256."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from queue_server.store.tables.base import ID, metadata, site_column
from queue_server.store.types import Instant, Json

account = Table(
    "account",
    metadata,
    Column("id", ID, primary_key=True),
    site_column(),
    Column("login", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("site", "login", name="uq_account_login"),
)

# What an account proves itself with. The password is stored as Argon2id, recovery codes as
# SHA-256; the secret of the one-time codes has to be kept as it is.
credential = Table(
    "credential",
    metadata,
    Column("account", ID, ForeignKey("account.id"), primary_key=True),
    site_column(),
    Column("password_hash", Text),
    Column("password_at", Instant),
    Column("code_secret", String(64)),
    Column("code_at", Instant),
    Column("code_step", BigInteger),
    Column("recovery", Json, nullable=False),
)

device = Table(
    "device",
    metadata,
    Column("id", ID, primary_key=True),
    site_column(),
    Column("kind", String(16), nullable=False),
    Column("name", String(80), nullable=False),
    Column("counter", Integer),
    Column("issuer_no", Integer),
    Column("state", String(16), nullable=False),
    Column("key_hash", String(64)),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("copied_at", Instant),
    UniqueConstraint("key_hash", name="uq_device_key"),
    Index(
        "uq_device_issuer",
        "site",
        "issuer_no",
        unique=True,
        sqlite_where=text("issuer_no IS NOT NULL"),
        postgresql_where=text("issuer_no IS NOT NULL"),
    ),
)

# How a kiosk is (domain/health.py). `since` says when each alarm began, as JSON. No fact tells
# of `heard_at` and `undelivered`: they are what was heard last, whether it was news or not.
kiosk_health = Table(
    "kiosk_health",
    metadata,
    Column("id", ID, ForeignKey("device.id"), primary_key=True),
    site_column(),
    Column("contact", String(16), nullable=False),
    Column("printer", String(16), nullable=False),
    Column("cause", String(40)),
    Column("paper", String(16), nullable=False),
    Column("backlog", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("clock", String(16), nullable=False),
    Column("disk", String(16), nullable=False),
    Column("version", String(32), nullable=False),
    Column("copied", Boolean, nullable=False),
    Column("since", Text, nullable=False),
    Column("heard_at", Instant, nullable=False),
    Column("undelivered", Integer, nullable=False),
    Index("ix_kiosk_health_heard", "contact", "heard_at"),
)

# `seat` names the session without its secret. `used_at` is not the journal's: it is when its holder
# did something last, to the minute. After `idle_min` minutes without, the password is asked for.
session = Table(
    "session",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    site_column(),
    Column("account", ID, ForeignKey("account.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("browser", String(40)),
    Column("seat", String(16)),
    Column("used_at", Instant),
    Column("idle_min", Integer),
)

link = Table(
    "link",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    site_column(),
    Column("account", ID, ForeignKey("account.id")),
    Column("device", ID, ForeignKey("device.id")),
    Column("ends_at", Instant, nullable=False),
    Column("purpose", String(16)),
)
