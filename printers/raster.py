"""A page drawn as a bitmap of one bit a dot, ink is 1.

Drawn light on dark: Pillow stores a set dot as a whole byte of 255, so a picture begun with
zeros and inked with 255 packs to the printer's own bits and needs no inverting, which is
where a white page once came out black. Ink is laid through masks, so a
line never rubs out the marks of the one above.
"""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from printers.page import Bar, Frame, Mark, Matrix, Page, Picture, Words
from printers.qr import symbol
from printers.typeface import line, narrowed

INK = 255


@dataclass(frozen=True)
class Raster:
    """Rows of packed bits, most significant first, 1 is ink; the width is a multiple of 8."""

    width_dots: int
    height_dots: int
    rows: bytes
    is_cut: bool = True

    @property
    def row_bytes(self) -> int:
        """Bytes of one row."""
        return self.width_dots // 8

    def to_image(self) -> Image.Image:
        """Give the picture as it looks on paper: black on white, mode 1."""
        flipped = self.rows.translate(_FLIPPED)
        return Image.frombytes("1", (self.width_dots, self.height_dots), flipped)


_FLIPPED = bytes(255 - byte for byte in range(256))


def draw(page: Page) -> Raster:
    """Give the page as ink; ValueError when its width is no multiple of 8."""
    if page.width_dots % 8:
        raise ValueError("a head's width is a multiple of 8 dots")
    canvas = Image.new("1", (page.width_dots, page.height_dots), 0)
    pen = ImageDraw.Draw(canvas)
    for mark in page.marks:
        _draw_mark(mark, canvas, pen)
    return Raster(page.width_dots, page.height_dots, canvas.tobytes(), page.is_cut)


def _draw_mark(mark: Mark, canvas: Image.Image, pen: ImageDraw.ImageDraw) -> None:
    match mark:
        case Words():
            _draw_words(mark, canvas)
        case Matrix():
            _draw_matrix(mark, canvas)
        case Bar(x, y, width, height):
            pen.rectangle((x, y, x + width - 1, y + height - 1), fill=INK)
        case Frame(x, y, width, height, thick):
            pen.rectangle((x, y, x + width - 1, y + height - 1), outline=INK, width=thick)
        case Picture(x, y, width, height, rows):
            ink = Image.frombytes("1", (width, height), rows)
            canvas.paste(INK, (x, y), ink)


def _draw_words(words: Words, canvas: Image.Image) -> None:
    drawn = line(words.text, words.size, words.weight)
    ink, left = drawn.ink, drawn.left
    if words.squeeze != 100:
        ink = narrowed(ink, max(1, ink.width * words.squeeze // 100))
        left = left * words.squeeze // 100
    canvas.paste(INK, (words.x + left, words.y + drawn.above), ink)


def _draw_matrix(matrix: Matrix, canvas: Image.Image) -> None:
    modules = symbol(matrix.text, matrix.level)
    count = len(modules)
    dots = bytes(INK if module else 0 for row in modules for module in row)
    side = count * matrix.module_dots
    small = Image.frombytes("L", (count, count), dots)
    ink = small.resize((side, side), Image.Resampling.NEAREST)
    canvas.paste(INK, (matrix.x, matrix.y), ink.convert("1", dither=Image.Dither.NONE))
