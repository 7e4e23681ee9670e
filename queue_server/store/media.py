"""The folder of pictures and videos: each file is named by its content and never changes."""

import hashlib
import io
import os
from pathlib import Path

from PIL import Image, ImageOps

from queue_server.domain.medium import (
    DIGEST_LENGTH,
    DRAWN_MAX,
    PICTURE_BYTES_MAX,
    PICTURE_DOTS_MAX,
    VIDEO_BYTES_MAX,
    MediumWrong,
    container_of,
)

FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 85
GROUND = (14, 27, 51)  # the hall's night, where a picture lets it through
BEGINNING = 64


def keep_medium(folder: Path, file: Path) -> str:
    """Put a picture, drawn anew, or a video into the folder and give its name there.

    Raises MediumWrong for what is neither, or is too large.
    """
    size = file.stat().st_size
    with file.open("rb") as source:
        ending = container_of(source.read(BEGINNING))
    if ending is None and size > PICTURE_BYTES_MAX:
        raise MediumWrong(f"larger than {PICTURE_BYTES_MAX} bytes")
    if size > VIDEO_BYTES_MAX:
        raise MediumWrong(f"larger than {VIDEO_BYTES_MAX} bytes")
    content = file.read_bytes()
    return _write(folder, content, ending) if ending else _write(folder, redraw(content), "jpg")


def redraw(content: bytes) -> bytes:
    """Give a picture as a JPEG of bounded size without anything but what is seen."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > PICTURE_DOTS_MAX:
                raise MediumWrong(f"more than {PICTURE_DOTS_MAX} dots")
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise MediumWrong("no JPEG, PNG or WebP picture and no MP4 or WebM video") from fault
    upright.thumbnail((DRAWN_MAX, DRAWN_MAX))
    ground = Image.new("RGB", upright.size, GROUND)
    ground.paste(upright, mask=upright.getchannel("A"))
    drawn = io.BytesIO()
    ground.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()


def _write(folder: Path, content: bytes, ending: str) -> str:
    name = f"{hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]}.{ending}"
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.part"
    with part.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    part.replace(folder / name)
    return name
