"""ESC/POS bytes to paper, one step at a time, so that a slow head can follow.

Here bytes are taken apart and put on lines; what each command does is in `commands`.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PIL import Image

from printers.emulator.charsets import EPSON, Charset
from printers.emulator.effects import Effect, Reply
from printers.emulator.grammar import DC2, LEADS, Command, read_command
from printers.emulator.graphics import Graphics
from printers.emulator.page_mode import PageCanvas
from printers.emulator.paper import DPI, Strip
from printers.emulator.symbols import BarcodeSettings, SymbolSettings, packed_image, scaled
from printers.emulator.text import LINE_SPACING, LineBuffer, Style, cell, is_wide, styled

UNKNOWN_KEPT = 100
TEXT_KEPT = 100_000  # characters
FEED_MAX = 8_128  # dots: 1,016 mm, the most that Epson's printers feed at once
MACRO_MAX = 2_048
PENDING_MAX = 1 << 20  # bytes a macro may add to those that wait
TABS = tuple(range(8, 256, 8))
LINE_FEED, FORM_FEED, CANCEL, TAB = 0x0A, 0x0C, 0x18, 0x09
# Bytes without a meaning on paper: NUL, EOT, ENQ, ACK, BEL, VT, CR, DC1, DC3.
SILENT = b"\x00\x04\x05\x06\x07\x0b\x0d\x11\x13"
# SO, SI, DC4 do what they do behind an ESC.
STYLES = b"\x0e\x0f\x14"
SELECT = b"\x1b="  # the one command that a printer which is not addressed obeys


@dataclass
class RasterRun:
    """A `GS v 0` whose rows are still coming."""

    row_bytes: int
    rows_left: int
    across: int
    down: int


Action = Callable[["Interpreter", bytes], None]


class Interpreter:
    """Understands one stream of bytes."""

    def __init__(
        self,
        *,
        width_dots: int,
        actions: dict[bytes, Action],
        tables: Mapping[int, str] = EPSON,
    ) -> None:
        self.width_dots = width_dots
        self._tables = tables
        self._text: list[str] = []
        self.unknown: list[bytes] = []
        self.character_count = 0
        self.graphics = Graphics()
        self._actions = actions
        self._buffer = bytearray()
        self._effects: list[Effect] = []
        self._skip = 0
        self.macro = b""
        self.recording: bytearray | None = None
        self.reset()

    def reset(self) -> None:
        """Do what `ESC @` does; bytes that wait stay, and so do the pictures of FS q."""
        self.style = Style()
        self.wide_style: dict[str, int] = {}
        self.is_condensed = False
        self.charset = Charset(self._tables)
        self.line = LineBuffer()
        self.page: PageCanvas | None = None
        self.symbols = SymbolSettings()
        self.barcode = BarcodeSettings()
        self.spacing = LINE_SPACING
        self.align = 0
        self.left = 0
        self.tabs: tuple[int, ...] = TABS
        self.units = (DPI, DPI)
        self.is_upside_down = False
        self.is_selected = True
        self.user_characters: dict[tuple[int, int], Image.Image] = {}
        self.uses_user_characters = False
        self._area = self.width_dots
        self._is_picture = False
        self._raster: RasterRun | None = None
        self.graphics.forget_downloaded()

    def drop_all(self) -> None:
        """Forget every byte and the line, as when buffers are cleared or power comes back."""
        self._buffer.clear()
        self._effects.clear()
        self._skip = 0
        self.recording = None
        self.reset()

    def feed(self, data: bytes) -> None:
        """Take bytes in; nothing is printed until somebody steps."""
        self._buffer += data

    def step(self) -> Effect | None:
        """Give the next thing that happens; None when more bytes are needed."""
        while not self._effects:
            if not self._take():
                return None
        return self._effects.pop(0)

    # --- taking bytes apart ---------------------------------------------------------

    def _take(self) -> bool:
        """Work on the next bytes; False when there are too few."""
        if self._skip:
            return self._pass_over()
        if self._raster:
            return self._take_raster(self._raster)
        if not self._buffer:
            return False
        if self._buffer[0] == DC2 and self.is_condensed:
            self._obey(Command(self._consume(1), b""))
            return True
        if self._buffer[0] in LEADS:
            return self._take_command()
        self._take_byte(self._consume(1)[0])
        return True

    def _consume(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        if self.recording is not None and len(self.recording) + count <= MACRO_MAX:
            self.recording += taken
        return taken

    def _pass_over(self) -> bool:
        """Drop bytes of a command that is longer than anybody keeps."""
        count = min(self._skip, len(self._buffer))
        self._consume(count)
        self._skip -= count
        return count > 0

    def _take_raster(self, run: RasterRun) -> bool:
        """Print the whole rows that have come; False when there is not one."""
        count = min(len(self._buffer) // run.row_bytes, run.rows_left)
        if count == 0:
            return False
        data = self._consume(count * run.row_bytes)
        run.rows_left -= count
        image = packed_image(data, width=run.row_bytes * 8, height=count)
        if self.is_selected:
            self.print_image(scaled(image, across=run.across, down=run.down))
        if run.rows_left == 0:
            self._raster = None
        return True

    def _take_command(self) -> bool:
        found = read_command(self._buffer)
        if found is None:
            return False
        command, length = found
        self._skip = max(0, length - len(self._buffer))
        self._consume(min(length, len(self._buffer)))
        self._obey(command)
        return True

    def _take_byte(self, byte: int) -> None:
        if not self.is_selected:
            return
        if byte < 0x20:
            self._end_character()
        if byte == LINE_FEED:
            self._note_text("\n")
            self.end_line()
        elif byte == TAB:
            self.tab()
        elif byte == FORM_FEED:
            self.print_page(ends=True)
        elif byte == CANCEL and self.page is not None:
            self.line.clear()
            self.page.clear_area()
        elif byte >= 0x20:
            self._write(byte)
        elif byte in STYLES:
            self._obey(Command(b"\x1b" + bytes((byte,)), b""))
        elif byte not in SILENT and byte != CANCEL:
            self.note_unknown(bytes((byte,)))

    def _obey(self, command: Command) -> None:
        if not self.is_selected and command.name != SELECT:
            return
        self._end_character()
        action = self._actions.get(command.name)
        if not command.is_known:
            self.note_unknown(command.name)
        elif action is not None:
            action(self, command.parameters)

    def note_unknown(self, what: bytes) -> None:
        """Remember a command that is not understood."""
        if len(self.unknown) < UNKNOWN_KEPT:
            self.unknown.append(what)

    def begin_raster(self, run: RasterRun) -> None:
        """Take the bytes that follow as rows of dots."""
        self._raster = run

    def replay(self, times: int) -> None:
        """Take the macro's bytes before those that wait."""
        if len(self._buffer) + len(self.macro) * times <= PENDING_MAX:
            self._buffer[:0] = self.macro * times

    # --- the line -------------------------------------------------------------------

    @property
    def line_width(self) -> int:
        """Dots across, of the paper or of the page mode's area."""
        return self.page.width if self.page is not None else self.width_dots

    @property
    def room(self) -> int:
        """Dots between the left margin and the printing area's right end."""
        return max(1, min(self._area, self.line_width - self.left))

    def set_area(self, dots: int) -> None:
        """Set the printing area's width, of which there may be less right of the margin."""
        self._area = dots

    def across(self, units: int) -> int:
        """Give dots for horizontal motion units (`GS P`)."""
        return units * DPI // self.units[0]

    def down(self, units: int) -> int:
        """Give dots for vertical motion units."""
        return units * DPI // self.units[1]

    def set_style(self, **changes: int) -> None:
        """Change how the next characters look."""
        self.style = replace(self.style, **changes)  # type: ignore[arg-type]

    def _write(self, byte: int) -> None:
        """Put a byte's character on the line."""
        own = self.user_characters.get((self.style.font, byte))
        if own is not None and self.uses_user_characters:
            self._note_text(chr(byte))
            self.put(styled(own, self.style))
            return
        for character in self.charset.decode(byte):
            self._put_character(character)

    def _put_character(self, character: str) -> None:
        self._note_text(character)
        style = self.style
        if self.wide_style and is_wide(character):
            style = replace(style, **self.wide_style)  # type: ignore[arg-type]
        if unicodedata.combining(character) and self.line.items and not self.line.is_full:
            self.line.put_over(cell(character, style))
        else:
            self.put(cell(character, style))

    def _end_character(self) -> None:
        """Show that a character of several bytes was broken off before a command."""
        for character in self.charset.end():
            self._put_character(character)

    def _note_text(self, text: str) -> None:
        self.character_count += text != "\n"
        if len(self._text) < TEXT_KEPT:
            self._text.append(text)

    @property
    def text(self) -> str:
        """What was printed as text so far, the first TEXT_KEPT characters."""
        return "".join(self._text)

    def put(self, image: Image.Image) -> None:
        """Put an image at the pen; on the next line when there is no room."""
        is_too_long = self.line.pen + image.width > self.room
        if self.line.items and (is_too_long or self.line.is_full):
            self.end_line()
        self.line.put(image)

    def tab(self) -> None:
        """Move the pen to the next tab stop; nowhere when there is none."""
        width = self.style.width
        stops = (stop * width for stop in self.tabs)
        self.line.move_to(next((stop for stop in stops if stop > self.line.pen), self.line.pen))

    def end_line(self, at_least: int | None = None) -> None:
        """Print the line and move on by the line spacing, or by `at_least` dots."""
        spacing = self.spacing if at_least is None else at_least
        height = max(self.line.height, spacing)
        if self.page is not None:
            self._end_page_line(self.page, spacing)
        elif height:
            self.add_strip(self._rendered(height))
        self.line.clear()

    def _end_page_line(self, page: PageCanvas, spacing: int) -> None:
        own = self.line.height
        if own:
            page.put_line(self._rendered(own), height=own, feed=spacing)
        else:
            page.move_to(page.base + spacing)

    def _rendered(self, height: int) -> Image.Image:
        return self.line.render(
            width=self.line_width,
            height=height,
            align=self.align,
            left=self.left,
            room=self.room,
            is_turned=self.is_upside_down and not self._is_picture,
        )

    def print_image(self, image: Image.Image) -> None:
        """Print an image on lines of its own, upright even where text is upside down."""
        if self.line.items:
            self.end_line()
        self.line.put(image)
        self._is_picture = True
        self.end_line(at_least=0)
        self._is_picture = False

    def feed_dots(self, dots: int) -> None:
        """Print the line and move the paper on by so many dots in all."""
        self.end_line(at_least=min(dots, FEED_MAX))

    def print_page(self, *, ends: bool) -> None:
        """Print what page mode has composed, and end it or go on; nothing in standard mode."""
        if self.page is None:
            return
        if self.line.items:
            self.end_line(at_least=0)
        image = self.page.print()
        if image.height:
            self.add_strip(image)
        if ends:
            self.page = None

    # --- what comes of it -----------------------------------------------------------

    def add_effect(self, effect: Effect) -> None:
        """Let something happen."""
        self._effects.append(effect)

    def add_strip(self, image: Image.Image) -> None:
        """Let an image as wide as the paper come out."""
        self.add_effect(Strip(image.tobytes(), self.width_dots // 8))

    def reply(self, data: bytes, *, is_process_id: bool = False) -> None:
        """Send an answer."""
        self.add_effect(Reply(data, is_process_id))
