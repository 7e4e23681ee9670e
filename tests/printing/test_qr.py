"""The QR symbol is read back from paper, also from damaged paper."""

import random

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from printers.emulator import decode_pages
from printers.encode import encode_slip
from printers.page import Matrix
from printers.profiles import Profile
from printers.qr import QUIET_MODULES, module_count
from protocol.ids import TOKEN_ALPHABET
from tests.printing.samples import ADDRESS, WIDTHS, FixedClock, page_of, raster_of

HOSTS = ("SO.HANOI.GOV.VN", "MOTCUA.PHUONGNGHIADO.HANOI.GOV.VN", "LOCALHOST:8600")


def paper_of(width_dots: int, **changes: object) -> Image.Image:
    """The slip as it comes out: bytes, emulator, picture."""
    profile = Profile(name="any", width_dots=width_dots)
    data = encode_slip(raster_of(width_dots, **changes), profile, job_id="j")
    decoded = decode_pages(data, width_dots=width_dots, clock=FixedClock())
    return decoded.pages[0].to_image().convert("L")


def matrix_of(width_dots: int, **changes: object) -> Matrix:
    page = page_of(width_dots, **changes)
    return next(mark for mark in page.marks if isinstance(mark, Matrix))


def read(paper: Image.Image) -> list[tuple[str, str]]:
    return [(found.text, found.ec_level) for found in zxingcpp.read_barcodes(paper)]


@pytest.mark.parametrize("width_dots", WIDTHS)
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.paper_case(9)
def test_address_is_read_back_exactly(host: str, width_dots: int) -> None:
    chance = random.Random(f"{host} {width_dots}")
    token = "".join(chance.choices(TOKEN_ALPHABET, k=27))
    payload = f"HTTPS://{host}/T/{token}"
    assert read(paper_of(width_dots, qr_text=payload)) == [(payload, "Q")]


def test_provisional_code_alone_is_read_back() -> None:
    code = "TAM-00160-261123-B047"
    assert read(paper_of(576, qr_text=code)) == [(code, "Q")]


@pytest.mark.parametrize("width_dots", WIDTHS)
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.paper_case(9)
def test_symbol_is_large_enough_for_a_phone(host: str, width_dots: int) -> None:
    matrix = matrix_of(width_dots, qr_text=f"HTTPS://{host}/T/{'B' * 27}")
    version = (module_count(matrix.text, matrix.level) - 17) // 4
    assert version in (4, 5)
    assert matrix.module_dots == 7
    assert matrix.module_dots * (module_count(matrix.text, matrix.level) - 0) >= 25 * 8


@pytest.mark.parametrize("width_dots", WIDTHS)
@pytest.mark.paper_case(9)
def test_four_modules_around_the_symbol_stay_white(width_dots: int) -> None:
    matrix, paper = (
        matrix_of(width_dots, priority="", copy=1),
        paper_of(width_dots, priority="", copy=1),
    )
    quiet = QUIET_MODULES * matrix.module_dots
    side = module_count(matrix.text, matrix.level) * matrix.module_dots
    left, top = matrix.x - quiet, matrix.y - quiet
    around = paper.crop((left, top, left + side + 2 * quiet, top + side + 2 * quiet))
    ImageDraw.Draw(around).rectangle((quiet, quiet, quiet + side - 1, quiet + side - 1), fill=255)
    assert left >= 0
    assert around.getextrema() == (255, 255)


@pytest.mark.paper_case(9)
def test_a_stain_on_the_symbol_is_survived() -> None:
    chance = random.Random(seed := 2026)
    matrix, paper = matrix_of(576), paper_of(576)
    side = module_count(matrix.text, matrix.level) * matrix.module_dots
    tries = 40
    decoded = sum(
        read(stained(paper, matrix, side, chance)) == [(ADDRESS, "Q")] for _ in range(tries)
    )
    assert decoded >= 0.9 * tries, f"seed {seed}"


def stained(paper: Image.Image, matrix: Matrix, side: int, chance: random.Random) -> Image.Image:
    """Leave out a round patch of 6 % of the symbol's area, off its three corners."""
    copy = paper.copy()
    radius = round(side * (0.06 / 3.1416) ** 0.5)
    x = matrix.x + chance.randrange(side // 2, side - radius)
    y = matrix.y + chance.randrange(side // 2, side - radius)
    ImageDraw.Draw(copy).ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return copy
