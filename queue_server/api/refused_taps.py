"""Counts the attempts to rate that are refused, when the refusal has undone what was begun."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from protocol.events import Actor
from protocol.ids import is_id
from queue_server.actions.refused_ratings import count_refused_at_pad
from queue_server.domain.access import Principal
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


def count_intruder(who: Principal, serving_id: str) -> None:
    """Count who has no pad and sent an answer as if they had: staff, or another device."""
    is_staff = who.kind == "officer"
    why = RatingRefused.HALL if is_staff else RatingRefused.OTHER_DEVICE
    by = Actor("officer" if is_staff else "device", who.id)
    if is_id(serving_id):
        with parts().store.write(who.site, by=by) as tx:
            count_refused_at_pad(tx, serving_id, counter=None, why=why)
