"""How values stand in the database, the same on both engines."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Text
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


class Json(TypeDecorator[Any]):
    """JSON as text: read and replaced as a whole, never asked about by a statement."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Give the text."""
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Give what the text says."""
        return json.loads(value)
