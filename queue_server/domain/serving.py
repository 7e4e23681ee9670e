"""One counter serving one ticket from start to finish, and how it may end.

A ticket that is held or moved ends its serving there and then (`Parting`); whoever goes on with it
begins another. So the time of a serving is time at the counter and nothing else, and the work a
ticket took is the sum of its servings.
"""

from enum import StrEnum

# Who is away for longer takes another number.
HOLD_MINUTES_MAX = 240


class ServingState(StrEnum):
    """Whether a serving goes on."""

    OPEN = "open"
    FINISHED = "finished"


class Outcome(StrEnum):
    """How a serving ended."""

    DONE = "done"
    ACCEPTED = "accepted"
    GUIDED_ONLINE = "guided_online"
    INCOMPLETE = "incomplete"
    REFUSED = "refused"


class Parting(StrEnum):
    """How a serving may end before it came to an outcome; it opens no rating."""

    HELD = "held"
    TRANSFERRED = "transferred"
