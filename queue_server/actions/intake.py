"""Taking in what a kiosk's outbox delivers: again and again until acknowledged (decision D6).

Each entry is idempotent by its ticket id. What cannot be taken in is refused by name, entry by
entry; the kiosk shows it to a person and drops nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime

from protocol.instants import local_time
from protocol.numbering import parse_label
from queue_server.actions.admission import is_admitted, join_slip
from queue_server.actions.day import check_day, lapse_ticket, open_day, retire_offer
from queue_server.actions.issuers import is_left, may_be_lost
from queue_server.actions.issuing import (
    Wish,
    admit,
    check_wish,
    is_wish_of,
    joined_ticket,
    new_ticket,
)
from queue_server.domain.refusals import TicketDiffers, TicketMoved
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

    A label other than the one offered retires the offered one. A label that staff let in
    meanwhile keeps the ticket it has, which this entry joins. A ticket of a day that is over is
    taken in as issued and lapses at once. Refuses with LabelTaken, TicketDiffers (an issuer not
    the kiosk's; an id, token or wish that was another), TicketMoved (reported as not taken
    before), DayAhead, TicketOfPastDay, ServiceUnknown or GroupUnknown.
    """
    before = ticket_by_id(tx.connection, tx.code, taken.ticket)
    if before is not None and before.state != TicketState.OFFERED:
        return _taken_before(tx, before, taken)
    if before is not None and not is_wish_of(before, taken.wish):
        raise TicketDiffers()
    issuer_no = _issuer_of(tx, taken, before=before, issuer_no=issuer_no)
    holder = label_holder(tx.connection, LabelKey(tx.code, taken.day, taken.label))
    if holder not in (None, taken.ticket):
        return _join(tx, holder, taken, offered=before)
    check_wish(tx, taken.wish)
    check_day(tx, taken.day, label=taken.label)
    is_open = open_day(tx, taken.day)
    _claim_label(tx, taken, before=before)
    row = admit(
        tx,
        _row(tx, taken, issuer_no=issuer_no),
        token=taken.token,
        before=before,
        scanned=taken.wish.dossier,
    )
    return row if is_open else lapse_ticket(tx, row)


def _taken_before(tx: Tx, row: TicketRow, taken: Taken) -> TicketRow:
    if row.state == TicketState.RETIRED:
        row = joined_ticket(tx, taken.ticket) or row
    if (row.label, row.day) != (taken.label, taken.day):
        raise TicketDiffers()
    if row.state == TicketState.RETIRED:
        raise TicketMoved(label=row.label, state=row.state)
    if is_admitted(tx, row.id):  # an offer that staff let in before its kiosk could say so
        return _join(tx, row.id, taken, offered=None)
    return row


def _join(tx: Tx, holder: str, taken: Taken, *, offered: TicketRow | None) -> TicketRow:
    """Attach the entry to the ticket staff let in; the offer it had is not needed any more."""
    row = join_slip(
        tx,
        holder,
        label=taken.label,
        kiosk_ticket=taken.ticket,
        token=taken.token,
        at=_bounded(tx, taken),
    )
    if offered is not None:
        retire_offer(tx, offered)
    return row


def _issuer_of(tx: Tx, taken: Taken, *, before: TicketRow | None, issuer_no: int) -> int:
    """Give who gave the label; TicketDiffers when this kiosk cannot have it from anybody.

    Its own label, the one it was offered, one of a server that is gone, or one of an issuer
    that nobody is any more: this kiosk was it, before it was paired anew (D6a).
    """
    if before is not None and (before.day, before.label) == (taken.day, taken.label):
        return issuer_no
    number = parse_label(taken.label).issuer_no
    if number == issuer_no or may_be_lost(tx, taken.day, number):
        return issuer_no
    if number is None or not is_left(tx, number):
        raise TicketDiffers()  # a label of the server's series that this id was never offered
    return number


def _claim_label(tx: Tx, taken: Taken, *, before: TicketRow | None) -> None:
    """Enter the label the slip shows in the ledger, and retire an offered one it replaced."""
    key = LabelKey(tx.code, taken.day, taken.label)
    if before is not None and (before.day, before.label) == (taken.day, taken.label):
        mark_label(tx.connection, key, state="given")
        return
    add_label(tx.connection, key, ticket_id=taken.ticket, state="given")
    if before is not None:
        mark_label(tx.connection, LabelKey(tx.code, before.day, before.label), state="retired")


def _bounded(tx: Tx, taken: Taken) -> datetime:
    """Give when it happened: not before its day began, not after arrival."""
    begins = local_time(taken.day, hour=0, zone=tx.settings.zone)
    return min(max(taken.at, begins), tx.now)


def _row(tx: Tx, taken: Taken, *, issuer_no: int) -> TicketRow:
    return new_ticket(
        tx,
        taken.ticket,
        wish=taken.wish,
        label=taken.label,
        day=taken.day,
        kind=IssuerKind.KIOSK,
        issuer_no=issuer_no,
        at=_bounded(tx, taken),
    )


def forget_ticket(tx: Tx, ticket_id: str) -> None:
    """Take in that an intent ended without a label: its offer, if there is one, is retired."""
    row = ticket_by_id(tx.connection, tx.code, ticket_id)
    if row is not None and row.state == TicketState.OFFERED:
        retire_offer(tx, row)
