"""Short statements that issue and call stand on: tickets, labels, queue lengths, who is next."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    func,
    insert,
    literal,
    literal_column,
    select,
    union_all,
    update,
)

from queue_server.domain.ticket import AT_COUNTER, NOT_GIVEN, TicketState
from queue_server.store.given import count_given
from queue_server.store.prepared import Prepared, adding
from queue_server.store.tables.queue import label_ledger, queue_length, series, ticket
from queue_server.store.tables.service import shift

STATEMENTS_CACHED_MAX = 256


class TicketRow(NamedTuple):
    """A ticket as stored; columns in the table's order."""

    id: str
    site: str
    day: date
    label: str
    field: str
    service: str
    class_: str
    group: str | None
    lang: str
    state: str
    issuer_kind: str
    issuer_no: int | None
    issued_at: datetime
    ready_at: datetime
    eff_s: int
    counter: int | None
    calls: int
    call_seq: int | None
    first_called_at: datetime | None
    called_at: datetime | None
    ended_at: datetime | None
    dossier: str | None
    slip: str | None
    for_counter: int | None = None
    for_officer: str | None = None
    back_to: int | None = None
    back_service: str | None = None
    held_until: datetime | None = None
    held_reason: str | None = None
    by_hand: str | None = None


class Seat(NamedTuple):
    """Who calls: tickets that are for another counter or officer at work are not theirs."""

    counter: int
    officer: str


_columns = select(*(ticket.c[name] for name in TicketRow._fields))
_by_id = _columns.where(ticket.c.site == bindparam("b_site"), ticket.c.id == bindparam("b_id"))
_by_label = _columns.where(
    ticket.c.site == bindparam("b_site"),
    ticket.c.day == bindparam("b_day"),
    ticket.c.label == bindparam("b_label"),
)
_at_counter = _columns.where(
    ticket.c.site == bindparam("b_site"),
    ticket.c.counter == bindparam("b_counter"),
    ticket.c.state.in_([literal(str(state), literal_execute=True) for state in sorted(AT_COUNTER)]),
)
_insert_ticket = Prepared(insert(ticket), names=TicketRow._fields)
_insert_label = Prepared(insert(label_ledger), names=label_ledger.c.keys())


def ticket_by_id(connection: Connection, site: str, id_: str) -> TicketRow | None:
    """Find a site's ticket by its id."""
    return _one(connection, _by_id, b_site=site, b_id=id_)


def ticket_by_label(
    connection: Connection, site: str, *, day: date, label: str
) -> TicketRow | None:
    """Find a site's ticket by the label it has on a day."""
    return _one(connection, _by_label, b_site=site, b_day=day, b_label=label)


def ticket_at_counter(connection: Connection, site: str, counter: int) -> TicketRow | None:
    """Find the ticket that is called or served at a counter."""
    return _one(connection, _at_counter, b_site=site, b_counter=counter)


def held_tickets(
    connection: Connection, site: str, *, counter: int | None = None, due: datetime | None = None
) -> list[TicketRow]:
    """Give a site's held tickets: of one counter, or those whose time is up at `due`."""
    asked = _columns.where(
        ticket.c.site == site, ticket.c.state == literal("held", literal_execute=True)
    )
    if counter is not None:
        asked = asked.where(ticket.c.counter == counter)
    if due is not None:
        asked = asked.where(ticket.c.held_until <= due)
    return [TicketRow._make(row) for row in connection.execute(asked.order_by(ticket.c.id))]


def _one(connection: Connection, statement: Select[Any], **values: Any) -> TicketRow | None:
    row = connection.execute(statement, values).first()
    return None if row is None else TicketRow._make(row)


def add_ticket(connection: Connection, row: TicketRow) -> None:
    """Insert a ticket: it counts as given, and a waiting one lengthens its queue."""
    _insert_ticket.run(connection, row._asdict())
    count_given(connection, row.site, before=None, after=_given(row))
    if row.state == TicketState.WAITING:
        _lengthen(connection, row.site, row.service, 1)


