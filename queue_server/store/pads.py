"""Whether the pad of a counter may still take a rating, as actions and views both ask it (D11)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from queue_server.domain.device import DeviceKind, DeviceState
from queue_server.store.rows import ticket_at_counter
from queue_server.store.tables.access import device
from queue_server.store.tables.service import rating, serving


def newest_rating_of(connection: Connection, site: str, ticket_id: str) -> Row[Any] | None:
    """Find the rating of a ticket's last finished serving."""
    return connection.execute(
        select(rating)
        .join(serving, serving.c.id == rating.c.serving)
        .where(rating.c.site == site, serving.c.ticket == ticket_id)
        .order_by(rating.c.opened_at.desc(), rating.c.serving.desc())
        .limit(1)
    ).first()


def has_pad(connection: Connection, site: str, counter: int) -> bool:
    """Tell whether a pad is paired with a counter."""
    found = connection.execute(
        select(device.c.id)
        .where(
            device.c.site == site,
            device.c.kind == str(DeviceKind.PAD),
            device.c.counter == counter,
            device.c.state == str(DeviceState.PAIRED),
        )
        .limit(1)
    ).first()
    return found is not None


def is_pad_over(connection: Connection, row: Row[Any], *, now: datetime) -> bool:
    """Tell whether a rating's page at the pad is closed: by time, or by the next serving."""
    return now > row.pad_until or _has_next(connection, row.site, row.serving, row.counter)


def _has_next(connection: Connection, site: str, serving_id: str, counter: int) -> bool:
    """Tell whether the counter has begun its next serving, or rated a later one."""
    busy = ticket_at_counter(connection, site, counter)
    if busy is not None and busy.state == "serving":
        return True
    newest = connection.execute(
        select(rating.c.serving)
        .where(rating.c.site == site, rating.c.counter == counter)
        .order_by(rating.c.opened_at.desc(), rating.c.serving.desc())
        .limit(1)
    ).scalar_one()
    return bool(newest != serving_id)
