"""Writes that issue and call stand on, compiled once and run as the driver's own text.

A Core statement costs two to three times its row: cache key, context, parameters by name. For
a statement that gives back nothing but numbers none of that is needed twice. Instants and dates
still pass through their own types.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import ClauseElement

Values = dict[str, Any]
Bind = Callable[[Any], Any] | None


class _Text(NamedTuple):
    sql: str
    names: tuple[str, ...]
    binds: tuple[tuple[int, Callable[[Any], Any]], ...]  # only where a type changes its value
    is_positional: bool


class Prepared:
    """A statement ready to run; `run` takes its bound values by name."""

    def __init__(self, statement: ClauseElement, *, names: Sequence[str] | None = None) -> None:
        """`names` are the columns of an insert or update whose values come with each run."""
        self._statement = statement
        self._names = None if names is None else list(names)
        self._texts: dict[str, _Text] = {}

    def run(self, connection: Connection, values: Values) -> CursorResult[Any]:
        """Run once; results are as the driver gives them."""
        text = self._text(connection.dialect)
        return connection.exec_driver_sql(text.sql, _bound(text, values))

    def run_all(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run for each row, in order."""
        text = self._text(connection.dialect)
        many: list[Any] = [_bound(text, values) for values in rows]
        connection.exec_driver_sql(text.sql, many)

    def _text(self, dialect: Dialect) -> _Text:
        text = self._texts.get(dialect.name)
        if text is None:
            text = self._texts[dialect.name] = self._compile(dialect)
        return text

    def _compile(self, dialect: Dialect) -> _Text:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._names)
        names = tuple(compiled.positiontup if compiled.positional else compiled.binds)
        binds = ((n, _bind(compiled.binds[name].type, dialect)) for n, name in enumerate(names))
        changing = tuple((n, bind) for n, bind in binds if bind is not None)
        return _Text(str(compiled), names, changing, bool(compiled.positional))


def _bind(type_: Any, dialect: Dialect) -> Bind:
    processor: Bind = type_.dialect_impl(dialect).bind_processor(dialect)
    return processor


def _bound(text: _Text, values: Values) -> Any:
    ordered = [values[name] for name in text.names]
    for n, bind in text.binds:
        ordered[n] = bind(ordered[n])
    return tuple(ordered) if text.is_positional else dict(zip(text.names, ordered, strict=True))


@lru_cache(maxsize=8)
def adding(dialect: str, table: Table, add_to: str) -> Prepared:
    """INSERT … ON CONFLICT DO UPDATE … RETURNING: adds to a column, gapless, on both engines."""
    make: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect](table)
    keys = [column.name for column in table.primary_key]
    column = table.c[add_to]
    upsert = make.on_conflict_do_update(
        index_elements=keys, set_={add_to: column + make.excluded[add_to]}
    )
    return Prepared(upsert.returning(column), names=table.c.keys())
