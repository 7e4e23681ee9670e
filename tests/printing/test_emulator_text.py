"""How characters look on the emulator's paper, and which ones bytes stand for."""

import unicodedata

import pytest
from PIL import Image

from printers.emulator.charsets import EPSON, MISSING, NATIONAL, REPLACED, upper_half
from printers.emulator.shapes import missing
from printers.emulator.text import Style, cell
from tests.printing.paper_reading import WIDTH, decoded, ink_box, picture


@pytest.mark.parametrize(
    ("table", "byte", "letter"),
    [
        (0, 0x9B, "¢"), (2, 0x9B, "ø"), (3, 0x84, "ã"), (4, 0x84, "Â"), (5, 0x9B, "ø"),
        (16, 0x80, "€"), (17, 0x8F, "П"), (18, 0x9F, "č"), (19, 0xD5, "€"), (30, 0xB8, "á"),
        (31, 0xA7, "Đ"), (52, 0xD0, "đ".upper()), (13, 0x9E, "Ş"), (40, 0xA4, "€"),
    ],
)  # fmt: skip
def test_character_tables_hold_what_makers_say(table: int, byte: int, letter: str) -> None:
    held = upper_half(EPSON[table])
    assert letter in held
    if table not in (30, 31, 52):
        assert held[byte - 0x80] == letter


@pytest.mark.parametrize("name", sorted(set(EPSON.values())))
def test_every_table_has_128_places(name: str) -> None:
    held = upper_half(name)
    assert len(held) == 128
    assert held != MISSING * 128


def test_all_vietnamese_letters_are_printed_from_the_two_tables_of_tcvn() -> None:
    letters = set(upper_half("TCVN-3-1") + upper_half("TCVN-3-2"))
    assert {"ệ", "ữ", "đ", "Ậ", "Ễ", "Đ"} <= letters


def test_unknown_tables_print_hollow_boxes_and_no_wrong_letters() -> None:
    assert decoded(b"\x1bt\x42\xe9\n").text == MISSING + "\n"
    assert cell(MISSING, Style()).tobytes() != cell(" ", Style()).tobytes()
    assert cell("Ж", Style()).tobytes() == missing(12, 24).tobytes()


def test_national_sets_replace_twelve_characters() -> None:
    assert {len(row) for row in NATIONAL} == {len(REPLACED)}
    for nation, letter in ((1, "é"), (2, "ä"), (3, "£"), (8, "¥"), (16, "₫")):
        place = NATIONAL[nation].index(letter)
        typed = b"\x1bR" + bytes((nation,)) + REPLACED[place].encode() + b"\n"
        image = picture(typed).crop((0, 0, 12, 24))
        assert image.tobytes() == cell(letter, Style()).tobytes()


def test_combining_tones_of_cp1258_stand_over_their_letter() -> None:
    plain, toned = ink_box(b"\x1bt\x34e\n"), ink_box(b"\x1bt\x34e\xec\n")
    assert unicodedata.combining(upper_half("CP1258")[0xEC - 0x80])
    assert (plain[0], plain[2]) == (toned[0], toned[2])
    assert toned[1] < plain[1]


def test_utf_8_mode_prints_vietnamese_and_ends() -> None:
    text = "Phường Nghĩa Đô"
    result = decoded(b"\x1c(C\x02\x0002" + text.encode() + b"\x1c(C\x02\x0001\xe9\n")
    assert result.character_count == len(text) + 1


def test_chinese_mode_takes_two_bytes_for_one_wide_character() -> None:
    result = decoded(b"\x1c&" + "中文".encode("gb18030") + b"\x1c.ab\n")
    assert result.character_count == 4


def test_box_drawing_lines_meet() -> None:
    image = picture(b"\x1b3\x18\xda\xc4\xbf\n\xc0\xc4\xd9\n")
    assert image.getpixel((12, 12)) == 255
    assert image.getpixel((24, 12)) == 255
    rule = picture(b"\xc4" * 48 + b"\n\xcd" * 1 + b"\xcd" * 47 + b"\n")
    rows = [rule.crop((0, y, WIDTH, y + 1)).histogram()[255] for y in range(60)]
    assert [count for count in rows if count] == [WIDTH] * 6  # straight from edge to edge
    assert image.getpixel((6, 23)) == image.getpixel((6, 24)) == 255


def test_underline_is_as_thick_as_asked() -> None:
    rows = [picture(b"\x1b-" + n + b"     \n") for n in (b"\x00", b"\x01", b"\x02", b"0", b"2")]
    thick = [sum(any(row.crop((0, y, 60, y + 1)).tobytes()) for y in range(24)) for row in rows]
    assert thick == [0, 1, 2, 0, 2]


