"""Counts the attempts to rate that are refused, when the refusal has undone what was begun."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from protocol.events import Actor
from queue_server.domain.rating import RatingRefused
from queue_server.domain.rating_refusals import RatingFromHall
from queue_server.domain.refusals import (
    RatingClosed,
    RatingTaken,
    Refusal,
    RoleRefused,
    ServingUnknown,
)
from queue_server.parts import parts
from queue_server.store.store import Tx

# What is too early, or of another scale, is nobody's game.
WHY: Mapping[type[Refusal], RatingRefused] = {
    RatingTaken: RatingRefused.TAKEN,
    RatingClosed: RatingRefused.LATE,
    RoleRefused: RatingRefused.OTHER_DEVICE,
    RatingFromHall: RatingRefused.HALL,
    ServingUnknown: RatingRefused.NO_SERVING,
}


@contextmanager
def counted(site: str, *, by: Actor, count: Callable[[Tx, RatingRefused], None]) -> Iterator[None]:
    """Count what is refused inside; the refusal goes on its way."""
    try:
        yield
    except Refusal as refusal:
        why = WHY.get(type(refusal))
        if why is not None:
            with parts().store.write(site, by=by) as tx:
                count(tx, why)
        raise
