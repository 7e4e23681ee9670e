"""The command set that other programs use: each does on paper what its manual says."""

import unicodedata

import pytest
import zxingcpp
from PIL import Image

from printers.emulator import decode_pages
from printers.emulator.charsets import EPSON, MISSING, NATIONAL, REPLACED, upper_half
from printers.emulator.decoding import Decoded
from printers.emulator.shapes import missing
from printers.emulator.text import Style, cell
from tests.printing.samples import FixedClock

WIDTH = 576


def decoded(data: bytes, *, width_dots: int = WIDTH) -> Decoded:
    result = decode_pages(data, width_dots=width_dots, clock=FixedClock())
    assert result.unknown == ()
    return result


def picture(data: bytes) -> Image.Image:
    """Give the paper with ink 255."""
    page = decoded(data).pages[0]
    return Image.frombytes("1", (page.width_dots, page.height_dots), page.rows)


def ink_box(data: bytes) -> tuple[int, int, int, int]:
    box = picture(data).getbbox()
    assert box is not None
    return box


def codes(data: bytes) -> list[tuple[str, str]]:
    image = decoded(data).pages[0].to_image().convert("L")
    sheet = Image.new("L", (image.width + 64, image.height + 64), 255)  # the paper's white edge
    sheet.paste(image, (32, 32))
    return [(code.text, str(code.format)) for code in zxingcpp.read_barcodes(sheet)]


# --- characters -------------------------------------------------------------------------


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


# --- places -----------------------------------------------------------------------------


def test_margins_come_and_go() -> None:
    bare = ink_box(b"H\n")[0]
    for margin in (8, 64, 256, 512):
        assert ink_box(b"\x1dL" + margin.to_bytes(2, "little") + b"H\n")[0] == margin + bare
    again = decoded(b"\x1dL\x00\x02\x1dL\x00\x00" + b"H" * 48 + b"\n")
    assert again.pages[0].height_dots == 30


def test_margins_in_characters() -> None:
    bare = ink_box(b"H\n")[0]
    assert ink_box(b"\x1bl\x05H\n")[0] == 5 * 12 + bare
    assert decoded(b"\x1bQ\x0a" + b"H" * 25 + b"\n").pages[0].height_dots == 3 * 30


def test_printing_area_wraps_and_aligns() -> None:
    right = b"\x1ba\x02"
    assert ink_box(right + b"\x1dW\x00\x01H\n")[2] in range(244, 257)
    assert decoded(right + b"\x1dW\x40\x00page width 64\n").pages[0].height_dots == 3 * 30


def test_tabs_are_set_and_cleared() -> None:
    def place(data: bytes) -> int:
        return ink_box(data + b"\tH\n")[0]

    bare = ink_box(b"H\n")[0]
    assert place(b"") == 8 * 12 + bare
    assert place(b"\x1bD\x05\x14\x00") == 5 * 12 + bare
    assert place(b"\x1bD\x05\x14\x00\t") == 20 * 12 + bare
    assert place(b"\x1bD\x00") == bare


def test_places_are_absolute_and_relative() -> None:
    bare = ink_box(b"H\n")[0]
    assert ink_box(b"\x1b$\x64\x00H\n")[0] == 100 + bare
    assert ink_box(b"\x1b$\x64\x00\x1b\\\xec\xffH\n")[0] == 80 + bare
    assert ink_box(b"\x1dP\xb4\xb4\x1b$\xb4\x00H\n")[0] == 203 + bare


def test_line_spacing_and_feeds_add_up() -> None:
    assert decoded(b"a\n\x1b3\x40b\n\x1b2c\n").pages[0].height_dots == 30 + 64 + 30
    assert decoded(b"\x1b3\x10\x1bd\x05").pages[0].height_dots == 80
    assert decoded(b"\x1bJ\x64").pages[0].height_dots == 100


def test_reverse_feed_prints_over_what_is_there() -> None:
    both = decoded(b"A\n\x1bK\x1e\x1b$\x24\x00B\n").pages[0]
    assert both.rows == decoded(b"A  B\n").pages[0].rows
    assert decoded(b"A\n\x1bj\x1e\x1b$\x24\x00B\n").pages[0].rows == both.rows
    lines = decoded(b"A\n\x1be\x01\x1b$\x24\x00B\n").pages[0]
    assert lines.rows == both.rows


