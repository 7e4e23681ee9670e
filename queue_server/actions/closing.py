"""Closing the days that are due, with their slips (decisions 0006 and 0011)."""

from sqlalchemy import select

from queue_server.actions.day import close_day, is_over
from queue_server.actions.slips import print_closed
from queue_server.store.store import Tx
from queue_server.store.tables.queue import service_day as days


def close_due_days(tx: Tx) -> int:
    """Close every open day whose closing hour has passed, and print its slip; gives how many."""
    rows = tx.run(select(days.c.day).where(days.c.site == tx.code, days.c.closed_at.is_(None)))
    due = sorted(day for day in rows.scalars() if is_over(tx, day))
    for day in due:
        close_day(tx, day)
        print_closed(tx, day)
    return len(due)
