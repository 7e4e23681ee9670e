"""How instants stand in the database: whole milliseconds since 1970, UTC, on both engines."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from protocol.instants import from_ms, to_ms


class Instant(TypeDecorator[datetime]):
    """Aware datetime in Python, integer milliseconds in the database; a naive one is a bug."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Give the milliseconds."""
        return None if value is None else to_ms(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the aware UTC instant."""
        return None if value is None else from_ms(value)
