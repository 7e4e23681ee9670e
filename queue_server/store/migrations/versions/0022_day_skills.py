"""What a counter serves today instead of what the catalogue says."""

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and write what a journal tells already, after a step back."""
    table = op.create_table(
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
    if rows := _told(op.get_bind()):
        op.bulk_insert(table, rows)


def _told(connection: sa.Connection) -> list[dict[str, Any]]:
    """Give what is changed and has not ended: with its day, or by a catalogue."""
    facts = sa.text(
        "SELECT site, type, payload FROM journal WHERE type IN"
        " ('counter.skilled', 'day.closed', 'catalogue.published') ORDER BY site, seq"
    )
    rows: list[dict[str, Any]] = []
    for site, type_, payload in connection.execute(facts):
        said = json.loads(payload)
        if type_ == "counter.skilled":
            here = {"site": site, "counter": said["counter"]}
            rows = [row for row in rows if not here.items() <= row.items()]
            here["day"] = date.fromisoformat(said["day"])
            skills = (said["services"] or {}).items()
            rows += [{**here, "service": code, "yield_s": yield_s} for code, yield_s in skills]
        else:
            until = date.max if "day" not in said else date.fromisoformat(said["day"])
            rows = [row for row in rows if row["site"] != site or row["day"] > until]
    return rows


def downgrade() -> None:
    """Take the table away; the journal keeps what stood in it."""
    op.drop_table("day_skill")
