"""The command set that other programs use: each does on paper what its manual says."""

import pytest

from printers.emulator import decode_pages
from tests.printing.paper_reading import WIDTH, codes, decoded, ink_box, picture
from tests.printing.samples import FixedClock

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


@pytest.mark.parametrize(
    "command",
    [
        b"\x1bZ\x00M\x06\x05\x00hello",
        b"\x1b\x81\x07\x00\x06Mhello",
        b"\x1do\x00\x04\x00\x02\x1dk\x0bMA,hello\0",
        b"\x1dkQ\x02\x06\x00\x01\x08\x00hello\0\r\n",
    ],
)
def test_qr_symbols_of_other_makers_are_read(command: bytes) -> None:
    assert codes(command + b"ab\n") == [("hello", "QR Code")]
    assert decoded(command + b"ab\n").text == "ab\n"


def test_a_drawer_opened_without_times_swallows_no_command() -> None:
    assert decoded(b"\x1bp\x00\x1bp\x01\x1bE1ab\x1bp\x00\x19\xfacd\n").text == "abcd\n"


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
