"""Shifts: an officer takes a counter, rests, and leaves it."""

from typing import Any, NamedTuple

from sqlalchemy import insert, literal, select

from queue_server.domain.machine import next_state
from queue_server.domain.reasons import PauseReason
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
from queue_server.domain.shift import TRANSITIONS, ShiftState
from queue_server.store.rows import change_row, ticket_at_counter
from queue_server.store.store import Tx
from queue_server.store.tables.service import shift

__all__ = [
    "ShiftRow",
    "close_shift",
    "open_shift",
    "open_shift_of",
    "pause_shift",
    "resume_shift",
]


class ShiftRow(NamedTuple):
    """A shift that is not closed."""

    id: str
    counter: int
    officer: str
    state: str


_columns = select(shift.c.id, shift.c.counter, shift.c.officer, shift.c.state).where(
    shift.c.state != literal("closed", literal_execute=True)
)


def open_shift(tx: Tx, *, counter: int, officer: str) -> ShiftRow:
    """Open a counter for an officer; doing it again at the same counter changes nothing.

    Refuses with CounterUnknown, CounterTaken (somebody else sits there) or OfficerElsewhere.
    """
    if counter not in tx.catalogue.by_counter:
        raise CounterUnknown(counter=counter)
    here = find_shift(tx, counter)
    if here is not None:
        if here.officer != officer:
            raise CounterTaken(counter=counter)
        return here
    elsewhere = tx.run(_columns.where(shift.c.officer == officer)).first()
    if elsewhere is not None:
        raise OfficerElsewhere(counter=elsewhere.counter)
    row = ShiftRow(tx.new_id(), counter, officer, next_state(TRANSITIONS, None, "shift.opened"))
    tx.record("shift.opened", row.id, {"counter": counter, "officer": officer})
    values: dict[str, Any] = {**row._asdict(), "site": tx.code, "opened_at": tx.now}
    tx.run(insert(shift), **values, pause_reason=None, closed_at=None)
    return row


def close_shift(tx: Tx, *, counter: int, officer: str) -> None:
    """Close the officer's counter; refuses with CounterBusy while a ticket is there."""
    row = _own(tx, counter, officer)
    busy = ticket_at_counter(tx.connection, tx.code, counter)
    if busy is not None:
        raise CounterBusy(counter=counter, label=busy.label)
    state = next_state(TRANSITIONS, ShiftState(row.state), "shift.closed")
    tx.record("shift.closed", row.id, {"counter": counter})
    change_row(tx.connection, shift, row.id, state=str(state), closed_at=tx.now, pause_reason=None)


def pause_shift(tx: Tx, *, counter: int, officer: str, reason: PauseReason) -> None:
    """Rest with a reason; refuses with CounterPaused if it already does."""
    row = _own(tx, counter, officer)
    if row.state == ShiftState.PAUSED:
        raise CounterPaused(counter=counter)
    state = next_state(TRANSITIONS, ShiftState(row.state), "shift.paused")
    tx.record("shift.paused", row.id, {"counter": counter, "reason": reason})
    change_row(tx.connection, shift, row.id, state=str(state), pause_reason=str(reason))


def resume_shift(tx: Tx, *, counter: int, officer: str) -> None:
    """Go on after a rest; refuses with CounterNotPaused."""
    row = _own(tx, counter, officer)
    if row.state != ShiftState.PAUSED:
        raise CounterNotPaused(counter=counter)
    state = next_state(TRANSITIONS, ShiftState(row.state), "shift.resumed")
    tx.record("shift.resumed", row.id, {"counter": counter})
    change_row(tx.connection, shift, row.id, state=str(state), pause_reason=None)


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

    Refuses with CounterUnknown, CounterClosed, NotYourCounter or CounterPaused.
    """
    if counter not in tx.catalogue.by_counter:
        raise CounterUnknown(counter=counter)
    row = find_shift(tx, counter)
    if row is None:
        raise CounterClosed(counter=counter)
    if officer is not None and row.officer != officer:
        raise NotYourCounter(counter=counter)
    if officer is not None and row.state == ShiftState.PAUSED:
        raise CounterPaused(counter=counter)
    return row


def _own(tx: Tx, counter: int, officer: str) -> ShiftRow:
    row = open_shift_of(tx, counter=counter, officer=None)
    if row.officer != officer:
        raise NotYourCounter(counter=counter)
    return row
