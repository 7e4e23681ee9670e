"""ESC/POS bytes to paper, one step at a time, so that a slow head can follow."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PIL import Image

from printers.emulator.grammar import LEADS, Command, read_command
from printers.emulator.paper import Strip
from printers.emulator.symbols import (
    BARCODE_HEIGHT,
    QR_LEVELS,
    QrSettings,
    barcode_image,
    column_image,
    packed_image,
    qr_image,
    scaled,
)
from printers.emulator.text import CELLS, LINE_SPACING, LineBuffer, Style, cell, mode_style

UNKNOWN_KEPT = 100
FEED_MAX = 2_000
MODEL_NAME = b"EMULATOR"
TAB_CHARS = 8


@dataclass(frozen=True)
class CutPaper:
    """The cutter moves."""


@dataclass(frozen=True)
class Reply:
    """Something to send back now that everything before it is on paper."""

    data: bytes
    is_process_id: bool = False


@dataclass(frozen=True)
class AskStatus:
    """`GS r 1`: the printer's own state is the answer."""


@dataclass(frozen=True)
class PushStatus:
    """`GS a n`: what to report by itself from now on."""

    mask: int


@dataclass
class RasterRun:
    """A `GS v 0` whose rows are still coming."""

    row_bytes: int
    rows_left: int
    across: int
    down: int


Effect = Strip | CutPaper | Reply | AskStatus | PushStatus


