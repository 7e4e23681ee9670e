"""Pictures and videos beside the calls: which are taken, and what a name may be.

A picture is drawn anew, so that nothing of the file that came is kept but what is seen. A video is
kept as it came: only its container is looked at, by the bytes it begins with.
"""

import re
from enum import StrEnum

MEDIA_MAX = 12  # of one hall
PICTURE_BYTES_MAX = 20_000_000
PICTURE_DOTS_MAX = 40_000_000
VIDEO_BYTES_MAX = 60_000_000
DRAWN_MAX = 1_920  # dots of the longer side of a picture as it is kept
DIGEST_LENGTH = 16
NAME = re.compile(rf"[0-9a-f]{{{DIGEST_LENGTH}}}\.(?:jpg|mp4|webm)")
# ISO 14496-12: four bytes of length, then `ftyp`. Matroska and WebM begin with EBML's id.
_MP4_AT, _MP4 = 4, b"ftyp"
_EBML, _WEBM, _WEBM_WITHIN = b"\x1a\x45\xdf\xa3", b"webm", 64


class MediumKind(StrEnum):
    """What a medium is."""

    PICTURE = "picture"
    VIDEO = "video"


class MediumWrong(Exception):
    """A file that is not taken; the text says why, in plain words."""


def container_of(begins: bytes) -> str | None:
    """Give the ending of a video by its first bytes, or None where it is none that is taken."""
    if begins[_MP4_AT : _MP4_AT + len(_MP4)] == _MP4:
        return "mp4"
    if begins.startswith(_EBML) and _WEBM in begins[:_WEBM_WITHIN]:
        return "webm"
    return None


def kind_of(name: str) -> MediumKind:
    """Give what a kept file is, by its ending."""
    return MediumKind.PICTURE if name.endswith(".jpg") else MediumKind.VIDEO
