"""Printer text: characters in cells, styles, a line at a time."""

import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from printers.emulator.shapes import missing, shape
from printers.slip import Weight
from printers.typeface import Glyph, glyph

CELLS = {0: (12, 24), 1: (9, 17), 2: (8, 16)}  # fonts A, B, C
CELLS_KEPT = 1_000
LINE_SPACING = 30
ITEMS_MAX = 1_000  # on one line; a pen that is set back again and again would never end it
PEN_MAX = 10_000
NO_GLYPH = "\U0010ffff"


@dataclass(frozen=True)
class Style:
    """How the next characters look; `gap` is the space to their right, in dots."""

    font: int = 0
    is_bold: bool = False
    is_double_strike: bool = False
    is_italic: bool = False
    is_smooth: bool = False
    underline: int = 0
    is_reversed: bool = False
    is_turned: bool = False
    across: int = 1
    down: int = 1
    gap: int = 0

    @property
    def width(self) -> int:
        """Dots that a narrow character takes."""
        return (CELLS[self.font][0] + self.gap) * self.across


def mode_style(style: Style, bits: int) -> Style:
    """Give the style that `ESC ! bits` sets."""
    return replace(
        style,
        font=bits & 1,
        is_bold=bool(bits & 0x08),
        down=2 if bits & 0x10 else 1,
        across=2 if bits & 0x20 else 1,
        underline=2 if bits & 0x80 else 0,
    )


@lru_cache(maxsize=CELLS_KEPT)
def cell(character: str, style: Style) -> Image.Image:
    """Give one character's cell, ink 255."""
    width, height = CELLS[style.font]
    if is_wide(character):
        width, character = width * 2, unicodedata.normalize("NFKC", character)[:1]
    times = (style.across, style.down) if style.is_smooth else (1, 1)
    weight: Weight = "bold" if style.is_bold or style.is_double_strike else "medium"
    drawn = _drawn(character, width * times[0], height * times[1], weight)
    image = Image.new("1", (drawn.width + style.gap * times[0], drawn.height), 0)
    image.paste(_slanted(drawn) if style.is_italic else drawn, (0, 0))
    return styled(image, replace(style, across=style.across // times[0]), down=times[1])


def is_wide(character: str) -> bool:
    """Tell whether a character takes two cells."""
    return unicodedata.east_asian_width(character) in "WF"


def styled(image: Image.Image, style: Style, *, down: int = 1) -> Image.Image:
    """Give a character's dots underlined, enlarged, turned and reversed as the style says.

    `down` is how many times the dots are as high already.
    """
    if style.underline and not style.is_turned:
        top = image.height - style.underline * down
        ImageDraw.Draw(image).rectangle((0, top, image.width, image.height), fill=255)
    size = (image.width * style.across, image.height * style.down // down)
    image = image.resize(size, Image.Resampling.NEAREST)
    if style.is_turned:
        image = image.transpose(Image.Transpose.ROTATE_270)
    return ImageChops.invert(image.convert("L")).convert("1") if style.is_reversed else image


def _slanted(image: Image.Image) -> Image.Image:
    """Give a character that leans to the right by a fifth of its height."""
    lean = (1, 0.2, -0.1 * image.height, 0, 1, 0)
    return image.transform(image.size, Image.Transform.AFFINE, lean)


def _drawn(character: str, width: int, height: int, weight: Weight) -> Image.Image:
    """Give the bare character in its cell, a hollow box where the typeface has none."""
    shaped = shape(character, width, height)
    if shaped is not None:
        return shaped
    size = round(height * 0.78)
    drawn = glyph(character, size, weight)
    ink = drawn.ink
    if ink is None or _is_missing(drawn, size, weight):
        is_blank = character.isspace() or not character.isprintable()
        return Image.new("1", (width, height), 0) if is_blank else missing(width, height)
    if ink.width > width:
        ink = ink.resize((width, ink.height))
    image = Image.new("1", (width, height), 0)
    top = min(max(0, size + drawn.above), max(0, height - ink.height))
    image.paste(255, ((width - ink.width) // 2, top), ink)
    return image


def _is_missing(drawn: Glyph, size: int, weight: Weight) -> bool:
    """Tell whether the typeface drew what it draws for want of a glyph."""
    other = glyph(NO_GLYPH, size, weight)
    if drawn.ink is None or other.ink is None:
        return drawn.ink is None
    return drawn.advance == other.advance and drawn.ink.tobytes() == other.ink.tobytes()


@dataclass
class LineBuffer:
    """What stands on the line that is not printed yet, from the left margin."""

    pen: int = 0
    items: list[tuple[int, Image.Image]] = field(default_factory=list)

    def put(self, image: Image.Image) -> None:
        """Add an image at the pen and move on."""
        self.items.append((self.pen, image))
        self.move_to(self.pen + image.width)

    def put_over(self, image: Image.Image) -> None:
        """Add an image over the last one, as a mark on its letter; the pen stays."""
        self.items.append((max(0, self.pen - image.width), image))

    def move_to(self, pen: int) -> None:
        """Set the pen, never left of the margin."""
        self.pen = min(max(0, pen), PEN_MAX)

    def clear(self) -> None:
        """Forget the line."""
        self.pen = 0
        self.items.clear()

    @property
    def is_full(self) -> bool:
        """True when nothing more goes on the line."""
        return len(self.items) >= ITEMS_MAX

    @property
    def height(self) -> int:
        """Dots of the highest thing on the line."""
        return max((image.height for _, image in self.items), default=0)

    def render(
        self, *, width: int, height: int, align: int, left: int, room: int, is_turned: bool = False
    ) -> Image.Image:
        """Give the printed line: `align` 0 left, 1 centre, 2 right of the printing area.

        `is_turned` prints it upside down, the first character at the right.
        """
        end = max((x + image.width for x, image in self.items), default=0)
        spare = max(0, room - max(self.pen, end))
        start = left + (0, spare // 2, spare)[align]
        whole = Image.new("1", (width, height), 0)
        base = self.height
        for x, image in self.items:
            whole.paste(255, (start + x, base - image.height), image)
        if not is_turned:
            return whole
        area = whole.crop((left, 0, left + room, base)).transpose(Image.Transpose.ROTATE_180)
        turned = Image.new("1", (width, height), 0)
        turned.paste(area, (left, 0))
        return turned
