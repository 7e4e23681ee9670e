"""Barcodes as widths: bar, space, bar, space, ... in modules.

Two-width symbologies give 1 for narrow and WIDE for wide; the others give whole modules.
Sources: ISO/IEC 15420 (EAN, UPC), 16388 (Code 39), 16390 (ITF), 15417 (Code 128), EN 798
(Codabar), AIM BC5 (Code 93); which data each takes: Epson command reference, `GS k`.
"""

from collections.abc import Callable

from printers.emulator.code128 import automatic, code128, gs1_128
from printers.emulator.widths import Widths, modules, patterns, place_in, two_widths

EAN_DIGITS = (
    "3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112",
)  # fmt: skip
EAN13_PARITY = (
    "LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG",
    "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL",
)  # fmt: skip
UPCE_PARITY = (
    "GGGLLL", "GGLGLL", "GGLLGL", "GGLLLG", "GLGGLL",
    "GLLGGL", "GLLLGG", "GLGLGL", "GLGLLG", "GLLGLG",
)  # fmt: skip
CODE39_CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*"
CODE39 = patterns(
    "000110100 100100001 001100001 101100000 000110001 100110000 001110000 000100101 100100100 "
    "001100100 100001001 001001001 101001000 000011001 100011000 001011000 000001101 100001100 "
    "001001100 000011100 100000011 001000011 101000010 000010011 100010010 001010010 000000111 "
    "100000110 001000110 000010110 110000001 011000001 111000000 010010001 110010000 011010000 "
    "010000101 110000100 011000100 010101000 010100010 010001010 000101010 010010100"
)
ITF_DIGITS = patterns("00110 10001 01001 11000 00101 10100 01100 00011 10010 01010")
CODABAR_CHARS = "0123456789-$:/.+ABCD"
CODABAR = patterns(
    "0000011 0000110 0001001 1100000 0010010 1000010 0100001 0100100 0110000 1001000 0001100 "
    "0011000 1000101 1010001 1010100 0010101 0011010 0101001 0001011 0001110"
)
CODE93_CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
CODE93 = patterns(
    "131112 111213 111312 111411 121113 121212 121311 111114 131211 141111 211113 211212 211311 "
    "221112 221211 231111 112113 112212 112311 122112 132111 111123 111222 111321 121122 131121 "
    "212112 212211 211122 211221 221121 222111 112122 112221 122121 123111 121131 311112 311211 "
    "321111 112131 113121 211131 121221 312111 311121 122211"
)
CODE93_SHIFTS = "$%/+"  # stand for the values 43 to 46
CODE93_EDGE = "111141"
EDGE, MIDDLE, UPCE_END = "111", "11111", "111111"


def widths_of(system: int, data: bytes) -> tuple[Widths, str]:
    """Give the bars of a `GS k` system, 0 for UPC-A, and the text beneath them.

    ValueError when the data does not fit the system.
    """
    if system not in SYSTEMS:
        raise ValueError(f"no barcode system {system}")
    return SYSTEMS[system](data.decode("latin-1"))


def digits_of(text: str, lengths: tuple[int, ...]) -> str:
    """Give the text when it is digits of one of these lengths; ValueError otherwise."""
    if not (text.isascii() and text.isdigit() and len(text) in lengths):
        raise ValueError(f"{text!r} does not fit this barcode")
    return text


def with_check(digits: str, length: int) -> str:
    """Give `length` digits: the last is the check digit, worked out when it is missing."""
    if len(digits) == length:
        return digits
    weighted = (int(digit) * (3, 1)[i % 2] for i, digit in enumerate(reversed(digits)))
    return digits + str(-sum(weighted) % 10)


def _ean_half(digits: str, parity: str) -> str:
    return "".join(
        EAN_DIGITS[int(digit)][:: 1 if side == "L" else -1]
        for digit, side in zip(digits, parity, strict=True)
    )


def ean13(text: str) -> tuple[Widths, str]:
    """EAN-13 of 12 or 13 digits."""
    code = with_check(digits_of(text, (12, 13)), 13)
    left = _ean_half(code[1:7], EAN13_PARITY[int(code[0])])
    right = _ean_half(code[7:], "LLLLLL")
    return modules(EDGE + left + MIDDLE + right + EDGE), code


def ean8(text: str) -> tuple[Widths, str]:
    """EAN-8 of 7 or 8 digits."""
    code = with_check(digits_of(text, (7, 8)), 8)
    left, right = _ean_half(code[:4], "LLLL"), _ean_half(code[4:], "LLLL")
    return modules(EDGE + left + MIDDLE + right + EDGE), code


