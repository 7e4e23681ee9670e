"""What goes down the line is the picture, and nothing a name could slip in."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printers.emulator import decode_pages
from printers.emulator.realtime import RealTimeScanner
from printers.encode import (
    RASTER,
    REAL_TIME,
    RESET,
    bands,
    encode_slip,
    process_id,
    without_commands,
)
from printers.profiles import GENERIC, Profile, known_models, profile_named
from printers.raster import Raster, draw
from protocol.ids import TOKEN_ALPHABET
from tests.printing.samples import (
    NARROW,
    WIDE,
    WIDTHS,
    FixedClock,
    fed_rows,
    page_of,
    raster_of,
)


def profile_of(width_dots: int) -> Profile:
    return Profile(name=f"{width_dots} dots", width_dots=width_dots)


@pytest.mark.parametrize("width_dots", WIDTHS)
@pytest.mark.paper_case(4)
def test_paper_shows_the_picture_dot_for_dot(width_dots: int) -> None:
    raster = raster_of(width_dots)
    data = encode_slip(raster, profile_of(width_dots), job_id="j")
    decoded = decode_pages(data, width_dots=width_dots, clock=FixedClock())
    assert [page.rows for page in decoded.pages] == [fed_rows(raster)]
    assert decoded.unknown == ()
    assert decoded.character_count == 0


@pytest.mark.paper_case(4)
def test_white_stays_white() -> None:
    raster = raster_of()
    paper = decode_pages(encode_slip(raster, WIDE, job_id="j"), width_dots=576, clock=FixedClock())
    image = paper.pages[0].to_image().convert("L")
    assert image.getpixel((0, 0)) == 255
    assert sum(image.histogram()[200:]) > 0.6 * image.width * image.height


@pytest.mark.parametrize("chunk", [1, 97, 4_096])
@pytest.mark.paper_case(5)
def test_bytes_give_the_same_paper_however_they_arrive(chunk: int) -> None:
    data = encode_slip(raster_of(), WIDE, job_id="j")
    whole = decode_pages(data, width_dots=576, clock=FixedClock())
    pieces = decode_pages(data, width_dots=576, clock=FixedClock(), chunk=chunk)
    assert pieces.pages == whole.pages


def test_job_is_made_of_known_commands_in_order() -> None:
    data = encode_slip(raster_of(), WIDE, job_id="j")
    assert data.startswith(b"\x1b@\x1da\x0e" + RASTER)
    assert data.endswith(b"\x1dVB\x00\x1d(H\x06\x0000" + process_id("j") + b"\x1dr\x01")


def test_narrow_printers_are_asked_in_their_own_way() -> None:
    data = encode_slip(raster_of(384), NARROW, job_id="j")
    assert data.endswith(b"\x1dVB\x00\x1dr\x01")
    assert b"\x1d(H" not in data[-20:]


def test_recovery_fills_the_longest_band_that_may_be_open() -> None:
    plain = encode_slip(raster_of(), WIDE, job_id="j")
    recovering = encode_slip(raster_of(), WIDE, job_id="j", resync=True)
    nuls = len(recovering) - len(plain)
    assert nuls == 72 * WIDE.band_rows + 16
    assert recovering == bytes(nuls) + plain


@pytest.mark.parametrize("height", [1, 47, 48, 96, 127, 128, 129, 144, 336, 911, 1_000])
@pytest.mark.parametrize("rows_each", [64, 96, 128, 240])
@pytest.mark.paper_case(12)
def test_no_band_has_a_height_that_clones_lose(height: int, rows_each: int) -> None:
    raster = Raster(16, height, bytes(range(1, 3)) * height)
    heights = [int.from_bytes(band[6:8], "little") for band in bands(raster, rows_each=rows_each)]
    assert all(each % 48 for each in heights)
    blank_count = sum(heights) - height
    assert 0 <= blank_count <= len(heights)


@pytest.mark.paper_case(12)
def test_every_band_is_as_long_as_it_says() -> None:
    for band in bands(raster_of(), rows_each=128):
        assert band[:4] == RASTER
        assert len(band) == 8 + 72 * int.from_bytes(band[6:8], "little")


def test_slip_wider_than_the_head_is_refused() -> None:
    with pytest.raises(ValueError, match="wider"):
        encode_slip(raster_of(576), NARROW, job_id="j")
    with pytest.raises(ValueError, match="multiple of 8"):
        draw(page_of(570))


def test_process_ids_are_printable_and_differ() -> None:
    ids = {process_id(f"job.{number}") for number in range(500)}
    assert len(ids) > 490
    assert all(re.fullmatch(rb"[0-9A-Z]{4}", each) for each in ids)


@pytest.mark.parametrize(
    "command",
    [b"\x10\x04\x01", b"\x10\x04\x04", b"\x10\x05\x00", b"\x10\x14\x01", b"\x10\x14\x08"],
)
def test_real_time_commands_are_broken_by_one_dot(command: bytes) -> None:
    rows = b"\x00" + command + b"\xff\x10\x10" + command
    safe = without_commands(rows)
    assert REAL_TIME.search(safe) is None
    assert safe == rows.replace(command, b"\x18" + command[1:])


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
@pytest.mark.paper_case(10)
def test_no_picture_holds_a_real_time_command(noise: bytes) -> None:
    rows = noise.replace(b"\x01", b"\x10").replace(b"\x02", b"\x04")
    assert REAL_TIME.search(without_commands(rows)) is None
    assert len(without_commands(rows)) == len(rows)


@pytest.mark.paper_case(10)
def test_random_tickets_hold_no_real_time_commands() -> None:
    chance = random.Random(seed := 20261123)
    for number in range(150):
        token = "".join(chance.choices(TOKEN_ALPHABET, k=27))
        label = f"{chance.choice('BHKMST')}{number:03}"
        changes = {"label": label, "qr_text": f"HTTPS://SO.EXAMPLE.VN/T/{token}"}
        data = encode_slip(raster_of(chance.choice((384, 576)), **changes), WIDE, job_id="j")
        assert list(RealTimeScanner().feed(data)) == [], f"seed {seed}, ticket {number}"


def test_commands_in_names_print_as_harmless_letters() -> None:
    evil = "\x1b@\x1dVA\x00\x10\x04\x01\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08\x1bp\x00"
    named = encode_slip(raster_of(service_vi=evil, site_name=evil), WIDE, job_id="j")
    decoded = decode_pages(named, width_dots=576, clock=FixedClock())
    assert len(decoded.pages) == 1
    assert decoded.unknown == ()
    assert list(RealTimeScanner().feed(named)) == []
    assert named.count(RESET) == 1


def test_markup_in_names_is_text() -> None:
    plain = raster_of(service_vi="<b>{{7*7}}</b> &amp; '); DROP")
    assert plain.rows != raster_of(service_vi="49 & '); DROP").rows


def test_models_that_others_know_can_be_used() -> None:
    model = profile_named("TM-T88V")
    assert (model.width_dots, model.dpi, model.cutting) == (512, 180, "partial")
    assert profile_named("POS-5890").width_dots == 384
    assert profile_named("TM-P80-42col").width_dots == 544
    assert profile_named("generic") == GENERIC


def test_models_without_rasters_are_refused() -> None:
    with pytest.raises(ValueError, match="rasters"):
        profile_named("TM-U220")
    with pytest.raises(KeyError):
        profile_named("no such printer")


def test_most_known_models_are_usable() -> None:
    usable = [profile for profile in map(profile_or_none, known_models()) if profile]
    assert len(usable) >= 20
    assert all(profile.width_dots % 8 == 0 for profile in usable)


def profile_or_none(name: str) -> Profile | None:
    try:
        return profile_named(name)
    except ValueError:
        return None


def test_printing_takes_as_long_as_the_paper_is() -> None:
    slow = Profile(name="slow", width_dots=576, speed_mm_s=60)
    assert slow.print_s(704) == pytest.approx((88.1 + 15) / 60 + 0.3, abs=0.01)
