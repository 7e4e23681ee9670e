"""An officer at a counter from open to close, with breaks, as a table.

*Busy* is not a state: a counter is busy when a ticket is called or served there.

`shift.taken` is one fact for two shifts: it begins one that is open, and ends the one its counter
was taken from, so that a counter is never without a shift in between, and never has two.
"""

from collections.abc import Mapping
from enum import StrEnum

from protocol.events import EventType


class ShiftState(StrEnum):
    """Where a shift is."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


_S = ShiftState

TRANSITIONS: Mapping[ShiftState | None, Mapping[EventType, ShiftState]] = {
    None: {"shift.opened": _S.OPEN},
    _S.OPEN: {
        "shift.paused": _S.PAUSED,
        "shift.taken": _S.OPEN,
        "shift.closed": _S.CLOSED,
    },
    _S.PAUSED: {
        "shift.resumed": _S.OPEN,
        "shift.taken": _S.OPEN,
        "shift.closed": _S.CLOSED,
    },
    _S.CLOSED: {},
}
