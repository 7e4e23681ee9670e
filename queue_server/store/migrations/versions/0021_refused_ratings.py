"""Attempts to rate that were refused, counted by counter and day."""

import json
from collections import Counter
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and write what a journal tells already, after a step back."""
    table = op.create_table(
        "refused_rating",
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_refused_rating_count")),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_refused_rating_site")),
        sa.PrimaryKeyConstraint("site", "day", "counter", "why", name=op.f("pk_refused_rating")),
    )
    names = ("site", "day", "counter", "why")
    told = _told(op.get_bind()).items()
    if rows := [{**dict(zip(names, key, strict=True)), "count": count} for key, count in told]:
        op.bulk_insert(table, rows)


def _told(connection: sa.Connection) -> Counter[tuple[str, date, int, str]]:
    facts = sa.text("SELECT site, payload FROM journal WHERE type = 'rating.refused'")
    said = [(site, json.loads(payload)) for site, payload in connection.execute(facts)]
    return Counter(
        (site, date.fromisoformat(row["day"]), row["counter"], row["why"]) for site, row in said
    )


def downgrade() -> None:
    """Take the table away; the journal keeps what stood in it."""
    op.drop_table("refused_rating")
