"""From what a scanner read to what it is: pure text in, a value out.

    …/T/<token>, the token      our slip                        SlipScan
    TAM-00160-261123-B047       a dossier's provisional code    DossierScan
    H26.15-261102-0007          its official code               DossierScan
    …|H26.15-261102-0007|…      the same on a receipt           DossierScan
    001051000001||…|…           the QR code of an identity card CardScan, which is birth date alone
    anything of somebody else   Unknown
    one of these, misread       Damaged, for the citizen to bring it again

Nothing here is repaired. A keyboard's input method makes `Ẹ` of `EJ`, another layout swaps Y and
Z, a lost end turns dossier 0012 into 001: what was damaged might look like somebody else's, so
whatever only looks like ours is Damaged. Codes have no fixed length; they count only when the
scanner said where they end. Capital or small letters never matter, so Caps Lock does not either.

Card: seven fields parted by `|`, of newer cards more, of some scanners six:
number (12) | older number | name | born ddmmyyyy | sex | address | issued ddmmyyyy. The digit
after the three of the province tells century and sex, the next two the birth year
(Circular 59/2021/TT-BCA, Art. 4); only a card that agrees with itself is believed. Of it the
birth date alone leaves this file.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from protocol.dossier_code import read_code
from protocol.ids import token_in
from protocol.numbering import is_provisional_code

SCAN_MAX = 512

# What a scanner may set around a code: STX, a tilde; CR, LF, TAB, ETX.
STARTS, ENDS = "\x02~", "\r\n\t\x03"
CARD_FIELDS_MIN = 6
CARD_NUMBER = re.compile(r"\d{12}", re.ASCII)
BORN = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
FIRST_CENTURY = 1900  # for the digits 0 (man) and 1 (woman); two digits for each century
AGE_LIMIT = 130
FEMALE = {"n", "nu"}  # "Nữ" as it is left by scanners that have no key for ữ
MALE = {"nam"}
# Receipts carry more than their code; how is nowhere laid down (Circular 01/2023/TT-VPCP).
PARTS = re.compile(r"[|/?=&;,]")
# Where a misread slip, code or card still shows what it was.
OURS_MISREAD = (
    re.compile(r"https?[^a-z0-9]{1,6}.*[^a-z0-9][ty][^a-z0-9]\S{8,}", re.I),
    re.compile(r"[0-9a-z]{25,29}", re.I),
    re.compile(r"(?:tam|.*[a-z]\d{2}.*[^a-z0-9]\d{6}(?!\d)).*", re.I),
    re.compile(r"\d{9,14}.*[a-z].*\d{8}.*", re.I),
)


@dataclass(frozen=True)
class SlipScan:
    """The token of one of our slips."""

    token: str


@dataclass(frozen=True)
class DossierScan:
    """The code of a dossier."""

    code: str


@dataclass(frozen=True, repr=False)
class CardScan:
    """The birth date on an identity card, which must not outlive the question it answers."""

    born_on: date


@dataclass(frozen=True)
class Unknown:
    """Read well, but nothing of ours."""


@dataclass(frozen=True)
class Damaged:
    """Not read as it is written; `why` is for whoever sets the scanner up."""

    why: str


Scan = SlipScan | DossierScan | CardScan | Unknown | Damaged


def read_scan(raw: str, *, is_ended: bool, grammar: re.Pattern[str], today: date) -> Scan:
    """Say what was read; `is_ended` when the scanner sent its suffix after it."""
    if len(raw) > SCAN_MAX:
        return Damaged("too_long")
    text = unicodedata.normalize("NFC", raw.lstrip(STARTS).rstrip(ENDS)).strip()
    if not text:
        return Unknown()
    if why := _foreign_sign(text):
        return Damaged(why)
    number = text.split("|")[0].strip()
    if "|" in text and CARD_NUMBER.fullmatch(number):
        return _read_card(text, today=today)
    token = token_in(text)
    if token is not None:
        return SlipScan(token)
    code = _code_in(text, grammar=grammar, today=today)
    if code is not None:
        return DossierScan(code) if is_ended else Damaged("no_end")
    return Damaged("misread") if _looks_like_ours(text) else Unknown()


def _foreign_sign(text: str) -> str | None:
    """Name the sign of an input method or a broken line: no code has such characters."""
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") for c in text):
        return "control"
    return "undecoded" if "\N{REPLACEMENT CHARACTER}" in text else None


def _code_in(text: str, *, grammar: re.Pattern[str], today: date) -> str | None:
    """Give the one dossier code that the text is or holds."""
    whole = "".join(text.split())
    if whole.isascii() and is_provisional_code(whole.upper()):
        return whole.upper()
    # Plain letters only: an "ß" in capitals would be "SS".
    parts = {part for part in (whole, *PARTS.split(whole)) if part.isascii()}
    codes = {read_code(part, grammar, today=today) for part in parts} - {None}
    return codes.pop() if len(codes) == 1 else None


def _looks_like_ours(text: str) -> bool:
    """Tell whether this might have been one of ours before something changed it."""
    plain = _without_marks(text)
    is_symbols = 2 * sum(c.isalnum() for c in plain) < len(plain)  # digits of a French keyboard
    return is_symbols or any(shape.fullmatch(plain) for shape in OURS_MISREAD)


def _without_marks(text: str) -> str:
    spread = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in spread if not unicodedata.combining(c))


# --- identity cards ------------------------------------------------------------------------------


def _read_card(text: str, *, today: date) -> Scan:
    number, *others = (part.strip() for part in text.split("|"))
    if len(others) + 1 < CARD_FIELDS_MIN:
        return Damaged("card_fields")
    born_on, sex = _birth_date(others[2], today=today), _sex(others[3])
    if born_on is None or sex is None:
        return Damaged("card_fields")
    agrees = number[3] == _century_digit(born_on.year, sex) and int(number[4:6]) == (
        born_on.year % 100
    )
    return CardScan(born_on) if agrees else Damaged("card_disagrees")


def _birth_date(text: str, *, today: date) -> date | None:
    """Give the date of ddmmyyyy; who knows the year alone is born on its first day."""
    match = BORN.fullmatch(text)
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    try:
        born_on = date(year, month or 1, day or 1)
    except ValueError:
        return None
    return born_on if born_on <= today and today.year - year <= AGE_LIMIT else None


def _sex(text: str) -> int | None:
    """Give 0 for a man, 1 for a woman."""
    letters = "".join(c for c in _without_marks(text).casefold() if c.isalpha())
    if letters in MALE:
        return 0
    return 1 if letters in FEMALE else None


def _century_digit(year: int, sex: int) -> str:
    return str((year - FIRST_CENTURY) // 100 * 2 + sex)


def age_on(born_on: date, today: date) -> int:
    """Give the full years somebody has lived; born on 29 February counts on 1 March."""
    had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    return today.year - born_on.year - (0 if had_birthday else 1)
