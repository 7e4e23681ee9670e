"""Slips fit their paper, whatever stands on them."""

from datetime import datetime

import pytest

from printers.label_layout import split
from printers.layout import lay_out
from printers.page import Frame, Matrix, Page, Words
from printers.raster import Raster, draw
from printers.slip import Cut, Feed, Image, Qr, Row, Rule, Slip, Text
from printers.typeface import glyph, text_width
from protocol.numbering import LETTERS
from tests.printing.samples import (
    DOTS_PER_MM,
    NAME_95,
    NAME_200,
    WIDTHS,
    page_of,
    raster_of,
)

NAMES = {
    5: "Khác.",
    40: "Đăng ký khai sinh có yếu tố nước ngoài, ",
    95: NAME_95,
    200: NAME_200,
    60: "Đăngkýbiếnđộngquyềnsửdụngđấtquyềnsởhữutàisảngắnliềnvớiđấtabc",
}
LABELS = ("B012", "B1047", "B2-017", "B12-017", "TN-B012", "TN-B2-017", "TN-M12-1048")
HOSTILE = "\x1b@\x1dVA\x00\x10\x04\x01<b>&amp;{{7*7}}\u202e" + "ạ̣̣̣" * 80


def words_of(page: Page) -> list[Words]:
    return [mark for mark in page.marks if isinstance(mark, Words)]


@pytest.mark.parametrize("width_dots", WIDTHS)
@pytest.mark.parametrize("name", NAMES.values(), ids=map(str, NAMES))
@pytest.mark.paper_case(7)
def test_service_takes_three_lines_at_most(name: str, width_dots: int) -> None:
    bare = len(words_of(page_of(width_dots, service_vi="")))
    assert 1 <= len(words_of(page_of(width_dots, service_vi=name))) - bare <= 3


@pytest.mark.parametrize("width_dots", WIDTHS)
@pytest.mark.parametrize("name", [*NAMES.values(), HOSTILE])
@pytest.mark.paper_case(7)
def test_nothing_leaves_the_print_width(name: str, width_dots: int) -> None:
    page = page_of(width_dots, service_vi=name, service_en=name, site_name=name, priority=name)
    for mark in page.marks:
        assert mark.x >= 0
        if isinstance(mark, Words):
            width = text_width(mark.text, size=mark.size, weight=mark.weight)
            assert mark.x + width * mark.squeeze // 100 <= width_dots, mark.text
            assert mark.size >= 22, mark.text


@pytest.mark.parametrize("name", NAMES.values(), ids=map(str, NAMES))
@pytest.mark.parametrize(("width_dots", "most_mm"), [(576, 120), (384, 150)])
@pytest.mark.paper_case(7)
def test_slips_stay_short(name: str, width_dots: int, most_mm: int) -> None:
    page = page_of(width_dots, service_vi=name, service_en=name)
    assert page.height_dots <= most_mm * DOTS_PER_MM


@pytest.mark.parametrize(("width_dots", "least_mm"), [(576, 15), (384, 13)])
@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.paper_case(8)
def test_digits_of_short_labels_are_high(letter: str, width_dots: int, least_mm: int) -> None:
    for ordinal in ("000", "444", "888"):
        mark = the_label(width_dots, f"{letter}{ordinal}")[0]
        assert mark.text == f"{letter}{ordinal}"
        assert digit_height(mark) >= least_mm * DOTS_PER_MM


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(("width_dots", "least_mm"), [(576, 15), (384, 13)])
@pytest.mark.paper_case(8)
def test_running_number_is_high_on_every_label(label: str, width_dots: int, least_mm: int) -> None:
    lines = the_label(width_dots, label)
    assert "".join(line.text for line in lines) == label
    assert len(lines) <= 2
    is_long = label == "TN-M12-1048" and width_dots == 384
    least = (10 if is_long else least_mm) * DOTS_PER_MM
    assert digit_height(lines[-1]) >= least


@pytest.mark.parametrize(
    ("label", "width_dots", "lines"),
    [
        ("B012", 576, ["B012"]),
        ("B1047", 384, ["B1047"]),
        ("B2-017", 576, ["B2-017"]),
        ("B2-017", 384, ["B2-", "017"]),
        ("B12-017", 576, ["B12-", "017"]),
        ("TN-B2-017", 576, ["TN-", "B2-017"]),
        ("TN-B2-017", 384, ["TN-B2-", "017"]),
    ],
)
@pytest.mark.paper_case(8)
def test_long_labels_are_split_at_a_hyphen(label: str, width_dots: int, lines: list[str]) -> None:
    assert [line.text for line in split(label, width_dots)] == lines


def the_label(width_dots: int, label: str) -> list[Words]:
    """The lines of the label, which are the largest on the slip by far."""
    page = page_of(width_dots, label=label, code="-")
    return [mark for mark in words_of(page) if mark.size > 60]


def digit_height(mark: Words) -> int:
    digit = next(character for character in reversed(mark.text) if character.isdigit())
    ink = glyph(digit, mark.size, mark.weight).ink
    assert ink is not None
    return ink.height


