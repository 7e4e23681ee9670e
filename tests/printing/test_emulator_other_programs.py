"""What python-escpos sends for each of its models is understood: streams not written here."""

from collections.abc import Callable

import pytest
import zxingcpp
from escpos.printer import Dummy
from PIL import Image

from printers.emulator import decode_pages
from printers.emulator.charsets import MISSING, tables_of, upper_half
from printers.emulator.decoding import Decoded
from printers.profiles import known_models
from tests.printing.samples import FixedClock

STYLES: tuple[dict[str, object], ...] = (
    {"bold": True},
    {"underline": 2},
    {"double_height": True},
    {"double_width": True},
    {"custom_size": True, "width": 4, "height": 5},
    {"invert": True},
    {"flip": True},
    {"align": "center"},
    {"align": "right"},
    {"font": "b"},
    {"density": 2},
    {"smooth": True},
)
# Tables that python-escpos encodes right; of TCVN-3 it has one letter wrong (Đ).
ENCODED_BY_OTHERS = {
    "CP437", "CP850", "CP852", "CP858", "CP860", "CP863", "CP865", "CP866", "CP1251", "CP1252",
    "CP1254", "CP1257", "ISO_8859-2", "ISO_8859-7", "ISO_8859-15",
}  # fmt: skip
COUNTED = {
    "CODE93": ("TEST93", "TEST93"),
    "CODE128": ("{BNo. 123456", "No. 123456"),
    "EAN13": ("501234567890", "5012345678900"),
    "EAN8": ("9638507", "96385074"),
    "ITF": ("01234567", "01234567"),
    "CODE39": ("XY 9", "XY 9"),
}


def printed(send: Callable[[Dummy], None], *, model: str = "TM-T88V") -> Decoded:
    printer = Dummy(profile=model)
    send(printer)
    output = bytes(printer.output)
    return decode_pages(output, width_dots=576, clock=FixedClock(), model=model)


def read(result: Decoded) -> list[str]:
    found = []
    for page in result.pages:
        image = page.to_image().convert("L")
        sheet = Image.new("L", (image.width + 64, image.height + 64), 255)
        sheet.paste(image, (32, 32))
        found += [code.text for code in zxingcpp.read_barcodes(sheet)]
    return found


@pytest.mark.parametrize("model", known_models())
def test_text_of_every_model_is_understood(model: str) -> None:
    def send(printer: Dummy) -> None:
        printer.hw("INIT")
        printer.textln("Phuong Nghia Do: ete, 5 EUR, Straße")
        printer.control("HT")
        printer.line_spacing(60)
        printer.print_and_feed(2)
        printer.panel_buttons(False)
        printer.cashdraw(2)
        printer.cut()

    assert printed(send, model=model).unknown == ()


@pytest.mark.parametrize("model", known_models())
def test_letters_of_every_table_of_every_model_come_out_as_they_went_in(model: str) -> None:
    names = {name for name in tables_of(model).values() if name in ENCODED_BY_OTHERS}
    letters = {name: upper_half(name).replace(MISSING, "") for name in sorted(names)}

    def send(printer: Dummy) -> None:
        for name, all_of_it in letters.items():
            printer.charcode(name)
            printer.text(all_of_it)

    result = printed(send, model=model)
    assert (result.unknown, result.text) == ((), "".join(letters.values()))


def test_a_table_stands_where_its_model_has_it() -> None:
    stream = b"\x1bt\x06\x8f\x1bt\x11\x8f\n"
    assert (
        decode_pages(stream, width_dots=576, clock=FixedClock(), model="TM-T88V").text[1:] == "П\n"
    )
    assert tables_of("TM-T88V")[17] == "CP866" != tables_of("TUP500")[17]


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_every_style_is_understood(style: dict[str, object]) -> None:
    def send(printer: Dummy) -> None:
        printer.set_with_default(**style)
        printer.text("abc")

    result = printed(send)
    assert (result.unknown, result.character_count) == ((), 3)


@pytest.mark.parametrize("name", COUNTED)
def test_barcodes_are_read(name: str) -> None:
    given, expected = COUNTED[name]

    def send(printer: Dummy) -> None:
        printer.barcode(given, name, height=60, width=2, pos="BOTH", font="B", function_type="B")

    result = printed(send)
    assert (result.unknown, read(result)) == ((), [expected])


def test_native_qr_symbols_of_utf_8_are_read() -> None:
    result = printed(lambda printer: printer.qr("Xin chào một cửa", native=True, size=6))
    assert (result.unknown, read(result)) == ((), ["Xin chào một cửa"])


@pytest.mark.parametrize("way", ["bitImageRaster", "graphics", "bitImageColumn"])
def test_pictures_come_out_dot_for_dot(way: str) -> None:
    drawn = Image.radial_gradient("L").resize((240, 192)).point([0] * 128 + [255] * 128)
    result = printed(lambda printer: printer.image(drawn, impl=way, center=False))
    assert result.unknown == ()
    assert result.character_count == 0
    page = result.pages[0].to_image().convert("L").crop((0, 0, 240, 192))
    assert page.tobytes() == drawn.tobytes()
