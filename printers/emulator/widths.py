"""Bars and spaces as numbers, beginning with a bar."""

WIDE = 2.5  # modules of a wide bar where there are only two widths
Widths = tuple[float, ...]


def modules(pattern: str) -> Widths:
    """Give widths written as digits."""
    return tuple(float(width) for width in pattern)


def patterns(text: str) -> tuple[str, ...]:
    """Give the patterns of a table, which are apart by blanks."""
    return tuple(text.split())


def two_widths(pattern: str) -> Widths:
    """Give widths written as 0 for narrow and 1 for wide."""
    return tuple(WIDE if bit == "1" else 1.0 for bit in pattern)


def place_in(alphabet: str, letter: str) -> int:
    """Give where a letter stands; ValueError when it is not in the alphabet."""
    place = alphabet.find(letter)
    if place < 0:
        raise ValueError(f"{letter!r} does not fit this barcode")
    return place
