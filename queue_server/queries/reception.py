"""What reception asks: how a slip or a number of today stands, and which rolls were entered.

The answer to a look-up is an allow-list: what the ticket is, who is ahead, what happened to it.
Whose it is stands nowhere.
"""

from typing import Any

from sqlalchemy import select

from protocol.ids import token_in
from protocol.numbering import ROLL_ISSUER_NO, Label
from queue_server.domain.refusals import (
    IssuerUnknown,
    LabelNotGiven,
    LabelNotSent,
    LabelOfRoll,
    SlipElsewhere,
    SlipNotSent,
    TicketOfPastDay,
)
from queue_server.domain.roll import ROLLS_LISTED_MAX
from queue_server.domain.slip_text import label_on_slip, written
from queue_server.domain.ticket import TicketState
from queue_server.queries.scene import Scene
from queue_server.queries.shapes import instant
from queue_server.queries.tickets import find_ticket
from queue_server.store.reading import load_head
from queue_server.store.rows import TicketRow, people_ahead, ticket_by_id, ticket_by_label
from queue_server.store.tables.access import account
from queue_server.store.tables.journal import journal
from queue_server.store.tables.queue import paper_roll, slip_token

STAFF_LISTED_MAX = 200
_NOT_GIVEN = frozenset({TicketState.OFFERED, TicketState.RETIRED})


def look_up_slip(scene: Scene, text: str) -> dict[str, Any]:
    """Give the ticket of today a slip or number is for, how it stands and what happened.

    Refuses with SlipUnreadable, SlipElsewhere, SlipNotSent, DayAhead, TicketOfPastDay,
    LabelNotGiven, LabelNotSent, LabelOfRoll or IssuerUnknown.
    """
    token = token_in(text)
    row = _of_label(scene, text) if token is None else _of_token(scene, token)
    if row.day != scene.day:
        raise TicketOfPastDay(label=row.label, day=written(row.day))
    found = find_ticket(scene, row.id, day=None, may_see_ratings=False)
    is_waiting = row.state == TicketState.WAITING
    return {
        "ticket": found["ticket"],
        "ahead": people_ahead(scene.connection, row) if is_waiting else None,
        "timeline": found["timeline"],
        "tickets": found["tickets"],
    }


def _of_token(scene: Scene, token: str) -> TicketRow:
    known = scene.connection.execute(
        select(slip_token.c.site, slip_token.c.ticket).where(slip_token.c.token == token)
    ).first()
    if known is None:
        raise SlipNotSent()
    if known.site != scene.code:
        raise SlipElsewhere(site=known.site)
    row = ticket_by_id(scene.connection, scene.code, known.ticket)
    if row is None:
        raise SlipNotSent()
    return row


def _of_label(scene: Scene, text: str) -> TicketRow:
    label = label_on_slip(text, site=scene.code, today=scene.day)
    row = ticket_by_label(scene.connection, scene.code, day=scene.day, label=str(label))
    if row is None or row.state in _NOT_GIVEN:
        raise _why_unknown(scene, label, row)
    return row


def _why_unknown(scene: Scene, label: Label, row: TicketRow | None) -> Exception:
    """Say why a number is not here, so that staff know what to do about it."""
    name = str(label)
    if label.issuer_no == ROLL_ISSUER_NO:
        return LabelOfRoll(label=name)
    head = load_head(scene.connection, scene.code)
    is_restored = head is not None and head.issuer_on(scene.day) is not None
    if is_restored or (row is not None and row.state == TicketState.OFFERED):
        return LabelNotSent(label=name)
    if label.issuer_no is None:
        return LabelNotGiven(label=name)
    if head is None or label.issuer_no > head.issuer_no:
        return IssuerUnknown(issuer=label.issuer_no)
    return LabelNotSent(label=name)


def list_rolls(scene: Scene) -> list[dict[str, Any]]:
    """Give the ranges of the roll entered last, newest first, with who did it."""
    by, witness = account.alias(), account.alias()
    rows = scene.connection.execute(
        select(paper_roll, by.c.name.label("by_name"), witness.c.name.label("witness_name"))
        .join(witness, witness.c.id == paper_roll.c.witness)
        .join(
            journal,
            (journal.c.site == paper_roll.c.site)
            & (journal.c.subject == paper_roll.c.id)
            & (journal.c.type == "roll.entered"),
        )
        .join(by, by.c.id == journal.c.by_id, isouter=True)
        .where(paper_roll.c.site == scene.code)
        .order_by(paper_roll.c.entered_at.desc(), paper_roll.c.id.desc())
        .limit(ROLLS_LISTED_MAX)
    )
    return [
        {
            "id": row.id,
            "day": row.day.isoformat(),
            "first": row.first,
            "last": row.last,
            "service": row.service,
            "became": row.became,
            "by": row.by_name or "",
            "witness": row.witness_name,
            "entered_at": instant(row.entered_at),
        }
        for row in rows
    ]


def list_witnesses(scene: Scene, *, but: str) -> list[dict[str, str]]:
    """Give the people of the hall who may witness what `but` enters, by name."""
    rows = scene.connection.execute(
        select(account.c.id, account.c.name)
        .where(account.c.site == scene.code, account.c.is_active.is_(True), account.c.id != but)
        .order_by(account.c.name, account.c.id)
        .limit(STAFF_LISTED_MAX)
    )
    return [{"id": row.id, "name": row.name} for row in rows]
