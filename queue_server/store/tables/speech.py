"""Which screen has the voice of a hall, and what became of each call there."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, String, Table

from queue_server.store.tables.base import ID, metadata, site_column
from queue_server.store.types import Instant

# Like a session it stands in no fact: it is gone seconds after its screen fell silent.
voice = Table(
    "voice",
    metadata,
    site_column(primary_key=True),
    Column("device", ID, ForeignKey("device.id"), nullable=False),
    Column("until", Instant, nullable=False),
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
