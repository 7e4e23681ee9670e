"""The table for a spreadsheet: readable, whole, and no cell of it runs."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from protocol.texts import Texts
from queue_server.domain.plain_text import plain_text
from queue_server.stats.exports import BYTE_ORDER_MARK, day_csv, day_rows
from queue_server.stats.officers import officers_of_day
from queue_server.stats.workbook import write_workbook
from tests.hostile import ENDLESS, HOSTILE
from tests.stage import BINH, Stage
from tests.stats.monday import MONDAY, Monday, figures, tell_monday

REST = Texts.load("queue_server", "vi")("reason.rest")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@pytest.fixture
def monday(sqlite_stage: Stage) -> Monday:
    return tell_monday(sqlite_stage)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def named(name_vi: str, name_en: str = "Birth") -> dict[str, Any]:
    """Figures of a day on which nothing happened, with one service of that name."""
    waits = {"wait_s_p50": None, "wait_s_p90": None, "within_15_share": None}
    counts = dict.fromkeys(("issued", "served", "missed", "cancelled", "lapsed"), 0)
    names = {"name_vi": name_vi, "name_en": name_en}
    row = {"service": "HT01", "field": "HT", "waiting": 0, "serve_s_p50": None, **names}
    rated = {"score_mean": None, "opened": 0, "response_share": None, "counts": {}}
    rated |= dict.fromkeys(("given", "given_pad", "given_slip"), 0)
    return {
        "site": {"code": "00160", **names},
        "day": "2026-11-23",
        "live": False,
        **counts,
        **waits,
        "waiting_now": 0,
        "longest_wait_s": None,
        "counters_open": 0,
        "satisfaction": rated,
        "by_service": [{**row, **counts, **waits, "counters_open": 0}],
        "by_hour": [],
        "reconciliation": {"difference": 0},
        "pauses": [],
        "by_hand": {"called": 2, "walk_ups": 1, "overtaken_s_p99": 480, "overtaken_s_max": 500},
    }


def test_heading_names_the_site_and_the_day(monday: Monday) -> None:
    text = day_csv(figures(monday.stage))
    assert text.startswith("\ufeffĐiểm phục vụ,Phường Nghĩa Đô (00160)\r\nNgày làm việc,23/11/2026")


def test_pauses_stand_in_words(monday: Monday) -> None:
    rows = read(day_csv(figures(monday.stage)))
    at = rows.index(["Thời gian tạm nghỉ theo quầy"])
    assert rows[at + 1 : at + 3] == [["Quầy", "Lý do", "Tạm nghỉ (giây)"], ["3", REST, "360"]]


def test_figures_of_the_whole_day(monday: Monday) -> None:
    rows = {row[0]: row[1:] for row in read(day_csv(figures(monday.stage))) if row}
    assert rows["Số đã cấp"] == ["13"]
    assert rows["Chờ trung vị (giây)"] == ["540"]
    assert rows["Được gọi trong thời gian mục tiêu (%)"] == ["60.0"]
    assert rows["Điểm hài lòng trung bình (1 đến 5)"] == ["3.66"]
    assert rows["Số đánh giá mức 5"] == ["1"]
    assert rows["Chênh lệch đối chiếu (đúng là 0)"] == ["0"]


def table(rows: list[list[str]], title: str) -> list[list[str]]:
    begin = rows.index([title]) + 1
    return rows[begin : next((n for n in range(begin, len(rows)) if not rows[n]), len(rows))]


def test_services_stand_under_vietnamese_heads(monday: Monday) -> None:
    heads, *rows = table(read(day_csv(figures(monday.stage))), "Theo thủ tục")
    assert heads == [
        "Lĩnh vực",
        "Mã thủ tục",
        "Thủ tục",
        "Số đã cấp",
        "Đang chờ",
        "Đã phục vụ",
        "Vắng mặt khi gọi",
        "Chờ trung vị (giây)",
        "9 trên 10 người chờ không quá (giây)",
        "Được gọi trong thời gian mục tiêu (%)",
        "Phục vụ trung vị (giây)",
        "Số quầy hoạt động",
    ]
    assert len(rows) == 12
    birth = next(row for row in rows if row[1] == "HT01")
    assert birth[3:] == ["4", "1", "2", "1", "540", "1260", "66.66", "300", "0"]


def test_unknown_figures_are_empty_cells(monday: Monday) -> None:
    _, *rows = table(read(day_csv(figures(monday.stage))), "Theo thủ tục")
    nobody = next(row for row in rows if row[1] == "HK01")
    assert nobody[3:] == ["0", "0", "0", "0", "", "", "", "", "1"]


def test_hours(monday: Monday) -> None:
    _, *rows = table(read(day_csv(figures(monday.stage))), "Theo giờ")
    assert rows == [
        ["8", "9", "7", "5", "1", "660", "2460", "62.5"],
        ["9", "4", "1", "1", "0", "180", "180", "50.0"],
    ]


def test_finished_day_says_so(monday: Monday) -> None:
    assert ["Số liệu cả ngày"] not in read(day_csv(figures(monday.stage)))
    monday.finish("09:30", "K001", BINH)
    monday.close()
    assert ["Số liệu cả ngày"] in read(day_csv(figures(monday.stage, day=MONDAY, live=False)))


def test_table_in_english(monday: Monday) -> None:
    rows = read(day_csv(figures(monday.stage), lang="en"))
    assert rows[0] == ["Service point", "Nghia Do Ward (00160)"]
    assert table(rows, "By hour")[0][0] == "From hour"


@pytest.mark.parametrize("start", DANGEROUS)
def test_name_that_begins_as_a_formula_is_only_text(start: str) -> None:
    name = f'{start}HYPERLINK("http://x.example","Khai sinh")'
    rows = read(day_csv(named(name)))
    assert rows[0] == ["Điểm phục vụ", f"'{name} (00160)"]
    assert table(rows, "Theo thủ tục")[1][2] == f"'{name}"


@given(st.text(max_size=20))
def test_no_name_becomes_a_formula_or_breaks_the_table(name: str) -> None:
    rows = read(day_csv(named(name)))
    service = table(rows, "Theo thủ tục")[1]
    assert len(service) == 12
    assert service[2].removeprefix("'") == name.removeprefix("'")
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(DANGEROUS)] == []


def test_numbers_stay_numbers() -> None:
    figures_off = {**named("Khai sinh"), "reconciliation": {"difference": -2}}
    rows = {row[0]: row[1:] for row in read(day_csv(figures_off)) if row}
    assert rows["Chênh lệch đối chiếu (đúng là 0)"] == ["-2"]


# As a workbook.

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def opened(day: dict[str, Any]) -> list[list[Any]]:
    """The cells as a spreadsheet reads them: formulas would stand there as formulas."""
    (sheet,) = load_workbook(io.BytesIO(workbook(day))).worksheets
    assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "n"}
    assert [cell for row in sheet.rows for cell in row if cell.hyperlink] == []
    return [[cell.value for cell in row] for row in sheet.rows]


def workbook(day: dict[str, Any]) -> bytes:
    return write_workbook(day_rows(day), title="day", at=AT)


def test_workbook_holds_the_same_table(monday: Monday) -> None:
    day = figures(monday.stage)
    cells = [[cell for cell in row if cell is not None] for row in opened(day)]
    assert cells == [[figure(cell) for cell in row if cell] for row in read(day_csv(day))]


def figure(cell: str) -> str | float:
    """A cell of a table as a workbook holds it: numbers are numbers."""
    return float(cell) if re.fullmatch(r"-?\d+(\.\d+)?", cell) else cell


def test_workbook_of_the_same_figures_is_the_same_file(monday: Monday) -> None:
    day = figures(monday.stage)
    assert workbook(day) == workbook(day)


@pytest.mark.parametrize("start", [*DANGEROUS, "http://", "mailto:", "internal:", "{=", "'="])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(start: str) -> None:
    name = f'{start}HYPERLINK("http://x.example","Khai sinh")'
    rows = opened(named(name))
    assert rows[0][:2] == ["Điểm phục vụ", plain_text(f"{name} (00160)")]
    assert plain_text(name) in [row[2] for row in rows]


@pytest.mark.parametrize("kind", [*HOSTILE, "endless"])
def test_workbook_with_any_name_opens(kind: str) -> None:
    name = HOSTILE.get(kind, ENDLESS)
    day = {**named(name), "by_officer": [{"officer": name, "served": 1, "serve_s_p50": 60}]}
    whole = zipfile.ZipFile(io.BytesIO(workbook(day)))
    assert not any("vba" in part or "external" in part.lower() for part in whole.namelist())
    assert b"<f>" not in whole.read("xl/worksheets/sheet1.xml")
    assert opened(day)[-1][0] == plain_text(name)
    assert read(day_csv(day))[-1][0].removeprefix("'") == name.removeprefix("'")


def test_officers_stand_in_the_table_only_where_they_were_asked_for(monday: Monday) -> None:
    stage = monday.stage
    with stage.store.read() as connection:
        officers = officers_of_day(connection, site=stage.site, day=MONDAY)
        assert officers_of_day(connection, site=stage.other_site, day=MONDAY) == []
    day = figures(stage)
    assert ["Theo cán bộ"] not in read(day_csv(day))
    heads, *rows = table(read(day_csv({**day, "by_officer": officers})), "Theo cán bộ")
    assert heads == ["Cán bộ", "Đã phục vụ", "Phục vụ trung vị (giây)"]
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert sum(int(row[1]) for row in rows) == day["served"]
