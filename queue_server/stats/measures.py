"""What each figure means, on plain values: no database, no clock, no names.

Instants and lengths are whole milliseconds (`_ms`); the figures people read are whole seconds,
rounded up, so that "nobody of these waited longer" stays true.

*Wait* runs from when a ticket was first ready to its first call, whatever became of it later.
Who was called, was not there and came back has that first wait; coming back begins no second
one. Their row then holds the return as `ready_ms`, so the first ready instant is the issue.

Who was served without queueing has no wait, and counts in no figure of waiting. Neither has who was
served while everything was down: nobody wrote down when their number of the roll was called.

*Serving* time is time at a counter. A ticket that was held or moved has several servings; what lies
between them is neither wait nor serving.

*Percentiles* are by nearest rank: the wait of a real person, the smallest one that at least
that share of the called did not exceed.

*Within the target* is of all who were ready, never only of the served: called in time, out of
all who were called and all who were not called though their wait passed the target (still
waiting, gone, or lapsed). Who waits less than the target, or left before, has decided nothing.

*Shares* and means are cut, not rounded, so that 99.996 % is never shown as all.
"""

from bisect import bisect_right
from collections import Counter as Tally
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from queue_server.domain.rating import RatingChannel
from queue_server.domain.serving import Parting
from queue_server.domain.ticket import WALK_UP, TicketState

SECOND_MS = 1_000
QUARTER_MS = 900_000
# A point of the curve looks back this long: at 18 calls an hour, fewer would make it jump.
CURVE_WINDOW_MS = 3_600_000
# States of a ticket that was issued: an offer that was not taken never was.
ISSUED_STATES = tuple(s for s in TicketState if s not in (TicketState.OFFERED, TicketState.RETIRED))
SHARE_DIGITS = 4
MEAN_DIGITS = 2

Figure = int | float | None


class TicketFact(NamedTuple):
    """What the figures need of an issued ticket."""

    service: str
    field: str
    state: str
    issued_ms: int
    ready_ms: int
    first_called_ms: int | None
    called_ms: int | None
    ended_ms: int | None
    by_hand: str | None = None


class ServingFact(NamedTuple):
    """What the figures need of a serving."""

    service: str
    counter: int
    started_ms: int
    finished_ms: int | None
    ticket: str
    outcome: str | None


class PauseFact(NamedTuple):
    """What the figures need of a counter's rest."""

    counter: int
    reason: str
    began_ms: int
    ended_ms: int | None


class Wait(NamedTuple):
    """A ticket's wait: to its first call, else to its end, else so far."""

    service: str
    ready_ms: int
    called_ms: int | None
    length_ms: int


def percentile(values: Collection[int], percent: int) -> int | None:
    """Give the smallest value that at least `percent` of them do not exceed; None of none."""
    if not values:
        return None
    return sorted(values)[_up(percent * len(values), 100) - 1]


def seconds(length_ms: int | None) -> int | None:
    """Give whole seconds, rounded up."""
    return None if length_ms is None else _up(length_ms, SECOND_MS)


