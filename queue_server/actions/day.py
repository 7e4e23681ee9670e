"""Service days: opened by their first issue, closed by rule (decision D7)."""

from collections import Counter as Tally
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select, update

from protocol.instants import local_time, service_day
from queue_server.actions.ratings import lapse_ratings
from queue_server.domain.refusals import DayAhead, DayClosed, TicketOfPastDay
from queue_server.domain.slip_text import written
from queue_server.domain.ticket import OPEN, TicketState, move_ticket
from queue_server.store.journal import totals_digest
from queue_server.store.rows import LabelKey, TicketRow, change_ticket, mark_label
from queue_server.store.store import Tx
from queue_server.store.tables.catalogue import day_skill
from queue_server.store.tables.queue import forgotten, ticket
from queue_server.store.tables.queue import service_day as days

# A kiosk's clock may be this many days ahead of the server's day (its midnight came first).
DAYS_AHEAD_MAX = 1
# A kiosk may bring what it gave this long ago; older ones are a clock that was never set.
DAYS_BEHIND_MAX = 366


def today(tx: Tx) -> date:
    """Give the site's local date now."""
    return service_day(tx.now, tx.settings.zone)


def open_today(tx: Tx) -> date:
    """Give today, opened by its first issue; refuses with DayClosed from its closing hour on."""
    day = today(tx)
    if not open_day(tx, day):
        raise DayClosed(day=written(day))
    return day


def open_day(tx: Tx, day: date) -> bool:
    """Write a day down if nobody did yet; tells whether its tickets may still be called.

    A past day that a kiosk still brings tickets of is written down too, so that its labels
    have a day to stand in.
    """
    if tx.head.day == day:
        return not is_over(tx, day)
    row = tx.run(select(days.c.closed_at).where(days.c.site == tx.code, days.c.day == day)).first()
    if row is not None and row.closed_at is not None:
        return False
    if row is None:
        tx.record("day.opened", day.isoformat(), {"day": day.isoformat()})
        tx.run(insert(days), site=tx.code, day=day, opened_at=tx.now, closed_at=None, digest=None)
    if tx.head.day is None or day > tx.head.day:
        tx.head.day = day
    return not is_over(tx, day)


def write_in(tx: Tx, day: date) -> None:
    """Say that a day's tickets change: what was forgotten of it is to be looked at again."""
    if day != tx.head.day:
        whole = forgotten.c.site == tx.code, forgotten.c.day == day
        tx.connection.execute(delete(forgotten).where(*whole))


def is_over(tx: Tx, day: date) -> bool:
    """Tell whether the closing hour has passed: the rule decides, not when it is carried out."""
    return tx.now >= local_time(day, hour=tx.settings.day_close_hour, zone=tx.settings.zone)


def has_ended(tx: Tx, day: date) -> bool:
    """Tell whether a day is over: by its closing hour, or because a manager closed it before."""
    return is_over(tx, day) or _is_closed(tx, day)


def _is_closed(tx: Tx, day: date) -> bool:
    """The newest open day stands in the head, so that its tickets cost no look-up."""
    if tx.head.day == day:
        return False
    closed = select(days.c.closed_at).where(days.c.site == tx.code, days.c.day == day)
    return tx.run(closed).scalar() is not None


def check_day(tx: Tx, day: date, *, label: str) -> None:
    """Refuse the day on a slip if it cannot be: with DayAhead or TicketOfPastDay."""
    if day > today(tx) + timedelta(days=DAYS_AHEAD_MAX):
        raise DayAhead(day=written(day))
    if day < today(tx) - timedelta(days=DAYS_BEHIND_MAX):
        raise TicketOfPastDay(label=label, day=written(day))


def close_day(tx: Tx, day: date) -> None:
    """End what is open, then write the day's totals and their digest, once."""
    lapse_open_tickets(tx, day)
    lapse_ratings(tx)
    states = tx.run(
        select(ticket.c.state).where(ticket.c.site == tx.code, ticket.c.day == day)
    ).scalars()
    totals = dict(sorted(Tally(states).items()))
    digest = totals_digest(day, totals)
    said = {"day": day.isoformat(), "totals": totals, "digest": digest}
    seq = tx.record("day.closed", day.isoformat(), said)
    end_skills(tx, day, seq=seq)
    tx.run(
        update(days)
        .where(days.c.site == tx.code, days.c.day == day)
        .values(closed_at=tx.now, digest=digest)
    )
    if tx.head.day == day:
        tx.head.day = None


def end_skills(tx: Tx, day: date, *, seq: int) -> None:
    """Let counters serve again what the catalogue says: a change lasts for its day only."""
    mine = (day_skill.c.site == tx.code) & (day_skill.c.day <= day)
    if tx.connection.execute(delete(day_skill).where(mine)).rowcount:
        tx.head.catalogue_seq = seq


def lapse_open_tickets(tx: Tx, day: date) -> None:
    """End the tickets nobody finished. Offers stay: only their kiosk knows if they were taken."""
    rows = tx.run(
        select(*(ticket.c[name] for name in TicketRow._fields))
        .where(ticket.c.site == tx.code, ticket.c.day == day, ticket.c.state.in_(sorted(OPEN)))
        .order_by(ticket.c.id)
    ).all()
    for values in rows:
        lapse_ticket(tx, TicketRow._make(values))


def lapse_ticket(tx: Tx, row: TicketRow, *, at: datetime | None = None) -> TicketRow:
    """End a ticket whose day is over, or whose citizen was gone at `at`."""
    state = move_ticket(TicketState(row.state), "ticket.lapsed", label=row.label)
    tx.record("ticket.lapsed", row.id, {"label": row.label}, at=at)
    return change_ticket(tx.connection, row, state=state, ended_at=at or tx.now)


def retire_offer(tx: Tx, row: TicketRow) -> TicketRow:
    """End an offer that was not taken: its label stays in the ledger, never used again."""
    write_in(tx, row.day)
    state = move_ticket(TicketState(row.state), "ticket.retired", label=row.label)
    tx.record("ticket.retired", row.id, {"label": row.label, "day": row.day.isoformat()})
    mark_label(tx.connection, LabelKey(tx.code, row.day, row.label), state="retired")
    return change_ticket(tx.connection, row, state=state, ended_at=tx.now)
