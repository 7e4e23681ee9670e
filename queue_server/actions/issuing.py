"""Giving a label: offered to a kiosk that asks, or issued at once by staff (decision D6)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from protocol.instants import to_ms
from protocol.numbering import PROVISIONAL_PREFIX, make_label, provisional_code
from queue_server.actions.day import open_today, write_in
from queue_server.actions.giving import obstacle_to
from queue_server.domain.dispatch import arrival_eff_s
from queue_server.domain.keeping import commit
from queue_server.domain.reasons import ExceptionReason
from queue_server.domain.refusals import GroupUnknown, ServiceUnknown, TicketDiffers
from queue_server.domain.ticket import IssuerKind, TicketClass, TicketState, move_ticket
from queue_server.store.prepared import Prepared
from queue_server.store.rows import (
    LabelKey,
    TicketRow,
    add_label,
    add_ticket,
    change_ticket,
    next_ordinal,
    people_ahead,
    ticket_by_id,
)
from queue_server.store.store import Tx
from queue_server.store.tables.queue import admission, slip_token
from queue_server.store.tables.service import dossier
from queue_server.store.threads import find_thread

# Made once: building a statement costs as much as running it.
_insert_dossier = Prepared(insert(dossier), names=dossier.c.keys())
_insert_token = Prepared(insert(slip_token), names=slip_token.c.keys())
_joined = Prepared(
    select(admission.c.ticket).where(
        admission.c.site == bindparam("b_site"),
        admission.c.kiosk_ticket == bindparam("b_kiosk_ticket"),
    )
)


@dataclass(frozen=True)
class Wish:
    """What a citizen asks for; `group` is a priority group's code for the class "priority".

    `dossier`: the code of the dossier that was scanned, if one was.
    """

    service: str
    class_: TicketClass = TicketClass.ORDINARY
    group: str | None = None
    lang: str = "vi"
    dossier: str | None = None


@dataclass(frozen=True)
class Issued:
    """A ticket with the token of its slip and who is ahead of it."""

    ticket: TicketRow
    token: str
    ahead: int


def offer_ticket(tx: Tx, ticket_id: str, *, wish: Wish, issuer_no: int) -> tuple[TicketRow, int]:
    """Hold a label for a kiosk's intent; asking again for the same id changes nothing.

    Gives the ticket and the people ahead were it taken now. Refuses with ServiceUnknown,
    GroupUnknown, what `obstacle_to` finds, DayClosed, or TicketDiffers when the id was used for
    another wish.
    """
    row = ticket_by_id(tx.connection, tx.code, ticket_id)
    if row is not None and not is_wish_of(row, wish):
        raise TicketDiffers()
    row = row or joined_ticket(tx, ticket_id)
    if row is not None:
        return row, people_ahead(tx.connection, row)
    check_wish(tx, wish)
    if obstacle := obstacle_to(tx, wish.service):
        raise obstacle
    day = open_today(tx)
    label = _next_label(tx, day, wish)
    row = new_ticket(
        tx, ticket_id, wish=wish, label=label, day=day, kind=IssuerKind.KIOSK, issuer_no=issuer_no
    )
    add_label(tx.connection, LabelKey(tx.code, day, label), ticket_id=ticket_id, state="offered")
    with _new_to_all_sites():
        add_ticket(tx.connection, row)
    tx.record("ticket.offered", row.id, ticket_payload(row))
    return row, people_ahead(tx.connection, row)


def issue_ticket(tx: Tx, *, wish: Wish, exception: ExceptionReason | None = None) -> Issued:
    """Give a citizen a ticket at reception: waiting at once, with a token for its slip.

    Refuses with ServiceUnknown, GroupUnknown, what `obstacle_to` finds, or DayClosed. Staff may
    make an `exception` to hours and caps, with its reason: the journal keeps what was excepted
    and why, next to who did it (domain.md 6.7).
    """
    check_wish(tx, wish)
    obstacle = obstacle_to(tx, wish.service)
    if obstacle is not None and exception is None:
        raise obstacle
    day = open_today(tx)
    label = _next_label(tx, day, wish)
    row = new_ticket(tx, tx.new_id(), wish=wish, label=label, day=day, kind=IssuerKind.RECEPTION)
    add_label(tx.connection, LabelKey(tx.code, day, label), ticket_id=row.id, state="given")
    token = tx.new_token()
    excepted = {"from": obstacle.code(), "reason": exception} if obstacle else None
    row = admit(tx, row, token=token, before=None, scanned=wish.dossier, excepted=excepted)
    return Issued(row, token, people_ahead(tx.connection, row))


def joined_ticket(tx: Tx, kiosk_ticket: str) -> TicketRow | None:
    """Find the ticket that a kiosk's own ticket was joined to."""
    holder = _joined.run(
        tx.connection, {"b_site": tx.code, "b_kiosk_ticket": kiosk_ticket}
    ).scalar()
    return None if holder is None else ticket_by_id(tx.connection, tx.code, holder)


def check_wish(tx: Tx, wish: Wish) -> None:
    """Refuse what the hall does not offer: ServiceUnknown, GroupUnknown."""
    if wish.service not in tx.catalogue.by_service:
        raise ServiceUnknown()
    is_priority = wish.class_ is TicketClass.PRIORITY
    known = {group.code for group in tx.catalogue.groups}
    if is_priority != (wish.group is not None) or (is_priority and wish.group not in known):
        raise GroupUnknown()


