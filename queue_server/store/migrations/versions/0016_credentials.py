"""Passwords and one-time codes of accounts, and what more is known of a session and a link."""

import sqlalchemy as sa
from alembic import op

from queue_server.store.types import Instant, Json

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns; nobody has a password yet."""
    op.create_table(
        "credential",
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("password_at", Instant()),
        sa.Column("code_secret", sa.String(64)),
        sa.Column("code_at", Instant()),
        sa.Column("code_step", sa.BigInteger()),
        sa.Column("recovery", Json(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_credential_account")),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_credential_site")),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_credential")),
    )
    op.add_column("session", sa.Column("browser", sa.String(40)))
    op.add_column("link", sa.Column("purpose", sa.String(16)))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("link", "purpose")
    op.drop_column("session", "browser")
    op.drop_table("credential")
