"""What stands on the hall screens beside the calls."""

from typing import Any

from sqlalchemy import Connection, select

from queue_server.domain.screen import NoticeKind
from queue_server.queries.shapes import instant
from queue_server.store.tables.speech import medium, notice


def standing_notices(connection: Connection, site: str) -> dict[str, dict[str, Any] | None]:
    """Give what stands there now, by kind; None where nothing does."""
    rows = connection.execute(select(notice).where(notice.c.site == site))
    standing = {
        row.kind: {"vi": row.text_vi, "en": row.text_en, "at": instant(row.posted_at)}
        for row in rows
    }
    return {str(kind): standing.get(str(kind)) for kind in NoticeKind}


def shown_media(connection: Connection, site: str) -> list[str]:
    """Give the names of pictures and videos, in the order in which they are shown."""
    rows = select(medium.c.name).where(medium.c.site == site).order_by(medium.c.added_seq)
    return list(connection.execute(rows).scalars())
