"""Every pause of every shift; the journal tells of those of before."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and write what the journal tells."""
    table = op.create_table(
        "pause",
        sa.Column("shift", sa.String(36), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["shift"], ["shift.id"], name=op.f("fk_pause_shift")),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_pause_site")),
        sa.PrimaryKeyConstraint("shift", "place", name=op.f("pk_pause")),
    )
    op.create_index("ix_pause_began", "pause", ["site", "began_at"])
    if rows := _told(op.get_bind()):
        op.bulk_insert(table, rows)


def _told(connection: sa.Connection) -> list[dict[str, Any]]:
    """Give every pause the journal tells of, with its end."""
    facts = sa.text(
        "SELECT site, subject, type, recorded_at, payload FROM journal"
        " WHERE type LIKE 'shift.%' ORDER BY site, seq"
    )
    pauses: dict[str, list[dict[str, Any]]] = {}
    for site, shift, type_, at, payload in connection.execute(facts):
        said = json.loads(payload)
        if type_ == "shift.paused":
            of_shift = pauses.setdefault(shift, [])
            row = {"shift": shift, "place": len(of_shift) + 1, "site": site, "ended_at": None}
            of_shift.append(row | {"began_at": at, **_of(said)})
        else:
            ended = said["taken_from"] if type_ == "shift.taken" else shift
            for row in pauses.get(ended, [])[-1:]:
                row["ended_at"] = at if row["ended_at"] is None else row["ended_at"]
    return [row for of_shift in pauses.values() for row in of_shift]


def _of(said: dict[str, Any]) -> dict[str, Any]:
    return {"counter": said["counter"], "reason": said["reason"]}


def downgrade() -> None:
    """Take the table away; the journal keeps what stood in it."""
    op.drop_table("pause")
