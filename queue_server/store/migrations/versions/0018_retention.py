"""Commitments to dossier codes, so that codes can be forgotten, and what was forgotten of a day.

The journals of before hold codes as they are: their commitments have no salt, so that rows and
journal agree, and what such a journal holds cannot be taken out of it. Going back leaves the new
columns where they are, for a salt cannot be made again; the version before does not look at them.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from queue_server.domain.keeping import commit
from queue_server.store.types import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COLUMNS: dict[str, Any] = {
    "salt": sa.String(27),
    "code_hash": sa.String(64),
    "official_hash": sa.String(64),
    "forgotten_at": Instant(),
}
_TOLD = (
    "SELECT site, type, subject, payload, recorded_at FROM journal"
    " WHERE type IN ('day.forgotten', 'ticket.issued', 'ticket.retired') AND seq >="
    " (SELECT min(seq) FROM journal WHERE type = 'day.forgotten') ORDER BY site, seq"
)


def upgrade() -> None:
    """Add columns and table, with what the rows and the journal know of them."""
    connection = op.get_bind()
    there = {column["name"] for column in sa.inspect(connection).get_columns("dossier")}
    for name, type_ in COLUMNS.items():
        if name not in there:
            op.add_column("dossier", sa.Column(name, type_))
    for name, code in (("code_hash", "code"), ("official_hash", "official_code")):
        _commit(connection, name, code)
    table = op.create_table(
        "forgotten",
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint(
            "part IN ('tickets', 'reasons', 'codes')", name=op.f("ck_forgotten_part")
        ),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name=op.f("fk_forgotten_site")),
        sa.PrimaryKeyConstraint("site", "day", "part", name=op.f("pk_forgotten")),
    )
    if rows := _forgotten(connection):
        op.bulk_insert(sa.table("forgotten", *(sa.column(c.name) for c in table.c)), rows)


def _commit(connection: sa.Connection, name: str, code: str) -> None:
    found = sa.text(f"SELECT id, {code} FROM dossier WHERE {code} IS NOT NULL AND {name} IS NULL")
    rows = [{"id": id_, "hash": commit(said, salt="")} for id_, said in connection.execute(found)]
    if rows:
        connection.execute(sa.text(f"UPDATE dossier SET {name} = :hash WHERE id = :id"), rows)


def _forgotten(connection: sa.Connection) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for site, type_, subject, payload, at in connection.execute(sa.text(_TOLD)):
        said = json.loads(payload)
        if type_ == "day.forgotten":
            key = {"site": site, "day": subject, "part": said["part"]}
            rows[site, subject, said["part"]] = {**key, "count": said["count"], "at": at}
        else:  # something was written in it again
            for part in ("tickets", "reasons", "codes"):
                rows.pop((site, said["day"], part), None)
    return [*rows.values()]


def downgrade() -> None:
    """Take the table away; who was forgotten stays forgotten."""
    op.drop_table("forgotten")
