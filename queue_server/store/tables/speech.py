"""What hall screens show and who of them speaks, and what became of each call there."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, String, Table

from queue_server.store.tables.base import ID, metadata, site_column
from queue_server.store.types import Instant

COUNTERS = String(1000)

# Like a session it stands in no fact: it is gone seconds after its screen fell silent.
voice = Table(
    "voice",
    metadata,
    site_column(),
    Column("device", ID, ForeignKey("device.id"), primary_key=True),
    Column("counters", COUNTERS, nullable=False),
    Column("until", Instant, nullable=False),
)

# `counters`: their numbers in order, `3 4 5`. A screen without a row shows the whole hall.
zone = Table(
    "zone",
    metadata,
    Column("id", ID, ForeignKey("device.id"), primary_key=True),
    site_column(),
    Column("counters", COUNTERS, nullable=False),
)

notice = Table(
    "notice",
    metadata,
    site_column(primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("text_vi", String(200), nullable=False),
    Column("text_en", String(200), nullable=False),
    Column("posted_at", Instant, nullable=False),
    CheckConstraint("kind IN ('ticker', 'urgent')", name="kind"),
)

announcement = Table(
    "announcement",
    metadata,
    site_column(primary_key=True),
    Column("call_seq", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket", ID, ForeignKey("ticket.id"), nullable=False),
    Column("screen", ID, ForeignKey("device.id"), nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("why", String(16)),
    Column("begun_at", Instant),
    Column("ended_at", Instant, nullable=False),
    CheckConstraint("outcome IN ('spoken', 'dropped')", name="outcome"),
)

# Files of the media folder, in the order in which they are shown.
medium = Table(
    "medium",
    metadata,
    site_column(primary_key=True),
    Column("name", String(24), primary_key=True),
    Column("added_seq", BigInteger, nullable=False),
)