def test_page_mode_prints_at_form_feed_in_all_directions() -> None:
    area = b"\x1bL\x1bW\x00\x00\x00\x00\x40\x02\x2c\x01"
    assert decoded(area + b"lost\n\x1bSok\n").pages[0].height_dots == 30
    assert ink_box(area + b"H\n\x0c")[:2] == (ink_box(b"H\n")[0], ink_box(b"H\n")[1])
    assert ink_box(area + b"\x1bT\x02H\n\x0c")[2] > WIDTH - 12
    assert ink_box(area + b"\x1bT\x01H\n\x0c")[3] > 300 - 12
    assert ink_box(area + b"\x1bT\x03H\n\x0c")[0] > WIDTH - 30
    assert decoded(area + b"gone\x18\x0c").pages == ()


def test_page_mode_prints_the_whole_area_that_was_set() -> None:
    area = b"\x1bL\x1bW\x00\x00\x00\x00\x40\x02\x2c\x01"
    assert decoded(area + b"H\n\x0c").pages[0].height_dots == 300
    assert decoded(area + b"one\n\x1b\x0c\x0c").pages[0].height_dots == 600
    assert decoded(b"\x1bLH\n\x0c").pages[0].height_dots == ink_box(b"\x1bLH\n\x0c")[3]


def test_page_mode_places_lines_where_asked() -> None:
    page = b"\x1bL\x1d$\xc8\x00H\x0c"
    assert ink_box(page)[1] in range(176, 200)


# --- symbols ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (b"\x1dk\x0001234567890\0", ("0012345678905", "EAN-13")),
        (b"\x1dkA\x0b01234567890", ("0012345678905", "EAN-13")),
        (b"\x1dk\x010123456\0", ("0012345000065", "UPC-E")),
        (b"\x1dkB\x0b04210000526", ("0042100005264", "UPC-E")),
        (b"\x1dk\x02501234567890\0", ("5012345678900", "EAN-13")),
        (b"\x1dkD\x079638507", ("96385074", "EAN-8")),
        (b"\x1dk\x04ABC-123 X\0", ("ABC-123 X", "Code 39")),
        (b"\x1dkF\x080123456789"[:12], ("01234567", "ITF")),
        (b"\x1dk\x06A40156B\0", ("A40156B", "Codabar")),
        (b"\x1dkH\x08Test 93!", ("Test 93!", "Code 93")),
        (b"\x1dkI\x0b{BNo. 12345", ("No. 12345", "Code 128")),
        (b"\x1dkI\x05{C\x0c\x22\x38", ("123456", "Code 128")),
        (b"\x1dkI\x08{C123456", ("123456", "Code 128")),
        (b"\x1dkI\x0a{ABC{C12{Bx"[:14], ("BC12", "Code 128")),
    ],
)  # fmt: skip
def test_barcodes_are_read_by_another_decoder(command: bytes, expected: tuple[str, str]) -> None:
    assert codes(b"\x1ba\x01\x1dw\x02\x1dh\x50" + command) == [expected]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (b"\x1dkJ\x12(01)0950110153000*", "(01)09501101530003"),
        (b"\x1dkO\x0cAb12345678\tz", "Ab12345678\tz"),
        (b"\x1dkK\x0d0950110153000", "(01)09501101530003"),
        (b"\x1dkM\x0d0950110153000", "(01)09501101530003"),
        (b"\x1dkN\x12(01)09501101530003", "(01)09501101530003"),
    ],
)
def test_gs1_and_automatic_barcodes_are_read(command: bytes, expected: str) -> None:
    assert [text for text, _ in codes(b"\x1dw\x02\x1dh\x60" + command)] == [expected]


@pytest.mark.parametrize("font", [b"\x00", b"\x01", b"\x02", b"0", b"1", b"2", b"a", b"\xff"])
def test_text_of_barcodes_is_printed_in_every_font(font: bytes) -> None:
    bare = decoded(b"\x1dkD\x079638507").pages[0].height_dots
    assert decoded(b"\x1dH\x02\x1df" + font + b"\x1dkD\x079638507").pages[0].height_dots > bare


def test_barcode_settings_show() -> None:
    command = b"\x1dkD\x079638507"
    plain, high = ink_box(b"\x1dh\x28" + command), ink_box(b"\x1dh\x50" + command)
    assert (plain[3] - plain[1], high[3] - high[1]) == (0x28, 0x50)
    narrow, wide = ink_box(b"\x1dw\x02" + command), ink_box(b"\x1dw\x04" + command)
    assert wide[2] - wide[0] == 2 * (narrow[2] - narrow[0])
    texts = [decoded(b"\x1dH" + bytes((n,)) + command).pages[0].height_dots for n in range(4)]
    assert texts[0] < texts[1] == texts[2] < texts[3]


