"""Slips that staff asked of a kiosk or desk."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ASKED = sa.text("state = 'asked'")


def upgrade() -> None:
    """Make the table; what a journal tells already, after a step back, is read into it."""
    op.create_table(
        "slip_order",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("device", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("subject", sa.String(36), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('ticket', 'receipt', 'day')", name=op.f("ck_slip_order_kind")
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'printed', 'failed')", name=op.f("ck_slip_order_state")
        ),
        sa.CheckConstraint("copy >= 0", name=op.f("ck_slip_order_copy")),
        sa.ForeignKeyConstraint(
            ["device"], ["device.id"], name=op.f("fk_slip_order_device")
        ),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_slip_order_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_order")),
    )
    op.create_index(
        "ix_slip_order_open",
        "slip_order",
        ["device"],
        unique=False,
        sqlite_where=_ASKED,
        postgresql_where=_ASKED,
    )
    op.create_index("ix_slip_order_subject", "slip_order", ["site", "subject"], unique=False)
    _replay(op.get_bind())


def _replay(connection: sa.Connection) -> None:
    facts = sa.text(
        "SELECT site, type, subject, recorded_at, payload FROM journal"
        " WHERE type IN ('slip.asked', 'slip.printed', 'slip.failed') ORDER BY site, seq"
    )
    orders: dict[str, dict[str, Any]] = {}
    for site, type_, subject, recorded_at, payload in connection.execute(facts):
        said = json.loads(payload)
        if type_ == "slip.asked":
            what = {name: said[name] for name in ("device", "kind", "copy")}
            orders[said["order"]] = {
                **what,
                "id": said["order"],
                "site": site,
                "subject": subject,
                "state": "asked",
                "asked_at": recorded_at,
            }
        elif said.get("order") is not None:
            orders[said["order"]]["state"] = type_.removeprefix("slip.")
    names = ("id", "site", "device", "kind", "subject", "copy", "state", "asked_at")
    table = sa.table("slip_order", *(sa.column(name) for name in names))
    op.bulk_insert(table, list(orders.values()))


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("slip_order")
