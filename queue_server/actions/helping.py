"""Help: an officer asks colleagues and manager to come, and somebody says that they came."""

from queue_server.actions.shifts import ShiftRow, open_shift_of, own_shift
from queue_server.domain.counter_refusals import HelpNotAsked
from queue_server.store.rows import change_row
from queue_server.store.store import Tx
from queue_server.store.tables.service import shift


def ask_help(tx: Tx, *, counter: int, officer: str) -> None:
    """Call for help at the officer's own counter; asking again changes nothing.

    Refuses with CounterUnknown, CounterClosed, NotYourCounter or CounterTakenOver.
    """
    row = own_shift(tx, counter, officer)
    if row.help_at is None:
        tx.record("help.asked", row.id, {"counter": counter})
        change_row(tx.connection, shift, row.id, help_at=tx.now)


def end_help(tx: Tx, *, counter: int) -> ShiftRow:
    """Note that help came; refuses with CounterUnknown, CounterClosed or HelpNotAsked."""
    row = open_shift_of(tx, counter=counter, officer=None)
    if row.help_at is None:
        raise HelpNotAsked(counter=counter)
    tx.record("help.ended", row.id, {"counter": counter})
    change_row(tx.connection, shift, row.id, help_at=None)
    return row
