"""What each officer served on a day, by name: for those who asked for names and said why.

Ratings are not among it: of a handful of answers, an officer's mean tells who gave which.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Connection, select, type_coerce

from queue_server.stats.measures import percentile, seconds
from queue_server.store.tables.access import account
from queue_server.store.tables.service import serving


def officers_of_day(connection: Connection, *, site: str, day: date) -> list[dict[str, Any]]:
    """Give name, servings that ended and their median length for each officer, by name."""
    ms = [
        type_coerce(column, BigInteger) for column in (serving.c.started_at, serving.c.finished_at)
    ]
    rows = connection.execute(
        select(account.c.id, account.c.name, *ms)
        .join(account, account.c.id == serving.c.officer)
        .where(serving.c.site == site, serving.c.day == day, serving.c.finished_at.is_not(None))
    )
    lengths_ms = defaultdict[tuple[str, str], list[int]](list)
    for id_, name, started_ms, finished_ms in rows:
        lengths_ms[name, id_].append(finished_ms - started_ms)
    return [
        {"officer": name, "served": len(lengths), "serve_s_p50": seconds(percentile(lengths, 50))}
        for (name, _), lengths in sorted(lengths_ms.items())
    ]
