"""Pictures that commands carry or name: columns, rasters, barcodes, QR and other symbols."""

from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image, ImageDraw
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

from printers.emulator.grammar import column_bytes
from printers.emulator.matrix_symbols import (
    BAR_FORMATS,
    COMPOSITE,
    DATA_MATRIX,
    FORMATS,
    MAXICODE,
    MICRO_QR,
    PDF417,
    STACKED,
    STACKED_FORMATS,
    data_bar_ink,
    library_ink,
    pdf417_ink,
)
from printers.emulator.symbologies import widths_of
from printers.emulator.text import Style, cell
from printers.qr import MASK

BARCODE_HEIGHT, BARCODE_MODULE = 162, 3
MODULE_MIN, MODULE_MAX = 1, 16
SYMBOLS_KEPT = 32
HRI_GAP = 4
BOX_TEXT_MAX = 200
QR_LEVELS = {
    48: ERROR_CORRECT_L,
    49: ERROR_CORRECT_M,
    50: ERROR_CORRECT_Q,
    51: ERROR_CORRECT_H,
}
QR = 49
KINDS = range(PDF417, DATA_MATRIX + 1)
# Functions of `GS ( k`.
MODEL_OR_COLUMNS, MODULE, ROW_HEIGHT, LEVEL, OPTIONS = 65, 67, 68, 69, 70
DEFAULT_MODULES = {MAXICODE: 4}
MICRO_MODEL = 51
PDF417_ROW = 3  # a row's height in modules
FONT_HEIGHTS = {0: 24, 1: 17, 2: 16}


@dataclass
class BarcodeSettings:
    """What `GS h`, `GS w`, `GS H` and `GS f` set."""

    height: int = BARCODE_HEIGHT
    module: int = BARCODE_MODULE
    text_place: int = 0
    font: int = 0


@dataclass
class SymbolSettings:
    """What `GS ( k` sets before it prints: first bytes by kind and function, and the data."""

    values: dict[tuple[int, int], bytes] = field(default_factory=dict)
    stored: dict[int, bytes] = field(default_factory=dict)

    def value(self, kind: int, function: int, default: int = 0, *, place: int = 0) -> int:
        """Give one byte of a setting."""
        held = self.values.get((kind, function), b"")
        return held[place] if len(held) > place else default

    def module(self, kind: int) -> int:
        """Give the dots of a module."""
        return clamped(self.value(kind, MODULE, DEFAULT_MODULES.get(kind, BARCODE_MODULE)))


def packed_image(data: bytes, *, width: int, height: int) -> Image.Image:
    """Give rows of packed dots as an image; missing rows are white."""
    size = (width + 7) // 8 * height
    return Image.frombytes("1", (width, height), data[:size].ljust(size, b"\0"))


def standing_image(data: bytes, *, depth: int) -> Image.Image:
    """Give columns of `depth` bytes, top bit first, as an image at least a dot wide."""
    columns = len(data) // depth if depth else 0
    if columns == 0:
        return Image.new("1", (1, 1), 0)
    lying = Image.frombytes("1", (depth * 8, columns), data[: columns * depth])
    return lying.transpose(Image.Transpose.TRANSPOSE)


def scaled(image: Image.Image, *, across: int, down: int) -> Image.Image:
    """Give the image with each dot as a block of dots."""
    size = (image.width * across, image.height * down)
    return image if size == image.size else image.resize(size, Image.Resampling.NEAREST)


def column_image(mode: int, data: bytes) -> Image.Image:
    """Give the image of `ESC * m`: columns of 8, 24 or 48 dots, top bit first."""
    depth = column_bytes(mode)
    standing = standing_image(data, depth=depth)
    return scaled(standing, across=2 if mode in (0, 32) else 1, down=3 if depth == 1 else 1)


def clamped(module: int) -> int:
    """Give a module's dots within what printers draw."""
    return min(max(module, MODULE_MIN), MODULE_MAX)


@lru_cache(maxsize=SYMBOLS_KEPT)
def qr_image(data: bytes, *, level: int, module: int) -> Image.Image:
    """Give the QR symbol that the printer itself draws, without a quiet zone.

    ValueError when there is more data than a symbol holds.
    """
    code = QRCode(
        error_correction=QR_LEVELS.get(level, ERROR_CORRECT_L), border=0, mask_pattern=MASK
    )
    code.add_data(data)
    try:
        code.make(fit=True)
    except DataOverflowError as error:
        raise ValueError("too much for a QR symbol") from error
    size = len(code.modules)
    dots = bytes(255 if dark else 0 for row in code.modules for dark in row)
    image = Image.frombytes("L", (size, size), dots).convert("1")
    return scaled(image, across=clamped(module), down=clamped(module))