class Interpreter:
    """Understands one stream of bytes."""

    def __init__(self, *, width_dots: int) -> None:
        self.width_dots = width_dots
        self.unknown: list[bytes] = []
        self.character_count = 0
        self._buffer = bytearray()
        self._effects: list[Effect] = []
        self.reset()

    def reset(self) -> None:
        """Do what `ESC @` does; bytes that wait stay."""
        self._style = Style()
        self._line = LineBuffer()
        self._raster: RasterRun | None = None
        self._stored: Image.Image | None = None
        self._qr = QrSettings()
        self._spacing = LINE_SPACING
        self._align = 0
        self._left = 0
        self._room = self.width_dots
        self._barcode_height = BARCODE_HEIGHT

    def drop_all(self) -> None:
        """Forget every byte and the line, as when buffers are cleared or power comes back."""
        self._buffer.clear()
        self._effects.clear()
        self.reset()

    def feed(self, data: bytes) -> None:
        """Take bytes in; nothing is printed until somebody steps."""
        self._buffer += data

    def step(self) -> Effect | None:
        """Give the next thing that happens; None when more bytes are needed."""
        while not self._effects:
            if not (self._take_raster() if self._raster else self._take_command()):
                return None
        return self._effects.pop(0)

    # --- taking bytes apart ---------------------------------------------------------

    def _take_raster(self) -> bool:
        """Print the whole rows that have come; False when there is not one."""
        run = self._raster
        assert run is not None
        count = min(len(self._buffer) // run.row_bytes, run.rows_left)
        if count == 0:
            return False
        data = bytes(self._buffer[: count * run.row_bytes])
        del self._buffer[: count * run.row_bytes]
        run.rows_left -= count
        image = packed_image(data, width=run.row_bytes * 8, height=count)
        self._print_image(scaled(image, across=run.across, down=run.down))
        if run.rows_left == 0:
            self._raster = None
        return True

    def _take_command(self) -> bool:
        if not self._buffer:
            return False
        if self._buffer[0] not in LEADS:
            self._take_byte(self._buffer.pop(0))
            return True
        found = read_command(self._buffer)
        if found is None:
            return False
        command, length = found
        del self._buffer[:length]
        self._obey(command)
        return True

    def _take_byte(self, byte: int) -> None:
        if byte == 0x0A:
            self._end_line()
        elif byte == 0x09:
            step = TAB_CHARS * CELLS[self._style.font][0]
            self._line.pen = (self._line.pen // step + 1) * step
        elif byte >= 0x20:
            self._put(cell(self._style.decode(byte), replace(self._style, code_page=0)))
            self.character_count += 1
        elif byte not in (0x00, 0x0C, 0x0D, 0x18):
            self._note_unknown(bytes((byte,)))

    def _obey(self, command: Command) -> None:
        action = ACTIONS.get(command.name)
        if action is not None:
            action(self, command.parameters)
        elif not command.is_known:
            self._note_unknown(command.name)

    def _note_unknown(self, what: bytes) -> None:
        if len(self.unknown) < UNKNOWN_KEPT:
            self.unknown.append(what)

    # --- printing -------------------------------------------------------------------

    def _put(self, image: Image.Image) -> None:
        if self._line.items and self._line.pen + image.width > self._room:
            self._end_line()
        self._line.put(image)

    def _end_line(self, at_least: int | None = None) -> None:
        spacing = self._spacing if at_least is None else at_least
        height = max(self._line.height, spacing)
        if height:
            printed = self._line.render(
                width=self.width_dots,
                height=height,
                align=self._align,
                left=self._left,
                room=self._room,
            )
            self._effects.append(Strip(printed.tobytes(), self.width_dots // 8))
        self._line.clear()

    def _print_image(self, image: Image.Image) -> None:
        """Print an image on lines of its own."""
        if self._line.items:
            self._end_line()
        self._line.put(image)
        self._end_line(at_least=0)

    def feed_dots(self, dots: int) -> None:
        """Print the line and move the paper on by so many dots in all."""
        self._end_line(at_least=min(dots, FEED_MAX))

    # --- commands -------------------------------------------------------------------

    def set_style(self, **changes: int) -> None:
        """Change how the next characters look."""
        self._style = replace(self._style, **changes)  # type: ignore[arg-type]

    def set_mode(self, parameters: bytes) -> None:
        """`ESC ! n`."""
        self._style = mode_style(self._style, parameters[0])

    def set_size(self, parameters: bytes) -> None:
        """`GS ! n`."""
        across, down = parameters[0] >> 4 & 7, parameters[0] & 7
        self.set_style(across=across + 1, down=down + 1)

    def set_spacing(self, dots: int) -> None:
        """`ESC 2`, `ESC 3 n`."""
        self._spacing = dots

    def set_align(self, parameters: bytes) -> None:
        """`ESC a n`, digits allowed."""
        self._align = (parameters[0] & 3) % 3

    def set_left(self, parameters: bytes) -> None:
        """`GS L nL nH`."""
        self._left = min(int.from_bytes(parameters, "little"), self.width_dots)
        self._room = min(self._room, self.width_dots - self._left)

    def set_room(self, parameters: bytes) -> None:
        """`GS W nL nH`."""
        room = int.from_bytes(parameters, "little")
        self._room = min(room, self.width_dots - self._left)

    def move_to(self, parameters: bytes) -> None:
        """`ESC $ nL nH`."""
        self._line.pen = int.from_bytes(parameters, "little")

    def move_by(self, parameters: bytes) -> None:
        """`ESC \\ nL nH`, signed."""
        by = int.from_bytes(parameters, "little", signed=True)
        self._line.pen = max(0, self._line.pen + by)

    def begin_raster(self, parameters: bytes) -> None:
        """`GS v 0 m xL xH yL yH`."""
        row_bytes = int.from_bytes(parameters[2:4], "little")
        rows = int.from_bytes(parameters[4:6], "little")
        across, down = 1 + (parameters[1] & 1), 1 + (parameters[1] >> 1 & 1)
        if row_bytes and rows:
            self._raster = RasterRun(row_bytes, rows, across, down)

    def print_columns(self, parameters: bytes) -> None:
        """`ESC * m nL nH d...`: the image stands on the line like a character."""
        self._put(column_image(parameters[0], parameters[3:]))

    def print_barcode(self, parameters: bytes) -> None:
        """`GS k`: a box with the text stands for the bars."""
        data = parameters[2:] if parameters[0] >= 65 else parameters[1:-1]
        text = data.decode("ascii", errors="replace")
        self._print_image(barcode_image(text, height=self._barcode_height))

    def set_barcode_height(self, parameters: bytes) -> None:
        """`GS h n`."""
        self._barcode_height = parameters[0]

    def obey_block(self, parameters: bytes) -> None:
        """`GS ( X pL pH ...`."""
        body = parameters[3:]
        if parameters[:1] == b"L":
            self.obey_graphics(body)
        elif parameters[:1] == b"k":
            self._obey_symbol(body)
        elif parameters[:1] == b"H" and body[:2] == b"00":
            self._reply(b"\x37\x22" + body[2:6] + b"\x00", is_process_id=True)

    def obey_graphics(self, body: bytes) -> None:
        """`GS ( L` and `GS 8 L`: function 112 stores a raster, 50 prints it."""
        function = body[1:2]
        if function == b"p":
            width = int.from_bytes(body[6:8], "little")
            height = int.from_bytes(body[8:10], "little")
            image = packed_image(body[10:], width=max(width, 1), height=max(height, 1))
            self._stored = scaled(image, across=body[3], down=body[4])
        elif function in (b"2", b"\x02") and self._stored is not None:
            self._print_image(self._stored)

    def _obey_symbol(self, body: bytes) -> None:
        """`GS ( k`: QR symbols are drawn, others stand as a box with their text."""
        kind, function, rest = body[0], body[1], body[2:]
        if kind == 49 and function == 67:
            self._qr.module_dots = max(1, rest[0])
        elif kind == 49 and function == 69:
            self._qr.level = QR_LEVELS.get(rest[0], "M")
        elif function == 80:
            self._qr.data = rest[1:]
        elif function == 81 and self._qr.data:
            self._print_symbol(kind)

    def _print_symbol(self, kind: int) -> None:
        if kind == 49:
            self._print_image(qr_image(self._qr))
        else:
            text = self._qr.data.decode("latin-1")
            self._print_image(barcode_image(text, height=self._barcode_height))

    def cut(self, parameters: bytes) -> None:
        """`GS V m [n]`."""
        self.feed_dots(parameters[1] if len(parameters) > 1 else 0)
        self._effects.append(CutPaper())

    def ask_status(self, parameters: bytes) -> None:
        """`GS r n`: 1 is the paper sensor, which is all we answer."""
        if parameters[0] in (1, 49):
            self._effects.append(AskStatus())

    def push_status(self, parameters: bytes) -> None:
        """`GS a n`."""
        self._effects.append(PushStatus(parameters[0]))

    def identify(self, parameters: bytes) -> None:
        """`GS I n`: numbers from 65 ask for texts."""
        if parameters[0] >= 65:
            self._reply(b"_" + MODEL_NAME + b"\x00")

    def _reply(self, data: bytes, *, is_process_id: bool = False) -> None:
        self._effects.append(Reply(data, is_process_id))


Action = Callable[[Interpreter, bytes], None]
ACTIONS: dict[bytes, Action] = {
    b"\x1b@": lambda printer, _: printer.reset(),
    b"\x1b!": Interpreter.set_mode,
    b"\x1bE": lambda printer, p: printer.set_style(is_bold=bool(p[0] & 1)),
    b"\x1bG": lambda printer, p: printer.set_style(is_bold=bool(p[0] & 1)),
    b"\x1b-": lambda printer, p: printer.set_style(is_underlined=p[0] not in (0, 48)),
    b"\x1bM": lambda printer, p: printer.set_style(font=p[0] & 1),
    b"\x1bt": lambda printer, p: printer.set_style(code_page=p[0]),
    b"\x1dB": lambda printer, p: printer.set_style(is_reversed=bool(p[0] & 1)),
    b"\x1d!": Interpreter.set_size,
    b"\x1b2": lambda printer, _: printer.set_spacing(LINE_SPACING),
    b"\x1b3": lambda printer, p: printer.set_spacing(p[0]),
    b"\x1ba": Interpreter.set_align,
    b"\x1bJ": lambda printer, p: printer.feed_dots(p[0]),
    b"\x1bd": lambda printer, p: printer.feed_dots(p[0] * LINE_SPACING),
    b"\x1b$": Interpreter.move_to,
    b"\x1b\\": Interpreter.move_by,
    b"\x1b*": Interpreter.print_columns,
    b"\x1bi": lambda printer, _: printer.cut(b"\x01"),
    b"\x1bm": lambda printer, _: printer.cut(b"\x01"),
    b"\x1dL": Interpreter.set_left,
    b"\x1dW": Interpreter.set_room,
    b"\x1dv": Interpreter.begin_raster,
    b"\x1d(": Interpreter.obey_block,
    b"\x1d8": lambda printer, p: printer.obey_graphics(p[5:]),
    b"\x1dk": Interpreter.print_barcode,
    b"\x1dh": Interpreter.set_barcode_height,
    b"\x1dV": Interpreter.cut,
    b"\x1dr": Interpreter.ask_status,
    b"\x1da": Interpreter.push_status,
    b"\x1dI": Interpreter.identify,
}
