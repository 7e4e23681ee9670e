"""Ratings: opened by "finish", given once by the citizen's channel, or lapsed (decision D11)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from queue_server.domain.machine import next_state
from queue_server.domain.rating import TRANSITIONS, RatingChannel, RatingState
from queue_server.domain.rating_refusals import RatingReasonUnknown
from queue_server.domain.refusals import (
    RatingClosed,
    RatingTaken,
    RatingValueUnknown,
    RoleRefused,
    ServingUnknown,
)
from queue_server.store.pads import is_pad_over
from queue_server.store.rows import TicketRow
from queue_server.store.store import Tx
from queue_server.store.tables.service import rating


def open_rating(tx: Tx, serving_id: str, *, ticket: TicketRow, counter: int) -> None:
    """Ask the citizen: at the pad for `pad_window_s`, by the slip for `rating_days`.

    Who answered before the serving was reopened is not asked again.
    """
    if tx.run(select(rating.c.serving).where(rating.c.serving == serving_id)).first():
        return
    pad_until = tx.now + timedelta(seconds=tx.settings.pad_window_s)
    until = tx.now + timedelta(days=tx.settings.rating_days)
    payload = {
        "ticket": ticket.id,
        "counter": counter,
        "pad_s": tx.settings.pad_window_s,
        "days": tx.settings.rating_days,
    }
    tx.record("rating.opened", serving_id, payload)
    tx.run(
        insert(rating),
        serving=serving_id,
        site=tx.code,
        day=ticket.day,
        counter=counter,
        service=ticket.service,
        dossier=ticket.dossier,
        state=str(next_state(TRANSITIONS, None, "rating.opened")),
        opened_at=tx.now,
        pad_until=pad_until,
        until=until,
        value=None,
        scale=None,
        channel=None,
        given_at=None,
    )


def rate_at_pad(tx: Tx, serving_id: str, *, counter: int, value: int, scale: str) -> None:
    """Take the answer from the pad paired with the serving's own counter, once.

    The page is closed by the counter's next serving or after `pad_window_s`. Refuses with
    ServingUnknown, RoleRefused, RatingTaken, RatingClosed or RatingValueUnknown.
    """
    row = _of_pad(tx, serving_id, counter=counter)
    if row.state == RatingState.GIVEN:
        raise RatingTaken()
    if row.state != RatingState.OPENED or _is_closed(tx, row):
        raise RatingClosed()
    give_rating(tx, row, value=value, scale=scale, channel=RatingChannel.PAD)


def explain_at_pad(tx: Tx, serving_id: str, *, counter: int, reason: str) -> None:
    """Take why the answer was a bad one, from the same pad while its page is open, once.

    Refuses with ServingUnknown, RoleRefused, RatingTaken, RatingClosed or RatingReasonUnknown.
    """
    row = _of_pad(tx, serving_id, counter=counter)
    if row.state != RatingState.GIVEN or _is_closed(tx, row):
        raise RatingClosed()
    explain_rating(tx, row, reason=reason)


def _of_pad(tx: Tx, serving_id: str, *, counter: int) -> Row[Any]:
    row = tx.run(
        select(rating).where(rating.c.site == tx.code, rating.c.serving == serving_id)
    ).first()
    if row is None:
        raise ServingUnknown()
    if row.counter != counter:
        raise RoleRefused()
    return row


def _is_closed(tx: Tx, row: Row[Any]) -> bool:
    return is_pad_over(tx.connection, row, now=tx.now)


def give_rating(tx: Tx, row: Row[Any], *, value: int, scale: str, channel: RatingChannel) -> None:
    """Keep an answer of the scale in use; refuses with RatingValueUnknown."""
    offered = tx.catalogue.scale
    if scale != offered.version or value not in offered.values:
        raise RatingValueUnknown()
    state = next_state(TRANSITIONS, RatingState.OPENED, "rating.given")
    payload = {"value": value, "scale": scale, "channel": channel, "dossier": row.dossier}
    tx.record("rating.given", row.serving, payload)
    given = {"state": str(state), "value": value, "scale": scale, "channel": str(channel)}
    tx.connection.execute(
        update(rating).where(rating.c.serving == row.serving).values(**given, given_at=tx.now)
    )


def explain_rating(tx: Tx, row: Row[Any], *, reason: str) -> None:
    """Keep why an answer was a bad one, once; refuses with RatingTaken or RatingReasonUnknown."""
    if row.reason is not None:
        raise RatingTaken()
    scale = tx.catalogue.scale
    if row.scale != scale.version or not scale.may_say(row.value, reason):
        raise RatingReasonUnknown()
    next_state(TRANSITIONS, RatingState.GIVEN, "rating.explained")
    tx.record("rating.explained", row.serving, {"reason": reason})
    tx.connection.execute(
        update(rating).where(rating.c.serving == row.serving).values(reason=reason)
    )


def lapse_ratings(tx: Tx) -> None:
    """End the ratings whose days are over; they stay in the denominator."""
    due = tx.run(
        select(rating.c.serving).where(
            rating.c.site == tx.code, rating.c.state == "opened", rating.c.until <= tx.now
        )
    ).scalars()
    for serving_id in sorted(due):
        state = next_state(TRANSITIONS, RatingState.OPENED, "rating.lapsed")
        tx.record("rating.lapsed", serving_id, {})
        tx.connection.execute(
            update(rating).where(rating.c.serving == serving_id).values(state=str(state))
        )
