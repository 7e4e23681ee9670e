"""Commands that say how characters look and what bytes mean (Epson command reference)."""

from PIL import Image

from printers.emulator.interpreter import Interpreter
from printers.emulator.parameters import is_on
from printers.emulator.symbols import standing_image
from printers.emulator.text import CELLS, mode_style

FONTS = {48: 0, 49: 1, 50: 2, 51: 0, 52: 1}


def set_mode(printer: Interpreter, parameters: bytes) -> None:
    """`ESC ! n`."""
    printer.style = mode_style(printer.style, parameters[0])


def set_size(printer: Interpreter, parameters: bytes) -> None:
    """`GS ! n`."""
    printer.set_style(across=(parameters[0] >> 4 & 7) + 1, down=(parameters[0] & 7) + 1)


def set_underline(printer: Interpreter, parameters: bytes) -> None:
    """`ESC - n`: 0 to 2 dots, digits allowed."""
    printer.set_style(underline=min(parameters[0] & 0x0F, 2))


def set_font(printer: Interpreter, parameters: bytes) -> None:
    """`ESC M n`."""
    font = FONTS.get(parameters[0], parameters[0])
    printer.set_style(font=font if font in CELLS else 0)


def set_table(printer: Interpreter, parameters: bytes) -> None:
    """`ESC t n`."""
    printer.charset.table = parameters[0]


def set_nation(printer: Interpreter, parameters: bytes) -> None:
    """`ESC R n`."""
    printer.charset.nation = parameters[0]


def set_coding(printer: Interpreter, body: bytes) -> None:
    """`FS ( C` function 48: 1 one byte a character, 2 UTF-8."""
    if len(body) >= 2 and body[0] == 48:
        printer.charset.use_codec("utf-8" if body[1] in (2, 50) else None)


def define_characters(printer: Interpreter, parameters: bytes) -> None:
    """`ESC & y c1 c2 [x d...]`: each character is x columns of y bytes."""
    depth, first, last = parameters[:3]
    width, height = CELLS[printer.style.font]
    place = 3
    for code in range(first, last + 1):
        columns = parameters[place]
        data = parameters[place + 1 : place + 1 + columns * depth]
        place += 1 + columns * depth
        character = Image.new("1", (width, height), 0)
        if data:
            character.paste(standing_image(data, depth=depth), (0, 0))
        printer.user_characters[printer.style.font, code] = character


def use_own(printer: Interpreter, parameters: bytes) -> None:
    """`ESC % n`."""
    printer.uses_user_characters = is_on(parameters[0])


def forget_character(printer: Interpreter, parameters: bytes) -> None:
    """`ESC ? n`."""
    printer.user_characters.pop((printer.style.font, parameters[0]), None)