def symbol_image(settings: SymbolSettings, kind: int, data: bytes) -> Image.Image:
    """Give the symbol that `GS ( k` prints; a box with its data when it cannot be drawn."""
    module = settings.module(kind)
    try:
        if kind == QR and settings.value(QR, MODEL_OR_COLUMNS) != MICRO_MODEL:
            level = settings.value(QR, LEVEL, 48)
            return qr_image(data, level=level, module=module)
        ink = _symbol_ink(settings, kind, data)
    except ValueError:
        return text_box(data.decode("latin-1"), height=BARCODE_HEIGHT // 2)
    return scaled(ink, across=module, down=module)


def _symbol_ink(settings: SymbolSettings, kind: int, data: bytes) -> Image.Image:
    if kind == PDF417:
        asked = settings.value(kind, LEVEL, 48) == 48 and settings.value(kind, LEVEL, place=1)
        return pdf417_ink(
            data,
            columns=settings.value(kind, MODEL_OR_COLUMNS),
            level=asked - 48 if asked and 48 <= asked <= 56 else None,
            is_truncated=bool(settings.value(kind, OPTIONS) & 1),
            row_height=settings.value(kind, ROW_HEIGHT, PDF417_ROW),
        )
    if kind == STACKED:
        name = STACKED_FORMATS.get(data[0], "") if data else ""
        return data_bar_ink(name, data[1:].decode("latin-1"))[0]
    if kind == COMPOSITE:
        raise ValueError("composite symbols are not drawn")
    return library_ink(FORMATS[MICRO_QR if kind == QR else kind], data)


def barcode_image(system: int, data: bytes, settings: BarcodeSettings, *, room: int) -> Image.Image:
    """Give a barcode with its text above or below, as `GS H` says.

    One wider than the printing area is drawn with thinner bars: printers leave it out, which
    would tell nobody what was wrong. Data that does not fit its system comes as a box.
    """
    try:
        bars, text = _bars(system, data, settings, room=room)
    except ValueError:
        return text_box(data.decode("latin-1"), height=max(settings.height, 36))
    lines = [cell_line(text, settings.font)] if settings.text_place & 3 else []
    above = lines if settings.text_place & 1 else []
    below = lines if settings.text_place & 2 else []
    return stacked([*above, bars, *below])


def _bars(
    system: int, data: bytes, settings: BarcodeSettings, *, room: int
) -> tuple[Image.Image, str]:
    height = max(settings.height, 1)
    if system in BAR_FORMATS:
        ink, text = data_bar_ink(BAR_FORMATS[system], data.decode("latin-1"))
        module = _fitting(settings.module, ink.width, room)
        return ink.resize((ink.width * module, height), Image.Resampling.NEAREST), text
    widths, text = widths_of(system, data)
    module = _fitting(settings.module, sum(widths), room)
    return bars_image([round(width * module) for width in widths], height=height), text


def _fitting(asked: int, modules: float, room: int) -> int:
    """Give the dots a module, as asked or as many as there is room for."""
    module = min(max(asked, 1), 6)
    while module > 1 and modules * module > room:
        module -= 1
    return module


def bars_image(dots: list[int], *, height: int) -> Image.Image:
    """Give bars and spaces, the first a bar."""
    image = Image.new("1", (max(1, sum(dots)), height), 0)
    left = 0
    for place, width in enumerate(dots):
        if place % 2 == 0:
            image.paste(255, (left, 0, left + width, height))
        left += width
    return image


def stacked(images: list[Image.Image]) -> Image.Image:
    """Give images one under the other, centred."""
    width = max(image.width for image in images)
    height = sum(image.height for image in images) + HRI_GAP * (len(images) - 1)
    whole = Image.new("1", (width, height), 0)
    top = 0
    for image in images:
        whole.paste(255, ((width - image.width) // 2, top), image)
        top += image.height + HRI_GAP
    return whole


def cell_line(text: str, font: int) -> Image.Image:
    """Give characters side by side in cells."""
    cells = [cell(character, Style(font=font)) for character in text if character.isprintable()]
    size = (max(1, sum(one.width for one in cells)), FONT_HEIGHTS[font])
    line = Image.new("1", size, 0)
    left = 0
    for one in cells:
        line.paste(255, (left, 0), one)
        left += one.width
    return line


def text_box(text: str, *, height: int) -> Image.Image:
    """Give a box with its text: what stands for a symbol that cannot be drawn."""
    line = cell_line(text[:BOX_TEXT_MAX], 0)
    image = Image.new("1", (line.width + 24, max(height, 36)), 0)
    ImageDraw.Draw(image).rectangle((0, 0, image.width - 1, image.height - 1), outline=255, width=2)
    image.paste(255, (12, (image.height - 24) // 2), line)
    return image
