"""Shifts: an officer takes a counter, rests, and leaves it.

A shift is held from one seat: the browser its officer signed in with. Whoever opens the counter
from another seat takes it over, visibly; the seat it was taken from may command no more.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, literal, literal_column, select, update

from queue_server.domain.counter_refusals import CounterElsewhere, CounterTakenOver
from queue_server.domain.machine import next_state
from queue_server.domain.reasons import PauseReason
from queue_server.domain.refusal import Refusal
from queue_server.domain.refusals import (
    CounterBusy,
    CounterClosed,
    CounterNotPaused,
    CounterPaused,
    CounterTaken,
    CounterUnknown,
    NotYourCounter,
    OfficerElsewhere,
)
from queue_server.domain.serving import ServingState
from queue_server.domain.shift import TRANSITIONS, ShiftState
from queue_server.store.prepared import Prepared
from queue_server.store.rows import change_row, ticket_at_counter
from queue_server.store.store import Tx
from queue_server.store.tables.service import pause, serving, shift

__all__ = [
    "ShiftRow",
    "check_seat",
    "close_shift",
    "no_officer_at",
    "open_shift",
    "open_shift_of",
    "own_shift",
    "pause_shift",
    "resume_shift",
    "take_shift",
]


class ShiftRow(NamedTuple):
    """A shift that is not closed; `taken_from` is the one it took its counter from."""

    id: str
    counter: int
    officer: str
    state: str
    seat: str | None
    taken_from: str | None
    help_at: datetime | None


_every = select(*(shift.c[name] for name in ShiftRow._fields))
_columns = _every.where(shift.c.state != literal("closed", literal_execute=True))


def open_shift(tx: Tx, *, counter: int, officer: str, seat: str | None = None) -> ShiftRow:
    """Open a counter for an officer; doing it again at the same counter changes nothing.

    Refuses with CounterUnknown, CounterTaken (somebody else sits there), CounterElsewhere (the
    officer does, but from another seat) or OfficerElsewhere.
    """
    if counter not in tx.catalogue.by_counter:
        raise CounterUnknown(counter=counter)
    here = find_shift(tx, counter)
    if here is not None:
        if here.officer != officer:
            raise CounterTaken(counter=counter)
        _check_seat(here, seat)
        return here
    _check_nowhere_else(tx, officer)
    state = next_state(TRANSITIONS, None, "shift.opened")
    row = ShiftRow(tx.new_id(), counter, officer, state, seat, None, None)
    tx.record("shift.opened", row.id, {"counter": counter, "officer": officer, "seat": seat})
    _write_down(tx, row)
    return row


def take_shift(tx: Tx, *, counter: int, officer: str, seat: str | None = None) -> ShiftRow:
    """Take a counter over that is open at another seat: its shift ends and one begins here.

    Who is called or served there goes with the counter, and so does a call for help. Taking
    one's own seat again changes nothing. Refuses with CounterUnknown, CounterClosed or
    OfficerElsewhere.
    """
    before = open_shift_of(tx, counter=counter, officer=None)
    if before.officer == officer and before.seat == seat:
        return before
    if before.officer != officer:
        _check_nowhere_else(tx, officer)
    state = next_state(TRANSITIONS, ShiftState(before.state), "shift.taken")
    row = ShiftRow(tx.new_id(), counter, officer, state, seat, before.id, before.help_at)
    going_on = tx.run(
        select(serving.c.id).where(
            serving.c.site == tx.code,
            serving.c.counter == counter,
            serving.c.state == str(ServingState.OPEN),
        )
    ).scalar()
    payload = {"counter": counter, "officer": officer, "seat": seat}
    tx.record("shift.taken", row.id, {**payload, "taken_from": before.id, "serving": going_on})
    _end(tx, before, state=ShiftState.CLOSED)
    _write_down(tx, row)
    if going_on is not None:
        change_row(tx.connection, serving, going_on, officer=officer)
    return row


def _check_nowhere_else(tx: Tx, officer: str) -> None:
    elsewhere = tx.run(_columns.where(shift.c.officer == officer)).first()
    if elsewhere is not None:
        raise OfficerElsewhere(counter=elsewhere.counter)


def _write_down(tx: Tx, row: ShiftRow) -> None:
    values: dict[str, Any] = {**row._asdict(), "site": tx.code, "opened_at": tx.now}
    tx.run(insert(shift), **values, since=tx.now, pause_reason=None, closed_at=None)


def _end(tx: Tx, row: ShiftRow, *, state: ShiftState) -> None:
    _end_pause(tx, row)
    ended: dict[str, Any] = {"closed_at": tx.now, "since": tx.now}
    change_row(
        tx.connection, shift, row.id, state=str(state), **ended, pause_reason=None, help_at=None
    )


_seat_of = Prepared(
    select(shift.c.counter, shift.c.seat).where(
        shift.c.site == bindparam("b_site"),
        shift.c.officer == bindparam("b_officer"),
        shift.c.state != literal_column("'closed'"),
    )
)


def check_seat(tx: Tx, *, officer: str, seat: str | None) -> None:
    """Refuse with CounterElsewhere what an officer says from another seat than the shift's."""
    row = _seat_of.run(tx.connection, {"b_site": tx.code, "b_officer": officer}).first()
    if row is not None:
        _check_seat(row, seat)


