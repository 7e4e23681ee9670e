"""Series, ordinals and labels, both ways (decision D7).

    B012      field B, the 12th of its service day, given by the server
    B2-017    field B, the 17th that issuer 2 gave by itself
    B0-017    field B, the 17th of the pre-printed roll: paper, when nothing else works
    TN-B012   the same in a rehearsal

An ordinal has at least three digits and grows a digit instead of wrapping. Only the digits 0-9
count: Python's `\\d` would also take those of thirty other scripts.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

REHEARSAL_PREFIX = "TN-"
ORDINAL_DIGITS = 3
ORDINAL_MAX = 999_999
ISSUER_MAX = 999
# Machines count from 1, so nobody else ever gives a number of the roll.
ROLL_ISSUER_NO = 0
# Any consonant but D, Đ, Q, W: they sound apart and survive Vietnamese keyboards.
LETTERS = "BCFGHKLMNPRSTVXZ"

_LABEL_TEXT = rf"(?P<letter>[{LETTERS}])(?:(?P<issuer>0|[1-9]\d{{0,2}})-)?(?P<ordinal>\d{{3,6}})"
_LABEL = re.compile(_LABEL_TEXT, re.ASCII)  # only 0-9 are digits, not those of other scripts
PROVISIONAL_PREFIX = "TAM-"
_PROVISIONAL = re.compile(
    rf"{PROVISIONAL_PREFIX}(?P<site>[A-Z0-9]{{2,8}})-(?P<day>\d{{6}})-(?:{REHEARSAL_PREFIX})?{_LABEL_TEXT}",
    re.ASCII,
)


@dataclass(frozen=True)
class Label:
    """A label taken apart: `B2-017` is letter B, issuer 2, ordinal 17."""

    letter: str
    issuer_no: int | None
    ordinal: int

    def __str__(self) -> str:
        """Write it as printed and called."""
        issuer = "" if self.issuer_no is None else f"{self.issuer_no}-"
        return f"{self.letter}{issuer}{self.ordinal:0{ORDINAL_DIGITS}d}"


def make_label(letter: str, ordinal: int, issuer_no: int | None = None) -> str:
    """Write a label; ValueError for a letter, ordinal or issuer outside the rules."""
    if len(letter) != 1 or letter not in LETTERS:
        raise ValueError(f"not a series letter: {letter!r}")
    is_issuer = issuer_no is None or ROLL_ISSUER_NO <= issuer_no <= ISSUER_MAX
    if not (1 <= ordinal <= ORDINAL_MAX and is_issuer):
        raise ValueError("ordinal or issuer number out of range")
    return str(Label(letter, issuer_no, ordinal))


def parse_label(text: str) -> Label:
    """Read a label in any case, with or without the rehearsal prefix; ValueError if it is none."""
    match = _LABEL.fullmatch(text.strip().upper().removeprefix(REHEARSAL_PREFIX))
    if match is None or int(match["ordinal"]) < 1:
        raise ValueError("not a label")
    return Label(
        match["letter"], int(match["issuer"]) if match["issuer"] else None, int(match["ordinal"])
    )


def provisional_code(*, site: str, day: date, label: str) -> str:
    """Give the dossier thread's own code, which any issuer can make: `TAM-00160-261123-B047`."""
    return f"{PROVISIONAL_PREFIX}{site}-{day:%y%m%d}-{label}"


def is_provisional_code(text: str) -> bool:
    """Tell whether the text has the shape of a provisional code."""
    return _PROVISIONAL.fullmatch(text) is not None


def parse_provisional_code(text: str) -> tuple[str, date, Label] | None:
    """Read a provisional code in any case: its site, day and label; None if it is none."""
    match = _PROVISIONAL.fullmatch("".join(text.split()).upper())
    if match is None:
        return None
    try:
        day = datetime.strptime(match["day"], "%y%m%d").date()  # noqa: DTZ007 -- a date alone
        label = parse_label(match[0].rsplit(match["day"] + "-", maxsplit=1)[1])
    except ValueError:
        return None
    return match["site"], day, label
