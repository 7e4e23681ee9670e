"""The emulated printer's paper over HTTP, as the demo shows it."""

import io
import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from printers.emulator import EmulatedPrinter, PaperServer
from printers.emulator.web import CONTROLS, STATIC
from printers.encode import encode_slip
from tests.printing.samples import ADDRESS, WIDE, FixedClock, raster_of


@pytest.fixture
def printer() -> EmulatedPrinter:
    return EmulatedPrinter(clock=FixedClock(), buffer_bytes=100_000)


@pytest.fixture
def paper_page(printer: EmulatedPrinter) -> Iterator[HTTPConnection]:
    with PaperServer(printer) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
        yield connection
        connection.close()


def print_ticket(printer: EmulatedPrinter, label: str = "B047") -> None:
    printer.receive(encode_slip(raster_of(label=label), WIDE, job_id=label))
    printer.advance(5)


def get(paper_page: HTTPConnection, path: str) -> tuple[HTTPResponse, bytes]:
    paper_page.request("GET", path)
    answer = paper_page.getresponse()
    return answer, answer.read()


def post(paper_page: HTTPConnection, path: str, **headers: str) -> tuple[int, dict[str, Any]]:
    paper_page.request(
        "POST", path, headers={name.replace("_", "-"): v for name, v in headers.items()}
    )
    answer = paper_page.getresponse()
    return answer.status, json.loads(answer.read())


def test_slips_are_listed_newest_first_and_seen(
    printer: EmulatedPrinter, paper_page: HTTPConnection
) -> None:
    print_ticket(printer, "B047")
    print_ticket(printer, "B048")
    slips = json.loads(get(paper_page, "/slips.json")[1])["slips"]
    assert [slip["n"] for slip in slips] == [2, 1]
    answer, body = get(paper_page, slips[0]["png"])
    picture = Image.open(io.BytesIO(body))
    assert answer.getheader("Content-Type") == "image/png"
    assert picture.size == (slips[0]["width_dots"], slips[0]["height_dots"])
    assert picture.info["dpi"] == pytest.approx((203, 203), abs=0.1)
    assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == [ADDRESS]


def test_list_tells_size_in_millimetres_and_when(
    printer: EmulatedPrinter, paper_page: HTTPConnection
) -> None:
    print_ticket(printer)
    slip = json.loads(get(paper_page, "/slips.json")[1])["slips"][0]
    assert slip["width_mm"] == 72.1
    assert slip["height_mm"] == round(slip["height_dots"] * 25.4 / 203, 1)
    assert slip["at"] == "2026-11-23T01:32:00+00:00"
    assert slip["is_cut"] is True


def test_hands_on_the_printer_change_its_state(
    printer: EmulatedPrinter, paper_page: HTTPConnection
) -> None:
    changes = [
        ("paper-out", "is_paper_out", True),
        ("paper-low", "is_paper_low", True),
        ("paper-enough", "is_paper_low", False),
        ("refill", "is_paper_out", False),
        ("cover-open", "is_cover_open", True),
        ("cover-close", "is_cover_open", False),
        ("jam", "is_cutter_jammed", True),
        ("clear-jam", "is_cutter_jammed", False),
        ("power-off", "is_powered", False),
        ("power-on", "is_powered", True),
    ]
    assert [name for name, _, _ in changes] == list(CONTROLS)
    for name, key, value in changes:
        status, answer = post(paper_page, f"/controls/{name}")
        assert (status, answer["printer"][key]) == (200, value), name


def test_other_sites_cannot_touch_the_printer(
    printer: EmulatedPrinter, paper_page: HTTPConnection
) -> None:
    status, _ = post(paper_page, "/controls/paper-out", Sec_Fetch_Site="cross-site")
    assert status == 403
    assert printer.state.is_paper_out is False
    status, _ = post(paper_page, "/controls/paper-out", Sec_Fetch_Site="same-origin")
    assert (status, printer.state.is_paper_out) == (200, True)


@pytest.mark.parametrize("path", STATIC)
def test_page_comes_whole_and_strict(path: str, paper_page: HTTPConnection) -> None:
    answer, body = get(paper_page, path)
    assert answer.status == 200
    assert body
    policy = answer.getheader("Content-Security-Policy") or ""
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_html_has_neither_script_nor_style_inside(paper_page: HTTPConnection) -> None:
    html = get(paper_page, "/")[1].decode()
    assert "<script src=" in html
    assert "<style" not in html
    assert "style=" not in html
    assert "<script>" not in html


@pytest.mark.parametrize(
    "path",
    ["/slips/9.png", "/slips/../web.py", "/slips/1.png.png", "/etc/passwd", "/slips/%C2%B2.png"],
)
def test_unknown_addresses_are_not_found(path: str, paper_page: HTTPConnection) -> None:
    assert get(paper_page, path)[0].status == 404


def test_unknown_controls_and_long_bodies_are_refused(paper_page: HTTPConnection) -> None:
    assert post(paper_page, "/controls/explode")[0] == 404
    paper_page.request("POST", "/controls/jam", body=b"x" * 2_000)
    assert paper_page.getresponse().status == 413