def test_bold_and_double_strike_are_switched_apart() -> None:
    bold = cell("H", Style(is_bold=True)).tobytes()
    for command in (b"\x1bE\x01\x1bG\x01\x1bG\x00", b"\x1bG1\x1bE1\x1bE0", b"\x1bE", b"\x1b!\x08"):
        assert picture(command + b"H\n").crop((0, 0, 12, 24)).tobytes() == bold
    plain = picture(b"\x1bE\x1bFH\n").crop((0, 0, 12, 24)).tobytes()
    assert plain == cell("H", Style()).tobytes() != bold


def test_italic_letters_lean_whether_or_not_a_number_follows() -> None:
    leaning = picture(b"\x1b4HH\x1b5HH\n")
    assert leaning.tobytes() == picture(b"\x1b4\x01HH\x1b4\x00HH\n").tobytes()
    assert leaning.crop((0, 0, 24, 24)).tobytes() != leaning.crop((24, 0, 48, 24)).tobytes()


def test_smoothing_draws_large_letters_anew() -> None:
    rough, smooth = picture(b"\x1d!\x77S\n"), picture(b"\x1db\x01\x1d!\x77S\n")
    assert rough.size == smooth.size
    assert rough.tobytes() != smooth.tobytes()
    assert picture(b"\x1db\x01S\n").tobytes() == picture(b"S\n").tobytes()


def test_condensed_and_wide_letters_end_where_they_are_told_to() -> None:
    """What matrix printers understand; DC2 ends the narrow letters and swallows none."""
    result = decoded(b"\x1b\x0fnarrow\x12Total\x12\n\x0ewide\x14\n\x1bW1w\x1bW0n\n")
    assert result.text == "narrowTotal\nwide\nwn\n"
    assert ink_box(b"\x1b\x0fHHHHHHHH\n")[2] < 8 * 9 < 7 * 12 < ink_box(b"HHHHHHHH\n")[2]
    assert ink_box(b"\x0eHH\n")[2] > 3 * 12 > ink_box(b"\x0e\x14HH\n")[2]


def test_wide_characters_have_a_style_of_their_own() -> None:
    wide = "中".encode("gb18030")
    plain = ink_box(b"\x1c&" + wide + b"\x1c.\n")
    for command in (b"\x1c!\x0c", b"\x1cW\x01"):
        large = ink_box(b"\x1c&" + command + wide + b"\x1c.\n")
        assert (large[2] - large[0], large[3] - large[1]) > (plain[2] - plain[0], 24)
    assert ink_box(command + b"HH\n") == ink_box(b"HH\n")


def test_a_character_that_is_broken_off_is_shown_and_spoils_nothing() -> None:
    half = "中".encode("gb18030")[:1]
    assert decoded(b"\x1c&a" + half + b"\nbc\n").text == f"a{MISSING}\nbc\n"
    assert decoded(b"\x1c(C\x02\x0002\xe4\xb8\x1bE1b\n").text == f"{MISSING}b\n"


def test_pictures_stay_upright_in_upside_down_mode() -> None:
    raster = b"\x1dv0\x00\x02\x00\x10\x00" + b"\xff" * 16 + bytes(16)
    assert picture(b"\x1b{\x01" + raster).tobytes() == picture(raster).tobytes()


def test_own_characters_are_printed_until_cancelled() -> None:
    define = b"\x1b&\x03AA\x0c" + b"\xff\xff\xff" * 12
    image = picture(define + b"\x1b%\x01A\x1b%\x00A\n")
    assert image.crop((0, 0, 12, 24)).histogram()[255] == 12 * 24
    assert 0 < image.crop((12, 0, 24, 24)).histogram()[255] < 12 * 24
    gone = picture(define + b"\x1b?A\x1b%\x01A\n")
    assert gone.crop((0, 0, 12, 24)).histogram()[255] < 12 * 24


def test_turned_and_upside_down_text() -> None:
    plain = picture(b"FF\n").crop((0, 0, 24, 24))
    turned = picture(b"\x1bV\x01F\n").crop((0, 0, 24, 12))
    assert (
        turned.tobytes()
        == picture(b"F\n")
        .crop((0, 0, 12, 24))
        .transpose(Image.Transpose.ROTATE_270)
        .crop((0, 0, 24, 12))
        .tobytes()
    )
    down = picture(b"\x1b{\x01FF\n").crop((WIDTH - 24, 0, WIDTH, 24))
    assert down.tobytes() == plain.transpose(Image.Transpose.ROTATE_180).tobytes()
