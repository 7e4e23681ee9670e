"""Closing days, with their slips: those that are due, and today's by hand.

See decisions 0006, 0011 and 0025.
"""

from datetime import date

from sqlalchemy import func, select

from queue_server.actions.day import close_day, is_over, open_today, today
from queue_server.actions.slips import print_closed
from queue_server.domain.day_refusals import (
    DayClosedAlready,
    DayNotOpened,
    DayNotToday,
    PeopleAtCounters,
    TicketsOpened,
)
from queue_server.domain.slip_text import written
from queue_server.domain.ticket import AT_COUNTER, OPEN
from queue_server.store.store import Tx
from queue_server.store.tables.queue import service_day as days
from queue_server.store.tables.queue import ticket


def close_due_days(tx: Tx) -> int:
    """Close every open day whose closing hour has passed, and print its slip; gives how many."""
    rows = tx.run(select(days.c.day).where(days.c.site == tx.code, days.c.closed_at.is_(None)))
    due = sorted(day for day in rows.scalars() if is_over(tx, day))
    for day in due:
        close_day(tx, day)
        print_closed(tx, day)
    return len(due)


def open_by_hand(tx: Tx, day: date) -> None:
    """Open today before its first number; one that is open stays so.

    Refuses with DayNotToday or DayClosed.
    """
    _check_today(tx, day)
    open_today(tx)


def close_by_hand(tx: Tx, day: date, *, lapses: int) -> None:
    """Close today before its hour, and print its slip; `lapses` numbers were told to end by it.

    Refuses with DayNotToday, DayNotOpened, DayClosedAlready, PeopleAtCounters while somebody is
    called or served, or TicketsOpened where more would lapse than whoever closes was told.
    """
    _check_today(tx, day)
    row = tx.run(select(days.c.closed_at).where(days.c.site == tx.code, days.c.day == day)).first()
    if row is None:
        raise DayNotOpened(day=written(day))
    if row.closed_at is not None:
        raise DayClosedAlready(day=written(day))
    if there := _count(tx, day, AT_COUNTER):
        raise PeopleAtCounters(count=there)
    if (left := _count(tx, day, OPEN)) > lapses:
        raise TicketsOpened(count=left)
    close_day(tx, day)
    print_closed(tx, day)


def _check_today(tx: Tx, day: date) -> None:
    if day != today(tx):
        raise DayNotToday(day=written(day))


def _count(tx: Tx, day: date, states: frozenset[str]) -> int:
    here = ticket.c.site == tx.code, ticket.c.day == day
    found: int = tx.run(
        select(func.count()).where(*here, ticket.c.state.in_(sorted(states)))
    ).scalar_one()
    return found