@pytest.mark.parametrize("width_dots", WIDTHS)
def test_codes_stand_on_lines_of_their_own_and_whole(width_dots: int) -> None:
    for code in ("TAM-00160-261123-B047", "TAM-00160-261123-TN-M12-1048", "H26.12-261123-0001"):
        lines = [mark.text for mark in words_of(page_of(width_dots, code=code))]
        whole = [code] if code in lines else two_lines(lines, code)
        assert "".join(whole) == code


def two_lines(lines: list[str], code: str) -> list[str]:
    start = next(place for place, line in enumerate(lines) if code.startswith(line))
    return lines[start : start + 2]


@pytest.mark.parametrize("width_dots", WIDTHS)
@pytest.mark.paper_case(6)
def test_paper_stays_mostly_white(width_dots: int) -> None:
    raster = raster_of(width_dots, copy=1, priority="", banner="THỬ NGHIỆM", service_vi=NAME_200)
    ink = int.from_bytes(raster.rows, "big").bit_count()
    assert ink < 0.4 * raster.width_dots * raster.height_dots


@pytest.mark.paper_case(6)
def test_no_row_is_mostly_black_but_rules_frames_and_the_number() -> None:
    for width_dots in (384, 576):
        black = black_rows(raster_of(width_dots, label="1", copy=1, priority=""))
        assert all(run <= 3 for run in black), black
        assert black, "the rules themselves are black rows"


def black_rows(raster: Raster) -> list[int]:
    """Lengths of the runs of rows that are more than 60 % black."""
    runs = [0]
    for start in range(0, len(raster.rows), raster.row_bytes):
        row = int.from_bytes(raster.rows[start : start + raster.row_bytes], "big")
        if row.bit_count() > 0.6 * raster.width_dots:
            runs[-1] += 1
        elif runs[-1]:
            runs.append(0)
    return [run for run in runs if run]


@pytest.mark.paper_case(6)
def test_no_column_is_all_black() -> None:
    columns = (1 << 576) - 1
    raster = raster_of()
    for start in range(0, len(raster.rows), raster.row_bytes):
        columns &= int.from_bytes(raster.rows[start : start + raster.row_bytes], "big")
    assert columns == 0


def test_reprint_priority_and_banner_are_outlined_boxes() -> None:
    page = page_of(copy=1, priority="", banner="THỬ NGHIỆM")
    assert len([mark for mark in page.marks if isinstance(mark, Frame)]) == 3
    assert [mark for mark in page_of().marks if isinstance(mark, Frame)] == []


def test_reprint_says_which_and_when() -> None:
    later = datetime(2026, 11, 23, 8, 41)  # noqa: DTZ001 -- printed as it is
    texts = [mark.text.replace("\u00a0", " ") for mark in words_of(page_of(copy=1))]
    assert "BẢN IN LẠI LẦN 1 / REPRINT 1" in texts
    texts = [mark.text for mark in words_of(page_of(copy=2, copied_at_local=later))]
    assert "BẢN IN LẠI LẦN 2 / REPRINT 2 — 08:41" in [text.replace("\u00a0", " ") for text in texts]


def test_nobody_ahead_is_said_and_not_knowing_leaves_no_hole() -> None:
    known, unknown = page_of(ahead=0), page_of(ahead=None)
    assert "0 người" in [mark.text for mark in words_of(known)]
    assert not any("người" in mark.text for mark in words_of(unknown))
    assert unknown.height_dots == known.height_dots


def test_qr_without_an_address_promises_nothing() -> None:
    promising = [mark.text for mark in words_of(page_of())]
    plain = [mark.text for mark in words_of(page_of(qr_text="TAM-00160-261123-B047"))]
    assert any("QR" in text for text in promising)
    assert not any("QR" in text for text in plain)


def test_columns_stand_side_by_side_or_one_under_the_other() -> None:
    row = Slip((Row((Qr("A"),), (Text("bên cạnh"),)),))
    wide, narrow = lay_out(row, width_dots=576), lay_out(row, width_dots=320)
    (beside, below) = (words_of(page)[0] for page in (wide, narrow))
    assert beside.x > wide.width_dots // 3
    assert below.x == 0
    assert narrow.height_dots > wide.height_dots


def test_qr_symbol_grows_smaller_on_narrow_paper_not_wider() -> None:
    page = lay_out(Slip((Qr("X" * 80),)), width_dots=240)
    matrix = next(mark for mark in page.marks if isinstance(mark, Matrix))
    assert matrix.module_dots == 5


def test_pictures_wider_than_the_paper_are_refused() -> None:
    with pytest.raises(ValueError, match="wider"):
        lay_out(Slip((Image(400, 1, bytes(50)),)), width_dots=384)
    with pytest.raises(ValueError, match="bytes"):
        Image(16, 2, b"123")


def test_endless_slips_are_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        lay_out(Slip((Feed(5_000),)), width_dots=576)


def test_picture_rule_and_cut_are_drawn_as_given() -> None:
    picture = Image(16, 2, b"\xf0\x0f\xaa\x55")
    page = lay_out(Slip((picture, Rule(thick=1, above=0, below=0), Cut())), width_dots=16)
    raster = draw(page)
    assert raster.rows == b"\xf0\x0f\xaa\x55\xff\xff"
    assert raster.is_cut
    assert not draw(lay_out(Slip((picture,)), width_dots=16)).is_cut
