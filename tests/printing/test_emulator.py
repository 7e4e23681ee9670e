"""The emulated printer understands what real printers do, and what others send them."""

from pathlib import Path

import pytest
import zxingcpp

from printers.emulator import EmulatedPrinter, decode_pages
from printers.emulator.paper import PAGES_KEPT, Page
from printers.emulator.realtime import RealTimeScanner
from tests.printing.samples import FixedClock

STREAMS = Path(__file__).parents[3] / "shared" / "data" / "escpos"
# Streams of escpos-php's integration tests: pieces of paper, characters of text.
FOREIGN = {
    "bit-image": (1, 267),
    "demo": (14, 1_327),
    "graphics": (1, 62),
    "qr-code": (1, 390),
    "receipt-with-logo": (1, 517),
    "text-size": (1, 224),
}


def pages_of(data: bytes, *, width_dots: int = 576, chunk: int | None = None) -> tuple[Page, ...]:
    return decode_pages(data, width_dots=width_dots, clock=FixedClock(), chunk=chunk).pages


def stream(name: str) -> bytes:
    path = STREAMS / f"{name}.bin"
    if not path.exists():
        pytest.skip(f"streams of other projects are not at {STREAMS}")
    return path.read_bytes()


@pytest.mark.parametrize("name", FOREIGN)
def test_every_command_of_other_projects_is_understood(name: str) -> None:
    decoded = decode_pages(stream(name), width_dots=576, clock=FixedClock())
    assert decoded.unknown == ()
    assert (len(decoded.pages), decoded.character_count) == FOREIGN[name]


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("chunk", [1, 97])
def test_streams_give_the_same_paper_however_they_arrive(name: str, chunk: int) -> None:
    assert pages_of(stream(name), chunk=chunk) == pages_of(stream(name))


@pytest.mark.parametrize(
    ("name", "offset", "width", "height"),
    [("graphics", 0, 125, 148), ("receipt-with-logo", 146, 300, 236)],
)
def test_rasters_of_other_projects_come_out_dot_for_dot(
    name: str, offset: int, width: int, height: int
) -> None:
    data = stream(name)
    start = data.index(b"\x1d(L") + 5 + 10
    row_bytes = (width + 7) // 8
    assert data[start - 4 : start] == bytes((width % 256, width // 256, height, 0))
    page = pages_of(data)[0]
    for row in range(height):
        given = data[start + row * row_bytes : start + (row + 1) * row_bytes]
        drawn = page.rows[row * 72 : (row + 1) * 72]
        ink = int.from_bytes(given, "big") >> (row_bytes * 8 - width)
        # Centred by whole dots, which need not be whole bytes.
        left = 576 - width - (576 - width) // 2 if offset else 576 - width
        assert int.from_bytes(drawn, "big") == ink << left


def test_qr_symbols_of_other_projects_are_read() -> None:
    found = {
        code.text
        for code in zxingcpp.read_barcodes(pages_of(stream("qr-code"))[0].to_image().convert("L"))
    }
    assert {"Testing 123", "0123456789012345678901234567890123456789"} <= found


def test_text_is_printed_and_counted() -> None:
    decoded = decode_pages(b"\x1b@Xin ch\xa0o\n\x1dVB\x00", width_dots=576, clock=FixedClock())
    assert decoded.character_count == 8
    assert any(decoded.pages[0].rows)


@pytest.mark.parametrize(
    "styled",
    [
        b"\x1b!\x30",
        b"\x1b!\x08",
        b"\x1d!\x11",
        b"\x1b-\x01",
        b"\x1dB\x01",
        b"\x1bM\x01",
        b"\x1bE\x01",
    ],
)
def test_styles_change_what_is_printed(styled: bytes) -> None:
    assert pages_of(styled + b"Mot cua\n")[0].rows != pages_of(b"Mot cua\n")[0].rows


def test_code_pages_choose_the_letter() -> None:
    e_acute = {0: b"\x82", 16: b"\xe9", 2: b"\x82"}
    printed = {
        pages_of(b"\x1bt" + bytes((page,)) + code + b"\n")[0].rows for page, code in e_acute.items()
    }
    assert len(printed) == 1
    assert pages_of(b"\x1bt\x00\xe9\n")[0].rows not in printed


def test_lines_wrap_at_the_edge_and_align() -> None:
    assert pages_of(b"x" * 60 + b"\n")[0].height_dots == 60
    left, right = pages_of(b"\x1ba\x00x\n")[0], pages_of(b"\x1ba\x02x\n")[0]
    assert any(left.rows[:72][:2] + left.rows[72 * 10 :][:2])
    assert left.rows != right.rows


def test_columns_and_rasters_give_the_same_dots() -> None:
    column = b"\x1b*\x21\x18\x00" + b"\xff\xff\xff" * 24 + b"\n"
    raster = b"\x1dv0\x00\x03\x00\x18\x00" + b"\xff\xff\xff" * 24
    dots = [int.from_bytes(pages_of(data)[0].rows, "big").bit_count() for data in (column, raster)]
    assert dots == [24 * 24, 24 * 24]


def test_unknown_commands_are_told_and_skipped() -> None:
    decoded = decode_pages(b"\x1b\x7fok\n\x1dyx\n", width_dots=576, clock=FixedClock())
    assert decoded.unknown == (b"\x1b\x7f", b"\x1dy")
    assert decoded.character_count == 3


def test_half_a_raster_swallows_what_follows() -> None:
    """As real printers do; this is what the NULs of a recovery are for."""
    half = b"\x1dv0\x00\x48\x00\x80\x00" + bytes(100)
    decoded = decode_pages(half + b"\x1b@hello\n", width_dots=576, clock=FixedClock())
    assert decoded.character_count == 0


def test_real_time_commands_are_found_in_every_split() -> None:
    data = b"ab\x10\x04\x01cd\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08e\x10\x05\x02"
    for size in range(1, len(data) + 1):
        scanner = RealTimeScanner()
        found = [
            match.group()
            for start in range(0, len(data), size)
            for match in scanner.feed(data[start : start + size])
        ]
        assert found == [data[2:5], data[7:17], data[18:21]], size


def test_questions_hidden_in_pictures_are_answered() -> None:
    """Why the encoder breaks such bytes, and nothing may be dithered."""
    printer = EmulatedPrinter(clock=FixedClock())
    printer.receive(b"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01")
    assert printer.advance(0.1) == b"\x12"


def test_only_the_newest_pages_are_kept() -> None:
    printer = EmulatedPrinter(clock=FixedClock(), speed_mm_s=100_000, buffer_bytes=100_000)
    for number in range(PAGES_KEPT + 10):
        printer.receive(f"{number}\n".encode() + b"\x1dVB\x00")
        printer.advance(1)
    assert len(printer.paper.pages) == PAGES_KEPT
    assert printer.paper.pages[-1].number == PAGES_KEPT + 10


def test_buffer_is_finite_and_the_head_has_a_speed() -> None:
    printer = EmulatedPrinter(clock=FixedClock(), buffer_bytes=1_000, speed_mm_s=100)
    assert printer.receive(b"\x1dv0\x00\x48\x00\x20\x03" + bytes(2_000)) == 1_000
    assert printer.room == 0
    printer.advance(0.005)
    assert 1 <= printer.paper.height_dots <= 6
    assert printer.room > 0
