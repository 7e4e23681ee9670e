"""Commands that a printer obeys the moment they arrive, even amid picture data."""

import re
from collections.abc import Iterator

# DLE EOT n, DLE ENQ n, DLE DC4 8 d1..d7 (clear buffers).
PATTERN = re.compile(
    rb"\x10\x04(?P<status>[\x01-\x04])"
    rb"|\x10\x05(?P<recover>[\x00-\x02])"
    rb"|(?P<clear>\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08)"
)
TAIL_LENGTH = 9  # one less than the longest command


class RealTimeScanner:
    """Finds real-time commands in a stream, however it is split."""

    def __init__(self) -> None:
        self._tail = b""

    def feed(self, data: bytes) -> "Iterator[re.Match[bytes]]":
        """Give the commands that are complete with these bytes."""
        known, stream = len(self._tail), self._tail + data
        self._tail = stream[-TAIL_LENGTH:]
        return (found for found in PATTERN.finditer(stream) if found.end() > known)
