"""What tests of the store look at: every row there is, and sums that must hold."""

from collections import Counter as Tally
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from queue_server.store.store import Store
from queue_server.store.tables import journal, metadata, queue
from queue_server.store.verify import Report, verify_site


def everything(
    connection: Connection, names: Iterable[str] = tuple(metadata.tables)
) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, or of those among `names`, in an order of its own."""
    return {
        name: sorted(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {name}")), key=repr)
        for name in metadata.tables
        if name in names
    }


def verify(store: Store, site: str) -> Report:
    with store.read() as connection:
        return verify_site(connection, site)


def states(connection: Connection, site: str) -> Tally[str]:
    """A site's tickets, counted by state."""
    t = queue.ticket.c
    rows = connection.execute(select(t.state).where(t.site == site)).scalars()
    return Tally(rows)


def facts(connection: Connection, site: str) -> Tally[str]:
    """A site's facts, counted by type."""
    j = journal.journal.c
    rows = connection.execute(select(j.type).where(j.site == site)).scalars()
    return Tally(rows)
