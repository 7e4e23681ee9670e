"""From which browser a counter is held, since when it is so, and since when help is asked for."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_COLUMNS: dict[str, Any] = {
    "seat": sa.String(16),
    "taken_from": sa.String(36),
    "since": sa.BigInteger(),
    "help_at": sa.BigInteger(),
}


def upgrade() -> None:
    """Add the columns, and write what the journal tells of them."""
    for name, type_ in _COLUMNS.items():
        op.add_column("shift", sa.Column(name, type_))
    connection = op.get_bind()
    set_ = ", ".join(f"{name} = :{name}" for name in _COLUMNS)
    for shift, row in _told(connection).items():
        connection.execute(
            sa.text(f"UPDATE shift SET {set_} WHERE id = :id"),  # noqa: S608 -- our own names
            {**row, "id": shift},
        )


def _told(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """Give the columns of every shift, as its facts leave them."""
    facts = sa.text(
        "SELECT subject, type, recorded_at, payload FROM journal"
        " WHERE type LIKE 'shift.%' OR type LIKE 'help.%' ORDER BY site, seq"
    )
    rows: dict[str, dict[str, Any]] = {}
    for shift, type_, at, payload in connection.execute(facts):
        said = json.loads(payload)
        row = rows.setdefault(shift, dict.fromkeys(_COLUMNS))
        if type_ in ("shift.opened", "shift.taken"):
            row |= {"seat": said.get("seat"), "taken_from": said.get("taken_from")}
        if type_ == "shift.taken":
            before = rows[said["taken_from"]]
            row["help_at"] = before["help_at"]
            before |= {"since": at, "help_at": None}
        if type_.startswith("help."):
            row["help_at"] = at if type_ == "help.asked" else None
        else:
            row["since"] = at
        if type_ == "shift.closed":
            row["help_at"] = None
    return rows


def downgrade() -> None:
    """Take them away; the journal keeps what stood in them."""
    for name in reversed(_COLUMNS):
        op.drop_column("shift", name)
