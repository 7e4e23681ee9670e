"""One counter serving one ticket from start to finish, and how it may end."""

from enum import StrEnum

OUTCOME_REASON_MAX = 200


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
