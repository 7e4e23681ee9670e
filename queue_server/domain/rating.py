"""One answer about one serving, as a table (decision D11).

"Finish" opens it for the site's rating days; the pad paired with that counter may take it
until the counter's next serving begins, at most `pad_window_s`. Not answering counts: an opened
rating that nobody gave lapses and stays in the denominator.
"""

from collections.abc import Mapping
from enum import StrEnum

from protocol.events import EventType


class RatingState(StrEnum):
    """Whether a rating may still be given."""

    OPENED = "opened"
    GIVEN = "given"
    LAPSED = "lapsed"


class RatingChannel(StrEnum):
    """Which way an answer came."""

    PAD = "pad"
    SLIP = "slip"


class RatingRefused(StrEnum):
    """Why an attempt to rate was refused, where that may be somebody's game."""

    TAKEN = "taken"
    LATE = "late"
    OTHER_DEVICE = "other_device"
    HALL = "hall"
    NO_SERVING = "no_serving"


_S = RatingState

TRANSITIONS: Mapping[RatingState | None, Mapping[EventType, RatingState]] = {
    None: {"rating.opened": _S.OPENED},
    _S.OPENED: {"rating.given": _S.GIVEN, "rating.lapsed": _S.LAPSED},
    _S.GIVEN: {"rating.explained": _S.GIVEN},
    _S.LAPSED: {},
}
