"""Which screen has a hall's voice, and what became of each call there."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables; no journal tells of them yet."""
    op.create_table(
        "voice",
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_voice_device")),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_voice_site")),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_voice")),
    )
    op.create_table(
        "announcement",
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("call_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ticket", sa.String(length=36), nullable=False),
        sa.Column("screen", sa.String(length=36), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('spoken', 'dropped')", name=op.f("ck_announcement_outcome")
        ),
        sa.ForeignKeyConstraint(["screen"], ["device.id"], name=op.f("fk_announcement_screen")),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_announcement_site")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_announcement_ticket")),
        sa.PrimaryKeyConstraint("site", "call_seq", name=op.f("pk_announcement")),
    )
    _replay(op.get_bind())


def _replay(connection: sa.Connection) -> None:
    """Write what a journal tells already, after a step back."""
    rows = connection.execute(
        sa.text(
            "SELECT site, subject, payload FROM journal"
            " WHERE type = 'call.announced' ORDER BY site, seq"
        )
    ).all()
    for site, ticket, payload in rows:
        said = json.loads(payload)
        connection.execute(
            sa.text(
                "INSERT INTO announcement (site, call_seq, ticket, screen, outcome, why, begun_at,"
                " ended_at) VALUES (:site, :call_seq, :ticket, :screen, :outcome, :why, :begun_ms,"
                " :ended_ms)"
            ),
            {"site": site, "ticket": ticket, **said},
        )


def downgrade() -> None:
    """Drop both; the journal keeps what was announced."""
    op.drop_table("announcement")
    op.drop_table("voice")
