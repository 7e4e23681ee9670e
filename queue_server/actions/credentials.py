"""What an account proves itself with. Hashes come in from outside: they take too long in here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from queue_server.actions.sessions import Door, Opened, begin_session, end_sessions
from queue_server.domain.refusals import (
    AccountUnknown,
    CodeNeeded,
    CodesNotBegun,
    CodesOn,
    CodeWrong,
)
from queue_server.one_time import recovery_hash, step_of
from queue_server.store.store import Tx
from queue_server.store.tables.access import account, credential


@dataclass(frozen=True)
class Codes:
    """An account's one-time codes: their secret, since when they are asked for, the last used."""

    code_secret: str | None = None
    code_at: datetime | None = None
    code_step: int | None = None
    recovery: Sequence[str] = ()


def store_password(tx: Tx, account_id: str, password_hash: str) -> None:
    """Give an account another password."""
    tx.record("account.secured", account_id, {"by": "password", "is_on": True})
    change_credential(tx, account_id, password_hash=password_hash, password_at=tx.now)


def change_password(tx: Tx, account_id: str, password_hash: str, *, door: Door) -> Opened:
    """Give an account another password, end its sessions, and open one for who did it."""
    store_password(tx, account_id, password_hash)
    end_sessions(tx, account_id, why="password")
    return begin_session(tx, account_id, door=door)


def drop_password(tx: Tx, account_id: str) -> None:
    """Let nobody sign in with an account's password any more; twice changes nothing.

    Refuses with AccountUnknown.
    """
    c = credential.c
    held = select(account.c.id, c.password_hash).outerjoin(credential, c.account == account.c.id)
    row = tx.run(held.where(account.c.site == tx.code, account.c.id == account_id)).first()
    if row is None:
        raise AccountUnknown()
    if row.password_hash is None:
        return
    tx.record("account.secured", account_id, {"by": "password", "is_on": False})
    end_sessions(tx, account_id, why="password")
    change_credential(tx, account_id, password_hash=None, password_at=None)


def begin_codes(tx: Tx, account_id: str, secret: str) -> None:
    """Keep the secret of codes that are not asked for yet. Refuses with CodesOn."""
    if _codes(tx, account_id).code_at is not None:
        raise CodesOn()
    change_credential(tx, account_id, code_secret=secret, code_step=None)


def confirm_codes(tx: Tx, account_id: str, *, typed: str, recovery: Sequence[str]) -> None:
    """Ask for codes from now on, once one was right; `recovery` are hashes of those for a loss.

    Refuses with CodesNotBegun, CodesOn or CodeWrong.
    """
    known = _codes(tx, account_id)
    if known.code_at is not None:
        raise CodesOn()
    if known.code_secret is None:
        raise CodesNotBegun()
    step = step_of(known.code_secret, typed, tx.now)
    if step is None:
        raise CodeWrong()
    tx.record("account.secured", account_id, {"by": "code", "is_on": True})
    change_credential(tx, account_id, code_at=tx.now, code_step=step, recovery=list(recovery))


def drop_codes(tx: Tx, account_id: str) -> None:
    """Ask an account for codes no more, as its holder lost them; twice changes nothing."""
    own = account.c.site == tx.code, account.c.id == account_id
    if tx.run(select(account.c.id).where(*own)).first() is None:
        raise AccountUnknown()
    if _codes(tx, account_id).code_secret is None:
        return
    tx.record("account.secured", account_id, {"by": "code", "is_on": False})
    end_sessions(tx, account_id, why="code")
    blank = {"code_secret": None, "code_at": None, "code_step": None}
    change_credential(tx, account_id, **blank, recovery=[])


def use_code(tx: Tx, account_id: str, typed: str | None) -> None:
    """Take a code of an account that has them, once; one for a loss is then gone.

    Refuses with CodeNeeded or CodeWrong.
    """
    known = _codes(tx, account_id)
    if known.code_at is None or known.code_secret is None:
        return
    if not typed:
        raise CodeNeeded()
    step = step_of(known.code_secret, typed, tx.now)
    if step is not None and step > (known.code_step or 0):
        change_credential(tx, account_id, code_step=step)
        return
    used = recovery_hash(typed)
    if used not in known.recovery:
        raise CodeWrong()
    tx.record("account.secured", account_id, {"by": "recovery", "is_on": True})
    change_credential(tx, account_id, recovery=[h for h in known.recovery if h != used])


def _codes(tx: Tx, account_id: str) -> Codes:
    c = credential.c
    wanted = select(c.code_secret, c.code_at, c.code_step, c.recovery)
    row = tx.run(wanted.where(c.account == account_id)).first()
    return Codes() if row is None else Codes(*row)


def renew_hash(tx: Tx, account_id: str, password_hash: str) -> None:
    """Store the same password under a dearer hash, which is no fact."""
    change_credential(tx, account_id, password_hash=password_hash)


def change_credential(tx: Tx, account_id: str, **values: object) -> None:
    """Change these columns of an account's credential, which is made when it is missing."""
    own = credential.c.account == account_id
    if tx.run(select(credential.c.account).where(own)).first() is None:
        tx.run(insert(credential), account=account_id, site=tx.code, recovery=[])
    tx.connection.execute(update(credential).where(own).values(**values))
