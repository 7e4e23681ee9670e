"""Accounts and one-time sign-in links. Names stay in their table, out of the journal."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from queue_server.actions.credentials import store_password
from queue_server.actions.sessions import Door, Opened, begin_session, end_sessions
from queue_server.domain.access import AccountRole, is_role_of
from queue_server.domain.refusals import (
    AccountUnknown,
    LastAdministrator,
    LinkUsed,
    LoginTaken,
    PasswordNeeded,
    RoleMisplaced,
)
from queue_server.store.rows import change_row
from queue_server.store.store import Tx, hash_secret
from queue_server.store.tables.access import account, link

LINK_HOURS = 12
# A link that opens an account only to whoever chooses its new password.
RESET = "reset"


@dataclass(frozen=True)
class _Holder:
    role: str
    is_active: bool


def create_account(tx: Tx, *, login: str, name: str, role: AccountRole) -> str:
    """Make an account and give its id. Refuses with LoginTaken or RoleMisplaced."""
    if not is_role_of(role, tx.site.kind):
        raise RoleMisplaced()
    same = select(account.c.id).where(account.c.site == tx.code, account.c.login == login)
    if tx.run(same).first() is not None:
        raise LoginTaken()
    id_ = tx.new_id()
    tx.record("account.created", id_, {"role": role})
    values = {"id": id_, "site": tx.code, "login": login, "name": name, "role": str(role)}
    tx.run(insert(account), **values, is_active=True, created_at=tx.now)
    return id_


def make_account_link(tx: Tx, account_id: str, *, purpose: str | None = None) -> str:
    """Give a one-time secret that signs an account in; older ones of that account end.

    Refuses with AccountUnknown.
    """
    _find(tx, account_id)
    secret = tx.new_secret("in")
    tx.connection.execute(delete(link).where(link.c.account == account_id))
    ends_at = tx.now + timedelta(hours=LINK_HOURS)
    values = {"secret_hash": hash_secret(secret), "site": tx.code, "device": None}
    tx.run(insert(link), **values, account=account_id, ends_at=ends_at, purpose=purpose)
    return secret


def invite_account(tx: Tx, account_id: str) -> tuple[str, datetime]:
    """Give a one-time secret that lets somebody choose a new password, and when it ends.

    Refuses with AccountUnknown.
    """
    secret = make_account_link(tx, account_id, purpose=RESET)
    tx.record("account.invited", account_id, {"hours": LINK_HOURS})
    return secret, tx.now + timedelta(hours=LINK_HOURS)


def open_session(
    tx: Tx, secret: str, *, door: Door | None = None, password_hash: str | None = None
) -> Opened:
    """Use an account's link once: gives the session.

    Refuses with LinkUsed, AccountDisabled, or PasswordNeeded where the link wants a new one.
    """
    row = tx.run(
        select(link.c.account, link.c.ends_at, link.c.purpose).where(
            link.c.secret_hash == hash_secret(secret), link.c.account.is_not(None)
        )
    ).first()
    if row is None or row.ends_at < tx.now:
        raise LinkUsed()
    if row.purpose == RESET and password_hash is None:
        raise PasswordNeeded()
    opened = begin_session(tx, row.account, door=door or Door("link"))
    if row.purpose == RESET and password_hash is not None:
        store_password(tx, row.account, password_hash)
        end_sessions(tx, row.account, why="password", spare=hash_secret(opened.secret))
    tx.connection.execute(delete(link).where(link.c.secret_hash == hash_secret(secret)))
    return opened


def allow_account(tx: Tx, account_id: str) -> None:
    """Let somebody sign in again; doing it twice changes nothing. Refuses with AccountUnknown."""
    if not _find(tx, account_id).is_active:
        tx.record("account.enabled", account_id, {})
        change_row(tx.connection, account, account_id, is_active=True)


def disable_account(tx: Tx, account_id: str) -> None:
    """Let somebody sign in no more, and end what is open; doing it twice changes nothing.

    Refuses with AccountUnknown or LastAdministrator.
    """
    found = _find(tx, account_id)
    if not found.is_active:
        return
    if found.role == AccountRole.ADMINISTRATOR and _administrators(tx) < 2:
        raise LastAdministrator()
    tx.record("account.disabled", account_id, {})
    tx.connection.execute(delete(link).where(link.c.account == account_id))
    end_sessions(tx, account_id, why="administrator")
    change_row(tx.connection, account, account_id, is_active=False)


def _administrators(tx: Tx) -> int:
    a = account.c
    may = a.site == tx.code, a.role == AccountRole.ADMINISTRATOR, a.is_active
    return int(tx.run(select(func.count()).where(*may)).scalar_one())


def _find(tx: Tx, account_id: str) -> _Holder:
    found = tx.run(
        select(account.c.role, account.c.is_active).where(
            account.c.site == tx.code, account.c.id == account_id
        )
    ).first()
    if found is None:
        raise AccountUnknown()
    return _Holder(found.role, found.is_active)
