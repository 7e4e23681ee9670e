"""What a counter serves today instead of what the catalogue says."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; no journal of before tells of such a change."""
    op.create_table(
        "day_skill",
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("counter", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("service", sa.String(16), nullable=False),
        sa.Column("yield_s", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_day_skill_site")),
        sa.ForeignKeyConstraint(
            ["site", "counter"], ["counter.site", "counter.number"], name="fk_day_skill_counter"
        ),
        sa.ForeignKeyConstraint(
            ["site", "service"], ["service.site", "service.code"], name="fk_day_skill_service"
        ),
        sa.PrimaryKeyConstraint("site", "counter", "service", name=op.f("pk_day_skill")),
    )


def downgrade() -> None:
    """Take the table away; the journal keeps what stood in it."""
    op.drop_table("day_skill")
