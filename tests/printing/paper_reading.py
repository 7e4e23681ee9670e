"""The emulator's paper, read: as text, as ink, as barcodes."""

import zxingcpp
from PIL import Image

from printers.emulator import decode_pages
from printers.emulator.decoding import Decoded
from tests.printing.samples import FixedClock

WIDTH = 576


def decoded(data: bytes, *, width_dots: int = WIDTH) -> Decoded:
    result = decode_pages(data, width_dots=width_dots, clock=FixedClock())
    assert result.unknown == ()
    return result


def picture(data: bytes) -> Image.Image:
    """Give the paper with ink 255."""
    page = decoded(data).pages[0]
    return Image.frombytes("1", (page.width_dots, page.height_dots), page.rows)


def ink_box(data: bytes) -> tuple[int, int, int, int]:
    box = picture(data).getbbox()
    assert box is not None
    return box


def codes(data: bytes) -> list[tuple[str, str]]:
    image = decoded(data).pages[0].to_image().convert("L")
    sheet = Image.new("L", (image.width + 64, image.height + 64), 255)  # the paper's white edge
    sheet.paste(image, (32, 32))
    return [(code.text, str(code.format)) for code in zxingcpp.read_barcodes(sheet)]