def change_ticket(connection: Connection, row: TicketRow, **values: Any) -> TicketRow:
    """Update the named columns of a ticket and keep what is counted of it; gives the new row."""
    after = row._replace(**values)
    change_row(connection, ticket, row.id, **values)
    count_given(connection, row.site, before=_given(row), after=_given(after))
    before_waits, after_waits = (r.state == TicketState.WAITING for r in (row, after))
    if before_waits and not (after_waits and after.service == row.service):
        _lengthen(connection, row.site, row.service, -1)
    if after_waits and not (before_waits and after.service == row.service):
        _lengthen(connection, row.site, after.service, 1)
    return after


def _given(row: TicketRow) -> tuple[date, str] | None:
    return None if row.state in NOT_GIVEN else (row.day, row.service)


@lru_cache(maxsize=STATEMENTS_CACHED_MAX)
def _update_by_id(table: Table, names: tuple[str, ...]) -> Prepared:
    statement = update(table).where(table.c.id == bindparam("b_id"))
    return Prepared(statement.values({name: bindparam(name) for name in names}))


def change_row(connection: Connection, table: Table, id_: str, **values: Any) -> None:
    """Update the named columns of a row that has an `id`."""
    _update_by_id(table, tuple(sorted(values))).run(connection, {"b_id": id_, **values})


class LabelKey(NamedTuple):
    """One label of one day at one site: what the ledger has at most once."""

    site: str
    day: date
    label: str


def add_label(connection: Connection, key: LabelKey, *, ticket_id: str, state: str) -> None:
    """Enter a label in the ledger of its day: the primary key refuses a second one."""
    _insert_label.run(connection, {**key._asdict(), "ticket": ticket_id, "state": state})


class LabelLine(NamedTuple):
    """What the ledger says of a label."""

    ticket: str
    state: str


_ledger = Prepared(
    select(label_ledger.c.ticket, label_ledger.c.state).where(
        label_ledger.c.site == bindparam("b_site"),
        label_ledger.c.day == bindparam("b_day"),
        label_ledger.c.label == bindparam("b_label"),
    )
)
_mark_label = Prepared(
    update(label_ledger)
    .where(
        label_ledger.c.site == bindparam("b_site"),
        label_ledger.c.day == bindparam("b_day"),
        label_ledger.c.label == bindparam("b_label"),
    )
    .values(state=bindparam("b_state"))
)


def label_line(connection: Connection, key: LabelKey) -> LabelLine | None:
    """Give what the ledger says of a label, or None if it was never given."""
    line = _ledger.run(connection, _bound(key)).first()
    return None if line is None else LabelLine._make(line)


def label_holder(connection: Connection, key: LabelKey) -> str | None:
    """Give the id of the ticket a label was given to, or None if it never was."""
    line = label_line(connection, key)
    return None if line is None else line.ticket


def mark_label(connection: Connection, key: LabelKey, *, state: str) -> None:
    """Change what the ledger says of a label: offered, given or retired."""
    _mark_label.run(connection, {**_bound(key), "b_state": state})


def _bound(key: LabelKey) -> dict[str, Any]:
    return {f"b_{name}": value for name, value in key._asdict().items()}


def next_ordinal(connection: Connection, *, site: str, day: date, letter: str) -> int:
    """Give the next number of a series on a day."""
    statement = adding(connection.dialect.name, series, "last")
    values = {"site": site, "day": day, "letter": letter, "last": 1}
    return int(statement.run(connection, values).scalar_one())


_change_length = Prepared(
    update(queue_length)
    .where(
        queue_length.c.site == bindparam("b_site"), queue_length.c.service == bindparam("b_service")
    )
    .values(waiting=queue_length.c.waiting + bindparam("b_by", type_=Integer))
)


def _lengthen(connection: Connection, site: str, service: str, by: int) -> None:
    if by > 0:
        statement = adding(connection.dialect.name, queue_length, "waiting")
        statement.run(connection, {"site": site, "service": service, "waiting": by})
        return
    _change_length.run(connection, {"b_site": site, "b_service": service, "b_by": by})


def queue_lengths(connection: Connection, site: str) -> dict[str, int]:
    """Give how many wait for each service that ever had anyone."""
    rows = connection.execute(_lengths, {"b_site": site})
    return {row.service: row.waiting for row in rows}


