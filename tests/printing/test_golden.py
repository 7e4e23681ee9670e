"""Slips look as they looked when somebody last looked at them.

After a wanted change: `python -m tests.printing.golden_slips`, then look at each picture.
"""

import pytest
from PIL import Image, ImageChops

from tests.printing.golden_slips import FOLDER, drawn, golden_slips

BYTES_MAX = 12_000


@pytest.mark.parametrize("name", golden_slips())
@pytest.mark.paper_case(11)
def test_slip_looks_as_it_did(name: str) -> None:
    kept = Image.open(FOLDER / f"{name}.png").convert("L")
    now = drawn(name).to_image().convert("L")
    assert now.size == kept.size
    assert ImageChops.difference(now, kept).getbbox() is None


def test_no_picture_is_left_over_or_large() -> None:
    pictures = {path.stem: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert sorted(pictures) == sorted(golden_slips())
    assert {name: size for name, size in pictures.items() if size > BYTES_MAX} == {}
