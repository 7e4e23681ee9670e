"""A whole stream of bytes to its pages, without time and faults."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from printers.emulator.charsets import tables_of
from printers.emulator.commands import ACTIONS
from printers.emulator.effects import CutPaper, FeedBack
from printers.emulator.interpreter import Interpreter
from printers.emulator.paper import Page, Paper, Strip


@dataclass(frozen=True)
class Decoded:
    """The pages, the commands nobody knows, and the text that was printed as text."""

    pages: tuple[Page, ...]
    unknown: tuple[bytes, ...]
    character_count: int
    text: str = field(repr=False)


def decode_pages(
    data: bytes,
    *,
    width_dots: int,
    clock: Callable[[], datetime],
    chunk: int | None = None,
    model: str | None = None,
) -> Decoded:
    """Give what the bytes look like on paper; fed in pieces of `chunk` bytes, or at once.

    `model` says whose character tables are meant, Epson's without; KeyError for an unknown one.
    """
    paper = Paper(width_dots=width_dots, clock=clock)
    interpreter = Interpreter(width_dots=width_dots, actions=ACTIONS, tables=tables_of(model))
    size = chunk or max(1, len(data))
    for start in range(0, len(data), size):
        interpreter.feed(data[start : start + size])
        while (effect := interpreter.step()) is not None:
            if isinstance(effect, Strip):
                paper.add(effect)
            elif isinstance(effect, FeedBack):
                paper.draw_back(effect.rows)
            elif isinstance(effect, CutPaper):
                paper.end_page(is_cut=True)
    paper.end_page(is_cut=False)
    unknown = tuple(interpreter.unknown)
    return Decoded(tuple(paper.pages), unknown, interpreter.character_count, interpreter.text)