def test_data_that_fits_no_barcode_is_shown_in_a_box() -> None:
    assert codes(b"\x1dk\x02letters\0") == []
    assert ink_box(b"\x1dk\x02letters\0")[2] > 7 * 12


def symbol(kind: bytes, data: bytes, settings: bytes = b"") -> bytes:
    stored = (len(data) + 3).to_bytes(2, "little")
    return settings + b"\x1d(k" + stored + kind + b"P0" + data + b"\x1d(k\x03\x00" + kind + b"Q0"


@pytest.mark.parametrize("level", [b"0", b"1", b"2", b"3"])
def test_qr_symbols_of_every_level_and_of_bytes_are_read(level: bytes) -> None:
    text = "Phường Nghĩa Đô"
    data = symbol(b"1", text.encode(), b"\x1d(k\x03\x001C\x05\x1d(k\x03\x001E" + level)
    assert codes(data) == [(text, "QR Code")]


@pytest.mark.parametrize(
    ("kind", "name"), [(b"0", "PDF417"), (b"5", "Aztec"), (b"6", "Data Matrix")]
)
def test_other_symbols_are_read_too(kind: bytes, name: str) -> None:
    found = codes(symbol(kind, b"Testing 123", b"\x1d(k\x03\x00" + kind + b"C\x04"))
    assert [text for text, _ in found] == ["Testing 123"]
    assert found[0][1].replace(" ", "") == name.replace(" ", "")


def test_micro_qr_and_shaped_pdf417_are_read() -> None:
    micro = b"\x1d(k\x04\x001A3\x00\x1d(k\x03\x001C\x06"
    assert codes(symbol(b"1", b"12345", micro)) == [("12345", "Micro QR Code")]
    flat = ink_box(symbol(b"0", b"Testing 123", b"\x1d(k\x03\x000A\x02\x1d(k\x03\x000D\x02"))
    high = ink_box(symbol(b"0", b"Testing 123", b"\x1d(k\x03\x000A\x02\x1d(k\x03\x000D\x06"))
    assert high[3] - high[1] == 3 * (flat[3] - flat[1])
    broad = ink_box(symbol(b"0", b"Testing 123", b"\x1d(k\x03\x000A\x04"))
    assert broad[2] - broad[0] > flat[2] - flat[0]


def test_stacked_data_bars_are_read_and_composite_ones_shown_in_a_box() -> None:
    assert [text for text, _ in codes(symbol(b"3", b"I0950110153000"))] == ["(01)09501101530003"]
    assert ink_box(symbol(b"4", b"0I0950110153000"))[3] > 36


def test_symbols_too_long_to_draw_are_shown_in_a_box() -> None:
    assert decoded(symbol(b"1", b"x" * 3_000)).pages[0].height_dots > 0


# --- pictures ---------------------------------------------------------------------------


BLACK = b"\xff" * 32  # 16 by 16 dots


@pytest.mark.parametrize(
    "command",
    [
        b"\x1cq\x01\x02\x00\x02\x00" + BLACK + b"\x1cp\x01\x00",
        b"\x1d*\x02\x02" + BLACK + b"\x1d/\x00",
        b"\x1d(L\x2b\x000C0AB\x01\x10\x00\x10\x001" + BLACK + b"\x1d(L\x06\x000EAB\x01\x01",
        b"\x1d(L\x2b\x000S0AB\x01\x10\x00\x10\x001" + BLACK + b"\x1d(L\x06\x000UAB\x01\x01",
        b"\x1d(L\x2a\x000p0\x01\x011\x10\x00\x10\x00" + BLACK + b"\x1d(L\x02\x0002",
        b"\x1d8L\x2a\x00\x00\x000p0\x01\x011\x10\x00\x10\x00" + BLACK + b"\x1d(L\x02\x0002",
        b"\x1d(L\x2a\x000q0\x01\x011\x10\x00\x10\x00" + BLACK + b"\x1d(L\x02\x0002",
        b"\x1dv0\x00\x02\x00\x10\x00" + BLACK,
        b"\x1dQ0\x00\x10\x00\x02\x00" + BLACK,
        b"\x12*\x10\x02" + BLACK,
    ],
)
def test_every_way_to_send_a_picture_prints_it(command: bytes) -> None:
    image = picture(command)
    assert image.getbbox() == (0, 0, 16, 16)
    assert image.histogram()[255] == 256


