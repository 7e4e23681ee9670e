"""A slip as blocks, top to bottom, without any paper width.

Sizes are in dots of a 203 dpi head (8 dots are 1 mm). Every text is made plain on its way
in, so nothing that stands in a name can become a command, a line break or a trick of
direction.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

DOTS_PER_MM = 8
TEXT_MAX_CHARS = 400
PLAIN_KEPT = 256
NO_BREAK = "\u00a0"
SMALLEST_TEXT = 22  # below this tone marks of one letter run together

Weight = Literal["medium", "bold"]
Align = Literal["left", "center", "right"]
Level = Literal["M", "Q", "H"]


@lru_cache(maxsize=PLAIN_KEPT)
def plain(text: str) -> str:
    """Give the text as one NFC line: no control, format, private or unpaired characters.

    Only the no-break space stays beside the ordinary one.
    """
    shown = (" " if _is_space(c) else c for c in text if _is_space(c) or _is_shown(c))
    line = " ".join(filter(None, "".join(shown).split(" ")))
    return unicodedata.normalize("NFC", line)[:TEXT_MAX_CHARS]


def _is_space(character: str) -> bool:
    is_separator = character != NO_BREAK and unicodedata.category(character).startswith("Z")
    return is_separator or character in "\t\n\r"


def _is_shown(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")


@dataclass(frozen=True)
class Text:
    """Words on at most `max_lines` lines.

    Down to the size `shrink_to` a smaller letter is preferred to one more line; smaller still,
    to `SMALLEST_TEXT`, comes before leaving words out.
    """

    text: str
    size: int = 30
    weight: Weight = "medium"
    align: Align = "left"
    max_lines: int = 3
    shrink_to: int | None = None
    is_framed: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", plain(self.text))


@dataclass(frozen=True)
class Label:
    """A ticket's label as large as the paper allows, on one line or split at a hyphen."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", plain(self.text))


@dataclass(frozen=True)
class Rule:
    """A thin line from edge to edge."""

    thick: int = 2
    above: int = 8
    below: int = 8


@dataclass(frozen=True)
class Qr:
    """A QR symbol with its quiet zone of four modules on every side."""

    text: str
    level: Level = "Q"
    module_dots: int = 7
    smallest_module_dots: int = 6


@dataclass(frozen=True)
class Image:
    """A picture of one bit a dot, made at design time; wider than the paper is refused."""

    width_dots: int
    height_dots: int
    rows: bytes

    def __post_init__(self) -> None:
        if len(self.rows) != (self.width_dots + 7) // 8 * self.height_dots:
            raise ValueError("picture bytes do not fit its size")


@dataclass(frozen=True)
class Feed:
    """White space."""

    dots: int


@dataclass(frozen=True)
class Row:
    """Two columns side by side where they fit, one under the other where they do not.

    `gap` dots lie between them; `is_centred` centres the shorter on the longer. Texts of the
    right column are aligned as `stacked_align` says when it stands below.
    """

    left: "tuple[Block, ...]"
    right: "tuple[Block, ...]"
    gap: int = 16
    is_centred: bool = False
    stacked_align: Align = "left"


@dataclass(frozen=True)
class Cut:
    """Feed to the cutter and cut, leaving one point so that the slip does not fall."""


Block = Text | Label | Rule | Qr | Image | Feed | Row | Cut


@dataclass(frozen=True)
class Slip:
    """A thing to print."""

    blocks: tuple[Block, ...]
