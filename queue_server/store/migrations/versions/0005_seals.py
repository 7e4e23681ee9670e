"""Seals: where a journal stood at an instant, signed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; a database that has lived is sealed from now on."""
    op.create_table(
        "seal",
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("epoch", sa.String(36), nullable=False),
        sa.Column("seq", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_seal_site")),
        sa.PrimaryKeyConstraint("site", "epoch", "seq", name=op.f("pk_seal")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("seal")
