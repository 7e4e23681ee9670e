"""Symbols that the product itself prints none of: PDF417, Aztec, DataMatrix, MaxiCode, DataBar.

They are drawn by the zxing-cpp library, which the demo and the tests bring; without it, and for
data that fits no symbol, a box with the data stands for them. QR symbols of model 1, which
nobody reads any more, are drawn as model 2, composite symbols as a box.
"""

from functools import lru_cache
from importlib import import_module

from PIL import Image

PDF417, MAXICODE, STACKED, COMPOSITE, AZTEC, DATA_MATRIX = 48, 50, 51, 52, 53, 54
MICRO_QR = 55  # not a kind of its own in the commands: QR with its model set so
FORMATS = {
    PDF417: "PDF417",
    MAXICODE: "MaxiCode",
    AZTEC: "Aztec",
    DATA_MATRIX: "DataMatrix",
    MICRO_QR: "MicroQRCode",
}
TRUNCATED = "CompactPDF417"
# `GS k` from 75 as counted from UPC-A, and what `GS ( k` stores for stacked ones.
BAR_FORMATS = {10: "DataBarOmni", 11: "DataBarOmni", 12: "DataBarLtd", 13: "DataBarExp"}
STACKED_FORMATS = {72: "DataBarStk", 73: "DataBarStkOmni", 76: "DataBarExpStk"}
EXPANDED = ("DataBarExp", "DataBarExpStk")
ITEM, ITEM_DIGITS = "01", 14  # the application identifier of an item number, and its length
SYMBOLS_KEPT = 32
PDF417_ROW_DOTS = 3  # as the library draws a row


@lru_cache(maxsize=SYMBOLS_KEPT)
def library_ink(
    format_name: str, data: bytes | str, *, columns: int = 0, level: str = ""
) -> Image.Image:
    """Give a symbol a dot a module; ValueError when it cannot be drawn, or not here."""
    chosen: dict[str, int | str] = {}
    if columns:
        chosen["columns"] = columns
    if level:
        chosen["ec_level"] = level
    try:
        zxing = import_module("zxingcpp")
        form = getattr(zxing.BarcodeFormat, format_name)
        drawn = zxing.create_barcode(data, form, **chosen).to_image(add_quiet_zones=False)
    except (ImportError, AttributeError, RuntimeError) as error:
        raise ValueError(f"no {format_name} of this") from error
    height, width = drawn.shape[:2]
    image = Image.frombytes("L", (width, height), memoryview(drawn).tobytes())
    return image.point([255 * (level < 128) for level in range(256)], mode="1")


def pdf417_ink(
    data: bytes, *, columns: int, level: int | None, is_truncated: bool, row_height: int
) -> Image.Image:
    """Give a PDF417 symbol a dot a module, its rows `row_height` modules high."""
    ink = library_ink(
        TRUNCATED if is_truncated else FORMATS[PDF417],
        data,
        columns=columns,
        level="" if level is None else str(level),
    )
    rows = ink.height // PDF417_ROW_DOTS
    return ink.resize((ink.width, max(1, rows * row_height)), Image.Resampling.NEAREST)


def data_bar_ink(format_name: str, text: str) -> tuple[Image.Image, str]:
    """Give a GS1 DataBar of an item number, or of an expanded one's data, and its text."""
    if format_name in EXPANDED:
        named = text if text.startswith("(") else f"({text[:2]}){text[2:]}"
        return library_ink(format_name, named), named
    digits = text.removeprefix(f"({ITEM})")
    if len(digits) > ITEM_DIGITS:
        digits = digits.removeprefix(ITEM)
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("an item number is digits")
    return library_ink(format_name, digits), f"({ITEM}){digits}"
