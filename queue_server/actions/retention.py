"""What may not be kept longer: answers kept for retries, tokens of slips, ended links, and persons.

Personal columns are forgotten a part of a day at a time, each by a fact of its own, so that the
replay forgets the same and nobody can hide a row by saying that it was forgotten. The journal
holds nothing that leads to a person once they are gone (`queue_server.domain.keeping`).
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sqlalchemy import and_, delete, insert, or_, select, update

from queue_server.actions.day import today
from queue_server.actions.erasure import NAMELESS, erase_account
from queue_server.domain.access import AccountRole
from queue_server.domain.keeping import Part, last_day_to_forget
from queue_server.domain.ticket import TicketState
from queue_server.store.store import Tx
from queue_server.store.tables.access import account, link, session
from queue_server.store.tables.journal import idempotency, journal
from queue_server.store.tables.queue import forgotten, service_day, slip_token, ticket
from queue_server.store.tables.service import dossier, rating, serving

ANSWERS_DAYS = 8
ACCOUNTS_AT_ONCE = 20


def forget_expired(tx: Tx) -> None:
    """Delete what is past its days; the journal is untouched."""
    answers_since = tx.now - timedelta(days=ANSWERS_DAYS)
    tokens_since = tx.now - timedelta(days=tx.settings.token_days)
    for statement in (
        delete(idempotency).where(
            idempotency.c.site == tx.code, idempotency.c.created_at < answers_since
        ),
        delete(slip_token).where(
            slip_token.c.site == tx.code, slip_token.c.created_at < tokens_since
        ),
        delete(link).where(link.c.site == tx.code, link.c.ends_at < tx.now),
        delete(session).where(session.c.site == tx.code, session.c.ends_at < tx.now),
    ):
        tx.connection.execute(statement)


def forget_persons(tx: Tx) -> bool:
    """Forget the oldest part that is due, else accounts nobody uses; tells whether all is done.

    One part a transaction: who wants a number meanwhile waits for a thousand rows at most.
    """
    kept = tx.settings
    days = (kept.ticket_days, kept.reason_days, kept.dossier_days)
    if forget_oldest(tx, dict(zip(Part, days, strict=True))):
        return False
    idle = _idle_accounts(tx)
    for id_ in idle[:ACCOUNTS_AT_ONCE]:
        erase_account(tx, id_)
    return len(idle) <= ACCOUNTS_AT_ONCE


def forget_oldest(tx: Tx, kept_days: Mapping[Part, int]) -> bool:
    """Forget the oldest part that is older than its days; tells whether there was one."""
    due = _parts_due(tx, kept_days)
    if due:
        forget_part(tx, *due[0])
    return bool(due)


def forget_part(tx: Tx, day: date, part: Part) -> None:
    """Take one part of a closed day away, and record of how many rows."""
    count = FORGET[part](tx, day)
    tx.record("day.forgotten", day.isoformat(), {"part": str(part), "count": count})
    tx.run(insert(forgotten), site=tx.code, day=day, part=str(part), count=count, at=tx.now)


def _parts_due(tx: Tx, kept_days: Mapping[Part, int]) -> list[tuple[date, Part]]:
    found: list[tuple[date, Part]] = []
    days, f = service_day.c, forgotten.c
    for part in Part:
        newest = last_day_to_forget(today(tx), days=kept_days[part])
        is_done = select(f.day).where(f.site == tx.code, f.day == days.day, f.part == str(part))
        rows = tx.run(
            select(days.day)
            .where(days.site == tx.code, days.closed_at.is_not(None), days.day <= newest)
            .where(~is_done.exists())
            .order_by(days.day)
            .limit(1)
        )
        found += [(day, part) for day in rows.scalars()]
    return sorted(found)


def _forget_tickets(tx: Tx, day: date) -> int:
    t = ticket.c
    is_personal = or_(t.group.is_not(None), t.held_reason.is_not(None), t.for_officer.is_not(None))
    change = update(ticket).where(
        t.site == tx.code, t.day == day, t.state != str(TicketState.OFFERED), is_personal
    )
    none = {"group": None, "held_reason": None, "for_officer": None}
    return tx.connection.execute(change.values(none)).rowcount


def _forget_reasons(tx: Tx, day: date) -> int:
    changes = [
        update(table)
        .where(table.c.site == tx.code, table.c.day == day, table.c.reason.is_not(None))
        .values(reason=None)
        for table in (serving, rating)
    ]
    return sum(tx.connection.execute(change).rowcount for change in changes)


def _forget_codes(tx: Tx, day: date) -> int:
    """Of threads that nothing came to after the day; what stands for a code leads to nobody."""
    d, later = dossier.c, ticket.alias("later")
    came = select(ticket.c.dossier).where(
        ticket.c.site == tx.code, ticket.c.day == day, ticket.c.dossier.is_not(None)
    )
    goes_on = select(later.c.id).where(later.c.dossier == d.id, later.c.day > day).exists()
    change = update(dossier).where(
        d.site == tx.code, d.id.in_(came), d.forgotten_at.is_(None), ~goes_on
    )
    values = {"code": d.id, "official_code": None, "salt": None, "forgotten_at": tx.now}
    return tx.connection.execute(change.values(values)).rowcount


FORGET: Mapping[Part, Callable[[Tx, date], int]] = {
    Part.TICKETS: _forget_tickets,
    Part.REASONS: _forget_reasons,
    Part.CODES: _forget_codes,
}


def _idle_accounts(tx: Tx) -> list[str]:
    """Accounts nobody signed in to for `account_days`; who administers the hall is not shut out."""
    a, j = account.c, journal.c
    since = tx.now - timedelta(days=tx.settings.account_days)
    signed_in = select(j.seq).where(
        j.site == tx.code,
        j.subject == a.id,
        j.type.in_(("session.opened", "account.enabled", "account.invited")),
        j.recorded_at >= since,
    )
    spared = and_(a.role == str(AccountRole.ADMINISTRATOR), a.is_active)
    known = a.site == tx.code, a.name != NAMELESS, a.created_at < since
    idle = select(a.id).where(*known, ~spared)
    rows = tx.run(idle.where(~signed_in.exists()).order_by(a.id).limit(ACCOUNTS_AT_ONCE + 1))
    return list(rows.scalars())
