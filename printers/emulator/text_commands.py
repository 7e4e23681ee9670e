"""Commands that say how characters look and what bytes mean (Epson command reference)."""

from PIL import Image

from printers.emulator.interpreter import Interpreter
from printers.emulator.parameters import is_on
from printers.emulator.symbols import standing_image
from printers.emulator.text import CELLS, mode_style

FONTS = {48: 0, 49: 1, 50: 2, 51: 0, 52: 1}
FONT_A, FONT_B = 0, 1


def set_mode(printer: Interpreter, parameters: bytes) -> None:
    """`ESC ! n`."""
    printer.style = mode_style(printer.style, parameters[0])


def set_size(printer: Interpreter, parameters: bytes) -> None:
    """`GS ! n`, for wide characters too."""
    printer.wide_style.pop("across", None)
    printer.wide_style.pop("down", None)
    printer.set_style(across=(parameters[0] >> 4 & 7) + 1, down=(parameters[0] & 7) + 1)


def set_underline(printer: Interpreter, parameters: bytes) -> None:
    """`ESC - n`: 0 to 2 dots, digits allowed."""
    printer.set_style(underline=min(parameters[0] & 0x0F, 2))


def set_font(printer: Interpreter, parameters: bytes) -> None:
    """`ESC M n`."""
    printer.set_style(font=font_named(parameters[0]))


def font_named(value: int) -> int:
    """Give the font for a number or digit; font A where there is none."""
    font = FONTS.get(value, value)
    return font if font in CELLS else FONT_A


def set_condensed(printer: Interpreter, _: bytes) -> None:
    """`SI`, `ESC SI`: narrow letters until `DC2`."""
    printer.is_condensed = True
    printer.set_style(font=FONT_B)


def set_wide_mode(printer: Interpreter, parameters: bytes) -> None:
    """`FS ! n`: how the characters of two bytes look."""
    bits = parameters[0]
    printer.wide_style = {
        "across": 2 if bits & 0x04 else 1,
        "down": 2 if bits & 0x08 else 1,
        "underline": 2 if bits & 0x80 else 0,
    }


def set_wide_size(printer: Interpreter, parameters: bytes) -> None:
    """`FS W n`: characters of two bytes twice as wide and high."""
    times = 2 if is_on(parameters[0]) else 1
    printer.wide_style |= {"across": times, "down": times}


def set_wide_underline(printer: Interpreter, parameters: bytes) -> None:
    """`FS - n`."""
    printer.wide_style["underline"] = min(parameters[0] & 0x0F, 2)


def set_wide_gap(printer: Interpreter, parameters: bytes) -> None:
    """`FS S n1 n2`: the space around a character of two bytes; all of it stands at its right."""
    printer.wide_style["gap"] = sum(parameters[:2])


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
