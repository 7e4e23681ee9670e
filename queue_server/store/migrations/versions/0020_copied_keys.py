"""Since when a device's key is known to be used in two places; the journal tells of it."""

import sqlalchemy as sa
from alembic import op

from queue_server.store.types import Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and write what the journal tells of it."""
    op.add_column("device", sa.Column("copied_at", Instant()))
    connection = op.get_bind()
    told = sa.text(
        "SELECT subject, type, recorded_at FROM journal WHERE type IN"
        " ('device.copied', 'device.paired', 'device.revoked') ORDER BY site, seq"
    )
    since: dict[str, int] = {}
    for device, type_, at in connection.execute(told):
        if type_ == "device.copied":
            since[device] = at
        else:
            since.pop(device, None)
    for device, at in since.items():
        connection.execute(
            sa.text("UPDATE device SET copied_at = :at WHERE id = :id"), {"at": at, "id": device}
        )


def downgrade() -> None:
    """Take it away; the journal keeps what stood in it."""
    op.drop_column("device", "copied_at")
