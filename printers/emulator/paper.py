"""Paper that comes out: strips of dots on a page, a cut begins the next page."""

import io
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from PIL import Image

PAGES_KEPT = 60
PAGE_MAX_ROWS = 12_000  # 1.5 m; a job without a cut would otherwise grow for ever
DPI = 203


@dataclass(frozen=True)
class Strip:
    """Rows of packed dots, 1 is ink, of the paper's own width."""

    rows: bytes
    row_bytes: int

    @property
    def height(self) -> int:
        """Rows."""
        return len(self.rows) // self.row_bytes

    def split(self, count: int) -> "tuple[Strip, Strip]":
        """Give the first `count` rows and the rest."""
        place = count * self.row_bytes
        return Strip(self.rows[:place], self.row_bytes), Strip(self.rows[place:], self.row_bytes)


@dataclass(frozen=True)
class Page:
    """A piece of paper that left the printer; `is_cut` is False when it was torn or ran out."""

    number: int
    at: datetime
    width_dots: int
    rows: bytes = field(repr=False)
    is_cut: bool

    @property
    def height_dots(self) -> int:
        """Rows."""
        return len(self.rows) * 8 // self.width_dots

    def to_image(self) -> Image.Image:
        """Give the picture, black on white, mode 1."""
        size = (self.width_dots, self.height_dots)
        return Image.frombytes("1", size, self.rows.translate(_FLIPPED))

    def to_png(self) -> bytes:
        """Give the picture as PNG with the head's resolution in it."""
        png = io.BytesIO()
        self.to_image().save(png, "PNG", dpi=(DPI, DPI))
        return png.getvalue()


_FLIPPED = bytes(255 - byte for byte in range(256))


class Paper:
    """The paper under the head and the newest pages that were cut off it."""

    def __init__(
        self, *, width_dots: int, clock: Callable[[], datetime], kept: int = PAGES_KEPT
    ) -> None:
        self.width_dots = width_dots
        self.row_bytes = width_dots // 8
        self.pages: deque[Page] = deque(maxlen=kept)
        self.page_count = 0
        self._clock = clock
        self._rows = bytearray()
        self._behind = 0  # rows under the head that were printed before

    @property
    def height_dots(self) -> int:
        """Rows of the page that is not cut yet."""
        return len(self._rows) // self.row_bytes

    def add(self, strip: Strip) -> None:
        """Let rows come out; over what was drawn back the head prints once more."""
        count = min(self._behind * self.row_bytes, len(strip.rows))
        if count:
            place = len(self._rows) - self._behind * self.row_bytes
            self._print_over(place, strip.rows[:count])
            self._behind -= count // self.row_bytes
        self._rows += strip.rows[count:]
        if self.height_dots >= PAGE_MAX_ROWS:
            self.end_page(is_cut=False)

    def draw_back(self, rows: int) -> None:
        """Draw the paper back, at most to where this page begins."""
        self._behind = min(self._behind + rows, self.height_dots)

    def _print_over(self, place: int, rows: bytes) -> None:
        old = int.from_bytes(self._rows[place : place + len(rows)], "big")
        both = (old | int.from_bytes(rows, "big")).to_bytes(len(rows), "big")
        self._rows[place : place + len(rows)] = both

    def end_page(self, *, is_cut: bool) -> None:
        """Cut or tear off what came out; nothing when nothing has."""
        if not self._rows:
            return
        self.page_count += 1
        rows = bytes(self._rows)
        self._rows.clear()
        self._behind = 0
        page = Page(self.page_count, self._clock(), self.width_dots, rows, is_cut)
        self.pages.append(page)
