"""What a log may tell of a bug: its kind and where it happened, never what it says."""

from pathlib import Path
from traceback import extract_tb

FRAMES_MAX = 12


def where(error: BaseException) -> list[str]:
    """Give the frames an error came through; its text may hold a token or what a person typed."""
    frames = extract_tb(error.__traceback__)[-FRAMES_MAX:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
