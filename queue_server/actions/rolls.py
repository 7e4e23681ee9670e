"""Entering what was handed out from the pre-printed roll while everything was down.

A range is taken in as it is on paper: no hour and no cap refuses it, for citizens hold its
numbers. Its tickets join the queue where they came, or are recorded as served or gone.
"""

from datetime import date, timedelta

from sqlalchemy import insert, select

from protocol.instants import format_instant
from protocol.numbering import ROLL_ISSUER_NO
from queue_server.actions.day import has_ended, lapse_ticket, open_day, today
from queue_server.actions.issuing import Wish, admit, check_wish, new_ticket
from queue_server.domain.refusals import ServiceOfOtherLetter
from queue_server.domain.roll import ROLL_DAYS_MAX, Became, HandedOut, RollRange, spread
from queue_server.domain.roll_refusals import (
    RollDayAhead,
    RollDayLongAgo,
    RollDayOver,
    RollOverlaps,
    WitnessSame,
    WitnessUnknown,
)
from queue_server.domain.slip_text import written
from queue_server.domain.ticket import IssuerKind, TicketState, move_ticket
from queue_server.store.rows import LabelKey, TicketRow, add_label, change_ticket
from queue_server.store.store import Tx
from queue_server.store.tables.access import account
from queue_server.store.tables.queue import label_ledger, paper_roll


def enter_roll(tx: Tx, handed: HandedOut, *, witness: str) -> str:
    """Take in a range of the roll; gives its id.

    Refuses with ServiceUnknown, ServiceOfOtherLetter, RollDayAhead, RollDayLongAgo, RollDayOver,
    RollHoursWrong, RollOverlaps, WitnessSame or WitnessUnknown.
    """
    _check_service(tx, handed)
    _check_witness(tx, witness)
    _check_day(tx, handed)
    labels = handed.numbers.labels
    instants = spread(handed.from_at, handed.until_at, count=len(labels), now=tx.now)
    _check_free(tx, handed.day, handed.numbers)
    open_day(tx, handed.day)
    id_ = _record(tx, handed, labels, witness=witness)
    for label, at in zip(labels, instants, strict=True):
        row = new_ticket(
            tx,
            tx.new_id(),
            wish=Wish(handed.service),
            label=label,
            day=handed.day,
            kind=IssuerKind.PAPER,
            issuer_no=ROLL_ISSUER_NO,
            at=at,
        )
        add_label(
            tx.connection, LabelKey(tx.code, handed.day, label), ticket_id=row.id, state="given"
        )
        _settle(tx, admit(tx, row, token=None, before=None, scanned=None), handed)
    return id_


def _check_service(tx: Tx, handed: HandedOut) -> None:
    check_wish(tx, Wish(handed.service))
    letter = tx.catalogue.by_field[tx.catalogue.by_service[handed.service].field].letter
    if letter != handed.numbers.letter:
        raise ServiceOfOtherLetter(label=handed.numbers.labels[0], letter=handed.numbers.letter)


def _check_witness(tx: Tx, witness: str) -> None:
    if witness == tx.by.id:
        raise WitnessSame()
    known = select(account.c.id).where(
        account.c.site == tx.code, account.c.id == witness, account.c.is_active.is_(True)
    )
    if tx.run(known).first() is None:
        raise WitnessUnknown()


def _check_day(tx: Tx, handed: HandedOut) -> None:
    day, now = handed.day, today(tx)
    if day > now:
        raise RollDayAhead(day=written(day))
    if day < now - timedelta(days=ROLL_DAYS_MAX):
        raise RollDayLongAgo(day=written(day), count=ROLL_DAYS_MAX)
    if handed.became is Became.WAITING and (day < now or has_ended(tx, day)):
        raise RollDayOver(day=written(day))


def _check_free(tx: Tx, day: date, numbers: RollRange) -> None:
    labels = numbers.labels
    taken = tx.run(
        select(label_ledger.c.label).where(
            label_ledger.c.site == tx.code,
            label_ledger.c.day == day,
            label_ledger.c.label.in_(labels),
        )
    ).scalars()
    if known := set(taken):
        raise RollOverlaps(label=next(label for label in labels if label in known))


def _record(tx: Tx, handed: HandedOut, labels: list[str], *, witness: str) -> str:
    id_ = tx.new_id()
    row = {
        "first": labels[0],
        "last": labels[-1],
        "service": handed.service,
        "became": str(handed.became),
        "witness": witness,
    }
    hours = {
        "from": format_instant(handed.from_at),
        "until": format_instant(handed.until_at),
    }
    tx.record("roll.entered", id_, {**row, **hours, "day": handed.day.isoformat()})
    tx.run(insert(paper_roll), id=id_, site=tx.code, day=handed.day, **row, entered_at=tx.now)
    return id_


def _settle(tx: Tx, row: TicketRow, handed: HandedOut) -> None:
    """End a ticket whose citizen waits no more, at the end of the sheet's time."""
    if handed.became is Became.LAPSED:
        lapse_ticket(tx, row, at=handed.until_at)
    elif handed.became is Became.SERVED:
        state = move_ticket(TicketState(row.state), "ticket.settled", label=row.label)
        tx.record("ticket.settled", row.id, {"label": row.label}, at=handed.until_at)
        change_ticket(tx.connection, row, state=state, ended_at=handed.until_at)