def is_wish_of(row: TicketRow, wish: Wish) -> bool:
    """Tell whether a ticket is for this wish; the language of its slip may change."""
    return (row.service, row.class_, row.group) == (wish.service, wish.class_, wish.group)


def new_ticket(
    tx: Tx,
    ticket_id: str,
    *,
    wish: Wish,
    label: str,
    day: date,
    kind: IssuerKind,
    issuer_no: int | None = None,
    at: datetime | None = None,
) -> TicketRow:
    """Make the row of an offer that became ready at `at`, else now; nothing is written."""
    ready_at = at or tx.now
    eff_s = arrival_eff_s(to_ms(ready_at) // 1000, class_=wish.class_, rule=tx.settings.rule)
    return TicketRow(
        id=ticket_id,
        site=tx.code,
        day=day,
        label=label,
        field=tx.catalogue.by_service[wish.service].field,
        service=wish.service,
        class_=str(wish.class_),
        group=wish.group,
        lang=wish.lang,
        state=str(TicketState.OFFERED),
        issuer_kind=str(kind),
        issuer_no=issuer_no,
        issued_at=ready_at,
        ready_at=ready_at,
        eff_s=eff_s,
        counter=None,
        calls=0,
        call_seq=None,
        first_called_at=None,
        called_at=None,
        ended_at=None,
        dossier=None,
        slip=None,
    )


def admit(
    tx: Tx,
    row: TicketRow,
    *,
    token: str | None,
    before: TicketRow | None,
    scanned: str | None,
    excepted: dict[str, Any] | None = None,
    is_admitted: bool = False,
) -> TicketRow:
    """Make a ticket waiting: its dossier thread, its slip's token, its place in the queue.

    `before` is the offer it was, if it was one; `row` what it is to be, whatever its state says.
    A dossier that was `scanned` goes on in its own thread (decision D10).
    The token is None when staff let in a slip whose kiosk has not delivered it (`is_admitted`).
    """
    known = None if scanned is None else find_thread(tx.connection, tx.code, scanned)
    thread = known or tx.new_id()
    write_in(tx, row.day)
    was = None if before is None else TicketState(before.state)
    state = move_ticket(was, "ticket.issued", label=row.label)
    row = row._replace(state=str(state), dossier=thread)
    payload = {**ticket_payload(row), "dossier": thread}
    if excepted is not None:
        payload["exception"] = excepted
    if is_admitted:
        payload["admitted"] = True
    tx.record("ticket.issued", row.id, payload, at=row.issued_at)
    if known is None:
        code_hash = _add_thread(tx, thread, row, code=_new_code(row, scanned))
        told = {"code_hash": code_hash, "service": row.service}
        tx.record("dossier.opened", thread, told, at=row.issued_at)
    with _new_to_all_sites():
        if before is None:
            add_ticket(tx.connection, row)
        else:
            change_ticket(tx.connection, before, **row._asdict())
    if token is not None:
        add_token(tx, token, ticket_id=row.id)
    return row


def _new_code(row: TicketRow, scanned: str | None) -> str:
    """Give the code of a new thread: the scanned one, unless it is another ticket's own.

    A provisional code that nobody here knows may still come from a kiosk without the network.
    """
    if scanned is not None and not scanned.startswith(PROVISIONAL_PREFIX):
        return scanned
    return provisional_code(site=row.site, day=row.day, label=row.label)


def _add_thread(tx: Tx, thread: str, row: TicketRow, *, code: str) -> str:
    """Write a thread down and give what the journal may hold of its code."""
    salt = tx.new_token()
    values = {
        "id": thread,
        "site": tx.code,
        "code": code,
        "official_code": None,
        "service": row.service,
        "status": None,
        "opened_at": row.issued_at,
        "accepted_at": None,
        "salt": salt,
        "code_hash": commit(code, salt=salt),
        "official_hash": None,
        "forgotten_at": None,
    }
    _insert_dossier.run(tx.connection, values)
    return str(values["code_hash"])


def add_token(tx: Tx, token: str, *, ticket_id: str) -> None:
    """Let a slip's token open its ticket; TicketDiffers when it opens another."""
    values = {"token": token, "site": tx.code, "ticket": ticket_id, "created_at": tx.now}
    with _new_to_all_sites():
        _insert_token.run(tx.connection, values)


@contextmanager
def _new_to_all_sites() -> Iterator[None]:
    """Refuse an id or token, made by a kiosk, that this or another site has already."""
    try:
        yield
    except IntegrityError:
        raise TicketDiffers() from None


def ticket_payload(row: TicketRow) -> dict[str, object]:
    """Give what the journal keeps of a new ticket: all its row needs, nothing of a person."""
    return {
        "label": row.label,
        "day": row.day.isoformat(),
        "field": row.field,
        "service": row.service,
        "class": row.class_,
        "group": row.group,
        "lang": row.lang,
        "issuer": {"kind": row.issuer_kind, "no": row.issuer_no},
        "ready_ms": to_ms(row.ready_at),
        "eff_s": row.eff_s,
    }


def _next_label(tx: Tx, day: date, wish: Wish) -> str:
    service = tx.catalogue.by_service[wish.service]
    letter = tx.catalogue.by_field[service.field].letter
    ordinal = next_ordinal(tx.connection, site=tx.code, day=day, letter=letter)
    return make_label(letter, ordinal, tx.head.at.issuer_on(day))
