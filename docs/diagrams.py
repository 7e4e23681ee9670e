"""State machines drawn from their tables: a column for each state, a row for each event.

An event leads from hollow circles to the arrow's head; a dot in a ring stays where it is. In all
our tables an event leads to one state only, wherever it comes from, so a row needs one head.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

Table = Mapping[Any, Mapping[Any, object]]  # events by state, states by event

BEGINNING = "–"
EVENT_WIDTH, COLUMN, ROW, HEAD, MARGIN = 150, 84, 30, 46, 12
INK, FAINT, ACCENT, PAPER = "#1b2733", "#d5dce3", "#0b5cad", "#ffffff"
DOT, RING, ARROW = 5, 9, 9


class ManyTargets(Exception):
    """An event leads to more than one state; this picture cannot show it."""


@dataclass(frozen=True)
class Move:
    """One event: from where it may come, and where it leads."""

    event: str
    sources: tuple[str, ...]
    target: str


def name(state: object) -> str:
    return BEGINNING if state is None else str(state)


def moves_of(table: Table) -> list[Move]:
    """Give each event of a table once, in the order in which it first appears."""
    targets: dict[str, str] = {}
    sources: dict[str, list[str]] = {}
    for state, leaving in table.items():
        for event, target in leaving.items():
            if targets.setdefault(event, name(target)) != name(target):
                raise ManyTargets(event)
            sources.setdefault(event, []).append(name(state))
    return [Move(event, tuple(sources[event]), targets[event]) for event in targets]


def nested(table: Mapping[Any, str]) -> Table:
    """Give a table keyed by state and event in the shape of the others."""
    states = dict.fromkeys([*(state for state, _ in table), *table.values()])
    return {
        state: {event: target for (source, event), target in table.items() if source == state}
        for state in states
    }


def states_of(table: Table) -> list[str]:
    """Give the states in the table's order; the beginning only where something begins."""
    return [name(state) for state, leaving in table.items() if state is not None or leaving]


def write_table(table: Table) -> str:
    """Give the same as text."""
    rows = [f"| `{m.event}` | {', '.join(m.sources)} | {m.target} |" for m in moves_of(table)]
    return "\n".join(["| Event | From | To |", "|---|---|---|", *rows])


def draw(table: Table, *, title: str) -> str:
    """Give the picture as SVG text."""
    states, moves = states_of(table), moves_of(table)
    width = EVENT_WIDTH + COLUMN * len(states) + 2 * MARGIN
    height = HEAD + ROW * len(moves) + 2 * MARGIN
    places = {state: MARGIN + EVENT_WIDTH + COLUMN * (n + 0.5) for n, state in enumerate(states)}
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" font-family="sans-serif" role="img">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>',
            *(_column(state, x, bottom=height - MARGIN) for state, x in places.items()),
            *(_row(move, places, y=MARGIN + HEAD + ROW * n) for n, move in enumerate(moves)),
            "</svg>\n",
        ]
    )


def _column(state: str, x: float, *, bottom: float) -> str:
    y = MARGIN + HEAD - 22
    box = (
        f'<rect x="{x - 38:g}" y="{y - 17}" width="76" height="24" rx="12"'
        f' fill="{PAPER}" stroke="{INK}"/>'
    )
    if state == BEGINNING:
        box = f'<circle cx="{x:g}" cy="{y - 5}" r="7" fill="{INK}"/>'
    word = "" if state == BEGINNING else _text(state, x, y, anchor="middle")
    line = f'<path d="M{x:g} {y + 8}V{bottom:g}" stroke="{FAINT}"/>'
    return line + box + word


def _text(said: str, x: float, y: float, *, anchor: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="13" text-anchor="{anchor}"'
        f' fill="{INK}">{escape(said)}</text>'
    )


def _row(move: Move, places: Mapping[str, float], *, y: float) -> str:
    middle, head = y + ROW / 2, places[move.target]
    others = [places[source] for source in move.sources if source != move.target]
    parts = [_text(move.event, MARGIN, middle + 4, anchor="start")]
    gap = RING if move.target in move.sources else 0
    parts += [_arrow(xs, head, middle, gap=gap) for xs in _sides(others, head) if xs]
    parts += [_circle(x, middle, DOT, PAPER) for x in others]
    if move.target in move.sources:
        parts += [_circle(head, middle, RING, "none"), _circle(head, middle, DOT - 1, ACCENT)]
    return "".join(parts)


def _sides(xs: Iterable[float], head: float) -> tuple[list[float], list[float]]:
    found = list(xs)
    return [x for x in found if x < head], [x for x in found if x > head]


def _arrow(xs: list[float], head: float, y: float, *, gap: float) -> str:
    """A line from the farthest source to the column, or to `gap` before it."""
    from_left = xs[0] < head
    farthest = min(xs) if from_left else max(xs)
    tip = head - gap if from_left else head + gap
    back = tip - ARROW if from_left else tip + ARROW
    line = f'<path d="M{farthest:g} {y:g}H{back:g}" stroke="{ACCENT}" stroke-width="2"/>'
    triangle = f"M{tip:g} {y:g}L{back:g} {y - 5:g}V{y + 5:g}Z"
    return f'{line}<path d="{triangle}" fill="{ACCENT}"/>'


def _circle(x: float, y: float, radius: float, fill: str) -> str:
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius}" fill="{fill}"'
        f' stroke="{ACCENT}" stroke-width="2"/>'
    )
