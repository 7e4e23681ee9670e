"""A day's figures as a table for a spreadsheet: CSV as RFC 4180 has it, UTF-8 with its mark.

No person is named in it, unless the figures were asked for with `by_officer`.

Numbers are written as numbers, lengths in seconds, shares in per cent; what is not known is an
empty cell. Names come from people, so no cell of text may begin as a formula does: such a cell
gets an apostrophe before it (OWASP, "CSV Injection").
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from protocol.texts import Lang, Texts
from queue_server.domain.reasons import PauseReason

BYTE_ORDER_MARK = "\ufeff"
# Also the full-width forms that some spreadsheets take for the same.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")

Cell = str | int | float | None

COUNTS = ("issued", "served", "missed", "cancelled", "lapsed", "waiting_now", "counters_open")
WAITS = ("longest_wait_s", "wait_s_p50", "wait_s_p90")
SERVICE_COLUMNS = (
    "field",
    "service",
    "name",
    "issued",
    "waiting",
    "served",
    "missed",
    "wait_s_p50",
    "wait_s_p90",
    "within_15_share",
    "serve_s_p50",
    "counters_open",
)
OFFICER_COLUMNS = ("officer", "served", "serve_s_p50")
HOUR_COLUMNS = (
    "hour",
    "issued",
    "called",
    "served",
    "missed",
    "wait_s_p50",
    "wait_s_p90",
    "within_15_share",
)

PAUSE_COLUMNS = ("counter", "reason", "paused_s")


def day_csv(figures: Mapping[str, Any], *, lang: Lang = "vi") -> str:
    """Write what `reports.day_figures` gave; the text begins with the byte order mark."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    for row in day_rows(figures, lang=lang):
        writer.writerow([_safe(cell) for cell in row])
    return BYTE_ORDER_MARK + written.getvalue()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def day_rows(figures: Mapping[str, Any], *, lang: Lang = "vi") -> Iterator[Iterable[Cell]]:
    """Give the rows of a day's table; officers stand in it where the figures hold them."""
    texts = Texts.load("queue_server", lang)
    yield from _heading(figures, texts, lang)
    yield ()
    yield from _whole_day(figures, texts)
    yield ()
    yield (texts("report.by_service"),)
    named = [{**row, "name": row[f"name_{lang}"]} for row in figures["by_service"]]
    yield from _table(SERVICE_COLUMNS, named, texts)
    yield ()
    yield (texts("report.by_hour"),)
    yield from _table(HOUR_COLUMNS, figures["by_hour"], texts)
    yield ()
    yield (texts("report.pauses"),)
    yield from _table(PAUSE_COLUMNS, [_in_words(row, texts) for row in figures["pauses"]], texts)
    if "by_officer" in figures:
        yield ()
        yield (texts("report.by_officer"),)
        yield from _table(OFFICER_COLUMNS, figures["by_officer"], texts)


def _heading(figures: Mapping[str, Any], texts: Texts, lang: Lang) -> Iterator[Iterable[Cell]]:
    site, day = figures["site"], date.fromisoformat(figures["day"])
    # One cell: alone, a spreadsheet would read the code 00160 as the number 160.
    yield texts("report.site"), f"{site[f'name_{lang}']} ({site['code']})"
    yield texts("report.day"), f"{day:%d/%m/%Y}"
    yield (texts("report.so_far" if figures["live"] else "report.whole_day"),)


def _whole_day(figures: Mapping[str, Any], texts: Texts) -> Iterator[Iterable[Cell]]:
    rated, reconciled = figures["satisfaction"], figures["reconciliation"]
    yield texts("report.figure"), texts("report.value")
    for name in (*COUNTS, *WAITS):
        yield texts(f"report.{name}"), figures[name]
    for name, value in figures["by_hand"].items():
        yield texts(f"report.by_hand_{name}"), value
    yield texts("report.within_15_share"), _per_cent(figures["within_15_share"])
    yield texts("report.score_mean"), rated["score_mean"]
    for name in ("given", "given_pad", "given_slip"):
        yield texts(f"report.{name}"), rated[name]
    yield texts("report.opened"), rated["opened"]
    yield texts("report.response_share"), _per_cent(rated["response_share"])
    for value, count in rated["counts"].items():
        yield texts("report.answer", value=value), count
    yield texts("report.difference"), reconciled["difference"]


def _in_words(row: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """Give a pause with the words of its reason; rows of before the lists hold them already."""
    known = {str(reason) for reason in PauseReason}
    reason = row["reason"]
    return {**row, "reason": texts(f"reason.{reason}") if reason in known else reason}


def _table(
    columns: Iterable[str], rows: Iterable[Mapping[str, Any]], texts: Texts
) -> Iterator[Iterable[Cell]]:
    yield [texts(f"report.{name}") for name in columns]
    for row in rows:
        yield [_cell(name, row[name]) for name in columns]


def _cell(name: str, value: Any) -> Cell:
    return _per_cent(value) if name.endswith("_share") else value


def _per_cent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)
