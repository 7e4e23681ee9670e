"""Attempts to rate that were refused: counted by counter and day, for the manager to look at.

The refusal itself left no trace; counting it is a fact of its own, told after it.
"""

from sqlalchemy import insert, select, update

from queue_server.actions.day import today
from queue_server.domain.rating import RatingRefused
from queue_server.store.pads import newest_rating_of
from queue_server.store.store import Tx
from queue_server.store.tables.service import rating, refused_rating

# A stuck button or a script fills no journal: beyond this, "at least so many" is all one needs.
REFUSED_COUNTED_MAX = 100


def count_refused_at_pad(
    tx: Tx, serving_id: str, *, counter: int | None, why: RatingRefused
) -> None:
    """Count a refused tap at the counter of its serving, else at the pad's own, if it was a pad."""
    found = tx.run(
        select(rating.c.counter).where(rating.c.site == tx.code, rating.c.serving == serving_id)
    ).scalar()
    at = counter if found is None else found
    if at is not None:
        _count(tx, counter=at, serving=None if found is None else serving_id, why=why)


def count_refused_by_slip(tx: Tx, ticket_id: str, *, why: RatingRefused) -> None:
    """Count a refused answer by slip at the counter of its last serving; nothing where none is."""
    row = newest_rating_of(tx.connection, tx.code, ticket_id)
    if row is not None:
        _count(tx, counter=row.counter, serving=row.serving, why=why)


def _count(tx: Tx, *, counter: int, serving: str | None, why: RatingRefused) -> None:
    line = {"day": today(tx), "counter": counter, "why": str(why)}
    here = [refused_rating.c.site == tx.code, *(refused_rating.c[k] == v for k, v in line.items())]
    count = tx.run(select(refused_rating.c["count"]).where(*here)).scalar() or 0
    if count >= REFUSED_COUNTED_MAX:
        return
    said = {"day": today(tx).isoformat(), "counter": counter, "why": why, "serving": serving}
    tx.record("rating.refused", str(counter), said)
    if count == 0:
        tx.run(insert(refused_rating), site=tx.code, **line, count=1)
    else:
        tx.connection.execute(update(refused_rating).where(*here).values(count=count + 1))
