"""A label as large as the paper allows, for eyes that are old or far.

    80 mm paper   digits of 15 mm or more, at most 20
    58 mm paper   digits of 13 mm or more, at most 16

A label too long for one line of that height is split at a hyphen: `B2-` over `017`. Letters
may be squeezed a little before anything is split, and without a hyphen somewhat more.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from printers.page import Words
from printers.slip import DOTS_PER_MM
from printers.typeface import line, text_width

WIDE_FROM_DOTS = 500
SQUEEZE_BEFORE_SPLIT = 90  # percent of the natural width
SQUEEZE_MOST = 80
MARGIN = 4  # sizes are whole dots per em: a line may come out a few dots wider than asked
SPACE_ABOVE, SPACE_BETWEEN, SPACE_BELOW = 8, 16, 10
LABELS_KEPT = 256
PROBE_SIZE = 200


@dataclass(frozen=True)
class Goal:
    """Digit heights in dots for a width of paper."""

    least: int
    most: int


def goal_of(width: int) -> Goal:
    """Give the heights that a number must and may have on paper of this width."""
    least, most = (15, 20) if width >= WIDE_FROM_DOTS else (13, 16)
    return Goal(least * DOTS_PER_MM, most * DOTS_PER_MM)


@dataclass(frozen=True)
class Sized:
    """A line of the label with its digit height in dots and its squeeze in percent."""

    text: str
    height: int
    squeeze: int


@lru_cache(maxsize=LABELS_KEPT)
def fit_label(text: str, width: int) -> tuple[int, tuple[Words, ...]]:
    """Give the height in dots and one or two lines of words."""
    y = SPACE_ABOVE
    marks = []
    for number, sized in enumerate(split(text, width)):
        y += sized.height + (SPACE_BETWEEN if number else 0)
        marks.append(_words(sized, baseline=y, width=width))
    return y + SPACE_BELOW, tuple(marks)


def split(text: str, width: int) -> tuple[Sized, ...]:
    """Choose one line or two, and how high each can be."""
    goal = goal_of(width)
    hyphens = [place + 1 for place, character in enumerate(text) if character == "-"]
    allowed = SQUEEZE_BEFORE_SPLIT if hyphens else SQUEEZE_MOST
    whole = largest(text, width=width, goal=goal, squeeze=allowed)
    if whole.height >= goal.least or not hyphens:
        return (whole,)
    return _two_lines(text, hyphens, width=width, goal=goal)


def _two_lines(text: str, hyphens: list[int], *, width: int, goal: Goal) -> tuple[Sized, ...]:
    """Split at the first hyphen that lets the running number reach the goal, else the last.

    Both lines are kept at the least height: two higher ones only cost paper.
    """
    level = Goal(goal.least, goal.least)
    for place in hyphens:
        last = largest(text[place:], width=width, goal=level, squeeze=SQUEEZE_BEFORE_SPLIT)
        if last.height == level.least:
            break
    first = largest(text[:place], width=width, goal=level, squeeze=SQUEEZE_MOST)
    return first, last


def largest(text: str, *, width: int, goal: Goal, squeeze: int) -> Sized:
    """Give the greatest height that fits, squeezed no further than needed to reach the goal."""
    room = width - 2 * MARGIN
    natural = room * 100 // max(1, _width_at_height(text, 100))
    if natural >= goal.least:
        return Sized(text, min(natural, goal.most), 100)
    height = min(goal.least, natural * 100 // squeeze)
    return Sized(text, height, max(squeeze, natural * 100 // height))


def _width_at_height(text: str, height: int) -> int:
    """Give the advance in dots at a digit height, scaled from one probe size."""
    return ceil(text_width(text, size=PROBE_SIZE, weight="bold") * height / _digit_height())


@lru_cache(maxsize=1)
def _digit_height() -> int:
    """Give the height of the lowest digit at the probe size."""
    return min(line(digit, PROBE_SIZE, "bold").ink.height for digit in "0123456789")


def size_of(height: int) -> int:
    """Give the face size in dots per em whose digits are at least this high."""
    return ceil(height * PROBE_SIZE / _digit_height())


def _words(sized: Sized, *, baseline: int, width: int) -> Words:
    size = size_of(sized.height)
    across = text_width(sized.text, size=size, weight="bold") * sized.squeeze // 100
    return Words((width - across) // 2, baseline, sized.text, size, "bold", sized.squeeze)