def _check_seat(row: Any, seat: str | None) -> None:
    if None not in (row.seat, seat) and row.seat != seat:
        raise CounterElsewhere(counter=row.counter)


def close_shift(tx: Tx, *, counter: int, officer: str) -> None:
    """Close the officer's counter; refuses with CounterBusy while a ticket is there."""
    row = own_shift(tx, counter, officer)
    busy = ticket_at_counter(tx.connection, tx.code, counter)
    if busy is not None:
        raise CounterBusy(counter=counter, label=busy.label)
    state = next_state(TRANSITIONS, ShiftState(row.state), "shift.closed")
    tx.record("shift.closed", row.id, {"counter": counter})
    _end(tx, row, state=state)


def pause_shift(tx: Tx, *, counter: int, officer: str, reason: PauseReason) -> None:
    """Rest with a reason; refuses with CounterPaused if it already does."""
    row = own_shift(tx, counter, officer)
    if row.state == ShiftState.PAUSED:
        raise CounterPaused(counter=counter)
    state = next_state(TRANSITIONS, ShiftState(row.state), "shift.paused")
    tx.record("shift.paused", row.id, {"counter": counter, "reason": reason})
    rests: dict[str, Any] = {"pause_reason": str(reason), "since": tx.now}
    change_row(tx.connection, shift, row.id, state=str(state), **rests)
    _begin_pause(tx, row, reason)


def resume_shift(tx: Tx, *, counter: int, officer: str) -> None:
    """Go on after a rest; refuses with CounterNotPaused."""
    row = own_shift(tx, counter, officer)
    if row.state != ShiftState.PAUSED:
        raise CounterNotPaused(counter=counter)
    state = next_state(TRANSITIONS, ShiftState(row.state), "shift.resumed")
    tx.record("shift.resumed", row.id, {"counter": counter})
    works: dict[str, Any] = {"pause_reason": None, "since": tx.now}
    change_row(tx.connection, shift, row.id, state=str(state), **works)
    _end_pause(tx, row)


def _begin_pause(tx: Tx, row: ShiftRow, reason: PauseReason) -> None:
    before = tx.run(select(func.count()).where(pause.c.shift == row.id)).scalar_one()
    begun = {"shift": row.id, "place": before + 1, "counter": row.counter, "reason": str(reason)}
    tx.run(insert(pause), site=tx.code, **begun, began_at=tx.now, ended_at=None)


def _end_pause(tx: Tx, row: ShiftRow) -> None:
    """End the pause of a shift that rests; any other has none without an end."""
    if row.state == ShiftState.PAUSED:
        open_ = (pause.c.shift == row.id) & pause.c.ended_at.is_(None)
        tx.connection.execute(update(pause).where(open_).values(ended_at=tx.now))


def find_shift(tx: Tx, counter: int) -> ShiftRow | None:
    """Find the shift that has a counter now."""
    row = tx.run(_columns.where(shift.c.site == tx.code, shift.c.counter == counter)).first()
    return None if row is None else ShiftRow._make(row)


def find_shift_of(tx: Tx, officer: str) -> ShiftRow | None:
    """Find the shift an officer has at this site now."""
    row = tx.run(_columns.where(shift.c.site == tx.code, shift.c.officer == officer)).first()
    return None if row is None else ShiftRow._make(row)


def open_shift_of(tx: Tx, *, counter: int, officer: str | None) -> ShiftRow:
    """Give the working shift at a counter; `officer` None asks for nobody in particular.

    Refuses with CounterUnknown, CounterClosed, NotYourCounter, CounterTakenOver or CounterPaused.
    """
    if counter not in tx.catalogue.by_counter:
        raise CounterUnknown(counter=counter)
    row = find_shift(tx, counter)
    if row is None:
        raise CounterClosed(counter=counter)
    if officer is not None and row.officer != officer:
        raise no_officer_of(tx, row, officer)
    if officer is not None and row.state == ShiftState.PAUSED:
        raise CounterPaused(counter=counter)
    return row


def own_shift(tx: Tx, counter: int, officer: str) -> ShiftRow:
    """Give the officer's own shift at a counter, working or resting; refuses as open_shift_of."""
    row = open_shift_of(tx, counter=counter, officer=None)
    if row.officer != officer:
        raise no_officer_of(tx, row, officer)
    return row


def no_officer_at(tx: Tx, counter: int, officer: str) -> Refusal:
    """Give the refusal for an officer whom a serving at a counter does not belong to."""
    row = find_shift(tx, counter)
    return NotYourCounter(counter=counter) if row is None else no_officer_of(tx, row, officer)


def no_officer_of(tx: Tx, row: ShiftRow, officer: str) -> Refusal:
    """Give the refusal for an officer who is not, or is no longer, the one at a counter."""
    taken_from = (
        tx.run(_every.where(shift.c.id == row.taken_from)).first() if row.taken_from else None
    )
    if taken_from is not None and taken_from.officer == officer:
        return CounterTakenOver(counter=row.counter)
    return NotYourCounter(counter=row.counter)
