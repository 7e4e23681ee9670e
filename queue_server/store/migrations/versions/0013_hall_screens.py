"""Zones of hall screens, notices, and a voice for each counter instead of one for the hall."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ZONES = (
    "SELECT site, subject, payload FROM journal WHERE type = 'screen.zoned' AND subject NOT IN"
    " (SELECT id FROM device WHERE state = 'revoked') ORDER BY site, seq"
)
NOTICES = (
    "SELECT site, type, subject, payload, recorded_at FROM journal"
    " WHERE type IN ('notice.posted', 'notice.withdrawn') ORDER BY site, seq"
)


def upgrade() -> None:
    """Make the tables. The voice is gone seconds after its screen, so nothing of it is kept."""
    op.drop_table("voice")
    op.create_table(
        "voice",
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("counters", sa.String(length=1000), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_voice_device")),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_voice_site")),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_voice")),
    )
    op.create_table(
        "zone",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("counters", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["device.id"], name=op.f("fk_zone_id")),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_zone_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
    )
    op.create_table(
        "notice",
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("text_vi", sa.String(length=200), nullable=False),
        sa.Column("text_en", sa.String(length=200), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('ticker', 'urgent')", name=op.f("ck_notice_kind")),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_notice_site")),
        sa.PrimaryKeyConstraint("site", "kind", name=op.f("pk_notice")),
    )
    _replay(op.get_bind())


def _replay(connection: sa.Connection) -> None:
    """Write what a journal tells already, after a step back."""
    zones: dict[str, dict[str, str]] = {}
    for site, id_, payload in connection.execute(sa.text(ZONES)):
        counters = " ".join(str(number) for number in json.loads(payload)["counters"])
        zones[id_] = {"id": id_, "site": site, "counters": counters}
    for zone in zones.values():
        if zone["counters"]:
            connection.execute(sa.text("INSERT INTO zone VALUES (:id, :site, :counters)"), zone)
    notices: dict[tuple[str, str], dict[str, object]] = {}
    for site, type_, kind, payload, at in connection.execute(sa.text(NOTICES)):
        notices.pop((site, kind), None)
        if type_ == "notice.posted":
            notices[site, kind] = {"site": site, "kind": kind, "at": at, **json.loads(payload)}
    for notice in notices.values():
        connection.execute(
            sa.text("INSERT INTO notice VALUES (:site, :kind, :text_vi, :text_en, :at)"), notice
        )


def downgrade() -> None:
    """Drop what is new; the journal keeps it."""
    op.drop_table("notice")
    op.drop_table("zone")
    op.drop_table("voice")
    op.create_table(
        "voice",
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_voice_device")),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_voice_site")),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_voice")),
    )
