"""Characters that are drawn and not written: box lines, blocks, shades, and what is missing."""

import unicodedata

from PIL import Image, ImageDraw

WEIGHTS = ("LIGHT", "HEAVY", "SINGLE", "DOUBLE")
ARMS = {
    "UP": ((0, -1),), "DOWN": ((0, 1),), "LEFT": ((-1, 0),), "RIGHT": ((1, 0),),
    "VERTICAL": ((0, -1), (0, 1)), "HORIZONTAL": ((-1, 0), (1, 0)),
}  # fmt: skip
SHADES = {"░": 4, "▒": 2, "▓": 4}
GAP = 2  # dots from the middle to each of two lines
Box = tuple[int, int, int, int]


def shape(character: str, width: int, height: int) -> Image.Image | None:
    """Give the picture of a box line, block or shade, ink 255; None for other characters."""
    if "\u2500" <= character <= "\u257f":
        return _box_lines(unicodedata.name(character), width, height)
    if character in SHADES:
        return _shade(character, width, height)
    block = _block(ord(character), width, height)
    if block is None:
        return None
    image = Image.new("1", (width, height), 0)
    image.paste(255, block)
    return image


def missing(width: int, height: int) -> Image.Image:
    """Give the hollow box that stands for a character without a glyph."""
    image = Image.new("1", (width, height), 0)
    ImageDraw.Draw(image).rectangle((1, height // 6, width - 3, height * 5 // 6), outline=255)
    return image


def _block(code: int, width: int, height: int) -> Box | None:
    """Give the filled part of U+2580 to U+2590, or of a black square."""
    if code == 0x2580:
        return (0, 0, width, height // 2)
    if 0x2581 <= code <= 0x2588:
        return (0, height - height * (code - 0x2580) // 8, width, height)
    if 0x2589 <= code <= 0x258F:
        return (0, 0, width * (0x2590 - code) // 8, height)
    if code == 0x2590:
        return (width // 2, 0, width, height)
    return (1, height // 3, width - 1, height * 3 // 4) if code == 0x25A0 else None


def _shade(character: str, width: int, height: int) -> Image.Image:
    step = SHADES[character]
    image = Image.new("1", (width, height), 0)
    for y in range(height):
        for x in range(width):
            is_ink = (x + (y % 2) * step // 2) % step == 0
            image.putpixel((x, y), 255 * (is_ink != (character == "▓")))
    return image


def _box_lines(name: str, width: int, height: int) -> Image.Image:
    """Draw what a name such as BOX DRAWINGS DOWN SINGLE AND LEFT DOUBLE says."""
    image = Image.new("1", (width, height), 0)
    words = name.removeprefix("BOX DRAWINGS ").split()
    common = words[0] if words[0] in WEIGHTS else ""
    for clause in " ".join(words).split(" AND "):
        parts = clause.split()
        weight = parts[-1] if parts[-1] in WEIGHTS else common
        for word in parts:
            for arm in ARMS.get(word, ()):
                _draw_arm(image, arm, is_double=weight == "DOUBLE", is_heavy=weight == "HEAVY")
    return image


def _draw_arm(image: Image.Image, arm: tuple[int, int], *, is_double: bool, is_heavy: bool) -> None:
    """Draw one arm from a little behind the middle, so that corners close."""
    across, down = arm
    half = 2 if is_heavy else 1
    behind = half + GAP * is_double
    for shift in (-GAP, GAP) if is_double else (0,):
        left, right = _reach(image.width // 2, image.width, across, shift, half, behind)
        top, bottom = _reach(image.height // 2, image.height, down, shift, half, behind)
        image.paste(255, (left, top, right, bottom))


def _reach(
    middle: int, length: int, way: int, shift: int, half: int, behind: int
) -> tuple[int, int]:
    """Give where an arm begins and ends on one axis; `way` 0 is its thickness."""
    if way == 0:
        return middle + shift - half, middle + shift + half
    return (middle - behind, length) if way > 0 else (0, middle + behind)
