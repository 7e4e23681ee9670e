"""What a held, moved or hand-called ticket has more than others; old tickets have none of it."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_HELD = sa.text("state = 'held'")
_COLUMNS: dict[str, Any] = {
    "for_counter": sa.Integer(),
    "for_officer": sa.String(36),
    "back_to": sa.Integer(),
    "back_service": sa.String(16),
    "held_until": sa.BigInteger(),
    "held_reason": sa.String(16),
    "by_hand": sa.String(16),
}


def upgrade() -> None:
    """Add the columns, and the way to a site's held tickets."""
    for name, type_ in _COLUMNS.items():
        op.add_column("ticket", sa.Column(name, type_))
    _replay(op.get_bind())
    op.create_index(
        "ix_ticket_held", "ticket", ["site"], sqlite_where=_HELD, postgresql_where=_HELD
    )


def _replay(connection: sa.Connection) -> None:
    """Write what a journal tells already, after a step back; others have no such rows."""
    told = sa.text(
        "SELECT subject, type, payload FROM journal WHERE type IN"
        " ('ticket.called', 'ticket.requeued', 'ticket.held', 'ticket.transferred')"
        " AND subject IN (SELECT subject FROM journal WHERE"
        " type IN ('ticket.held', 'ticket.transferred')"
        " OR (type = 'ticket.called' AND payload LIKE '%\"by_hand\"%')) ORDER BY site, seq"
    )
    rows: dict[str, dict[str, Any]] = {}
    for ticket, type_, payload in connection.execute(told):
        row = rows.setdefault(ticket, dict.fromkeys(_COLUMNS))
        row |= _told(type_, json.loads(payload))
    names = ", ".join(f"{name} = :{name}" for name in _COLUMNS)
    for ticket, row in rows.items():
        connection.execute(sa.text(f"UPDATE ticket SET {names} WHERE id = :id"), {**row, "id": ticket})


def _told(type_: str, said: dict[str, Any]) -> dict[str, Any]:
    """Give the columns a fact sets."""
    if type_ == "ticket.held":
        return {"held_until": said["until_ms"], "held_reason": said["reason"]}
    if type_ == "ticket.transferred":
        back = {"back_to": said["back_to"], "back_service": said["back_service"]}
        return {"for_counter": said["counter"], "for_officer": said["officer"], **back}
    ends = dict.fromkeys(("for_counter", "for_officer", "held_until", "held_reason"))
    return {**ends, **({"by_hand": said["by_hand"]} if "by_hand" in said else {})}


def downgrade() -> None:
    """Take them away; the journal keeps what stood in them."""
    op.drop_index("ix_ticket_held", "ticket")
    for name in reversed(_COLUMNS):
        op.drop_column("ticket", name)
