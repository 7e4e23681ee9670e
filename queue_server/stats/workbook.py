"""The day's table as a workbook (Office Open XML, ECMA-376): every text is a cell of text.

A spreadsheet runs what its file calls a formula and follows what it calls a link. Neither is ever
written here: texts are strings whatever they begin with, so nothing needs an apostrophe before it.
"""

import io
from collections.abc import Iterable
from datetime import datetime

from xlsxwriter import Workbook

from queue_server.domain.plain_text import plain_text
from queue_server.stats.exports import Cell

# Of the format itself: a longer text would be left out without a word.
TEXT_MAX = 32_767
WIDTHS = (34, 18, 40)
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(rows: Iterable[Iterable[Cell]], *, title: str, at: datetime) -> bytes:
    """Give rows as the only sheet of a workbook that says it was made at `at`."""
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True, **AS_TEXT})
    book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
    sheet = book.add_worksheet()
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, plain_text(cell)[:TEXT_MAX])
            elif cell is not None:
                sheet.write_number(row, column, cell)
    book.close()
    return written.getvalue()
