"""How many numbers of a service a day has given: kept, not counted, like a queue's length.

An offered number counts, for its kiosk may have shown it; a cancelled or retired one does not.
A service of which a day has given none has no row.
"""

from datetime import date

from sqlalchemy import Connection, bindparam, delete, literal_column, select, update

from queue_server.store.prepared import Prepared, adding
from queue_server.store.tables.queue import day_given

DayAndService = tuple[date, str]

_key = (
    day_given.c.site == bindparam("b_site"),
    day_given.c.day == bindparam("b_day"),
    day_given.c.service == bindparam("b_service"),
)
_given = Prepared(select(day_given.c.given).where(*_key))
_given_on = select(day_given.c.service, day_given.c.given).where(*_key[:2])
_drop_last = Prepared(delete(day_given).where(*_key, day_given.c.given == literal_column("1")))
_take_one = Prepared(
    update(day_given).where(*_key).values(given=day_given.c.given - literal_column("1"))
)


def count_given(
    connection: Connection,
    site: str,
    *,
    before: DayAndService | None,
    after: DayAndService | None,
) -> None:
    """Move one number from the count it stood in to the one it stands in now."""
    if before == after:
        return
    if before is not None:
        key = {"b_site": site, "b_day": before[0], "b_service": before[1]}
        if not _drop_last.run(connection, key).rowcount:
            _take_one.run(connection, key)
    if after is not None:
        more = {"site": site, "day": after[0], "service": after[1], "given": 1}
        adding(connection.dialect.name, day_given, "given").run(connection, more)


def given_of(connection: Connection, site: str, *, day: date, service: str) -> int:
    """Give how many numbers of a service a day has given."""
    key = {"b_site": site, "b_day": day, "b_service": service}
    return int(_given.run(connection, key).scalar() or 0)


def given_on(connection: Connection, site: str, day: date) -> dict[str, int]:
    """Give how many numbers of each service a day has given; none stands for nothing."""
    rows = connection.execute(_given_on, {"b_site": site, "b_day": day})
    return {row.service: row.given for row in rows}
