"""How each kiosk is, as it reported last."""

import json
from typing import Any, cast

import sqlalchemy as sa
from alembic import op

from protocol.events import EventType
from queue_server.domain.fold import FOLDS, JournalFact, State
from queue_server.domain.fold.rows import KioskHealth

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_FACTS = ("site.restored", "device.paired", "device.revoked", "device.reported", "device.silenced")


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("site", sa.String(length=16), nullable=False),
        sa.Column("contact", sa.String(length=16), nullable=False),
        sa.Column("printer", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=True),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("backlog", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(length=16), nullable=False),
        sa.Column("disk", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("copied", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.Column("undelivered", sa.Integer(), nullable=False),
    ]


def upgrade() -> None:
    """Make the table; what a journal tells already, after a step back, is replayed into it."""
    op.create_table(
        "kiosk_health",
        *_columns(),
        sa.ForeignKeyConstraint(["id"], ["device.id"], name=op.f("fk_kiosk_health_id")),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_kiosk_health_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_health")),
    )
    op.create_index("ix_kiosk_health_heard", "kiosk_health", ["contact", "heard_at"])
    _replay(op.get_bind())


def _replay(connection: sa.Connection) -> None:
    """Fold what the journal tells of devices; a schema that never had the table has nothing."""
    reported = sa.text("SELECT DISTINCT site FROM journal WHERE type = 'device.reported'")
    for site in connection.execute(reported).scalars().all():
        heard: dict[str, int] = {}
        state = State(site)
        for fact in _facts(connection, site):
            FOLDS[cast("EventType", fact.type)](state, fact)
            if fact.type == "device.reported":
                heard[fact.subject] = fact.recorded_at_ms
        for row in state.tables[KioskHealth].values():
            values = {name: getattr(row, name) for name in KioskHealth.__slots__}
            more = {"heard_at": heard[values["id"]], "undelivered": values["backlog"]}
            op.bulk_insert(sa.table("kiosk_health", *_columns()), [{**values, **more, "site": site}])


def _facts(connection: sa.Connection, site: str) -> list[JournalFact]:
    asked = sa.text(
        "SELECT site, seq, type, subject, at, recorded_at, payload FROM journal"
        " WHERE site = :site AND type IN :types ORDER BY seq"
    ).bindparams(sa.bindparam("types", expanding=True))
    rows = connection.execute(asked, {"site": site, "types": _FACTS})
    return [_fact(row) for row in rows]


def _fact(row: Any) -> JournalFact:
    site, seq, type_, subject, at_ms, recorded_at_ms, payload = row
    return JournalFact(site, seq, type_, subject, at_ms, recorded_at_ms, json.loads(payload))


def downgrade() -> None:
    """Take the table away; kiosks report again, and the journal keeps what they said."""
    op.drop_table("kiosk_health")
