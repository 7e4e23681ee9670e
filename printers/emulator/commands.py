"""What each ESC/POS command does: the table, and the commands of the machine itself."""

from printers.emulator.effects import AskStatus, CutPaper, PushStatus
from printers.emulator.interpreter import Action, Interpreter
from printers.emulator.parameters import is_on
from printers.emulator.picture_commands import (
    begin_raster,
    keep_downloaded,
    keep_flash,
    obey_graphics,
    obey_symbol,
    print_barcode,
    print_columns,
    print_dot_rows,
    print_kept,
    print_maker_symbol,
    print_old_symbol,
    print_tall,
    set_barcode,
    set_barcode_font,
)
from printers.emulator.place_commands import (
    begin_line,
    begin_page,
    feed,
    feed_back,
    feed_lines,
    leave_page,
    move_by,
    move_down_by,
    move_down_to,
    move_to,
    set_align,
    set_area,
    set_eighth,
    set_left,
    set_left_column,
    set_page_area,
    set_page_direction,
    set_right_column,
    set_spacing,
    set_tabs,
    set_units,
)
from printers.emulator.text_commands import (
    define_characters,
    forget_character,
    set_coding,
    set_condensed,
    set_font,
    set_mode,
    set_nation,
    set_size,
    set_table,
    set_underline,
    set_wide_gap,
    set_wide_mode,
    set_wide_size,
    set_wide_underline,
    use_own,
)

MODEL_NAME = b"EMULATOR"
MODEL_ID, TYPE_ID, ROM_ID = 0x20, 0x02, 0x01
ABOUT = {65: b"1.00", 66: b"motcua", 67: MODEL_NAME, 68: b"0000000000", 69: b""}
# `FS C n`; UTF-8 is what Sunmi's printers understand by 255.
WIDE_CODECS = {
    0: "gb18030", 48: "gb18030", 1: "shift_jis", 49: "shift_jis", 2: "shift_jis", 255: "utf-8",
}  # fmt: skip


def cut(printer: Interpreter, parameters: bytes) -> None:
    """`GS V m [n]`, `ESC i`, `ESC m`."""
    if printer.page is not None:
        return
    if printer.line.items or len(parameters) > 1:
        printer.feed_dots(printer.down(parameters[1]) if len(parameters) > 1 else 0)
    printer.add_effect(CutPaper())


def obey_block(printer: Interpreter, parameters: bytes) -> None:
    """`GS ( X pL pH ...`; what has no meaning here is passed over."""
    kind, body = parameters[:1], parameters[3:]
    if kind == b"L":
        obey_graphics(printer, body)
    elif kind == b"k":
        obey_symbol(printer, body)
    elif kind == b"H" and body[:2] == b"00":
        printer.reply(b"\x37\x22" + body[2:6] + b"\x00", is_process_id=True)


def obey_wide_block(printer: Interpreter, parameters: bytes) -> None:
    """`FS ( X pL pH ...`."""
    if parameters[:1] == b"C":
        set_coding(printer, parameters[3:])


def ask_status(printer: Interpreter, parameters: bytes) -> None:
    """`GS r n`: 1 is the paper sensor, 2 the drawer, which is closed."""
    if parameters[0] in (1, 49):
        printer.add_effect(AskStatus())
    elif parameters[0] in (2, 50):
        printer.reply(b"\x00")


def push_status(printer: Interpreter, parameters: bytes) -> None:
    """`GS a n`."""
    printer.add_effect(PushStatus(parameters[0]))


def identify(printer: Interpreter, parameters: bytes) -> None:
    """`GS I n`: numbers from 65 ask for texts, others for one byte."""
    asked = parameters[0]
    if asked >= 65:
        printer.reply(b"_" + ABOUT.get(asked, b"") + b"\x00")
        return
    answer = {1: MODEL_ID, 2: TYPE_ID, 3: ROM_ID}.get(asked & 0x0F)
    if answer is not None:
        printer.reply(bytes((answer,)))


def end_condensed(printer: Interpreter, _: bytes) -> None:
    """`DC2`: back from the narrow letters of `SI`."""
    if printer.is_condensed:
        printer.is_condensed = False
        printer.set_style(font=0)


def record_macro(printer: Interpreter, _: bytes) -> None:
    """`GS :` begins and ends a macro; it holds the bytes between the two."""
    if printer.recording is None:
        printer.recording = bytearray()
        return
    printer.macro = bytes(printer.recording[:-2])  # without the closing command itself
    printer.recording = None


def play_macro(printer: Interpreter, parameters: bytes) -> None:
    """`GS ^ r t m`; while a macro is being recorded it drops it, so that none calls itself."""
    if printer.recording is not None:
        printer.recording, printer.macro = None, b""
        return
    printer.replay(parameters[0])


def select(printer: Interpreter, parameters: bytes) -> None:
    """`ESC = n`: bit 0 is the printer, bit 1 a customer display on the same line."""
    printer.is_selected = is_on(parameters[0])


