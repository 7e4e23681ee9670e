"""Forgetting who somebody was: the name goes, what was done stays."""

from sqlalchemy import delete, select, update

from queue_server.domain.refusals import AccountUnknown
from queue_server.store.store import Tx
from queue_server.store.tables.access import account, credential, link, session

# What stands in the place of a name that was erased.
NAMELESS = "–"
LOGIN_OF_ID = 12


def erase_account(tx: Tx, account_id: str) -> None:
    """Take login and name from an account and let it never sign in again; repeating is nothing.

    The journal never held them, so its chain is as it was: it goes on naming the id, which
    leads to nobody any more. Refuses with AccountUnknown.
    """
    row = tx.run(
        select(account.c.name, account.c.is_active).where(
            account.c.site == tx.code, account.c.id == account_id
        )
    ).first()
    if row is None:
        raise AccountUnknown()
    if row.name == NAMELESS and not row.is_active:
        return
    tx.record("account.erased", account_id, {})
    for way_in in (link, session, credential):
        tx.connection.execute(delete(way_in).where(way_in.c.account == account_id))
    login = f"erased-{account_id.replace('-', '')[-LOGIN_OF_ID:]}"
    change = update(account).where(account.c.id == account_id)
    tx.connection.execute(change.values(login=login, name=NAMELESS, is_active=False))