def upc_a(text: str) -> tuple[Widths, str]:
    """UPC-A of 11 or 12 digits: an EAN-13 that begins with 0."""
    widths, code = ean13("0" + digits_of(text, (11, 12)))
    return widths, code[1:]


def upc_e(text: str) -> tuple[Widths, str]:
    """UPC-E of 6 to 8 digits, or of the 11 or 12 digits of a UPC-A that can be shortened."""
    digits = digits_of(text, (6, 7, 8, 11, 12))
    short = _shortened(digits) if len(digits) > 8 else (digits if len(digits) == 6 else digits[1:7])
    full = with_check("0" + _lengthened(short), 12)
    bars = EDGE + _ean_half(short, UPCE_PARITY[int(full[-1])]) + UPCE_END
    return modules(bars), "0" + short + full[-1]


def _lengthened(six: str) -> str:
    """Give the ten digits that six stand for."""
    last = int(six[5])
    if last <= 2:
        return six[:2] + six[5] + "0000" + six[2:5]
    if last == 3:
        return six[:3] + "00000" + six[3:5]
    return six[:4] + "00000" + six[4] if last == 4 else six[:5] + "0000" + six[5]


def _shortened(digits: str) -> str:
    """Give the six digits that stand for a UPC-A."""
    ten = digits[1:11]
    guesses = (
        ten[:2] + ten[7:] + ten[2],
        ten[:3] + ten[8:] + "3",
        ten[:4] + ten[9:] + "4",
        ten[:5] + ten[9:],
    )
    for six in guesses:
        if _lengthened(six) == ten:
            return six
    raise ValueError(f"{digits!r} has no short form")


def code39(text: str) -> tuple[Widths, str]:
    """Code 39; the stars at both ends may be given or not."""
    inner = text.strip("*").upper()
    bars = [CODE39[place_in(CODE39_CHARS, letter)] for letter in f"*{inner}*"]
    return two_widths("0".join(bars)), f"*{inner}*"


def itf(text: str) -> tuple[Widths, str]:
    """Interleaved 2 of 5; an odd last digit is left out, as printers do."""
    digits = digits_of(text, tuple(range(2, 256)))
    digits = digits[: len(digits) // 2 * 2]
    pairs = zip(digits[::2], digits[1::2], strict=True)
    inner = "".join(
        bar + space
        for left, right in pairs
        for bar, space in zip(ITF_DIGITS[int(left)], ITF_DIGITS[int(right)], strict=True)
    )
    return two_widths("0000" + inner + "100"), digits


def codabar(text: str) -> tuple[Widths, str]:
    """Codabar; without letters at its ends it gets A and A."""
    upper = text.upper()
    whole = upper if upper[:1] in tuple("ABCD") else f"A{upper}A"
    bars = [CODABAR[place_in(CODABAR_CHARS, letter)] for letter in whole]
    return two_widths("0".join(bars)), whole


def code93(text: str) -> tuple[Widths, str]:
    """Code 93 of any ASCII text."""
    values = [value for letter in text for value in _code93_values(letter)]
    for heaviest in (20, 15):
        weighted = (value * (i % heaviest + 1) for i, value in enumerate(reversed(values)))
        values.append(sum(weighted) % 47)
    inner = "".join(CODE93[value] for value in values)
    return modules(CODE93_EDGE + inner + CODE93_EDGE + "1"), text


def _code93_values(letter: str) -> tuple[int, ...]:
    if letter in CODE93_CHARS:
        return (CODE93_CHARS.index(letter),)
    shift, plain = _code93_shift(ord(letter))
    return 43 + CODE93_SHIFTS.index(shift), CODE93_CHARS.index(plain)


def _code93_shift(code: int) -> tuple[str, str]:
    """Give the shift and the letter that together stand for an ASCII character."""
    for shift, first, last, start in CODE93_RANGES:
        if first <= code <= last:
            return shift, chr(code - first + ord(start))
    raise ValueError(f"no Code 93 for {code}")


CODE93_RANGES = (
    ("%", 0, 0, "U"), ("$", 1, 26, "A"), ("%", 27, 31, "A"), ("/", 33, 58, "A"),
    ("%", 59, 63, "F"), ("%", 64, 64, "V"), ("%", 91, 95, "K"), ("%", 96, 96, "W"),
    ("+", 97, 122, "A"), ("%", 123, 127, "P"),
)  # fmt: skip
SYSTEMS: dict[int, Callable[[str], tuple[Widths, str]]] = {
    0: upc_a,
    1: upc_e,
    2: ean13,
    3: ean8,
    4: code39,
    5: itf,
    6: codabar,
    7: code93,
    8: code128,
    9: gs1_128,
    14: automatic,
}
