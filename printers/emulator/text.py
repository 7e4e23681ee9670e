"""Printer text: characters in cells, styles, code pages, a line at a time."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from printers.typeface import glyph

# `ESC t n` on Epson printers, as far as Python knows the pages.
CODE_PAGES = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737",
    15: "iso8859-7", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 33: "cp775",
    34: "cp855", 36: "cp862", 37: "cp864", 39: "iso8859-2", 40: "iso8859-15", 45: "cp1250",
    46: "cp1251", 47: "cp1253", 48: "cp1254", 49: "cp1255", 50: "cp1256", 51: "cp1257",
    52: "cp1258",
}  # fmt: skip
CELLS = {0: (12, 24), 1: (9, 17)}  # font A, font B
CELLS_KEPT = 1_000
LINE_SPACING = 30


@dataclass(frozen=True)
class Style:
    """How the next characters look."""

    font: int = 0
    is_bold: bool = False
    is_underlined: bool = False
    is_reversed: bool = False
    across: int = 1
    down: int = 1
    code_page: int = 0

    def decode(self, byte: int) -> str:
        """Give the character of a byte in the page that is set; `?` where there is none."""
        return bytes((byte,)).decode(CODE_PAGES.get(self.code_page, "cp437"), errors="replace")


def mode_style(style: Style, bits: int) -> Style:
    """Give the style that `ESC ! bits` sets."""
    return replace(
        style,
        font=bits & 1,
        is_bold=bool(bits & 0x08),
        down=2 if bits & 0x10 else 1,
        across=2 if bits & 0x20 else 1,
        is_underlined=bool(bits & 0x80),
    )


@lru_cache(maxsize=CELLS_KEPT)
def cell(character: str, style: Style) -> Image.Image:
    """Give one character's cell, ink 255."""
    width, height = CELLS[style.font]
    image = Image.new("1", (width, height), 0)
    drawn = glyph(character, round(height * 0.78), "bold" if style.is_bold else "medium")
    if drawn.ink is not None:
        ink = drawn.ink
        if ink.width > width:
            ink = ink.resize((width, ink.height))
        image.paste(255, ((width - ink.width) // 2, round(height * 0.78) + drawn.above), ink)
    if style.is_underlined:
        ImageDraw.Draw(image).line((0, height - 2, width, height - 2), fill=255)
    image = image.resize((width * style.across, height * style.down))
    return ImageChops.invert(image) if style.is_reversed else image


@dataclass
class LineBuffer:
    """What stands on the line that is not printed yet, from the left margin."""

    pen: int = 0
    items: list[tuple[int, Image.Image]] = field(default_factory=list)

    def put(self, image: Image.Image) -> None:
        """Add an image at the pen and move on."""
        self.items.append((self.pen, image))
        self.pen += image.width

    def clear(self) -> None:
        """Forget the line."""
        self.pen = 0
        self.items.clear()

    @property
    def height(self) -> int:
        """Dots of the highest thing on the line."""
        return max((image.height for _, image in self.items), default=0)

    def render(self, *, width: int, height: int, align: int, left: int, room: int) -> Image.Image:
        """Give the printed line: `align` 0 left, 1 centre, 2 right of the printing area."""
        spare = max(0, room - self.pen)
        start = left + (0, spare // 2, spare)[align]
        whole = Image.new("1", (width, height), 0)
        base = self.height
        for x, image in self.items:
            whole.paste(255, (start + x, base - image.height), image)
        return whole