def test_pictures_in_flash_outlive_a_reset_and_downloaded_ones_do_not() -> None:
    flash = b"\x1cq\x01\x02\x00\x02\x00" + BLACK + b"\x1b@\x1cp\x01\x03"
    assert picture(flash).getbbox() == (0, 0, 32, 32)
    assert decoded(b"\x1d*\x02\x02" + BLACK + b"\x1b@\x1d/\x00").pages == ()


# --- the machine ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cut",
    [b"\x1dV\x00", b"\x1dV\x01", b"\x1dV0", b"\x1dV1", b"\x1dVA\x00", b"\x1dVB\x10",
     b"\x1dVa\x00", b"\x1dVb\x08", b"\x1dVg\x00", b"\x1dVh\x10", b"\x1bi", b"\x1bm"],
)  # fmt: skip
def test_every_kind_of_cut_cuts(cut: bytes) -> None:
    pages = decoded(b"one\n" + cut + b"two\n" + cut).pages
    assert [page.is_cut for page in pages] == [True, True]


@pytest.mark.parametrize(
    "command",
    [
        b"\x1bp\x00\x32\xfa", b"\x1bp0<\x78", b"\x1bB\x03\x02", b"\x1bC\x03\x02\x01",
        b"\x1b(A\x04\x000\x37\x03\x0a", b"\x10\x14\x01\x00\x05",
        b"\x10\x14\x03\x01\x02\x03\x04\x05",
        b"\x10\x04\x07\x01", b"\x1bc5\x00", b"\x1bc3\x0c", b"\x1bU\x01", b"\x1br\x01", b"\x1bu\x00",
        b"\x1d(A\x02\x000\x02", b"\x1d(D\x03\x00\x14\x01\x01", b"\x1d(E\x03\x00\x01IN",
        b"\x1d(K\x02\x002\x03", b"\x1d(M\x02\x0011", b"\x1d(N\x02\x0001", b"\x1d(z\x02\x0001",
        b"\x1c(L\x02\x00A0", b"\x1c(E\x06\x00<\x02012\x01", b"\x1c(A\x02\x0001", b"\x1cS\x00\x00",
        b"\x1c!\x00", b"\x1cW\x00", b"\x1c-\x01", b"\x1db\x01", b"\x1dE\x01", b"\x1d|\x04",
        b"\x1dg0\x00\x14\x00", b"\x1dz0\x05\x05", b"\x1b7\x07\x50\x02", b"\x1b#\x01", b"\x12#\xff",
        b"\x12T", b"\x1f\x11\x02\x04", b"\x1f\x11\x08", b"\x1f(A\x02\x00ab",
        b"\x1f\x1b\x1f\x01\x02",
        b"\x1b\x1da\x01", b"\x1b\x1dt\x20", b"\x1b\x1eF\x00", b"\x1b\x1dyS0\x02",
        b"\x1b\x1dyD1\x00\x03\x00abc", b"\x1b\x1dyP", b"\x1de\x05", b"\x1dA\x00\x01",
        b"\x1dC0\x03\x00",
        b"\x1dC;1;2;3;4;5;", b"\x1dc", b"\x1bf\x00\x01", b"\x1b/\x00", b"\x1c2\x81\x40" + bytes(72),
        b"\x1cg1\x00\x00\x00\x00\x00\x03\x00abc", b"\x1cg2\x00\x00\x00\x00\x00\x03\x00", b"\x07",
    ],
)  # fmt: skip
def test_commands_without_a_mark_on_paper_leave_none(command: bytes) -> None:
    result = decoded(b"ab" + command + b"cd\n")
    assert result.character_count == 4
    assert result.pages[0].rows == decoded(b"abcd\n").pages[0].rows


def test_an_unknown_command_takes_no_other_with_it() -> None:
    result = decode_pages(b"\x1b\x1b@ab\x10\x1bE1cd\n", width_dots=WIDTH, clock=FixedClock())
    assert (result.unknown, result.text) == ((b"\x1b", b"\x10"), "abcd\n")


def test_text_for_the_customer_display_is_not_printed() -> None:
    assert decoded(b"\x1b=\x02Total 5\n\x1b=\x01ab\n").character_count == 2


def test_macros_are_played_again() -> None:
    assert decoded(b"\x1d:ab\n\x1d:\x1d^\x02\x00\x00").pages[0].height_dots == 3 * 30
