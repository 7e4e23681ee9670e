"""What the state machines share: a table, and the refusal that a missing key is.

    TABLE[state][event] -> next state

`None` as a state is "does not exist yet". Every state is a key, even one nothing leaves.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from protocol.events import EventType

S = TypeVar("S", bound=StrEnum)


class IllegalMove(Exception):
    """The table has no such key; the caller turns it into a refusal in people's words."""

    def __init__(self, state: StrEnum | None, event: EventType) -> None:
        """Keep what was tried from where."""
        super().__init__(f"{event} from {state}")
        self.state = state
        self.event = event


def next_state(
    table: Mapping[S | None, Mapping[EventType, S]], state: S | None, event: EventType
) -> S:
    """Give the state after an event; IllegalMove if the table has no such key."""
    try:
        return table[state][event]
    except KeyError:
        raise IllegalMove(state, event) from None
