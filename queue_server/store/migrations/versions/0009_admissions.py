"""Tickets that staff let in before their kiosk delivered them (D6a).

The journal tells of them, so whoever went back a version and comes again loses nothing.
"""

import json

import sqlalchemy as sa
from alembic import op

from queue_server.store.types import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TOLD = (
    "SELECT site, type, subject, payload, recorded_at FROM journal"
    " WHERE type IN ('ticket.issued', 'ticket.joined') AND (payload LIKE '%\"admitted\"%'"
    " OR type = 'ticket.joined') ORDER BY site, seq"
)


def upgrade() -> None:
    """Add the table, with what the journal knows of it."""
    table = op.create_table(
        "admission",
        sa.Column("ticket", sa.String(36), nullable=False),
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("kiosk_ticket", sa.String(36), nullable=True),
        sa.Column("joined_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_admission_site")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_admission_ticket")),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_admission")),
    )
    op.create_index("uq_admission_kiosk_ticket", "admission", ["kiosk_ticket"], unique=True)
    rows: dict[str, dict[str, object]] = {}
    for fact in op.get_bind().execute(sa.text(_TOLD)).mappings():
        row = rows.setdefault(fact["subject"], {"kiosk_ticket": None, "joined_at": None})
        row |= {"ticket": fact["subject"], "site": fact["site"]}
        if fact["type"] == "ticket.joined":
            row["kiosk_ticket"] = json.loads(fact["payload"])["kiosk_ticket"]
            row["joined_at"] = fact["recorded_at"]
    if rows:
        op.bulk_insert(sa.table("admission", *(sa.column(c.name) for c in table.c)), [*rows.values()])


def downgrade() -> None:
    """Take it away; the tickets stay."""
    op.drop_index("uq_admission_kiosk_ticket", table_name="admission")
    op.drop_table("admission")
