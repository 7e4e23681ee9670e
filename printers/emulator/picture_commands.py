"""Commands that print pictures, barcodes and symbols (Epson; others where it says so)."""

from printers.emulator.grammar import MAKER_QR
from printers.emulator.interpreter import Interpreter, RasterRun
from printers.emulator.parameters import number
from printers.emulator.symbols import (
    KINDS,
    LEVEL,
    MODULE,
    QR,
    SymbolSettings,
    barcode_image,
    column_image,
    packed_image,
    scaled,
    standing_image,
    symbol_image,
)
from printers.emulator.text_commands import font_named

STORE, PRINT = 80, 81
SETTING_BYTES = 4
BRAZIL_QR, BRAZIL_MODULE = 11, 4
LEVEL_L = 48
LEVELS = {ord("L"): LEVEL_L, ord("M"): 49, ord("Q"): 50, ord("H"): 51}


def begin_raster(printer: Interpreter, parameters: bytes) -> None:
    """`GS v 0 m xL xH yL yH`."""
    row_bytes, rows = number(parameters, 2), number(parameters, 4)
    across, down = 1 + (parameters[1] & 1), 1 + (parameters[1] >> 1 & 1)
    if row_bytes and rows:
        printer.begin_raster(RasterRun(row_bytes, rows, across, down))


def print_dot_rows(printer: Interpreter, parameters: bytes) -> None:
    """`DC2 * r n d...`, on the small printers of hobbyists."""
    rows, row_bytes = parameters[:2]
    if rows and row_bytes:
        printer.print_image(packed_image(parameters[2:], width=row_bytes * 8, height=rows))


def print_tall(printer: Interpreter, parameters: bytes) -> None:
    """`GS Q 0 m xL xH yL yH d...`: columns of y bytes."""
    depth = number(parameters, 4)
    image = standing_image(parameters[6:], depth=depth)
    across, down = 1 + (parameters[1] & 1), 1 + (parameters[1] >> 1 & 1)
    printer.print_image(scaled(image, across=across, down=down))


def print_columns(printer: Interpreter, parameters: bytes) -> None:
    """`ESC * m nL nH d...`: the image stands on the line like a character."""
    printer.put(column_image(parameters[0], parameters[3:]))


def keep_flash(printer: Interpreter, parameters: bytes) -> None:
    """`FS q n ...`."""
    printer.graphics.keep_flash(parameters)


def keep_downloaded(printer: Interpreter, parameters: bytes) -> None:
    """`GS * x y ...`."""
    printer.graphics.keep_downloaded(parameters)


def print_kept(printer: Interpreter, key: tuple[str, bytes], mode: int) -> None:
    """Print a picture by its key, once or twice as wide and high."""
    image = printer.graphics.find(key)
    if image is not None:
        across, down = 1 + (mode & 1), 1 + (mode >> 1 & 1)
        printer.print_image(scaled(image, across=across, down=down))


def obey_graphics(printer: Interpreter, body: bytes) -> None:
    """`GS ( L` and `GS 8 L`."""
    answer = printer.graphics.answer(body)
    if answer is not None:
        printer.reply(answer)
    image = printer.graphics.obey(body)
    if image is not None:
        printer.print_image(image)


def print_barcode(printer: Interpreter, parameters: bytes) -> None:
    """`GS k`: system 0 to 8 and data to a NUL, or 65 and up with a length.

    Makers in Brazil print QR symbols by it: 11 and `level, A, comma, data`, 81 and six numbers.
    """
    if parameters[0] == MAKER_QR:
        data = parameters[7:].split(b"\0")[0]
        _print_qr(printer, data, level=LEVEL_L, module=parameters[2])
        return
    if parameters[0] == BRAZIL_QR:
        data = parameters[4:].removesuffix(b"\0")
        _print_qr(printer, data, level=parameters[1], module=BRAZIL_MODULE)
        return
    is_counted = parameters[0] >= 65
    system = parameters[0] - 65 if is_counted else parameters[0]
    data = parameters[2:] if is_counted else parameters[1:].removesuffix(b"\0")
    if data:
        printer.print_image(barcode_image(system, data, printer.barcode, room=printer.room))


def set_barcode_font(printer: Interpreter, parameters: bytes) -> None:
    """`GS f n`."""
    printer.barcode.font = font_named(parameters[0])


def set_barcode(printer: Interpreter, parameters: bytes, *, name: str) -> None:
    """`GS h`, `GS w`, `GS H`."""
    setattr(printer.barcode, name, parameters[0])


def obey_symbol(printer: Interpreter, body: bytes) -> None:
    """`GS ( k`: settings, data and printing of QR, PDF417 and other symbols."""
    if len(body) < 2 or body[0] not in KINDS:
        return
    kind, function, rest, settings = body[0], body[1], body[2:], printer.symbols
    if function == STORE:
        settings.stored[kind] = rest[1:]
    elif function != PRINT:
        settings.values[kind, function] = rest[:SETTING_BYTES]
    elif settings.stored.get(kind):
        printer.print_image(symbol_image(settings, kind, settings.stored[kind]))


def print_old_symbol(printer: Interpreter, parameters: bytes) -> None:
    """`ESC Z version level module nL nH d...`, before there was `GS ( k`."""
    _print_qr(printer, parameters[5:], level=parameters[1], module=parameters[2])


def print_maker_symbol(printer: Interpreter, parameters: bytes) -> None:
    """`ESC 81h nL nH module level d...` (Daruma)."""
    if len(parameters) > 4:
        _print_qr(printer, parameters[4:], level=parameters[3], module=parameters[2])


def _print_qr(printer: Interpreter, data: bytes, *, level: int, module: int) -> None:
    """Print a QR symbol whose level is a letter."""
    settings = SymbolSettings()
    settings.values[QR, LEVEL] = bytes((LEVELS.get(level, LEVEL_L),))
    settings.values[QR, MODULE] = bytes((module,))
    if data:
        printer.print_image(symbol_image(settings, QR, data))
