"""A slip laid out: what stands where on paper of one width, in dots from the top left."""

from dataclasses import dataclass

from printers.slip import Level, Weight


@dataclass(frozen=True)
class Words:
    """One line of text; `x`, `y` is the pen on the baseline, `squeeze` its width in percent."""

    x: int
    y: int
    text: str
    size: int
    weight: Weight
    squeeze: int = 100


@dataclass(frozen=True)
class Bar:
    """A filled rectangle."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Frame:
    """An outlined box; lighter on the head, and on ageing paper, than a filled one."""

    x: int
    y: int
    width: int
    height: int
    thick: int


@dataclass(frozen=True)
class Matrix:
    """A QR symbol; `x`, `y` is the corner of its first dark module, quiet zone outside."""

    x: int
    y: int
    text: str
    level: Level
    module_dots: int


@dataclass(frozen=True)
class Picture:
    """Ready ink of one bit a dot."""

    x: int
    y: int
    width: int
    height: int
    rows: bytes


Mark = Words | Bar | Frame | Matrix | Picture


@dataclass(frozen=True)
class Page:
    """Everything on a strip of paper; `is_cut` when a cut ends it."""

    width_dots: int
    height_dots: int
    marks: tuple[Mark, ...]
    is_cut: bool
