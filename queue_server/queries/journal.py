"""The journal's newest rows, for the administrator."""

import json
from typing import Any

from sqlalchemy import Connection, select

from queue_server.queries.shapes import instant
from queue_server.store.tables.journal import journal

TAIL_MAX = 200


def journal_tail(
    connection: Connection, site: str, *, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """Give at most `limit` rows below `before`, newest first."""
    statement = select(journal).where(journal.c.site == site)
    if before is not None:
        statement = statement.where(journal.c.seq < before)
    rows = connection.execute(statement.order_by(journal.c.seq.desc()).limit(min(limit, TAIL_MAX)))
    return [
        {
            "seq": row.seq,
            "epoch": row.epoch,
            "id": row.id,
            "type": row.type,
            "at": instant(row.at),
            "recorded_at": instant(row.recorded_at),
            "by": {"kind": row.by_kind, "id": row.by_id},
            "subject": row.subject,
            "data": json.loads(row.payload),
            "hash": row.hash,
        }
        for row in rows
    ]
