"""Code 128 (ISO/IEC 15417) as `GS k` writes it: `{A {B {C` choose the set within the data."""

import re
from collections.abc import Iterator

from printers.emulator.widths import Widths, modules, patterns

PATTERNS = patterns(
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 "
    "122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 "
    "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 "
    "211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 "
    "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 "
    "121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 "
    "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 "
    "412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 "
    "211214 211232"
)
STOP = "2331112"
START = {"A": 103, "B": 104, "C": 105}
SWITCH = {"A": 101, "B": 100, "C": 99}
FUNCTION = {"1": 102, "2": 97, "3": 96, "S": 98}
PAIRS = re.compile(r"(?<=\{C)(?:[0-9]{2})+(?=\{|$)")
FNC1 = "\x80"  # stands for the function in a text of ASCII
RUNS = re.compile(
    r"(?s)\x80|(?:[0-9]{2}){2,}|[\x00-\x1f]+|(?:(?!(?:[0-9]{2}){2})[^\x00-\x1f\x80])+|."
)
GS1_PARTS = re.compile(r"(?s)\{[1(){*]|.")
FUNCTION_4 = {"A": 101, "B": 100}


def code128(text: str) -> tuple[Widths, str]:
    """Code 128; `{A {B {C` choose the set, `{1` to `{4` and `{S` are functions, `{{` is {.

    Data that does not begin with a set is taken as set B, which some printers do.
    """
    whole = text if text[:2] in ("{A", "{B", "{C") else "{B" + text
    values, plain = _values(PAIRS.sub(_packed, whole))
    return _bars(values), plain


def automatic(text: str) -> tuple[Widths, str]:
    """Code 128 that chooses its sets by itself: pairs of digits in C, controls in A, else B."""
    return _bars([*_chosen(text)]), "".join(letter for letter in text if letter.isprintable())


def gs1_128(text: str) -> tuple[Widths, str]:
    """GS1-128: FNC1 first, brackets shown and not coded, `*` the check digit of an item number.

    `{1` is a FNC1 amid the data, and `{` before `(`, `)`, `*` and `{` gives these themselves.
    """
    coded, shown = "", ""
    for part in GS1_PARTS.findall(text):
        letter = part[-1]
        if part == "{1":
            coded, shown = coded + FNC1, shown + " "
            continue
        if part == "*":
            letter = _check_digit(coded[-13:])
        is_bracket = part in ("(", ")")
        coded, shown = coded + ("" if is_bracket else letter), shown + letter
    return _bars([*_chosen(FNC1 + coded)]), shown


def _check_digit(digits: str) -> str:
    weighted = (int(digit) * (3, 1)[i % 2] for i, digit in enumerate(reversed(digits)))
    return str(-sum(weighted) % 10)


def _chosen(text: str) -> Iterator[int]:
    """Give the values of a text, the set before each run where it is another one."""
    chosen = ""
    for run in RUNS.findall(text):
        wanted = "C" if run.isdigit() and len(run) > 3 else ("A" if run[0] < " " else "B")
        wanted = chosen or "B" if run == FNC1 else wanted
        if wanted != chosen:
            yield (SWITCH if chosen else START)[wanted]
            chosen = wanted
        if run == FNC1:
            yield FUNCTION["1"]
        elif wanted == "C":
            yield from (int(run[i : i + 2]) for i in range(0, len(run), 2))
        else:
            yield from (_value(letter, wanted)[0] for letter in run)


def _bars(values: list[int]) -> Widths:
    if len(values) < 2:
        raise ValueError("nothing to print")
    check = values[0] + sum(place * value for place, value in enumerate(values[1:], start=1))
    return modules("".join(PATTERNS[value] for value in (*values, check % 103)) + STOP)


def _values(text: str) -> tuple[list[int], str]:
    values: list[int] = []
    plain: list[str] = []
    letters = iter(text)
    chosen = ""
    for letter in letters:
        named = next(letters, "") if letter == "{" else ""
        if named in START:
            values.append((SWITCH if values else START)[named])
            chosen = named
        elif named and named != "{":
            values.append(_function(named, chosen))
        else:
            value, shown = _value(letter, chosen)
            values.append(value)
            plain.append(shown)
    return values, "".join(plain)


def _function(named: str, chosen: str) -> int:
    value = FUNCTION_4.get(chosen) if named == "4" else FUNCTION.get(named)
    if value is None:
        raise ValueError(f"no function {named!r} in set {chosen}")
    return value


def _value(letter: str, chosen: str) -> tuple[int, str]:
    """Give a character's value and its text; of set C a byte of 0 to 99 is two digits."""
    code = ord(letter)
    if chosen == "C":
        is_in_set, shown = code <= 99, f"{code:02}"
    else:
        is_in_set, shown = (code <= 95 if chosen == "A" else 32 <= code <= 127), letter
    if not is_in_set:
        raise ValueError(f"{letter!r} is not in set {chosen}")
    if chosen == "C":
        return code, shown
    return (code - 32 if code >= 32 else code + 64), shown


def _packed(match: re.Match[str]) -> str:
    """Give written pairs of digits as the bytes that Epson asks for."""
    digits = match.group()
    return "".join(chr(int(digits[i : i + 2])) for i in range(0, len(digits), 2))
