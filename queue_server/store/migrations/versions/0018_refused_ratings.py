"""Attempts to rate that were refused, counted by counter and day."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the journal of before tells of no such attempt."""
    op.create_table(
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


def downgrade() -> None:
    """Take the table away; the journal keeps what stood in it."""
    op.drop_table("refused_rating")
