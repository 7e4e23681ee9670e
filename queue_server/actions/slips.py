"""Slips that staff ask of a kiosk or desk, and what became of any slip."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlalchemy import Row, func, insert, select

from protocol.events import EventType
from queue_server.actions.day import today
from queue_server.actions.issuing import joined_ticket
from queue_server.domain.device import DeviceKind, DeviceState
from queue_server.domain.machine import IllegalMove, next_state
from queue_server.domain.refusals import (
    DayNotClosed,
    DossierNotAccepted,
    DossierUnknown,
    ReprintsUsed,
    SlipPrinterBusy,
    SlipPrinterUnknown,
    TicketDiffers,
    TicketMoved,
    TicketOfPastDay,
    TicketUnknown,
)
from queue_server.domain.slip_order import (
    COPY_MAX,
    OPEN_MAX,
    ORDER_MINUTES,
    REPRINTS_MAX,
    TRANSITIONS,
    SlipKind,
    SlipOrderState,
)
from queue_server.domain.slip_text import written
from queue_server.domain.ticket import TicketState
from queue_server.store.rows import TicketRow, change_row, change_ticket, ticket_by_id
from queue_server.store.store import Tx
from queue_server.store.tables.access import device
from queue_server.store.tables.journal import journal
from queue_server.store.tables.queue import service_day
from queue_server.store.tables.service import dossier
from queue_server.store.tables.slips import slip_order

CAUSE_MAX = 80
NOT_HELD = frozenset(
    {TicketState.OFFERED, TicketState.RETIRED, TicketState.CANCELLED, TicketState.LAPSED}
)


def ask_ticket_slip(tx: Tx, row: TicketRow, *, printer: str) -> str:
    """Ask a machine for the first slip of a ticket just issued; gives the order's id.

    Refuses with SlipPrinterUnknown or SlipPrinterBusy.
    """
    return _ask(tx, SlipKind.TICKET, row.id, printer=_known(tx, printer), copy=0)


def ask_reprint(tx: Tx, ticket_id: str, *, printer: str | None) -> tuple[TicketRow, str]:
    """Ask for one more slip of a ticket, marked; gives the ticket and the machine that prints.

    Without a machine named it is the kiosk that gave the number. Refuses with TicketUnknown,
    TicketOfPastDay, TicketMoved, ReprintsUsed, SlipPrinterUnknown or SlipPrinterBusy.
    """
    row = ticket_by_id(tx.connection, tx.code, ticket_id)
    if row is None or row.state == TicketState.OFFERED:
        raise TicketUnknown()
    if row.day != today(tx):
        raise TicketOfPastDay(label=row.label, day=written(row.day))
    if row.state in NOT_HELD:
        raise TicketMoved(label=row.label, state=row.state)
    asked_count = _count_copies(tx, row.id)
    if asked_count >= REPRINTS_MAX:
        raise ReprintsUsed(label=row.label, count=REPRINTS_MAX)
    machine = _issuing_kiosk(tx, row) if printer is None else _known(tx, printer)
    # Never a copy's number twice, however many the kiosk has printed by itself.
    copy = min(COPY_MAX, 1 + max(asked_count, _last_copy(tx, row.id)))
    _ask(tx, SlipKind.TICKET, row.id, printer=machine, copy=copy)
    return row, machine


def ask_receipt(tx: Tx, dossier_id: str, *, printer: str) -> str:
    """Ask for the receipt of an accepted dossier (Form 01); gives the dossier's code.

    Refuses with DossierUnknown, DossierNotAccepted, ReprintsUsed, SlipPrinterUnknown or
    SlipPrinterBusy.
    """
    row = tx.run(
        select(dossier.c.official_code, dossier.c.code, dossier.c.accepted_at).where(
            dossier.c.site == tx.code, dossier.c.id == dossier_id
        )
    ).first()
    if row is None:
        raise DossierUnknown()
    if row.accepted_at is None:
        raise DossierNotAccepted(dossier_code=row.code)
    code = str(row.official_code or row.code)
    copy = _next_copy(tx, dossier_id, name=code)
    _ask(tx, SlipKind.RECEIPT, dossier_id, printer=_known(tx, printer), copy=copy)
    return code


def ask_day_slip(tx: Tx, day: date, *, printer: str) -> str:
    """Ask for the slip that closes a day; gives the order's id.

    Refuses with DayNotClosed, ReprintsUsed, SlipPrinterUnknown or SlipPrinterBusy.
    """
    closed_at = tx.run(
        select(service_day.c.closed_at).where(
            service_day.c.site == tx.code, service_day.c.day == day
        )
    ).scalar()
    if closed_at is None:
        raise DayNotClosed(day=written(day))
    subject = day.isoformat()
    copy = _next_copy(tx, subject, name=written(day))
    return _ask(tx, SlipKind.DAY, subject, printer=_known(tx, printer), copy=copy)


def print_closed(tx: Tx, day: date) -> None:
    """Ask the machine the site has named for the slip of a day closed just now.

    Nobody stands there to be refused: where no machine is named, none is paired by that name, or
    too much waits at it already, a manager can still ask for the slip.
    """
    named = [one.id for one in _machines(tx) if one.name == tx.settings.day_slip_at]
    with suppress(SlipPrinterBusy):
        if named:
            _ask(tx, SlipKind.DAY, day.isoformat(), printer=named[0], copy=0)


def _next_copy(tx: Tx, subject: str, *, name: str) -> int:
    """Give 0 for the first slip of a subject, then 1, 2, 3 to REPRINTS_MAX."""
    asked = select(func.count()).where(
        slip_order.c.site == tx.code, slip_order.c.subject == subject
    )
    count = int(tx.run(asked).scalar_one())
    if count > REPRINTS_MAX:
        raise ReprintsUsed(label=name, count=REPRINTS_MAX)
    return count


def _count_copies(tx: Tx, subject: str) -> int:
    asked = select(func.count()).where(
        slip_order.c.site == tx.code, slip_order.c.subject == subject, slip_order.c.copy > 0
    )
    return int(tx.run(asked).scalar_one())


def _last_copy(tx: Tx, subject: str) -> int:
    """Give the highest copy anybody was asked for or told to have printed."""
    last = select(func.max(slip_order.c.copy)).where(
        slip_order.c.site == tx.code, slip_order.c.subject == subject
    )
    return int(tx.run(last).scalar() or 0)


def _issuing_kiosk(tx: Tx, row: TicketRow) -> str:
    """Give the kiosk that gave a number, else the only one there is."""
    machines = _machines(tx)
    own = [one.id for one in machines if one.issuer_no == row.issuer_no]
    if own and row.issuer_no is not None:
        return str(own[0])
    if len(machines) != 1:
        raise SlipPrinterUnknown()
    return str(machines[0].id)


def _known(tx: Tx, printer: str) -> str:
    if printer not in {one.id for one in _machines(tx)}:
        raise SlipPrinterUnknown()
    return printer


def _machines(tx: Tx) -> list[Row[tuple[str, str, int | None]]]:
    """Give the kiosks and desks of the site that are paired."""
    found = select(device.c.id, device.c.name, device.c.issuer_no).where(
        device.c.site == tx.code,
        device.c.kind == DeviceKind.KIOSK,
        device.c.state == DeviceState.PAIRED,
    )
    return list(tx.run(found.order_by(device.c.id)).all())


def _ask(tx: Tx, kind: SlipKind, subject: str, *, printer: str, copy: int) -> str:
    since = tx.now - timedelta(minutes=ORDER_MINUTES)
    waiting = select(func.count()).where(
        slip_order.c.device == printer,
        slip_order.c.state == SlipOrderState.ASKED,
        slip_order.c.asked_at >= since,
    )
    if int(tx.run(waiting).scalar_one()) >= OPEN_MAX:
        raise SlipPrinterBusy()
    id_ = tx.new_id()
    state = next_state(TRANSITIONS, None, "slip.asked")
    tx.record(
        "slip.asked", subject, {"order": id_, "device": printer, "kind": str(kind), "copy": copy}
    )
    what = {"id": id_, "site": tx.code, "device": printer, "kind": str(kind), "subject": subject}
    tx.run(insert(slip_order), **what, copy=copy, state=str(state), asked_at=tx.now)
    return id_


# --- what became of it --------------------------------------------------------------------------


def note_slip(
    tx: Tx,
    entry_id: str,
    *,
    ticket_id: str | None,
    outcome: str,
    copy: int,
    cause: str | None,
    at: datetime,
    order_id: str | None = None,
    device_id: str | None = None,
) -> TicketRow | None:
    """Write down what became of a slip, and give its ticket if it is a ticket's.

    Refuses with TicketUnknown or TicketDiffers.

    The entry's id becomes the fact's id, so the same entry again changes nothing. A slip is
    printed after its ticket was given and before this is heard, whatever the kiosk's clock says.
    An order this server does not know, for it was restored, is left out where a ticket is named.
    """
    row = None if ticket_id is None else _printed_ticket(tx, ticket_id)
    order = _order(tx, order_id, device_id=device_id)
    subject = row.id if row is not None else order and order.subject
    if subject is None or (row is None and ticket_id is not None):
        raise TicketUnknown()
    known = tx.run(
        select(journal.c.site, journal.c.subject).where(journal.c.id == entry_id)
    ).first()
    if known is not None:
        if (known.site, known.subject) != (tx.code, subject):
            raise TicketDiffers()
        return row
    type_: EventType = "slip.printed" if outcome == "printed" else "slip.failed"
    payload = {"outcome": outcome, "copy": copy, "cause": cause and cause[:CAUSE_MAX]}
    state = None if order is None else _settled(order.state, type_)
    if order is not None and state is not None and order.subject == subject:
        payload["order"] = order.id
        change_row(tx.connection, slip_order, order.id, state=str(state))
    begins = row.issued_at if row is not None else at
    tx.record(type_, subject, payload, at=max(begins, min(at, tx.now)), id_=entry_id)
    return None if row is None else change_ticket(tx.connection, row, slip=outcome)


def _printed_ticket(tx: Tx, ticket_id: str) -> TicketRow | None:
    """Find a ticket by its id, or by the one its kiosk knows it by when staff had let it in."""
    return ticket_by_id(tx.connection, tx.code, ticket_id) or joined_ticket(tx, ticket_id)


def _order(tx: Tx, order_id: str | None, *, device_id: str | None) -> Row[tuple[str]] | None:
    if order_id is None:
        return None
    return tx.run(
        select(slip_order).where(
            slip_order.c.site == tx.code,
            slip_order.c.id == order_id,
            slip_order.c.device == device_id,
        )
    ).first()


def _settled(state: str, type_: EventType) -> SlipOrderState | None:
    """Give an order's next state; None when it was settled for good."""
    try:
        return next_state(TRANSITIONS, SlipOrderState(state), type_)
    except IllegalMove:
        return None
