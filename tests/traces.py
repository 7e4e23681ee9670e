"""What a database holds, all of it: to see that a refusal or a question left no trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from queue_server.domain.refusals import Refusal
from queue_server.store.store import Store
from queue_server.store.tables import metadata

Dump = dict[str, list[tuple[Any, ...]]]


def dump(store: Store) -> Dump:
    """Every row of every table, in an order of its own."""
    with store.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def changes(store: Store, before: Dump) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that came or went since a dump, by table; empty when nothing happened."""
    after = dump(store)
    different = {
        name: [row for row in (*before[name], *rows) if (row in before[name]) is not (row in rows)]
        for name, rows in after.items()
        if rows != before[name]
    }
    return {name: rows for name, rows in different.items() if rows}


@contextmanager
def refused(store: Store, refusal: type[Refusal], **fields: object) -> Iterator[None]:
    """What is inside must be refused with these values, and leave no trace."""
    before = dump(store)
    with pytest.raises(Refusal) as caught:
        yield
    assert (type(caught.value), caught.value.fields) == (refusal, fields)
    assert changes(store, before) == {}
