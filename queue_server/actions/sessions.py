"""Sessions: opened by a link or a password, ended by whoever may, and none lives long.

The journal tells that a session was opened or ended and how, never from where.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete, insert, select, update

from queue_server.domain.access import SESSION_HOURS, AccountRole, seat_of, slot_of_role
from queue_server.domain.refusals import AccountDisabled, AccountUnknown
from queue_server.store.store import Tx, hash_secret
from queue_server.store.tables.access import account, session

# Of one account: the oldest ends when another is opened.
SESSIONS_MAX = 10
How = Literal["link", "password", "setup"]
Why = Literal["signed_out", "replaced", "too_many", "password", "code", "holder", "administrator"]


@dataclass(frozen=True)
class Door:
    """How a session is opened, in which browser, and which session of that browser it replaces.

    `seat`: the seat it keeps, where it goes on under a new secret; else it gets one of its own.
    """

    how: How
    browser: str = ""
    replaces: str | None = None
    seat: str | None = None


@dataclass(frozen=True)
class Opened:
    """A session that was opened: its secret is shown this once."""

    account: str
    secret: str
    slot: str


def begin_session(tx: Tx, account_id: str, *, door: Door) -> Opened:
    """Open a session under a new secret. Refuses with AccountUnknown or AccountDisabled."""
    holder = tx.run(
        select(account.c.role, account.c.is_active).where(
            account.c.site == tx.code, account.c.id == account_id
        )
    ).first()
    if holder is None:
        raise AccountUnknown()
    if not holder.is_active:
        raise AccountDisabled()
    tx.connection.execute(delete(session).where(session.c.ends_at < tx.now))
    if door.replaces is not None:
        end_session(tx, door.replaces, why="replaced")
    _make_room(tx, account_id)
    secret = tx.new_secret("ses")
    tx.record("session.opened", account_id, {"how": door.how})
    hashed, ends_at = hash_secret(secret), tx.now + timedelta(hours=SESSION_HOURS)
    values = {"secret_hash": hashed, "site": tx.code, "account": account_id}
    times = {"created_at": tx.now, "used_at": tx.now, "ends_at": ends_at}
    place = {"browser": door.browser or None, "seat": door.seat or seat_of(hashed)}
    tx.run(insert(session), **values, **times, **place, idle_min=tx.settings.session_idle_min)
    return Opened(account_id, secret, slot_of_role(AccountRole(holder.role)))


def _make_room(tx: Tx, account_id: str) -> None:
    own = select(session.c.secret_hash).where(session.c.account == account_id)
    newest_first = own.order_by(session.c.created_at.desc(), session.c.secret_hash)
    for secret_hash in tx.run(newest_first.offset(SESSIONS_MAX - 1)).scalars().all():
        end_session(tx, secret_hash, why="too_many")


def end_session(tx: Tx, secret_hash: str, *, why: Why = "signed_out") -> None:
    """End a session of this site; ending it again changes nothing."""
    own = session.c.site == tx.code, session.c.secret_hash == secret_hash
    holder = tx.run(select(session.c.account).where(*own)).scalar()
    if holder is None:
        return
    tx.record("session.ended", holder, {"why": why})
    tx.connection.execute(delete(session).where(*own))


def end_sessions(
    tx: Tx, account_id: str, *, why: Why, spare: str | None = None, seat: str | None = None
) -> list[str]:
    """End all sessions of an account but for the one whose hash is to be spared, or one seat's.

    Gives the hashes of those that ended; one that is over is none of them.
    """
    own = session.c.site == tx.code, session.c.account == account_id
    rows = tx.run(select(session.c.secret_hash, session.c.seat).where(*own)).all()
    ended = [
        row.secret_hash
        for row in rows
        if row.secret_hash != spare and seat in (None, row.seat or seat_of(row.secret_hash))
    ]
    for secret_hash in ended:
        end_session(tx, secret_hash, why=why)
    return ended


def use_session(tx: Tx, secret_hash: str) -> None:
    """Note that its holder did something now, which is no fact of the journal."""
    own = session.c.site == tx.code, session.c.secret_hash == secret_hash
    tx.connection.execute(update(session).where(*own).values(used_at=tx.now))
