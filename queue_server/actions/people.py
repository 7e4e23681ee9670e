"""Accounts, one-time sign-in links and sessions. Names stay in their table, out of the journal."""

from datetime import timedelta

from sqlalchemy import delete, insert, select

from queue_server.domain.access import SESSION_HOURS, AccountRole, slot_of_role
from queue_server.domain.refusals import AccountDisabled, AccountUnknown, LinkUsed
from queue_server.store.store import Tx, hash_secret
from queue_server.store.tables.access import account, link, session

LINK_HOURS = 12


def create_account(tx: Tx, *, login: str, name: str, role: AccountRole) -> str:
    """Make an account and give its id."""
    id_ = tx.new_id()
    tx.record("account.created", id_, {"role": role})
    values = {"id": id_, "site": tx.code, "login": login, "name": name, "role": str(role)}
    tx.run(insert(account), **values, is_active=True, created_at=tx.now)
    return id_


def make_account_link(tx: Tx, account_id: str) -> str:
    """Give a one-time secret that signs an account in; older ones of that account end.

    Refuses with AccountUnknown.
    """
    known = tx.run(
        select(account.c.id).where(account.c.site == tx.code, account.c.id == account_id)
    ).first()
    if known is None:
        raise AccountUnknown()
    secret = tx.new_secret("in")
    tx.connection.execute(delete(link).where(link.c.account == account_id))
    ends_at = tx.now + timedelta(hours=LINK_HOURS)
    values = {"secret_hash": hash_secret(secret), "site": tx.code, "device": None}
    tx.run(insert(link), **values, account=account_id, ends_at=ends_at)
    return secret


def open_session(tx: Tx, secret: str) -> tuple[str, str]:
    """Use an account's link once: gives the session's secret and its slot.

    Refuses with LinkUsed or AccountDisabled.
    """
    row = tx.run(
        select(link.c.account, link.c.ends_at).where(
            link.c.secret_hash == hash_secret(secret), link.c.account.is_not(None)
        )
    ).first()
    if row is None or row.ends_at < tx.now:
        raise LinkUsed()
    holder = tx.run(
        select(account.c.role, account.c.is_active).where(account.c.id == row.account)
    ).one()
    if not holder.is_active:
        raise AccountDisabled()
    tx.connection.execute(delete(link).where(link.c.secret_hash == hash_secret(secret)))
    tx.connection.execute(delete(session).where(session.c.ends_at < tx.now))
    made = tx.new_secret("ses")
    ends_at = tx.now + timedelta(hours=SESSION_HOURS)
    values = {"secret_hash": hash_secret(made), "site": tx.code, "account": row.account}
    tx.run(insert(session), **values, created_at=tx.now, ends_at=ends_at)
    return made, slot_of_role(AccountRole(holder.role))


def end_session(tx: Tx, secret_hash: str) -> None:
    """End a session; ending it again changes nothing."""
    tx.connection.execute(delete(session).where(session.c.secret_hash == secret_hash))