_lengths = select(queue_length.c.service, queue_length.c.waiting).where(
    queue_length.c.site == bindparam("b_site")
)


def _is_for_seat() -> ColumnElement[bool]:
    """For nobody in particular, for this seat, or for somebody who is not at work."""
    at_work = select(shift.c.id).where(
        shift.c.site == ticket.c.site, shift.c.state != literal("closed", literal_execute=True)
    )
    mine = (
        ticket.c.for_counter.is_(None)
        | (ticket.c.for_counter == bindparam("b_counter"))
        | ~at_work.where(shift.c.counter == ticket.c.for_counter).exists()
    )
    me = (
        ticket.c.for_officer.is_(None)
        | (ticket.c.for_officer == bindparam("b_officer"))
        | ~at_work.where(shift.c.officer == ticket.c.for_officer).exists()
    )
    return and_(mine, me)


@lru_cache(maxsize=STATEMENTS_CACHED_MAX)
def _waiting_statement(services: tuple[str, ...], limit: int, has_seat: bool) -> Select[Any]:
    """The first `limit` of each service by eff_s, one index probe each, then of all together."""
    probes = []
    for number, _ in enumerate(services):
        rank = (ticket.c.eff_s + bindparam(f"b_yield{number}")).label("rank")
        probe = (
            _columns.add_columns(rank)
            .where(
                ticket.c.site == bindparam("b_site"),
                ticket.c.service == bindparam(f"b_service{number}"),
                ticket.c.state == literal("waiting", literal_execute=True),
            )
            .order_by(ticket.c.eff_s, ticket.c.id)
            .limit(literal(limit, literal_execute=True))
        )
        if has_seat:
            probe = probe.where(_is_for_seat())
        probes.append(select(probe.subquery()))
    every = union_all(*probes).subquery() if len(probes) > 1 else probes[0].subquery()
    return (
        select(*(every.c[name] for name in TicketRow._fields))
        .order_by(every.c.rank, every.c.eff_s, every.c.id)
        .limit(literal(limit, literal_execute=True))
    )


def first_waiting(
    connection: Connection,
    site: str,
    *,
    yields_s: Mapping[str, int],
    limit: int,
    seat: Seat | None = None,
) -> list[TicketRow]:
    """Give who is next for these services, in the order of `dispatch.choose`, at most `limit`.

    For a seat, without those who wait for somebody else.
    """
    if not yields_s:
        return []
    services = tuple(sorted(yields_s))
    values: dict[str, Any] = {"b_site": site}
    for number, service in enumerate(services):
        values[f"b_service{number}"] = service
        values[f"b_yield{number}"] = yields_s[service]
    if seat is not None:
        values |= {"b_counter": seat.counter, "b_officer": seat.officer}
    rows = connection.execute(_waiting_statement(services, limit, seat is not None), values)
    return [TicketRow._make(row) for row in rows]


_length = Prepared(
    select(queue_length.c.waiting).where(
        queue_length.c.site == bindparam("b_site"), queue_length.c.service == bindparam("b_service")
    )
)
_behind = Prepared(
    select(func.count()).where(
        ticket.c.site == bindparam("b_site"),
        ticket.c.service == bindparam("b_service"),
        ticket.c.state == literal_column("'waiting'"),
        ticket.c.eff_s >= bindparam("b_eff_s"),
        (ticket.c.eff_s > bindparam("b_eff_s")) | (ticket.c.id > bindparam("b_id")),
    )
)


def people_ahead(connection: Connection, row: TicketRow) -> int:
    """Count who is called before a ticket of its own service that waits or is offered.

    The queue's length less those behind: behind are only people who came within the last
    minutes, so this stays cheap however long the queue is. An offer is not in the queue yet.
    """
    key = {"b_site": row.site, "b_service": row.service}
    waiting = int(_length.run(connection, key).scalar() or 0)
    place = {**key, "b_eff_s": row.eff_s, "b_id": row.id}
    behind = _behind.run(connection, place).scalar_one()
    return max(0, waiting - (row.state == TicketState.WAITING) - int(behind))
