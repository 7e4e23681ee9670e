"""A raster as the bytes of one job (Epson ESC/POS command reference).

NUL ...                   only after a job that ended badly: fills up a half-received band
ESC @                     1B 40                     reset
GS a 14                   1D 61 0E                  push status on every change
GS v 0                    1D 76 30 00 wL wH hL hH   a band of rows, repeated
GS V 66 0                 1D 56 42 00               feed to the cutter, partial cut
GS ( H, GS r 1            1D 28 48 06 00 30 30 ...  say when all of it is on paper
"""

import hashlib
import re
from collections.abc import Iterator

from printers.profiles import Cutting, Marker, Profile
from printers.raster import Raster

RESET = b"\x1b@"
PUSH_STATUS = b"\x1da\x0e"
RASTER = b"\x1dv0\x00"
PROCESS_ID = b"\x1d(H\x06\x0000"
SEND_STATUS = b"\x1dr\x01"
CUTS: dict[Cutting, bytes] = {
    "partial": b"\x1dVB\x00",
    "full": b"\x1dVA\x00",
    "none": b"\x1bd\x05",  # no cutter: feed the last line past the tear bar
}
MARKER_CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MARKER_LENGTH = 4
BAD_BAND_FACTOR = 48  # some clones lose bands of 48, 96, … rows
RESYNC_SPARE = 16

# Printers obey these even inside picture data: DLE EOT n, DLE ENQ n, DLE DC4 fn.
REAL_TIME = re.compile(rb"\x10(?=\x04[\x01-\x04]|\x05[\x00-\x02]|\x14[\x01\x02\x08])")
HARMLESS = b"\x18"  # the same dot with one more beside it


def encode_slip(raster: Raster, profile: Profile, *, job_id: str, resync: bool = False) -> bytes:
    """Give the bytes of a whole job; ValueError when the raster is wider than the head."""
    if raster.width_dots > profile.width_dots:
        raise ValueError("slip wider than the head")
    return b"".join(
        (
            resync_bytes(profile) if resync else b"",
            RESET,
            PUSH_STATUS if profile.has_asb else b"",
            *bands(raster, rows_each=profile.band_rows),
            CUTS[profile.cutting] if raster.is_cut else b"",
            marker_bytes(profile.marker, job_id=job_id),
        )
    )


def resync_bytes(profile: Profile) -> bytes:
    """Give NULs enough to end the longest band that may have been left half sent."""
    return bytes(profile.row_bytes * profile.band_rows + RESYNC_SPARE)


def bands(raster: Raster, *, rows_each: int) -> Iterator[bytes]:
    """Give the picture as `GS v 0` commands, none of a height that clones mishandle."""
    rows = without_commands(raster.rows)
    size = raster.row_bytes * rows_each
    for start in range(0, len(rows), size):
        band = rows[start : start + size]
        height = len(band) // raster.row_bytes
        if height % BAD_BAND_FACTOR == 0:
            band, height = band + bytes(raster.row_bytes), height + 1
        yield RASTER + _two(raster.row_bytes) + _two(height) + band


def without_commands(rows: bytes) -> bytes:
    """Give the rows with every real-time command in them broken by one dot."""
    return REAL_TIME.sub(HARMLESS, rows)


def marker_bytes(marker: Marker, *, job_id: str) -> bytes:
    """Give the commands that the printer answers once the job is on paper."""
    if marker == "none":
        return b""
    asked = PROCESS_ID + process_id(job_id) if marker == "gs_h" else b""
    return asked + SEND_STATUS


def process_id(job_id: str) -> bytes:
    """Give four printable characters that stand for a job on the printer's back channel."""
    number = int.from_bytes(hashlib.sha256(job_id.encode()).digest()[:8], "big")
    characters = []
    for _ in range(MARKER_LENGTH):
        number, place = divmod(number, len(MARKER_CHARS))
        characters.append(MARKER_CHARS[place])
    return "".join(characters).encode()


def _two(number: int) -> bytes:
    return number.to_bytes(2, "little")
