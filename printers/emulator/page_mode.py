"""Page mode (`ESC L`): lines are set into areas of a page, which is printed as a whole.

An area has a direction: its lines are drawn upright on a canvas of its own, which is turned
when it is laid on the page (Epson command reference, `ESC T`, `ESC W`).
"""

from PIL import Image

PAGE_MAX_ROWS = 2_400
FIRST_BASE = 24  # the first line's foot, below the area's top
TURNS = {
    1: Image.Transpose.ROTATE_90,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_270,
}


class PageCanvas:
    """A page being composed."""

    def __init__(self, width_dots: int) -> None:
        self._width = width_dots
        self._page = Image.new("1", (width_dots, PAGE_MAX_ROWS), 0)
        self._box = (0, 0, width_dots, PAGE_MAX_ROWS)
        self._direction = 0
        self._bottom = 0
        self._begin_area()

    @property
    def width(self) -> int:
        """Dots of a line in the area, as its direction has it."""
        return self._area.width

    def set_area(self, parameters: bytes) -> None:
        """`ESC W xL xH yL yH dxL dxH dyL dyH`."""
        x, y, across, down = (
            int.from_bytes(parameters[i : i + 2], "little") for i in range(0, 8, 2)
        )
        self._lay()
        left, top = min(x, self._width - 1), min(y, PAGE_MAX_ROWS - 1)
        right = min(left + max(across, 1), self._width)
        self._box = (left, top, right, min(top + max(down, 1), PAGE_MAX_ROWS))
        self._bottom = max(self._bottom, self._box[3])
        self._begin_area()

    def set_direction(self, direction: int) -> None:
        """`ESC T n`: 0 across, 1 upwards, 2 upside down, 3 downwards."""
        self._lay()
        self._direction = direction & 3
        self._begin_area()

    def put_line(self, line: Image.Image, *, height: int, feed: int) -> None:
        """Set a line with its foot on the base, never above the area, and move down."""
        top = max(0, self.base - height)
        self._area.paste(255, (0, top), line)
        self.move_to(max(self.base, top + height) + feed)

    def move_to(self, base: int) -> None:
        """`GS $`, `GS \\`: set the base, within the area."""
        self.base = min(max(0, base), self._area.height)

    def clear_area(self) -> None:
        """`CAN`: forget what the area holds."""
        self._page.paste(0, self._box)
        self._begin_area()

    def print(self) -> Image.Image:
        """Give the page as wide as the paper, down to the end of the areas that were set.

        Without an area it ends at its last dot; without a dot it is no paper at all.
        """
        self._lay()
        self._begin_area()
        box = self._page.getbbox()
        height = max(box[3], self._bottom) if box else 0
        return self._page.crop((0, 0, self._width, height))

    def _begin_area(self) -> None:
        left, top, right, bottom = self._box
        size = (right - left, bottom - top)
        self._area = Image.new("1", size[::-1] if self._direction & 1 else size, 0)
        self.base = FIRST_BASE

    def _lay(self) -> None:
        """Turn the area and lay it on the page."""
        turn = TURNS.get(self._direction)
        area = self._area.transpose(turn) if turn is not None else self._area
        self._page.paste(255, self._box[:2], area)
