"""Commands that say where things are printed, in standard and in page mode (Epson)."""

from printers.emulator.effects import FeedBack
from printers.emulator.interpreter import FEED_MAX, Interpreter
from printers.emulator.page_mode import PageCanvas
from printers.emulator.paper import DPI
from printers.emulator.parameters import is_on, number
from printers.emulator.text import LINE_SPACING


def set_spacing(printer: Interpreter, parameters: bytes) -> None:
    """`ESC 3 n`; `ESC 2` without a parameter."""
    printer.spacing = printer.down(parameters[0]) if parameters else LINE_SPACING


def set_align(printer: Interpreter, parameters: bytes) -> None:
    """`ESC a n`, digits allowed."""
    printer.align = (parameters[0] & 3) % 3


def set_left(printer: Interpreter, parameters: bytes) -> None:
    """`GS L nL nH`."""
    printer.left = min(printer.across(number(parameters)), printer.width_dots - 1)


def set_area(printer: Interpreter, parameters: bytes) -> None:
    """`GS W nL nH`."""
    printer.set_area(printer.across(number(parameters)))


def set_left_column(printer: Interpreter, parameters: bytes) -> None:
    """`ESC l n`: the left margin in characters."""
    printer.left = min(parameters[0] * printer.style.width, printer.width_dots - 1)


def set_right_column(printer: Interpreter, parameters: bytes) -> None:
    """`ESC Q n`: where the line ends, in characters from the paper's edge; 0 is its other edge."""
    end = parameters[0] * printer.style.width or printer.width_dots
    printer.set_area(max(1, end - printer.left))


def set_eighth(printer: Interpreter, _: bytes) -> None:
    """`ESC 0`: eight lines an inch."""
    printer.spacing = DPI // 8


def set_units(printer: Interpreter, parameters: bytes) -> None:
    """`GS P x y`: 1/x and 1/y of an inch, 0 is a dot."""
    printer.units = (parameters[0] or DPI, parameters[1] or DPI)


def set_tabs(printer: Interpreter, parameters: bytes) -> None:
    """`ESC D n... NUL`: rising columns; none clears them all."""
    stops: list[int] = []
    for stop in parameters.rstrip(b"\0"):
        if stops and stop <= stops[-1]:
            break
        stops.append(stop)
    printer.tabs = tuple(stops)


def move_to(printer: Interpreter, parameters: bytes) -> None:
    """`ESC $ nL nH`."""
    printer.line.move_to(printer.across(number(parameters)))


def move_by(printer: Interpreter, parameters: bytes) -> None:
    """`ESC \\ nL nH`, signed."""
    by = int.from_bytes(parameters, "little", signed=True)
    printer.line.move_to(printer.line.pen + printer.across(by))


def begin_line(printer: Interpreter, parameters: bytes) -> None:
    """`GS T n`: 1 prints what is on the line, 0 drops it."""
    if printer.line.items and is_on(parameters[0]):
        printer.end_line()
    printer.line.clear()


def feed(printer: Interpreter, parameters: bytes) -> None:
    """`ESC J n`."""
    printer.feed_dots(printer.down(parameters[0]))


def feed_lines(printer: Interpreter, parameters: bytes) -> None:
    """`ESC d n`."""
    printer.feed_dots(parameters[0] * printer.spacing)


def feed_back(printer: Interpreter, dots: int) -> None:
    """Print the line and draw the paper back: `ESC K n`, `ESC e n`."""
    if printer.line.items:
        printer.end_line(at_least=0)
    if printer.page is None and dots:
        printer.add_effect(FeedBack(min(dots, FEED_MAX)))


def begin_page(printer: Interpreter, _: bytes) -> None:
    """`ESC L`, at the beginning of a line only."""
    if printer.page is None and not printer.line.items:
        printer.page = PageCanvas(printer.width_dots)


def leave_page(printer: Interpreter, _: bytes) -> None:
    """`ESC S`: back to standard mode, what was composed is lost."""
    if printer.page is not None:
        printer.line.clear()
        printer.page = None


def set_page_area(printer: Interpreter, parameters: bytes) -> None:
    """`ESC W` sets page mode's area; with one byte it is another's command for wide letters."""
    if len(parameters) == 1:
        printer.set_style(across=2 if is_on(parameters[0]) else 1)
    elif printer.page is not None:
        _end_page_line(printer)
        printer.line.clear()
        printer.page.set_area(parameters)


def set_page_direction(printer: Interpreter, parameters: bytes) -> None:
    """`ESC T n`; outside page mode it means nothing."""
    if printer.page is not None:
        _end_page_line(printer)
        printer.line.clear()
        printer.page.set_direction(parameters[0])


def move_down_to(printer: Interpreter, parameters: bytes) -> None:
    """`GS $ nL nH`."""
    if printer.page is not None:
        _end_page_line(printer)
        printer.page.move_to(printer.down(number(parameters)))


def move_down_by(printer: Interpreter, parameters: bytes) -> None:
    """`GS \\ nL nH`, signed."""
    if printer.page is not None:
        base = printer.page.base
        by = int.from_bytes(parameters, "little", signed=True)
        _end_page_line(printer)
        printer.page.move_to(base + printer.down(by))


def _end_page_line(printer: Interpreter) -> None:
    """Set what stands on the line, and keep the pen where it is."""
    pen = printer.line.pen
    if printer.line.items:
        printer.end_line(at_least=0)
    printer.line.move_to(pen)
