"""Images that commands carry or name: columns, rasters, QR symbols, barcodes."""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from printers.emulator.text import Style, cell
from printers.qr import symbol
from printers.slip import Level

QR_LEVELS: dict[int, Level] = {48: "M", 49: "M", 50: "Q", 51: "H"}  # 48 is L; M holds it too
BARCODE_HEIGHT = 60


@dataclass
class QrSettings:
    """What `GS ( k` sets before it prints."""

    module_dots: int = 3
    level: Level = "M"
    data: bytes = b""


def packed_image(data: bytes, *, width: int, height: int) -> Image.Image:
    """Give rows of packed dots as an image; missing rows are white."""
    size = (width + 7) // 8 * height
    return Image.frombytes("1", (width, height), data[:size].ljust(size, b"\0"))


def scaled(image: Image.Image, *, across: int, down: int) -> Image.Image:
    """Give the image with each dot as a block of dots."""
    size = (image.width * across, image.height * down)
    return image if size == image.size else image.resize(size, Image.Resampling.NEAREST)


def column_image(mode: int, data: bytes) -> Image.Image:
    """Give the image of `ESC * m`: columns of 8 or 24 dots, top bit first."""
    depth = 3 if mode >= 32 else 1
    columns = len(data) // depth
    if columns == 0:
        return Image.new("1", (1, 1), 0)
    lying = Image.frombytes("1", (depth * 8, columns), data)
    standing = lying.transpose(Image.Transpose.TRANSPOSE)
    return scaled(standing, across=1 if mode & 1 else 2, down=1 if depth == 3 else 3)


def qr_image(settings: QrSettings) -> Image.Image:
    """Give the symbol that the printer itself draws, without a quiet zone."""
    modules = symbol(settings.data.decode("latin-1"), settings.level)
    dots = bytes(255 if module else 0 for row in modules for module in row)
    image = Image.frombytes("L", (len(modules), len(modules)), dots).convert("1")
    return scaled(image, across=settings.module_dots, down=settings.module_dots)


def barcode_image(text: str, *, height: int) -> Image.Image:
    """Give a stand-in for a barcode: a box with its text, as wide as a real one would be."""
    letters = [cell(character, Style()) for character in text]
    width = max(2, 12 * len(letters) + 24)
    image = Image.new("1", (width, max(height, 36)), 0)
    ImageDraw.Draw(image).rectangle((0, 0, width - 1, image.height - 1), outline=255, width=2)
    for place, letter in enumerate(letters):
        image.paste(255, (12 + 12 * place, (image.height - 24) // 2), letter)
    return image
