"""Taking in what a kiosk's outbox delivers: again and again until acknowledged (decision D6).

Each entry is idempotent by its ticket id. What cannot be taken in is refused by name, entry by
entry; the kiosk shows it to a person and drops nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from protocol.instants import local_time
from protocol.numbering import parse_label
from queue_server.actions.day import check_day, lapse_ticket, open_day, retire_offer
from queue_server.actions.issuing import Wish, admit, check_wish, is_wish_of, new_ticket
from queue_server.domain.refusals import LabelTaken, TicketDiffers, TicketMoved
from queue_server.domain.ticket import IssuerKind, TicketState
from queue_server.store.rows import (
    LabelKey,
    TicketRow,
    add_label,
    label_holder,
    mark_label,
    ticket_by_id,
)
from queue_server.store.store import Tx
from queue_server.store.tables.access import device


@dataclass(frozen=True)
class Taken:
    """A ticket the kiosk gave: the label on its slip and the day on its slip are what counts."""

    ticket: str
    label: str
    day: date
    token: str
    at: datetime
    wish: Wish


def take_ticket(tx: Tx, taken: Taken, *, issuer_no: int) -> TicketRow:
    """Make the kiosk's ticket waiting; doing it again changes nothing.

    A label other than the one offered retires the offered one. A ticket of a day that is over
    is taken in as issued and lapses at once. Refuses with LabelTaken, TicketDiffers (an issuer
    not the kiosk's; an id, token or wish that was another), TicketMoved (reported as not taken
    before), DayAhead, TicketOfPastDay, ServiceUnknown or GroupUnknown.
    """
    before = ticket_by_id(tx.connection, tx.code, taken.ticket)
    if before is not None and before.state != TicketState.OFFERED:
        return _taken_before(before, taken)
    if before is not None and not is_wish_of(before, taken.wish):
        raise TicketDiffers()
    check_wish(tx, taken.wish)
    check_day(tx, taken.day, label=taken.label)
    is_open = open_day(tx, taken.day)
    _claim_label(tx, taken, before=before, issuer_no=issuer_no)
    row = admit(
        tx,
        _row(tx, taken, issuer_no=issuer_no),
        token=taken.token,
        before=before,
        scanned=taken.wish.dossier,
    )
    return row if is_open else lapse_ticket(tx, row)


def _taken_before(row: TicketRow, taken: Taken) -> TicketRow:
    if (row.label, row.day) != (taken.label, taken.day):
        raise TicketDiffers()
    if row.state == TicketState.RETIRED:
        raise TicketMoved(label=row.label, state=row.state)
    return row


def _claim_label(tx: Tx, taken: Taken, *, before: TicketRow | None, issuer_no: int) -> None:
    """Enter the label the slip shows in the ledger, and retire an offered one it replaced."""
    key = LabelKey(tx.code, taken.day, taken.label)
    if before is not None and (before.day, before.label) == (taken.day, taken.label):
        mark_label(tx.connection, key, state="given")
        return
    number = parse_label(taken.label).issuer_no
    if number != issuer_no and not _may_be_lost(tx, taken.day, number):
        raise TicketDiffers()  # a label of the server's series that this id was never offered
    if label_holder(tx.connection, key) is not None:
        raise LabelTaken(label=taken.label)
    add_label(tx.connection, key, ticket_id=taken.ticket, state="given")
    if before is not None:
        mark_label(tx.connection, LabelKey(tx.code, before.day, before.label), state="retired")


def _may_be_lost(tx: Tx, day: date, number: int | None) -> bool:
    """Tell whether a server that is gone may have given labels with this issuer number.

    If this one was restored from a copy that day or later, then those without a number, and
    those of every issuer that the copy does not know.
    """
    ours = tx.head.at.issuer_on(day)
    if ours is None or number == ours:
        return False
    known = device.c.site == tx.code, device.c.issuer_no == number
    return number is None or tx.run(select(device.c.id).where(*known)).first() is None


def _row(tx: Tx, taken: Taken, *, issuer_no: int) -> TicketRow:
    """Make the row; its instant is bounded: not before its day began, not after arrival."""
    begins = local_time(taken.day, hour=0, zone=tx.settings.zone)
    at = min(max(taken.at, begins), tx.now)
    return new_ticket(
        tx,
        taken.ticket,
        wish=taken.wish,
        label=taken.label,
        day=taken.day,
        kind=IssuerKind.KIOSK,
        issuer_no=issuer_no,
        at=at,
    )


def forget_ticket(tx: Tx, ticket_id: str) -> None:
    """Take in that an intent ended without a label: its offer, if there is one, is retired."""
    row = ticket_by_id(tx.connection, tx.code, ticket_id)
    if row is not None and row.state == TicketState.OFFERED:
        retire_offer(tx, row)
