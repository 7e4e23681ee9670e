"""The answers a hall offers, as data, and why a bad one was given; the journal tells of both."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from queue_server.store.types import Json

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make table and column, with what the journal knows of them."""
    table = op.create_table(
        "rating_scale",
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("body", Json(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_rating_scale_site")),
        sa.PrimaryKeyConstraint("site", "version", name=op.f("pk_rating_scale")),
    )
    op.add_column("rating", sa.Column("reason", sa.String(16)))
    if rows := _published(op.get_bind()):
        op.bulk_insert(table, rows)
    _explain(op.get_bind())


def _published(connection: sa.Connection) -> list[dict[str, Any]]:
    told = sa.text(
        "SELECT site, payload FROM journal WHERE type = 'catalogue.published' ORDER BY site, seq"
    )
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for site, payload in connection.execute(told):
        body = json.loads(payload).get("scale")
        if body is None:
            continue
        for row in rows.values():
            row["is_current"] &= row["site"] != site
        known = {"site": site, "version": body["version"], "body": body}
        rows[site, body["version"]] = {**known, "is_current": True}
    return list(rows.values())


def _explain(connection: sa.Connection) -> None:
    told = sa.text("SELECT subject, payload FROM journal WHERE type = 'rating.explained'")
    for serving, payload in connection.execute(told).all():
        connection.execute(
            sa.text("UPDATE rating SET reason = :reason WHERE serving = :serving"),
            {"reason": json.loads(payload)["reason"], "serving": serving},
        )


def downgrade() -> None:
    """Take both away; the journal keeps what stood in them."""
    op.drop_column("rating", "reason")
    op.drop_table("rating_scale")
