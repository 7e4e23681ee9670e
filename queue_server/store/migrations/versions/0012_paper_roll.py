"""Ranges of the pre-printed roll that staff entered; after a step back the journal tells them."""

import json
from datetime import date

import sqlalchemy as sa
from alembic import op

from queue_server.store.types import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, with what the journal knows of it."""
    table = op.create_table(
        "paper_roll",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first", sa.String(12), nullable=False),
        sa.Column("last", sa.String(12), nullable=False),
        sa.Column("service", sa.String(16), nullable=False),
        sa.Column("became", sa.String(8), nullable=False),
        sa.Column("witness", sa.String(36), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_paper_roll_site")),
        sa.ForeignKeyConstraint(["witness"], ["account.id"], name=op.f("fk_paper_roll_witness")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_roll")),
    )
    op.create_index("ix_paper_roll_entered", "paper_roll", ["site", "entered_at"])
    if rows := _told(op.get_bind()):
        op.bulk_insert(table, rows)


def _told(connection: sa.Connection) -> list[dict[str, object]]:
    told = sa.text(
        "SELECT site, subject, payload, recorded_at FROM journal"
        " WHERE type = 'roll.entered' ORDER BY site, seq"
    ).columns(recorded_at=Instant())
    names = ("first", "last", "service", "became", "witness")
    rows = []
    for site, id_, payload, at in connection.execute(told):
        said = json.loads(payload)
        row = {name: said[name] for name in names}
        day = date.fromisoformat(said["day"])
        rows.append({**row, "id": id_, "site": site, "day": day, "entered_at": at})
    return rows


def downgrade() -> None:
    """Drop it; the journal keeps what was entered."""
    op.drop_index("ix_paper_roll_entered", table_name="paper_roll")
    op.drop_table("paper_roll")
