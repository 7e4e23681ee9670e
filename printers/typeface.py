"""The slip's letters as ink: Be Vietnam Pro, thresholded to one bit, cached.

Pillow's basic layout is asked for by name: the same letters come out with and without the
shaping library, which not every machine has.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from math import ceil

from PIL import Image, ImageDraw, ImageFont

from printers.slip import Weight

FILES: dict[Weight, str] = {
    "medium": "BeVietnamPro-Medium.ttf",
    "bold": "BeVietnamPro-ExtraBold.ttf",
}
# Grey darker than this becomes ink: a little below the middle, as heads print thin strokes thin.
INK_FROM = 112
# Bounds of the caches: a slip has about 20 lines and 60 different glyphs.
FACES_KEPT = 64
GLYPHS_KEPT = 2_000
LINES_KEPT = 256

Ink = Image.Image


@dataclass(frozen=True)
class Glyph:
    """One character: its ink, where the ink starts from the pen, and how far the pen moves."""

    ink: Ink | None
    left: int
    above: int
    advance: int


@dataclass(frozen=True)
class Line:
    """One line of words: its ink, the ink's corner from the pen (baseline), its advance."""

    ink: Ink
    left: int
    above: int
    width: int


@lru_cache(maxsize=FACES_KEPT)
def face(size: int, weight: Weight) -> ImageFont.FreeTypeFont:
    """Give the face at a size in dots per em."""
    with as_file(files("printers") / "fonts" / FILES[weight]) as path:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def ascent(size: int) -> int:
    """Give the dots from a line's top to its baseline; stacked marks may rise above the top."""
    return ceil(size * 0.97)


def line_height(size: int) -> int:
    """Give the dots from one baseline to the next."""
    return ceil(size * 1.18)


def highest_ink(size: int) -> int:
    """Give the dots that the highest letter, Ẳ, rises above the baseline."""
    return ceil(size * 1.25)


def text_width(text: str, *, size: int, weight: Weight) -> int:
    """Give the advance of a line in dots."""
    return sum(glyph(character, size, weight).advance for character in text)


@lru_cache(maxsize=GLYPHS_KEPT)
def glyph(character: str, size: int, weight: Weight) -> Glyph:
    """Give one character's ink, thresholded and never dithered."""
    font = face(size, weight)
    advance = round(font.getlength(character))
    left, top, right, bottom = font.getbbox(character, anchor="ls")
    if right <= left or bottom <= top:
        return Glyph(None, 0, 0, advance)
    grey = Image.new("L", (int(right - left), int(bottom - top)))
    ImageDraw.Draw(grey).text((-left, -top), character, fill=255, font=font, anchor="ls")
    return Glyph(grey.point(_THRESHOLD, mode="1"), int(left), int(top), advance)


_THRESHOLD = [255 if level >= INK_FROM else 0 for level in range(256)]


@lru_cache(maxsize=LINES_KEPT)
def line(text: str, size: int, weight: Weight) -> Line:
    """Give a line's ink; glyphs are laid through their own mask, so no mark is erased."""
    placed: list[tuple[int, int, Ink]] = []
    pen = 0
    for character in text:
        drawn = glyph(character, size, weight)
        if drawn.ink is not None:
            placed.append((pen + drawn.left, drawn.above, drawn.ink))
        pen += drawn.advance
    left = min((x for x, _, _ in placed), default=0)
    top = min((y for _, y, _ in placed), default=0)
    right = max((x + ink.width for x, _, ink in placed), default=1)
    bottom = max((y + ink.height for _, y, ink in placed), default=1)
    whole = Image.new("1", (right - left, bottom - top), 0)
    for x, y, ink in placed:
        whole.paste(255, (x - left, y - top), ink)
    return Line(whole, left, top, pen)


def narrowed(ink: Ink, width: int) -> Ink:
    """Give the ink squeezed to a width in dots, heights kept; thresholded again."""
    grey = ink.convert("L").resize((width, ink.height), Image.Resampling.BOX)
    return grey.point(_THRESHOLD, mode="1")
