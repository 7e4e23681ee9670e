"""Rows as they are stored against rows as replayed: only the columns the journal decides."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, select, type_coerce

from queue_server.domain.device import DeviceState
from queue_server.domain.fold.row import Key, Row
from queue_server.domain.fold.rows import Device, Site
from queue_server.store.tables import metadata
from queue_server.store.types import Instant

ROWS_AT_ONCE = 2_000


# What stands for a column where the whole row is what is wrong.
THE_ROW, THERE, MISSING = "the row", "there", "missing"


@dataclass(frozen=True)
class WrongRow:
    """A column of a row that does not follow from the journal."""

    table: str
    key: Key
    column: str
    stored: Any
    replayed: Any

    @property
    def line(self) -> str:
        """The finding in plain words."""
        row = " ".join([self.table, *map(str, self.key)])
        return f"{row}: {self.column} is {self.stored!s}, by the journal {self.replayed!s}"


class Comparison:
    """The stored rows of one kind at one site, read a batch at a time."""

    def __init__(self, connection: Connection, site: str, kind: type[Row]) -> None:
        """Look at the kind's table; nothing is read yet."""
        self.connection = connection
        self.kind = kind
        self.names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
        self.rows_checked = 0
        self._site = site
        self._values = _getter(self.names)
        self._key = [self.names.index(name) for name in kind.KEY]

    def find_wrong(self, replayed: dict[Key, Row]) -> Iterator[WrongRow]:
        """Give each wrong row and column; what was compared is taken out of `replayed`."""
        for values in self._stored():
            self.rows_checked += 1
            key = tuple(values[place] for place in self._key)
            row = replayed.pop(key, None)
            if row is not None:
                yield from self._compare(key, values, self._values(row))
            elif not self._is_untold(values):
                yield WrongRow(self.kind.TABLE, key, THE_ROW, stored=THERE, replayed=MISSING)
        for key in replayed:
            yield WrongRow(self.kind.TABLE, key, THE_ROW, stored=MISSING, replayed=THERE)

    def _compare(self, key: Key, stored: Key, replayed: Key) -> Iterator[WrongRow]:
        if stored == replayed:
            return
        for name, one, other in zip(self.names, stored, replayed, strict=True):
            if one != other:
                yield WrongRow(self.kind.TABLE, key, name, one, other)

    def _is_untold(self, values: Key) -> bool:
        """A device that waits to be paired may do nothing, so no fact tells of it."""
        return self.kind is Device and values[self.names.index("state")] == DeviceState.PAIRING

    def _stored(self) -> Iterator[Key]:
        rows = self.connection.execute(self._statement())
        for row in rows:
            values = tuple(row)
            yield self._parse_settings(values) if self.kind is Site else values

    def _statement(self) -> Select[Any]:
        table = metadata.tables[self.kind.TABLE]
        site = table.c.code if self.kind is Site else table.c.site
        columns = [_plain(table.c[name]) for name in self.names]
        statement = select(*columns).where(site == self._site).order_by(*table.primary_key)
        return statement.execution_options(yield_per=ROWS_AT_ONCE)

    def _parse_settings(self, values: Key) -> Key:
        place = self.names.index("settings")
        return (*values[:place], json.loads(values[place]), *values[place + 1 :])


def _getter(names: list[str]) -> Callable[[Row], Key]:
    """Give what reads these values of a row; attrgetter gives a single one bare."""
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda row: (get(row),)


def _plain(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Read an instant as the milliseconds it is."""
    return type_coerce(column, BigInteger) if isinstance(column.type, Instant) else column
