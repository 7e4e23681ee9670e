"""What in a day's ratings somebody should look at: hints, never proof (domain: who gains by what).

*Hasty*: given within two seconds of "finish", before a citizen can have read the question.
*Burst*: several given at one counter within a minute, in which it cannot have served so many.
*Perfect*: a long run of nothing but the best answer.
*Silent*: a counter where far fewer answer than at the others, as where a pad is turned away.
*Refused*: attempts to rate again, from another device or a browser of the hall, or what nobody
served.

Network addresses are not kept, so several answers from one of them are not seen.
"""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from queue_server.domain.rating import RatingRefused

HASTY_MS, HASTY_MIN = 2_000, 3
BURST_MS, BURST_MIN = 60_000, 4
PERFECT_RUN = 20
SILENT_MIN = 20
# A counter answers far less than the others: less than half their share.
SILENT_PART = 2
REFUSED_MIN = 5
# Too late is slowness, not a game.
GAMES = frozenset(RatingRefused) - {RatingRefused.LATE}


class RatingFact(NamedTuple):
    """What the hints need of a rating that was opened."""

    counter: int
    opened_ms: int
    pad_until_ms: int
    given_ms: int | None
    value: int | None
    scale: str | None
    channel: str | None = None


def watch(
    ratings: Collection[RatingFact],
    refused: Mapping[tuple[int, str], int],
    *,
    best: int,
    scale: str,
    now_ms: int,
) -> dict[str, list[dict[str, Any]]]:
    """Give the refused attempts by counter and reason, and the hints by counter.

    `best` is the best value of the set of answers called `scale`.
    """
    by_counter: defaultdict[int, list[RatingFact]] = defaultdict(list)
    for rating in ratings:
        by_counter[rating.counter].append(rating)
    hints = [
        {"counter": counter, "kind": kind, "count": count}
        for counter in sorted({*by_counter, *(counter for counter, _ in refused)})
        for kind, count in _hints(counter, by_counter, refused, best, scale, now_ms)
    ]
    lines = [
        {"counter": counter, "why": why, "count": count}
        for (counter, why), count in sorted(refused.items())
    ]
    return {"refused": lines, "hints": hints}


def _hints(
    counter: int,
    by_counter: Mapping[int, list[RatingFact]],
    refused: Mapping[tuple[int, str], int],
    best: int,
    scale: str,
    now_ms: int,
) -> Iterator[tuple[str, int]]:
    own = by_counter.get(counter, [])
    given = sorted((r for r in own if r.given_ms is not None), key=lambda r: r.given_ms or 0)
    if (hasty := _hasty(given)) >= HASTY_MIN:
        yield "hasty", hasty
    if (burst := _burst([r.given_ms or 0 for r in given])) >= BURST_MIN:
        yield "burst", burst
    if (run := _run([r.value for r in given if r.scale == scale], best=best)) >= PERFECT_RUN:
        yield "perfect", run
    others = [r for n, theirs in by_counter.items() if n != counter for r in theirs]
    if _is_silent(own, others, now_ms=now_ms):
        yield "silent", sum(r.given_ms is None for r in own if r.pad_until_ms <= now_ms)
    tried = sum(count for (n, why), count in refused.items() if n == counter and why in GAMES)
    if tried >= REFUSED_MIN:
        yield "refused", tried


def _hasty(given: Sequence[RatingFact]) -> int:
    return sum((r.given_ms or 0) - r.opened_ms < HASTY_MS for r in given)


def _burst(given_ms: Sequence[int]) -> int:
    """Give the most answers that came within BURST_MS; `given_ms` in order."""
    most = first = 0
    for place, at_ms in enumerate(given_ms):
        while at_ms - given_ms[first] > BURST_MS:
            first += 1
        most = max(most, place - first + 1)
    return most


def _run(values: Sequence[int | None], *, best: int) -> int:
    """Give the length of the longest run of the best answer."""
    longest = run = 0
    for value in values:
        run = run + 1 if value == best else 0
        longest = max(longest, run)
    return longest


def _is_silent(own: Collection[RatingFact], others: Collection[RatingFact], *, now_ms: int) -> bool:
    """Tell whether far fewer answer here than elsewhere, of those whose time at the pad is over."""
    here, there = _asked(own, now_ms), _asked(others, now_ms)
    if here.total() < SILENT_MIN or there.total() < SILENT_MIN:
        return False
    # given here / asked here < given there / asked there / SILENT_PART, in whole numbers
    return here[True] * there.total() * SILENT_PART < there[True] * here.total()


def _asked(ratings: Collection[RatingFact], now_ms: int) -> Tally[bool]:
    return Tally(r.given_ms is not None for r in ratings if r.pad_until_ms <= now_ms)
