"""Blocks fitted to a width in dots. Pure: it measures letters and draws nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from printers import label_layout
from printers.page import Bar, Frame, Mark, Matrix, Page, Picture, Words
from printers.qr import QUIET_MODULES, module_count
from printers.slip import (
    SMALLEST_TEXT,
    Align,
    Block,
    Cut,
    Feed,
    Image,
    Label,
    Qr,
    Row,
    Rule,
    Slip,
    Text,
)
from printers.typeface import ascent, highest_ink, line_height, text_width
from printers.wrapping import Wrapper

COLUMN_MIN_DOTS = 160
STACK_GAP = 8
FRAME_THICK = 3
FRAME_PAD_X, FRAME_PAD_Y = 10, 6
SIZE_STEP = 2
FITTED_KEPT = 256
LENGTH_MAX_DOTS = 4_000  # half a metre: more is a mistake, not a slip


@dataclass(frozen=True)
class Piece:
    """A block laid out: its height and its marks, counted from its own top left."""

    height: int
    marks: tuple[Mark, ...]


def lay_out(slip: Slip, *, width_dots: int) -> Page:
    """Give the page; ValueError for a picture wider than the paper or a slip too long."""
    piece = _lowered(_stack(slip.blocks, width=width_dots))
    if piece.height > LENGTH_MAX_DOTS:
        raise ValueError("slip longer than half a metre")
    is_cut = any(isinstance(block, Cut) for block in slip.blocks)
    return Page(width_dots, max(piece.height, 1), piece.marks, is_cut)


def _lowered(piece: Piece) -> Piece:
    """Give room above for marks that rise over the first line, or they would be cut off."""
    tops = (mark.y - highest_ink(mark.size) for mark in piece.marks if isinstance(mark, Words))
    room = max(0, -min(tops, default=0))
    marks = tuple(moved(mark, by_x=0, by_y=room) for mark in piece.marks)
    return Piece(piece.height + room, marks)


def _stack(blocks: tuple[Block, ...], *, width: int) -> Piece:
    """Lay blocks one under the other."""
    y = 0
    marks: list[Mark] = []
    for block in blocks:
        piece = _fit(block, width=width)
        marks.extend(moved(mark, by_x=0, by_y=y) for mark in piece.marks)
        y += piece.height
    return Piece(y, tuple(marks))


def moved(mark: Mark, *, by_x: int, by_y: int) -> Mark:
    """Give the mark at another place."""
    return replace(mark, x=mark.x + by_x, y=mark.y + by_y)


def _fit(block: Block, *, width: int) -> Piece:
    match block:
        case Text():
            return fit_text(block, width)
        case Label(text):
            return Piece(*label_layout.fit_label(text, width))
        case Qr():
            return _fit_qr(block, width=width)
        case Row():
            return _fit_row(block, width=width)
        case Rule(thick, above, below):
            return Piece(above + thick + below, (Bar(0, above, width, thick),))
        case Image():
            return _fit_image(block, width=width)
        case Feed(dots):
            return Piece(dots, ())
        case Cut():
            return Piece(0, ())


@lru_cache(maxsize=FITTED_KEPT)
def fit_text(block: Text, width: int) -> Piece:
    """Give the text at the largest size that holds it; the same words are fitted once."""
    if not block.text:
        return Piece(0, ())
    inner = width - 2 * (FRAME_THICK + FRAME_PAD_X) if block.is_framed else width
    size, lines = _largest_size(block, inner)
    fit = _frame if block.is_framed else _lines
    return fit(block, lines, size, width)


def _largest_size(block: Text, width: int) -> tuple[int, tuple[str, ...]]:
    """Give the first size and lines that hold the words, in the order that `Text` tells."""
    for size, line_count in _tried(block):
        lines = Wrapper(size, block.weight, width).wrap(block.text)
        if len(lines) <= line_count:
            return size, lines
    smallest = Wrapper(SMALLEST_TEXT, block.weight, width)
    return SMALLEST_TEXT, smallest.wrap(block.text, max_lines=block.max_lines)


def _tried(block: Text) -> Iterator[tuple[int, int]]:
    shrunk = block.size if block.shrink_to is None else block.shrink_to
    for line_count in range(1, block.max_lines + 1):
        for size in range(block.size, shrunk - 1, -SIZE_STEP):
            yield size, line_count
    for size in range(shrunk, SMALLEST_TEXT - 1, -SIZE_STEP):
        yield size, block.max_lines


def _lines(block: Text, lines: tuple[str, ...], size: int, width: int) -> Piece:
    step = line_height(size)
    marks = []
    for number, text in enumerate(lines):
        spare = width - text_width(text, size=size, weight=block.weight)
        x = {"left": 0, "center": spare // 2, "right": spare}[block.align]
        y = ascent(size) + number * step
        marks.append(Words(x, y, text, size, block.weight))
    return Piece(step * len(lines), tuple(marks))


def _frame(block: Text, lines: tuple[str, ...], size: int, width: int) -> Piece:
    """Put an outlined box around the lines, as wide as they are and aligned as they are."""
    widest = max(text_width(text, size=size, weight=block.weight) for text in lines)
    box_width = widest + 2 * (FRAME_THICK + FRAME_PAD_X)
    inside = _lines(replace(block, align="center"), lines, size, box_width)
    spare = width - box_width
    x = {"left": 0, "center": spare // 2, "right": spare}[block.align]
    edge = FRAME_THICK + FRAME_PAD_Y
    height = inside.height + 2 * edge
    words = tuple(moved(mark, by_x=x, by_y=edge) for mark in inside.marks)
    return Piece(height, (Frame(x, 0, box_width, height, FRAME_THICK), *words))


def qr_module_dots(block: Qr, *, width: int) -> int:
    """Give the dots a module gets: as asked, or what the width leaves, never below one."""
    across = module_count(block.text, block.level) + 2 * QUIET_MODULES
    return max(1, min(block.module_dots, width // across))


def _qr_side(block: Qr, *, width: int) -> int:
    across = module_count(block.text, block.level) + 2 * QUIET_MODULES
    return across * qr_module_dots(block, width=width)


def _fit_qr(block: Qr, *, width: int) -> Piece:
    module = qr_module_dots(block, width=width)
    side, quiet = _qr_side(block, width=width), QUIET_MODULES * module
    x = (width - side) // 2
    return Piece(side, (Matrix(x + quiet, quiet, block.text, block.level, module),))


def _fit_image(block: Image, *, width: int) -> Piece:
    if block.width_dots > width:
        raise ValueError("picture wider than the paper")
    x = (width - block.width_dots) // 2
    picture = Picture(x, 0, block.width_dots, block.height_dots, block.rows)
    return Piece(block.height_dots, (picture,))


def _fit_row(row: Row, *, width: int) -> Piece:
    """Lay two columns side by side, or one under the other on narrow paper."""
    left_width = max(_natural_width(block, width=width) for block in row.left)
    right_x = left_width + row.gap
    if width - right_x < COLUMN_MIN_DOTS:
        space = Feed(min(row.gap, STACK_GAP))
        below = (_aligned(block, row.stacked_align) for block in row.right)
        return _stack((*row.left, space, *below, Feed(STACK_GAP)), width=width)
    left = _stack(row.left, width=left_width)
    right = _stack(row.right, width=width - right_x)
    height = max(left.height, right.height)
    drop = 1 if row.is_centred else 0
    marks = [moved(mark, by_x=0, by_y=drop * (height - left.height) // 2) for mark in left.marks]
    marks += [
        moved(mark, by_x=right_x, by_y=drop * (height - right.height) // 2) for mark in right.marks
    ]
    return Piece(height, tuple(marks))


def _aligned(block: Block, align: Align) -> Block:
    return replace(block, align=align) if isinstance(block, Text) else block


def _natural_width(block: Block, *, width: int) -> int:
    match block:
        case Qr():
            return _qr_side(block, width=width)
        case Image():
            return block.width_dots
        case Text():
            return min(width, text_width(block.text, size=block.size, weight=block.weight))
        case _:
            return 0
