"""Dossier threads by what they are called."""

from sqlalchemy import Connection, bindparam, case, select

from queue_server.store.prepared import Prepared
from queue_server.store.tables.service import dossier

_code = Prepared(select(dossier.c.code).where(dossier.c.id == bindparam("b_id")))


def find_thread(connection: Connection, site: str, code: str) -> str | None:
    """Give the id of the site's thread with this code.

    The one that an officer tied to an official code goes before one that only says so itself.
    """
    is_accepted = case((dossier.c.official_code == code, 0), else_=1)
    return connection.execute(
        select(dossier.c.id)
        .where(
            dossier.c.site == site,
            (dossier.c.code == code) | (dossier.c.official_code == code),
        )
        .order_by(is_accepted)
        .limit(1)
    ).scalar()


def code_of_thread(connection: Connection, thread: str | None) -> str | None:
    """Give what a thread is called: its provisional code, or the one it was scanned by."""
    if thread is None:
        return None
    return _code.run(connection, {"b_id": thread}).scalar()
