"""Ratings by the slip's token: after the pad, until the rating's days are over (decision D11)."""

from typing import Any

from sqlalchemy import Row

from queue_server.actions.ratings import explain_rating, give_rating
from queue_server.domain.rating import RatingChannel, RatingState
from queue_server.domain.rating_refusals import RatingAtPad, RatingTooEarly
from queue_server.domain.refusals import RatingClosed, RatingTaken, SlipUnknown
from queue_server.domain.ticket import TicketState
from queue_server.store.pads import has_pad, is_pad_over, newest_rating_of
from queue_server.store.rows import ticket_by_id
from queue_server.store.store import Tx


def rate_by_slip(tx: Tx, ticket_id: str, *, value: int, scale: str) -> None:
    """Take the answer about a ticket's last finished serving, once; the same again changes nothing.

    Refuses with SlipUnknown, RatingTooEarly, RatingTaken, RatingClosed, RatingAtPad while the
    counter's pad may still take it, or RatingValueUnknown.
    """
    row = _of_slip(tx, ticket_id)
    if row.state == RatingState.GIVEN:
        if (row.channel, row.value, row.scale) == (RatingChannel.SLIP, value, scale):
            return
        raise RatingTaken()
    _check_open(tx, row)
    if has_pad(tx.connection, tx.code, row.counter) and not is_pad_over(
        tx.connection, row, now=tx.now
    ):
        raise RatingAtPad()
    give_rating(tx, row, value=value, scale=scale, channel=RatingChannel.SLIP)


def explain_by_slip(tx: Tx, ticket_id: str, *, reason: str) -> None:
    """Take why the answer given by the slip was a bad one, once; the same again changes nothing.

    Refuses with SlipUnknown, RatingTooEarly, RatingTaken, RatingClosed or RatingReasonUnknown.
    """
    row = _of_slip(tx, ticket_id)
    if row.state == RatingState.GIVEN and row.channel != RatingChannel.SLIP:
        raise RatingTaken()
    if row.state != RatingState.GIVEN:
        raise RatingClosed()
    if row.reason == reason:
        return
    _check_open(tx, row)
    explain_rating(tx, row, reason=reason)


def _of_slip(tx: Tx, ticket_id: str) -> Row[Any]:
    ticket = ticket_by_id(tx.connection, tx.code, ticket_id)
    if ticket is None:
        raise SlipUnknown()
    row = newest_rating_of(tx.connection, tx.code, ticket_id)
    if row is None or ticket.state != TicketState.SERVED:
        raise RatingTooEarly()
    return row


def _check_open(tx: Tx, row: Row[Any]) -> None:
    """Refuse with RatingClosed once its days are over, whether or not the rule has ended it."""
    if row.state == RatingState.LAPSED or tx.now >= row.until:
        raise RatingClosed()
