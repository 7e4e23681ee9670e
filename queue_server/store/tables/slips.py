"""Slips that staff asked of a kiosk or desk."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, text

from queue_server.store.tables.base import ID, metadata, site_column
from queue_server.store.types import Instant

_ASKED = text("state = 'asked'")

# `subject`: a ticket's or dossier's id, or a day as 2026-11-23.
slip_order = Table(
    "slip_order",
    metadata,
    Column("id", ID, primary_key=True),
    site_column(),
    Column("device", ID, ForeignKey("device.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("subject", ID, nullable=False),
    Column("copy", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("asked_at", Instant, nullable=False),
    CheckConstraint("kind IN ('ticket', 'receipt', 'day')", name="kind"),
    CheckConstraint("state IN ('asked', 'printed', 'failed')", name="state"),
    CheckConstraint("copy >= 0", name="copy"),
    Index("ix_slip_order_open", "device", sqlite_where=_ASKED, postgresql_where=_ASKED),
    Index("ix_slip_order_subject", "site", "subject"),
)
