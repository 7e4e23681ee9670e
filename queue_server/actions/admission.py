"""Letting in a slip that its kiosk could not tell of: the hall serves on without it (D6a).

A kiosk that is cut off gives labels of its own (`B2-017`), and the server does not know them.
Staff read such a slip and make its ticket waiting under the label that stands on it. When the
kiosk delivers the same label later, its entry *joins* the ticket that is already there: the
slip's token and the kiosk's own id are attached, nobody is numbered anew, and nobody waits
twice. It does not matter what has become of the ticket meanwhile.

Also an offered label can be let in: its kiosk took it and was cut off before it could say so.
"""

from datetime import date, datetime

from sqlalchemy import insert, select

from protocol.ids import token_in
from protocol.instants import to_ms
from protocol.numbering import ROLL_ISSUER_NO, Label
from queue_server.actions.day import open_today, today
from queue_server.actions.issuers import had_issuer, may_be_lost
from queue_server.actions.issuing import Wish, add_token, admit, check_wish, new_ticket
from queue_server.domain.dispatch import arrival_eff_s
from queue_server.domain.refusals import (
    IssuerUnknown,
    LabelNotGiven,
    LabelOfRoll,
    LabelTaken,
    ServiceNeeded,
    ServiceOfOtherLetter,
    SlipNotSent,
    TicketHere,
)
from queue_server.domain.slip_text import label_on_slip
from queue_server.domain.ticket import IssuerKind, TicketClass, TicketState
from queue_server.store.rows import (
    LabelKey,
    TicketRow,
    add_label,
    change_ticket,
    label_line,
    mark_label,
    people_ahead,
    ticket_by_id,
)
from queue_server.store.store import Tx
from queue_server.store.tables.queue import admission, slip_token


def admit_slip(tx: Tx, slip: str, *, wish: Wish | None) -> tuple[TicketRow, int]:
    """Make the ticket of a slip waiting; gives it and the people ahead.

    `slip` is what was scanned or typed: a label, the code beside the QR, or the QR's address.
    Without a `wish` only an offered label can be let in, whose service is known. Refuses with
    SlipUnreadable, SlipElsewhere, SlipNotSent, TicketOfPastDay, DayAhead, DayClosed, TicketHere,
    IssuerUnknown, LabelOfRoll, LabelNotGiven, ServiceNeeded, ServiceOfOtherLetter, ServiceUnknown
    or GroupUnknown.
    """
    label = _label_on(tx, slip)
    day = open_today(tx)
    offered = _check_free(tx, LabelKey(tx.code, day, str(label)))
    if offered is not None:
        row = admit(
            tx,
            _ready(tx, offered, at=tx.now),
            token=None,
            before=offered,
            scanned=None,
            is_admitted=True,
        )
        mark_label(tx.connection, LabelKey(tx.code, day, row.label), state="given")
    else:
        row = _admit_unknown(tx, label, day=day, wish=wish)
    tx.run(insert(admission), ticket=row.id, site=tx.code, kiosk_ticket=None, joined_at=None)
    return row, people_ahead(tx.connection, row)


def _label_on(tx: Tx, slip: str) -> Label:
    token = token_in(slip)
    if token is not None:
        _refuse_token(tx, token)
    return label_on_slip(slip, site=tx.code, today=today(tx))


def _refuse_token(tx: Tx, token: str) -> None:
    """A token says nothing of its label: known, the ticket is here; unknown, nobody can tell."""
    known = select(slip_token.c.ticket).where(
        slip_token.c.token == token, slip_token.c.site == tx.code
    )
    holder = tx.run(known).scalar()
    row = None if holder is None else ticket_by_id(tx.connection, tx.code, holder)
    if row is None:
        raise SlipNotSent()
    raise TicketHere(label=row.label, state=row.state)


