"""The slip that closes a day: how many tickets, how they ended, by field, and the day's seal.

The digest and the journal's head are what `motcua verify` shows of the same day: whoever keeps
the slip can prove later that nothing was changed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from printers.slip import Block, Cut, Feed, Row, Rule, Slip, Text, Weight
from printers.words import both, texts

TITLE_SIZE, SITE_SIZE, DAY_SIZE = 34, 30, 38
LINE_SIZE, SMALL_SIZE = 26, 22
HASH_SHOWN = 16  # characters of a digest; enough to tell days apart at a glance
FIELDS_MAX = 30
# In the order of a ticket's life; states that the report does not know come last, as given.
NOT_ISSUED = ("offered", "retired")  # numbers that no citizen ever held
ENDS = ("served", "missed", "cancelled", "lapsed", "retired")


@dataclass(frozen=True, kw_only=True)
class FieldTotal:
    """A field's name, how many tickets it had, and how many of them were served."""

    name_vi: str
    issued: int
    served: int


@dataclass(frozen=True, kw_only=True)
class DayReport:
    """What stands on a day's slip. Numbers of tickets only: no person, no officer.

    `totals` counts tickets by the state they ended in. `printed_at_local` is the site's local
    time and printed as it is; `journal_hash` is the hash of the journal's row `journal_seq`.
    """

    site_name: str
    day: date
    totals: tuple[tuple[str, int], ...]
    fields: tuple[FieldTotal, ...]
    digest: str
    journal_seq: int
    journal_hash: str
    printed_at_local: datetime
    banner: str | None = None
    copy: int = 0
    copied_at_local: datetime | None = None

    def __post_init__(self) -> None:
        """Take what JSON makes of dates and pairs too: slips are kept as text."""
        if isinstance(self.day, str):
            object.__setattr__(self, "day", date.fromisoformat(self.day))
        totals = tuple((state, count) for state, count in self.totals)
        fields = tuple(FieldTotal(**one) if isinstance(one, dict) else one for one in self.fields)
        object.__setattr__(self, "totals", totals)
        object.__setattr__(self, "fields", fields)


def compose_day_report(report: DayReport) -> Slip:
    """Give the blocks of a day's slip."""
    return Slip(
        (
            *_framed(report.banner),
            Text(report.site_name.upper(), SITE_SIZE, "bold", "center", max_lines=2),
            Text(texts("vi")("day_report.title"), TITLE_SIZE, "bold", "center", shrink_to=28),
            Text(texts("en")("day_report.title"), SMALL_SIZE, align="center"),
            Text(f"{report.day:%d/%m/%Y}", DAY_SIZE, "bold", "center"),
            *_framed(_copy_mark(report)),
            Rule(),
            *_totals(report),
            Rule(),
            *_fields(report),
            *_seal(report),
            Cut(),
        )
    )


def _framed(words: str | None) -> tuple[Block, ...]:
    if not words:
        return ()
    return Feed(4), Text(words, LINE_SIZE, "bold", "center", max_lines=2, is_framed=True), Feed(8)


def _copy_mark(report: DayReport) -> str | None:
    if report.copy == 0:
        return None
    mark = both("slip.copy", count=report.copy)
    return f"{mark} — {report.copied_at_local:%H:%M}" if report.copied_at_local else mark


def _totals(report: DayReport) -> tuple[Block, ...]:
    counts = dict(report.totals)
    known = [_counted(state, counts[state]) for state in ENDS if state in counts]
    others = [_line(state, count) for state, count in report.totals if state not in ENDS]
    issued_count = sum(count for state, count in counts.items() if state not in NOT_ISSUED)
    issued = _counted("issued", issued_count, weight="bold")
    return (*issued, *(block for blocks in known for block in blocks), *others)


def _counted(state: str, count: int, *, weight: Weight = "medium") -> tuple[Block, ...]:
    """Give a number with its name, in English below in small letters."""
    key = f"day_report.{state}"
    return (
        _line(texts("vi")(key), count, weight=weight),
        Text(texts("en")(key), SMALL_SIZE, max_lines=1),
        Feed(4),
    )


def _fields(report: DayReport) -> tuple[Block, ...]:
    if not report.fields:
        return ()
    shown = report.fields[:FIELDS_MAX]
    return (
        Text(both("day_report.by_field"), SMALL_SIZE, max_lines=2),
        *(_line(one.name_vi, f"{one.served} / {one.issued}") for one in shown),
        Rule(),
    )


def _line(words: str, count: object, *, weight: Weight = "medium") -> Row:
    """Give words at the left edge and their number at the right one."""
    left = Text(words, LINE_SIZE, weight, max_lines=2, shrink_to=SMALL_SIZE)
    right = Text(str(count), LINE_SIZE, "bold", "right", max_lines=1)
    return Row((left,), (right,), stacked_align="right")


def _seal(report: DayReport) -> tuple[Block, ...]:
    head = f"{report.journal_seq} {_short(report.journal_hash)}"
    return (
        Text(both("day_report.digest"), SMALL_SIZE, max_lines=2),
        Text(_short(report.digest), LINE_SIZE, "bold"),
        Text(both("day_report.journal"), SMALL_SIZE, max_lines=2),
        Text(head, LINE_SIZE, "bold"),
        Text(both("day_report.printed_at"), SMALL_SIZE, max_lines=2),
        Text(f"{report.printed_at_local:%H:%M %d/%m/%Y}", LINE_SIZE, "bold"),
    )


def _short(digest: str) -> str:
    """Give the beginning of a digest in groups of four, as people read it aloud."""
    shown = digest[:HASH_SHOWN]
    return " ".join(shown[i : i + 4] for i in range(0, len(shown), 4))
