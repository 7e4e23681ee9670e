"""Who has the whole database in hand: no trigger, no constraint stops this one."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    Engine,
    Integer,
    Table,
    create_engine,
    event,
    func,
    select,
    update,
)
from sqlalchemy.pool import NullPool

from queue_server.store.journal import GENESIS, read_journal, row_hash
from queue_server.store.tables.journal import head, journal
from queue_server.store.types import Instant

SITE = "00160"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def unguarded(url: str) -> Iterator[Connection]:
    """A transaction in which everything may be done to the data; nothing of it is kept."""
    engine = create_engine(url, poolclass=NullPool)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        _begin_by_hand(engine)
    with engine.connect() as connection:
        transaction = connection.begin()
        (_unguard_sqlite if is_sqlite else _unguard_postgres)(connection)
        yield connection
        transaction.rollback()
    engine.dispose()


def _begin_by_hand(engine: Engine) -> None:
    """So that taking triggers away is part of the transaction; foreign keys are off by default."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA ignore_check_constraints=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


def _unguard_sqlite(connection: Connection) -> None:
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for name in connection.exec_driver_sql(triggers).scalars().all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def _unguard_postgres(connection: Connection) -> None:
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    checks = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c'"
    for table, name in connection.exec_driver_sql(checks + " AND conrelid <> 0").all():
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def change_journal(connection: Connection, seq_: int, **values: Any) -> None:
    """Write other values into one row of the journal."""
    statement = update(journal).where(journal.c.site == SITE, journal.c.seq == seq_)
    assert connection.execute(statement.values(**values)).rowcount == 1


def seq_of(connection: Connection, type_: str) -> int:
    """The first fact of a type."""
    found = select(journal.c.seq).where(journal.c.site == SITE, journal.c.type == type_)
    return int(connection.execute(found.order_by(journal.c.seq)).scalars().first() or 0)


def last_seq(connection: Connection) -> int:
    """The number of the newest fact."""
    found = select(func.max(journal.c.seq)).where(journal.c.site == SITE)
    return int(connection.execute(found).scalar_one())


def rewrite_history(
    connection: Connection, seq: int, change: Callable[[dict[str, Any]], None]
) -> None:
    """Change a payload, then compute every hash after it and the head's anew."""
    before = GENESIS
    for row in list(read_journal(connection, SITE)):
        if row["seq"] == seq:
            payload = json.loads(row["payload"])
            change(payload)
            row["payload"] = json.dumps(payload, sort_keys=True, separators=(",", ":"))
        before = row_hash(before, row)
        change_journal(connection, row["seq"], payload=row["payload"], hash=before)
    connection.execute(update(head).where(head.c.site == SITE).values(hash=before))


def rows_of(connection: Connection, table: Table) -> list[dict[str, Any]]:
    """A site's rows of a table, in the order of their keys."""
    here = table.c.code if table.name == "site" else table.c.site
    statement = select(table).where(here == SITE).order_by(*table.primary_key)
    return [dict(row) for row in connection.execute(statement).mappings()]


def another(table: Table, column: str, value: Any) -> Any:
    """A value of the column's type that is neither the stored one nor any other row's."""
    kind = table.c[column].type
    if column == "settings":
        return json.dumps({**json.loads(value), "pad_window_s": 1})
    if isinstance(kind, Instant):
        return (value or LONG_AGO) + timedelta(milliseconds=1)
    if isinstance(kind, Date):
        return (value or LONG_AGO.date()) + timedelta(days=300)
    if isinstance(kind, Boolean):
        return not value
    if isinstance(kind, Integer):
        return (value or 0) + 77
    return "z" if getattr(kind, "length", None) == 1 else "zz"


def where_key(table: Table, row: dict[str, Any]) -> Any:
    """The condition that picks one row."""
    return [column == row[column.name] for column in table.primary_key]
