"""What a model can do. Unknown models get the careful defaults of their paper width."""

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

Marker = Literal["gs_h", "gs_r", "none"]
Cutting = Literal["partial", "full", "none"]
Clearing = Literal["dc4", "none"]
Doubt = Literal["reprint", "hold", "leave"]

HEAD_TO_CUTTER_MM = 15  # blank paper between head and cutter (TM-T88III manual)
CUT_S = 0.3


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A printer model.

    `marker` is how it says that a job is on paper: `GS ( H` with `GS r 1` behind it for models
    that turn out not to know it, `GS r 1` alone, or nothing. `has_status` is False where bytes
    only go out. `clears_by` empties its buffer after a fault, so that no late slip comes out
    after a refill. `on_doubt` is what becomes of a job nobody knows the end of. `speed_mm_s`
    is a careful low figure: it sets how long to wait.
    """

    name: str
    width_dots: int
    dpi: int = 203
    band_rows: int = 128
    cutting: Cutting = "partial"
    marker: Marker = "gs_h"
    has_status: bool = True
    has_asb: bool = True
    clears_by: Clearing = "dc4"
    on_doubt: Doubt = "reprint"
    speed_mm_s: float = 90

    @property
    def row_bytes(self) -> int:
        """Bytes of one row of dots."""
        return self.width_dots // 8

    def print_s(self, height_dots: int) -> float:
        """Give the seconds that a slip of this height takes, cut included."""
        length_mm = height_dots * 25.4 / self.dpi
        return (length_mm + HEAD_TO_CUTTER_MM) / self.speed_mm_s + CUT_S


WIDE = Profile(name="80mm", width_dots=576)
NARROW = Profile(name="58mm", width_dots=384, marker="gs_r", clears_by="none", speed_mm_s=70)
WRITE_ONLY = Profile(
    name="write-only",
    width_dots=576,
    marker="none",
    has_status=False,
    has_asb=False,
    clears_by="none",
    on_doubt="leave",
)
GENERIC = replace(WIDE, name="generic", width_dots=512)  # fits every 80 mm head there is
PROFILES = {profile.name: profile for profile in (WIDE, NARROW, GENERIC, WRITE_ONLY)}


def profile_named(name: str) -> Profile:
    """Give one of ours, or one from the models python-escpos knows.

    KeyError for an unknown name; ValueError for a model that prints no rasters.
    """
    if name in PROFILES:
        return PROFILES[name]
    model = _models()[name]
    width, features = model["media"].get("width", {}).get("pixels"), model["features"]
    if not features.get("bitImageRaster") or not isinstance(width, int):
        raise ValueError(f"{name} prints no rasters of a known width")
    base = NARROW if width < GENERIC.width_dots else WIDE
    dpi = model["media"].get("dpi")
    return replace(
        base,
        name=name,
        width_dots=width // 8 * 8,
        dpi=dpi if isinstance(dpi, int) else base.dpi,
        cutting=_cutting(features),
    )


def known_models() -> tuple[str, ...]:
    """Give the names of the models that python-escpos knows."""
    return tuple(sorted(_models()))


def _cutting(features: dict[str, bool]) -> Cutting:
    if features.get("paperPartCut"):
        return "partial"
    return "full" if features.get("paperFullCut") else "none"


@lru_cache(maxsize=1)
def _models() -> dict[str, Any]:
    """Read python-escpos' data file; importing the package itself is slow and noisy."""
    text = (files("escpos") / "capabilities.json").read_text(encoding="utf-8")
    models: dict[str, Any] = json.loads(text)["profiles"]
    return models
