"""Words broken into lines of a width."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from printers.slip import NO_BREAK, Weight
from printers.typeface import text_width

ELLIPSIS = "…"
PAUSES = " ,;:-/"


@dataclass(frozen=True)
class Token:
    """A word, or a part of one that is longer than a line; `gap` is the space before it."""

    text: str
    width: int
    gap: int


Line = list[Token]


@dataclass(frozen=True)
class Wrapper:
    """Breaks text of one face into lines of a width in dots."""

    size: int
    weight: Weight
    width: int

    def wrap(self, text: str, *, max_lines: int | None = None) -> tuple[str, ...]:
        """Give lines of even length; beyond `max_lines` the rest becomes `…`."""
        lines = fill(list(self._tokens(text)), limit=self.width)
        if max_lines is not None and len(lines) > max_lines:
            last = self._ended(lines[max_lines - 1])
            return tuple(map(spelled, (*lines[: max_lines - 1], last)))
        return tuple(map(spelled, evened(lines, width=self.width)))

    def _measure(self, text: str) -> int:
        return text_width(text, size=self.size, weight=self.weight)

    def _tokens(self, text: str) -> Iterator[Token]:
        space = self._measure(" ")
        for word in filter(None, text.split(" ")):
            gap = space
            for part in self._parts(word):
                yield Token(part, self._measure(part), gap)
                gap = 0

    def _parts(self, word: str) -> Iterator[str]:
        """Break a word longer than a line: at its hyphens and no-break spaces, else anywhere."""
        if self._measure(word) <= self.width:
            yield word
            return
        for piece in re.split(rf"(?<=[-{NO_BREAK}])", word):
            yield from self._chopped(piece)

    def _chopped(self, piece: str) -> Iterator[str]:
        part = ""
        for character in piece:
            if part and self._measure(part + character) > self.width:
                yield part
                part = ""
            part += character
        if part:
            yield part

    def _ended(self, line: Line) -> Line:
        """Give the line with `…` for its last words, or letters where it is one long word."""
        kept = list(line)
        while len(kept) > 1 and not self._fits_ended(spelled(kept)):
            kept.pop()
        text = spelled(kept)
        while text and not self._fits_ended(text):
            text = text[:-1]
        text = text.rstrip(PAUSES) + ELLIPSIS
        return [Token(text, self._measure(text), 0)]

    def _fits_ended(self, text: str) -> bool:
        return self._measure(text + ELLIPSIS) <= self.width


def fill(tokens: Line, *, limit: int) -> list[Line]:
    """Put as many tokens on each line as the limit takes."""
    lines: list[Line] = []
    used = limit
    for token in tokens:
        if not lines or used + token.gap + token.width > limit:
            lines.append([])
            used = -token.gap
        lines[-1].append(token)
        used += token.gap + token.width
    return lines


def evened(lines: list[Line], *, width: int) -> list[Line]:
    """Give the same tokens on as many lines, the longest as short as it can be."""
    tokens = [token for line in lines for token in line]
    low = max((token.width for token in tokens), default=0)
    high = width
    while low < high:
        middle = (low + high) // 2
        if len(fill(tokens, limit=middle)) <= len(lines):
            high = middle
        else:
            low = middle + 1
    return fill(tokens, limit=high)


def spelled(line: Line) -> str:
    """Write a line's tokens as text."""
    return "".join((" " if token.gap else "") + token.text for token in line).strip()
