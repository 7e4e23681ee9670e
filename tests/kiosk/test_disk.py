"""How full the disk is, and the reserve that keeps a kiosk going when it is full."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.disk import FULL_BYTES, RESERVE_NAME, Disk, Space, space_at

TOTAL = 10_000_000_000
MEGABYTE = 1_000_000


@dataclass
class SmallDisk:
    """A file system of which tests say how much is left."""

    free: int

    def __call__(self, _folder: Path) -> Space:
        return Space(TOTAL, self.free)


@pytest.mark.parametrize(
    ("free", "state"),
    [
        (TOTAL, "ok"),
        (1_500_000_000, "ok"),
        (1_499_999_999, "low"),
        (FULL_BYTES, "low"),
        (FULL_BYTES - 1, "full"),
    ],
)
def test_less_than_15_percent_is_low_and_nearly_nothing_is_full(
    tmp_path: Path, free: int, state: str
) -> None:
    assert Disk(tmp_path, reserve_mb=0, measure=SmallDisk(free)).look() == state


def test_reserve_is_laid_down_given_back_and_laid_down_again(tmp_path: Path) -> None:
    space = SmallDisk(TOTAL)
    disk, reserve = Disk(tmp_path, reserve_mb=1, measure=space), tmp_path / RESERVE_NAME
    disk.look()
    assert (reserve.stat().st_size, reserve.stat().st_blocks * 512) == (MEGABYTE, 1_003_520)
    space.free = FULL_BYTES - 1
    assert disk.look() == "full"
    assert not reserve.exists()
    space.free = FULL_BYTES + 2 * MEGABYTE
    assert disk.look() == "low"
    assert not reserve.exists()
    space.free = TOTAL
    disk.look()
    assert reserve.exists()


@pytest.mark.parametrize("size", [0, 2 * MEGABYTE])
def test_reserve_of_another_size_is_laid_down_anew(tmp_path: Path, size: int) -> None:
    """The power went while it was laid down, or the setting was changed."""
    reserve = tmp_path / RESERVE_NAME
    reserve.write_bytes(b"x" * size)
    Disk(tmp_path, reserve_mb=1, measure=SmallDisk(TOTAL)).look()
    assert reserve.stat().st_size == MEGABYTE


def test_no_reserve_is_kept_where_none_is_wanted(tmp_path: Path) -> None:
    assert Disk(tmp_path, reserve_mb=0, measure=SmallDisk(TOTAL)).look() == "ok"
    assert list(tmp_path.iterdir()) == []


def test_disk_that_cannot_be_asked_is_unknown(tmp_path: Path) -> None:
    assert Disk(tmp_path / "gone", reserve_mb=1).look() == "unknown"


def test_real_disk_is_measured(tmp_path: Path) -> None:
    space = space_at(tmp_path)
    assert 0 < space.free <= space.total
