"""Pictures that commands carry or name: columns, rasters, barcodes, QR and other symbols."""

from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module

from PIL import Image, ImageDraw
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

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
QR, PDF417 = 49, 48
# What `GS ( k` calls 48, 50, 53 and 54, as the library names them.
DRAWN_BY_LIBRARY = {PDF417: "PDF417", 50: "MaxiCode", 53: "Aztec", 54: "DataMatrix"}
DEFAULT_MODULES = {QR: 3, PDF417: 3, 50: 4, 53: 3, 54: 3}
PDF417_ROW = 3  # a row's height in modules


@dataclass
class BarcodeSettings:
    """What `GS h`, `GS w`, `GS H` and `GS f` set."""

    height: int = BARCODE_HEIGHT
    module: int = BARCODE_MODULE
    text_place: int = 0
    font: int = 0


@dataclass
class SymbolSettings:
    """What `GS ( k` sets before it prints, by kind of symbol."""

    modules: dict[int, int] = field(default_factory=lambda: dict(DEFAULT_MODULES))
    level: int = 48
    stored: dict[int, bytes] = field(default_factory=dict)


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
    """Give the image of `ESC * m`: columns of 8 or 24 dots, top bit first."""
    depth = 3 if mode >= 32 else 1
    standing = standing_image(data, depth=depth)
    return scaled(standing, across=1 if mode & 1 else 2, down=1 if depth == 3 else 3)


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


@lru_cache(maxsize=SYMBOLS_KEPT)
def other_symbol(kind: int, data: bytes, *, module: int) -> Image.Image:
    """Give a PDF417, Aztec, DataMatrix or MaxiCode symbol; a box with its text without help.

    Help is the zxing-cpp library, which the demo brings; the product itself prints none of
    these.
    """
    try:
        zxing = import_module("zxingcpp")
        form = getattr(zxing.BarcodeFormat, DRAWN_BY_LIBRARY[kind])
        drawn = zxing.create_barcode(data, form).to_image(add_quiet_zones=False)
    except (ImportError, AttributeError, KeyError, ValueError, RuntimeError):
        return text_box(data.decode("latin-1"), height=BARCODE_HEIGHT // 2)
    grey = memoryview(drawn)
    height, width = drawn.shape[:2]
    image = Image.frombytes("L", (width, height), grey.tobytes())
    ink = image.point([255 * (level < 128) for level in range(256)], mode="1")
    return scaled(ink, across=clamped(module), down=clamped(module))


def barcode_image(system: int, data: bytes, settings: BarcodeSettings, *, room: int) -> Image.Image:
    """Give a barcode with its text above or below, as `GS H` says.

    One wider than the printing area is drawn with thinner bars: printers leave it out, which
    would tell nobody what was wrong. Data that does not fit its system comes as a box.
    """
    try:
        widths, text = widths_of(system, data)
    except ValueError:
        return text_box(data.decode("latin-1"), height=max(settings.height, 36))
    module = min(max(settings.module, 1), 6)
    while module > 1 and sum(widths) * module > room:
        module -= 1
    bars = bars_image([round(width * module) for width in widths], height=max(settings.height, 1))
    lines = [cell_line(text, settings.font)] if settings.text_place & 3 else []
    above = lines if settings.text_place & 1 else []
    below = lines if settings.text_place & 2 else []
    return stacked([*above, bars, *below])


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
    line = Image.new("1", (max(1, sum(one.width for one in cells)), 24 if font == 0 else 17), 0)
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
