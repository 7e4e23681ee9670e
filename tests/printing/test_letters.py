"""Every Vietnamese letter can be told from every other on paper."""

import hashlib
import unicodedata
from importlib.resources import files
from itertools import combinations

import pytest

from printers.encode import encode_slip
from printers.page import Page, Words
from printers.raster import Raster, draw
from printers.slip import SMALLEST_TEXT, Text, Weight, plain
from printers.typeface import FILES, Glyph, face, glyph, line
from tests.printing.samples import NAME_95, WIDE, page_of, raster_of, vietnamese_letters

WEIGHTS: tuple[Weight, ...] = ("medium", "bold")
SIGNS = "0123456789–—…“”₫•/-:,."
FONT_HASHES = {
    "medium": "ec4be2756d1471b92bec597cad66e2ba57e73b15c6156e2d311abcc80c011526",
    "bold": "e8ee2d803b609ecb146e5402c8b2565f530a0a69c68c120699f3962516809883",
}


def test_vietnamese_has_134_letters_beyond_ascii() -> None:
    assert len(vietnamese_letters()) == 134


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.paper_case(11)
def test_fonts_are_the_ones_that_were_judged(weight: Weight) -> None:
    data = (files("printers") / "fonts" / FILES[weight]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == FONT_HASHES[weight]


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("size", [SMALLEST_TEXT, 24, 40])
@pytest.mark.paper_case(1)
def test_every_letter_and_sign_is_drawn(weight: Weight, size: int) -> None:
    missing = pixels(glyph("\U0010fffd", size, weight))
    for character in (*vietnamese_letters(), *SIGNS):
        drawn = pixels(glyph(character, size, weight))
        assert drawn, character
        assert drawn != missing, character


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("size", [SMALLEST_TEXT, 24, 26, 30])
@pytest.mark.paper_case(1)
def test_tones_of_one_letter_stay_apart(weight: Weight, size: int) -> None:
    drawn = {letter: pixels(glyph(letter, size, weight)) for letter in vietnamese_letters()}
    close = [
        (one, other) for one, other in combinations(drawn, 2) if len(drawn[one] ^ drawn[other]) < 4
    ]
    assert close == []


def pixels(drawn: Glyph) -> set[tuple[int, int]]:
    """Dots of ink, counted from the pen."""
    if drawn.ink is None:
        return set()
    access = drawn.ink.load()
    assert access is not None
    return {
        (x + drawn.left, y + drawn.above)
        for x in range(drawn.ink.width)
        for y in range(drawn.ink.height)
        if access[x, y]
    }


@pytest.mark.paper_case(2)
def test_decomposed_text_gives_the_same_job() -> None:
    composed = raster_of(service_vi=NAME_95)
    decomposed = raster_of(service_vi=unicodedata.normalize("NFD", NAME_95))
    assert unicodedata.normalize("NFD", NAME_95) != NAME_95
    assert job(decomposed) == job(composed)


def job(raster: Raster) -> bytes:
    return encode_slip(raster, WIDE, job_id="j")


@pytest.mark.parametrize("width_dots", [384, 576])
@pytest.mark.paper_case(3)
def test_no_line_rubs_out_marks_of_another(width_dots: int) -> None:
    page = page_of(width_dots, service_vi="Ễ Ậ ợ ỹ Ẵ Ặ gỡ bỏ " * 5, site_name="Ẫ Ặ Ẵ")
    whole = int.from_bytes(draw(page).rows, "big")
    words = [mark for mark in page.marks if isinstance(mark, Words)]
    for mark in words:
        alone = draw(Page(page.width_dots, page.height_dots, (mark,), page.is_cut))
        ink = int.from_bytes(alone.rows, "big")
        assert ink, mark.text
        assert ink & ~whole == 0, mark.text
        assert ink.bit_count() == ink_of(mark), mark.text
    assert len(words) > 10


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("text", ["Ưu ơi jưjơ fjỳ", "ĐĂNG KÝ Ấ7Ầ1Ẫ-ậ", "“Tự” Tĩnh, Vỹ/Ỷ"])
def test_no_letter_rubs_out_its_neighbour(text: str, weight: Weight) -> None:
    expected: set[tuple[int, int]] = set()
    pen = 0
    for character in text:
        drawn = glyph(character, 30, weight)
        expected |= {(x + pen, y) for x, y in pixels(drawn)}
        pen += drawn.advance
    whole = line(text, 30, weight)
    assert pixels(Glyph(whole.ink, whole.left, whole.above, whole.width)) == expected
    assert whole.width == pen


def ink_of(mark: Words) -> int:
    """Dots of a line drawn where there is room on every side."""
    roomy = Words(200, 300, mark.text, mark.size, mark.weight, mark.squeeze)
    raster = draw(page_with(roomy))
    return int.from_bytes(raster.rows, "big").bit_count()


def page_with(*marks: Words) -> Page:
    return Page(1600, 600, marks, is_cut=True)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Chứng\tthực\r\n bản  sao", "Chứng thực bản sao"),
        ("a\x1b@\x1dV\x00b", "a@Vb"),
        ("\u202eđảo\u202c ngược\u200b", "đảo ngược"),
        ("\ud800lẻ", "lẻ"),
        ("\x10\x04\x01", ""),
        ("Số\u00a012", "Số\u00a012"),
    ],
)
def test_only_visible_characters_stay(given: str, kept: str) -> None:
    assert plain(given) == kept
    assert Text(given).text == kept


def test_endless_text_is_bounded() -> None:
    assert len(plain("ạ" * 10_000)) == 400


def test_faces_do_not_depend_on_the_shaping_library() -> None:
    assert face(30, "medium").layout_engine == 0