def _up(value: int, step: int) -> int:
    return -(-value // step)


def share(part: int, *, of: int) -> float | None:
    """Give a part of one, cut to four digits; None of nothing."""
    return _cut(part, of, digits=SHARE_DIGITS)


def _cut(part: int, of: int, *, digits: int) -> float | None:
    return None if of == 0 else part * 10**digits // of / 10**digits


def has_returned(ticket: TicketFact) -> bool:
    """Tell whether it was called, missed, and came back: only then it is ready after a call."""
    return ticket.first_called_ms is not None and ticket.ready_ms > ticket.first_called_ms


def first_ready_ms(ticket: TicketFact) -> int:
    """Give when its wait began."""
    return ticket.issued_ms if has_returned(ticket) else ticket.ready_ms


def first_waits(tickets: Iterable[TicketFact], *, now_ms: int) -> list[Wait]:
    """Give the wait of every ticket that is ready by now; who did not queue has none."""
    return [
        _first_wait(ticket, now_ms=now_ms)
        for ticket in tickets
        if first_ready_ms(ticket) <= now_ms and _has_wait(ticket)
    ]


def _has_wait(ticket: TicketFact) -> bool:
    is_of_roll = ticket.state == TicketState.SERVED and ticket.first_called_ms is None
    return ticket.by_hand != WALK_UP and not is_of_roll


def _first_wait(ticket: TicketFact, *, now_ms: int) -> Wait:
    ready_ms, until_ms = first_ready_ms(ticket), ticket.first_called_ms
    if until_ms is None:
        until_ms = now_ms if ticket.ended_ms is None else ticket.ended_ms
    # A clock that was set back makes no wait negative.
    return Wait(ticket.service, ready_ms, ticket.first_called_ms, max(0, until_ms - ready_ms))


def wait_figures(waits: Collection[Wait], *, target_ms: int) -> dict[str, Figure]:
    """Give median and ninth decile of the called, and the share within the target of all ready."""
    called = [wait.length_ms for wait in waits if wait.called_ms is not None]
    in_time = sum(length_ms <= target_ms for length_ms in called)
    uncalled = sum(wait.called_ms is None and wait.length_ms > target_ms for wait in waits)
    return {
        "wait_s_p50": seconds(percentile(called, 50)),
        "wait_s_p90": seconds(percentile(called, 90)),
        "within_15_share": share(in_time, of=len(called) + uncalled),
    }


def serving_lengths_ms(servings: Iterable[ServingFact]) -> list[int]:
    """Give the work each ticket took at counters: the sum of its servings of one service.

    Counted when one of them came to its end; the time a ticket was held lies between them.
    """
    lengths: Tally[str] = Tally()
    ended = set()
    for serving in servings:
        if serving.finished_ms is None:
            continue
        lengths[serving.ticket] += max(0, serving.finished_ms - serving.started_ms)
        if serving.outcome != Parting.HELD:
            ended.add(serving.ticket)
    return [length_ms for ticket, length_ms in lengths.items() if ticket in ended]


def pause_figures(pauses: Iterable[PauseFact], *, until_ms: int) -> list[dict[str, Any]]:
    """Give how long each counter rested for each reason, in seconds; what goes on ends now."""
    lengths: Tally[tuple[int, str]] = Tally()
    for pause in pauses:
        ended_ms = until_ms if pause.ended_ms is None else min(pause.ended_ms, until_ms)
        lengths[pause.counter, pause.reason] += max(0, ended_ms - pause.began_ms)
    return [
        {"counter": counter, "reason": reason, "paused_s": seconds(length_ms)}
        for (counter, reason), length_ms in sorted(lengths.items())
    ]


def hand_figures(tickets: Collection[TicketFact]) -> dict[str, int | None]:
    """Give how many were called out of order, and by how much somebody older was overtaken.

    For one called by hand that is the largest difference between its ready time and that of one of
    the same service who was still waiting then (queue.md 1.6); p99 and the largest of all such
    calls, in seconds; None of no such call. `overtaken` counts those who were overtaken by such
    calls, and `overtaken_by_max` is by how many the one who was overtaken most often.
    """
    by_hand = [t for t in tickets if t.by_hand not in (None, WALK_UP)]
    overtaken = [_overtaken(ticket, tickets) for ticket in by_hand]
    lengths = [max(0, max(older.values(), default=0)) for older in overtaken]
    times = Tally(place for older in overtaken for place, length in older.items() if length > 0)
    return {
        "called": len(by_hand),
        "walk_ups": sum(t.by_hand == WALK_UP for t in tickets),
        "overtaken_s_p99": seconds(percentile(lengths, 99)),
        "overtaken_s_max": seconds(max(lengths, default=None)),
        "overtaken": len(times),
        "overtaken_by_max": max(times.values(), default=None),
    }


def _overtaken(chosen: TicketFact, tickets: Iterable[TicketFact]) -> dict[int, int]:
    """Give by how much each waiting ticket of the same service was ready before the chosen."""
    called_ms = chosen.called_ms if has_returned(chosen) else chosen.first_called_ms
    if called_ms is None:
        return {}
    return {
        place: chosen.ready_ms - first_ready_ms(ticket)
        for place, ticket in enumerate(tickets)
        if ticket.service == chosen.service and _waits_at(ticket, called_ms)
    }


def _waits_at(ticket: TicketFact, at_ms: int) -> bool:
    """Tell whether it was ready by then, and its first call or its end came later."""
    until_ms = ticket.first_called_ms or ticket.ended_ms
    return first_ready_ms(ticket) <= at_ms and (until_ms is None or until_ms > at_ms)


def longest_wait_ms(tickets: Iterable[TicketFact], *, now_ms: int) -> int | None:
    """Give the longest wait of those waiting now; who came back waits since then."""
    waiting = (t.ready_ms for t in tickets if t.state == TicketState.WAITING)
    return max((max(0, now_ms - ready_ms) for ready_ms in waiting), default=None)


def satisfaction(
    ratings: Mapping[int | None, int], *, values: Sequence[int], channels: Mapping[str, int]
) -> dict[str, object]:
    """Give the mean of the given ratings, and given out of opened, at the pad and by slip.

    `ratings` counts by value, None for not given; `values` are the answers offered; `channels`
    counts the given by the way they came. Every rating may be given either way, so both are out
    of all that were opened.
    """
    given = {value: count for value, count in ratings.items() if value is not None}
    total, opened = sum(given.values()), sum(ratings.values())
    points = sum(value * count for value, count in given.items())
    return {
        "score_mean": _cut(points, total, digits=MEAN_DIGITS),
        "given": total,
        "opened": opened,
        "response_share": share(total, of=opened),
        **{f"given_{channel}": channels.get(channel, 0) for channel in RatingChannel},
        "counts": {str(value): given.get(value, 0) for value in values},
    }


def reconcile(states: Mapping[str, int], *, labels_given: int) -> dict[str, int]:
    """Give the tickets by state; `difference` is by how many the label ledger says otherwise.

    The ledger is written apart from the tickets, so anything but 0 is a defect.
    """
    counts = {str(state): states.get(state, 0) for state in ISSUED_STATES}
    difference = labels_given - sum(counts.values())
    return {"issued": labels_given, **counts, "difference": difference}


def waiting_spans(ticket: TicketFact) -> Iterator[tuple[int, int | None]]:
    """Give from when until when it waited; None is "still".

    Of who came back more than once, only the first wait and the last one can be read from the
    row, and the last one ends at the last call, so a call again counts as waiting until then.
    """
    if ticket.first_called_ms is None:
        yield first_ready_ms(ticket), ticket.ended_ms
        return
    called_ms = ticket.called_ms or ticket.first_called_ms
    yield first_ready_ms(ticket), ticket.first_called_ms
    if ticket.state == TicketState.WAITING:
        yield max(ticket.ready_ms, called_ms), None
    elif has_returned(ticket):
        yield ticket.ready_ms, called_ms if called_ms > ticket.ready_ms else ticket.ended_ms


def quarters(from_ms: int, to_ms: int) -> list[int]:
    """Give the quarter hours of a span and its end; the quarter it begins in comes first."""
    first = from_ms // QUARTER_MS * QUARTER_MS
    return [*range(first, to_ms, QUARTER_MS), to_ms] if first <= to_ms else []


def curve(
    tickets: Iterable[TicketFact], waits: Iterable[Wait], *, instants: Iterable[int]
) -> list[dict[str, Any]]:
    """Give at each instant who waits, and the wait of those first called in the hour before."""
    spans = [span for ticket in tickets for span in waiting_spans(ticket)]
    begins = sorted(begin for begin, _ in spans)
    ends = sorted(max(begin, end) for begin, end in spans if end is not None)
    calls = sorted((w.called_ms, w.length_ms) for w in waits if w.called_ms is not None)
    called = [called_ms for called_ms, _ in calls]
    points: list[dict[str, Any]] = []
    for at_ms in instants:
        recent = calls[bisect_right(called, at_ms - CURVE_WINDOW_MS) : bisect_right(called, at_ms)]
        lengths = [length_ms for _, length_ms in recent]
        points.append(
            {
                "at": at_ms,
                "waiting": bisect_right(begins, at_ms) - bisect_right(ends, at_ms),
                "wait_s_p50": seconds(percentile(lengths, 50)),
                "wait_s_p90": seconds(percentile(lengths, 90)),
            }
        )
    return points
