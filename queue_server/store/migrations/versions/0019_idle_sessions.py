"""What a session is called without its secret, when it was used last, and how long it may rest."""

import hashlib

import sqlalchemy as sa
from alembic import op

from queue_server.store.types import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; sessions that are open go on as they were opened, and never rest."""
    op.add_column("session", sa.Column("seat", sa.String(16)))
    op.add_column("session", sa.Column("used_at", Instant()))
    op.add_column("session", sa.Column("idle_min", sa.Integer()))
    connection = op.get_bind()
    connection.execute(sa.text("UPDATE session SET used_at = created_at, idle_min = 0"))
    for secret_hash in connection.execute(sa.text("SELECT secret_hash FROM session")).scalars().all():
        seat = hashlib.sha256(f"seat {secret_hash}".encode()).hexdigest()[:16]
        connection.execute(
            sa.text("UPDATE session SET seat = :seat WHERE secret_hash = :hash"),
            {"seat": seat, "hash": secret_hash},
        )


def downgrade() -> None:
    """Take them away."""
    op.drop_column("session", "idle_min")
    op.drop_column("session", "used_at")
    op.drop_column("session", "seat")
