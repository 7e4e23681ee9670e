"""The shapes of the three views, and the rule that the newest one wins (decisions D3, D4).

`rev` is the journal's `seq` the view was computed at; `epoch` changes when a server was
restored from a backup, so that an old screen never takes a smaller rev for the past.
"""

from typing import Any, Literal, NotRequired, TypedDict

BOARD_BYTES_MAX = 4_096
STAFF_BYTES_MAX = 60_000
CALLS_SHOWN = 8
ROWS_PER_FIELD = 50
ROWS_SHOWN = 280  # of all fields together, so that the staff view stays below its bound
MISSED_SHOWN = 20
HELD_SHOWN = 40

CounterState = Literal["open", "paused", "closed"]
Phase = Literal["called", "serving"]


class ViewMessage(TypedDict):
    """What the socket sends and `GET /api/v1/views/…` answers."""

    epoch: str
    rev: int
    body: dict[str, Any]


class Pulse(TypedDict):
    """Every two seconds: where the site is now, so that a screen knows it missed something."""

    epoch: str
    rev: int
    at: str


class SiteName(TypedDict):
    """How a site is written on a screen."""

    code: str
    name_vi: str
    name_en: str


class BoardCall(TypedDict):
    """One call as the hall sees it; `seq` names the call, newest is largest."""

    seq: int
    label: str
    counter: int
    call: int
    at: str
    state: str
    announced: bool


class BoardCounter(TypedDict):
    """One counter as the hall sees it."""

    number: int
    state: CounterState
    label: str | None
    phase: Phase | None


class BoardField(TypedDict):
    """How many wait for a field."""

    code: str
    letter: str
    name_vi: str
    name_en: str
    waiting: int


class Notice(TypedDict):
    """What a manager put on the hall screens; the English may be empty."""

    vi: str
    en: str
    at: str


class Board(TypedDict):
    """The public view: below 4 kB, no names, no codes, no tokens."""

    site: SiteName
    day: str
    calls: list[BoardCall]
    counters: list[BoardCounter]
    fields: list[BoardField]
    ticker: Notice | None
    urgent: Notice | None
    media: list[str]


# One waiting ticket and why it stands where it stands (`eff_at`).
WaitingRow = TypedDict(
    "WaitingRow",
    {
        "id": str,
        "label": str,
        "service": str,
        "class": str,
        "group": str | None,
        "ready_at": str,
        "eff_at": str,
        "for_counter": NotRequired[int],
        "for_officer": NotRequired[str],
    },
)


def is_newer(
    *, epoch: str | None, rev: int | None, than_epoch: str | None, than_rev: int | None
) -> bool:
    """Tell whether a view replaces a screen's: another epoch always, else a larger rev."""
    if than_epoch is None or than_rev is None:
        return True
    return epoch != than_epoch or (rev or 0) > than_rev
