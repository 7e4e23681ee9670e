"""Numbers of the pre-printed roll, which staff hand out while nothing else works (domain.md 6.7).

A roll's labels carry an issuer number of their own (`B0-017`), so no machine ever gives one, and
they may be printed long before they are needed. What was handed out is entered afterwards, a
range at a time, by one person with another as witness. Nobody is numbered anew.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from protocol.numbering import ROLL_ISSUER_NO, Label, make_label, parse_label
from queue_server.domain.roll_refusals import (
    RollBackwards,
    RollHoursWrong,
    RollLabelWrong,
    RollSeriesDiffer,
    RollTooLong,
)

# A transaction that takes so many lets nobody's call wait for more than a moment.
ROLL_MAX = 200
# Whoever finds a forgotten sheet later has no citizen to ask any more.
ROLL_DAYS_MAX = 31
ROLLS_LISTED_MAX = 50


class Became(StrEnum):
    """What became of the citizens of a range."""

    WAITING = "waiting"
    SERVED = "served"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class RollRange:
    """Numbers of one letter that follow each other, first and last among them."""

    letter: str
    first: int
    last: int

    @property
    def labels(self) -> list[str]:
        """The labels in their order."""
        ordinals = range(self.first, self.last + 1)
        return [make_label(self.letter, n, ROLL_ISSUER_NO) for n in ordinals]


@dataclass(frozen=True)
class HandedOut:
    """What the sheet beside the roll says: which numbers, for what, and about when."""

    numbers: RollRange
    service: str
    day: date
    from_at: datetime
    until_at: datetime
    became: Became


def read_range(first: str, last: str) -> RollRange:
    """Read what somebody typed of a roll's first and last number.

    Refuses with RollLabelWrong, RollSeriesDiffer, RollBackwards or RollTooLong.
    """
    low, high = _roll_label(first), _roll_label(last)
    first, last = str(low), str(high)
    if low.letter != high.letter:
        raise RollSeriesDiffer(first=first, last=last)
    if high.ordinal < low.ordinal:
        raise RollBackwards(first=first, last=last)
    count = high.ordinal - low.ordinal + 1
    if count > ROLL_MAX:
        raise RollTooLong(first=first, last=last, count=count, max=ROLL_MAX)
    return RollRange(low.letter, low.ordinal, high.ordinal)


def _roll_label(text: str) -> Label:
    try:
        label = parse_label("".join(text.split()))
    except ValueError:
        raise RollLabelWrong(label=text) from None
    if label.issuer_no != ROLL_ISSUER_NO:
        raise RollLabelWrong(label=str(label))
    return label


def spread(from_at: datetime, until_at: datetime, *, count: int, now: datetime) -> list[datetime]:
    """Give each number of a range its instant, evenly between the first and the last.

    A sheet tells when it was begun and ended, not each number's minute. Refuses with
    RollHoursWrong when the hours run backwards or have not come yet.
    """
    if not from_at <= until_at <= now:
        raise RollHoursWrong()
    steps = max(1, count - 1)
    return [from_at + (until_at - from_at) * n / steps for n in range(count)]