def _check_free(tx: Tx, key: LabelKey) -> TicketRow | None:
    """Give the offered ticket of a label, if it is one; refuses with TicketHere otherwise."""
    line = label_line(tx.connection, key)
    if line is None:
        return None
    row = ticket_by_id(tx.connection, tx.code, line.ticket)
    if row is None or line.state != "offered":
        state = line.state if row is None or line.state == "retired" else row.state
        raise TicketHere(label=key.label, state=state)
    return row


def _ready(tx: Tx, row: TicketRow, *, at: datetime) -> TicketRow:
    class_ = TicketClass(row.class_)
    eff_s = arrival_eff_s(to_ms(at) // 1000, class_=class_, rule=tx.settings.rule)
    return row._replace(issued_at=at, ready_at=at, eff_s=eff_s)


def _admit_unknown(tx: Tx, label: Label, *, day: date, wish: Wish | None) -> TicketRow:
    _check_issuer(tx, label, day=day)
    if wish is None:
        raise ServiceNeeded(label=str(label))
    check_wish(tx, wish)
    field = tx.catalogue.by_service[wish.service].field
    if tx.catalogue.by_field[field].letter != label.letter:
        raise ServiceOfOtherLetter(label=str(label), letter=label.letter)
    row = new_ticket(
        tx,
        tx.new_id(),
        wish=wish,
        label=str(label),
        day=day,
        kind=IssuerKind.KIOSK,
        issuer_no=label.issuer_no,
    )
    key = LabelKey(tx.code, day, row.label)
    add_label(tx.connection, key, ticket_id=row.id, state="given")
    return admit(tx, row, token=None, before=None, scanned=None, is_admitted=True)


def _check_issuer(tx: Tx, label: Label, *, day: date) -> None:
    """Refuse a label that no kiosk of this hall can have given."""
    if label.issuer_no == ROLL_ISSUER_NO:
        raise LabelOfRoll(label=str(label))
    if may_be_lost(tx, day, label.issuer_no):
        return
    if label.issuer_no is None:
        raise LabelNotGiven(label=str(label))
    if not had_issuer(tx, label.issuer_no):
        raise IssuerUnknown(issuer=label.issuer_no)


def join_slip(
    tx: Tx, holder: str, *, label: str, kiosk_ticket: str, token: str, at: datetime
) -> TicketRow:
    """Attach what a kiosk delivers of a label to the ticket that staff let in under it.

    Doing it again changes nothing. A ticket that still waits and was never called is moved to
    where its citizen came. Refuses with LabelTaken when it was not let in, or joined by another.
    """
    line = tx.run(select(admission).where(admission.c.ticket == holder)).first()
    row = ticket_by_id(tx.connection, tx.code, holder)
    if line is None or row is None or line.kiosk_ticket not in (None, kiosk_ticket):
        raise LabelTaken(label=label)
    if line.kiosk_ticket is not None:
        return row
    placed = _placed(tx, row, at=at)
    said = {
        "label": row.label,
        "kiosk_ticket": kiosk_ticket,
        "issued_ms": to_ms(placed.issued_at),
        "ready_ms": to_ms(placed.ready_at),
        "eff_s": placed.eff_s,
    }
    tx.record("ticket.joined", row.id, said)
    moved = {"issued_at": placed.issued_at, "ready_at": placed.ready_at, "eff_s": placed.eff_s}
    row = change_ticket(tx.connection, row, **moved)
    tx.run(
        admission.update()
        .where(admission.c.ticket == row.id)
        .values(kiosk_ticket=kiosk_ticket, joined_at=tx.now)
    )
    add_token(tx, token, ticket_id=row.id)
    return row


def _placed(tx: Tx, row: TicketRow, *, at: datetime) -> TicketRow:
    """Give the row as if its citizen had come at `at`, unless it is too late for that."""
    if row.state != TicketState.WAITING or row.calls or at >= row.ready_at:
        return row
    return _ready(tx, row, at=at)


def is_admitted(tx: Tx, ticket_id: str) -> bool:
    """Tell whether staff let a ticket in before its kiosk delivered it."""
    known = select(admission.c.ticket).where(admission.c.ticket == ticket_id)
    return tx.run(known).first() is not None