ACTIONS: dict[bytes, Action] = {
    b"\x1b@": lambda printer, _: printer.reset(),
    b"\x1b=": select,
    b"\x1b!": set_mode,
    b"\x1b ": lambda printer, p: printer.set_style(gap=p[0]),
    b"\x1bE": lambda printer, p: printer.set_style(is_bold=is_on(p[0]) if p else True),
    b"\x1bF": lambda printer, p: printer.set_style(is_bold=bool(p) and printer.style.is_bold),
    b"\x1bG": lambda printer, p: printer.set_style(is_double_strike=is_on(p[0]) if p else True),
    b"\x1bH": lambda printer, _: printer.set_style(is_double_strike=False),
    b"\x1b4": lambda printer, p: printer.set_style(is_italic=is_on(p[0]) if p else True),
    b"\x1b5": lambda printer, _: printer.set_style(is_italic=False),
    b"\x1db": lambda printer, p: printer.set_style(is_smooth=is_on(p[0])),
    b"\x1b\x0e": lambda printer, _: printer.set_style(across=2),
    b"\x1b\x14": lambda printer, _: printer.set_style(across=1),
    b"\x1b\x0f": set_condensed,
    b"\x12": end_condensed,
    b"\x1bV": lambda printer, p: printer.set_style(is_turned=p[0] & 0x0F != 0),
    b"\x1dB": lambda printer, p: printer.set_style(is_reversed=is_on(p[0])),
    b"\x1b-": set_underline,
    b"\x1bM": set_font,
    b"\x1bt": set_table,
    b"\x1bR": set_nation,
    b"\x1d!": set_size,
    b"\x1b{": lambda printer, p: setattr(printer, "is_upside_down", is_on(p[0])),
    b"\x1b&": define_characters,
    b"\x1b%": use_own,
    b"\x1b?": forget_character,
    b"\x1c&": lambda printer, _: printer.charset.use_codec("gb18030"),
    b"\x1c.": lambda printer, _: printer.charset.use_codec(None),
    b"\x1cC": lambda printer, p: printer.charset.use_codec(WIDE_CODECS.get(p[0])),
    b"\x1c(": obey_wide_block,
    b"\x1c!": set_wide_mode,
    b"\x1cW": set_wide_size,
    b"\x1c-": set_wide_underline,
    b"\x1cS": set_wide_gap,
    b"\x1b0": set_eighth,
    b"\x1b2": set_spacing,
    b"\x1b3": set_spacing,
    b"\x1ba": set_align,
    b"\x1bJ": feed,
    b"\x1bd": feed_lines,
    b"\x1bK": lambda printer, p: feed_back(printer, printer.down(p[0])),
    b"\x1bj": lambda printer, p: feed_back(printer, printer.down(p[0])),
    b"\x1be": lambda printer, p: feed_back(printer, p[0] * printer.spacing),
    b"\x1bD": set_tabs,
    b"\x1b$": move_to,
    b"\x1b\\": move_by,
    b"\x1dL": set_left,
    b"\x1bl": set_left_column,
    b"\x1bQ": set_right_column,
    b"\x1dW": set_area,
    b"\x1dP": set_units,
    b"\x1dT": begin_line,
    b"\x1bL": begin_page,
    b"\x1bS": leave_page,
    b"\x1bW": set_page_area,
    b"\x1bT": set_page_direction,
    b"\x1b\x0c": lambda printer, _: printer.print_page(ends=False),
    b"\x1d$": move_down_to,
    b"\x1d\\": move_down_by,
    b"\x1b*": print_columns,
    b"\x1dv": begin_raster,
    b"\x1dQ": print_tall,
    b"\x12*": print_dot_rows,
    b"\x1d(": obey_block,
    b"\x1d8": lambda printer, p: obey_graphics(printer, p[5:]),
    b"\x1d*": keep_downloaded,
    b"\x1d/": lambda printer, p: print_kept(printer, ("old", b""), p[0]),
    b"\x1cq": keep_flash,
    b"\x1cp": lambda printer, p: print_kept(printer, ("flash", p[:1]), p[1]),
    b"\x1dk": print_barcode,
    b"\x1dh": lambda printer, p: set_barcode(printer, p, name="height"),
    b"\x1dw": lambda printer, p: set_barcode(printer, p, name="module"),
    b"\x1dH": lambda printer, p: set_barcode(printer, p, name="text_place"),
    b"\x1df": set_barcode_font,
    b"\x1bZ": print_old_symbol,
    b"\x1b\x81": print_maker_symbol,
    b"\x1dV": cut,
    b"\x1bi": cut,
    b"\x1bm": cut,
    b"\x1dr": ask_status,
    b"\x1bu": lambda printer, _: printer.reply(b"\x00"),
    b"\x1bv": lambda printer, _: printer.add_effect(AskStatus()),
    b"\x1da": push_status,
    b"\x1dI": identify,
    b"\x1d:": record_macro,
    b"\x1d^": play_macro,
}
