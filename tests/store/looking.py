"""What tests of the store look at: every row there is, and sums that must hold."""

from collections import Counter as Tally
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, func, select

from queue_server.store.store import Store
from queue_server.store.tables import journal, metadata, queue
from queue_server.store.verify import Report, verify_site


def everything(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the driver gives it."""
    return {
        name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]
        for name in metadata.tables
    }


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
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


def refusal_of(exception: type[Exception], act: Callable[[], Any]) -> str:
    """What the exception said that `act` must raise."""
    try:
        act()
    except exception as said:
        return str(said)
    raise AssertionError(f"{exception.__name__} did not come")
