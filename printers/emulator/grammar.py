"""Where one ESC/POS command ends and the next begins (Epson command reference).

Commands of fixed length are a table; of the others each has a small function that gives the
length once enough bytes are there, None before.
"""

from collections.abc import Callable
from dataclasses import dataclass

ESC, GS, FS, DLE = 0x1B, 0x1D, 0x1C, 0x10
LEADS = (ESC, GS, FS, DLE)
RASTER_HEADER = 8

# Parameters after the two bytes of the command.
FIXED: dict[bytes, int] = {
    **{b"\x1b" + bytes((c,)): 0 for c in b"@2LSimv<l"},
    **{b"\x1b" + bytes((c,)): 1 for c in b"! %-3=?EGJKMRTVadertu{"},
    **{b"\x1b" + bytes((c,)): 2 for c in b"\\$c"},
    b"\x1bp": 3,
    b"\x1bW": 8,
    **{b"\x1d" + bytes((c,)): 0 for c in b":c"},
    **{b"\x1d" + bytes((c,)): 1 for c in b"!/BHITabfhrw"},
    **{b"\x1d" + bytes((c,)): 2 for c in b"$LPW\\"},
    b"\x1d^": 3,
    **{b"\x1c" + bytes((c,)): 0 for c in b"&."},
    **{b"\x1c" + bytes((c,)): 1 for c in b"!-CW"},
    **{b"\x1c" + bytes((c,)): 2 for c in b"Sp"},
    b"\x10\x04": 1,
    b"\x10\x05": 1,
}


@dataclass(frozen=True)
class Command:
    """One command: its first two bytes, its parameters, and whether the table knows it."""

    name: bytes
    parameters: bytes
    is_known: bool = True


def read_command(buffer: bytes | bytearray) -> tuple[Command, int] | None:
    """Give the command that the buffer begins with and its length; None: more bytes needed.

    The buffer begins with one of LEADS. Of `GS v 0` only the header is taken, its rows stream.
    """
    name = bytes(buffer[:2])
    if len(name) < 2:
        return None
    if name in FIXED:
        length: int | None = 2 + FIXED[name]
    elif name in VARIABLE:
        length = VARIABLE[name](buffer)
    else:
        return Command(name, b"", is_known=False), 2
    if length is None or len(buffer) < length:
        return None
    return Command(name, bytes(buffer[2:length])), length


def _number(buffer: bytes | bytearray, place: int, size: int = 2) -> int | None:
    """Give a little-endian number; None when it is not all there."""
    part = buffer[place : place + size]
    return int.from_bytes(part, "little") if len(part) == size else None


def _block(buffer: bytes | bytearray) -> int | None:
    """`GS ( X pL pH ...`: five bytes and what they announce."""
    count = _number(buffer, 3)
    return None if count is None else 5 + count


def _long_block(buffer: bytes | bytearray) -> int | None:
    """`GS 8 L p1 p2 p3 p4 ...`."""
    count = _number(buffer, 3, 4)
    return None if count is None else 7 + count


def _to_nul(buffer: bytes | bytearray) -> int | None:
    """`ESC D n1 ... NUL`."""
    end = buffer.find(0, 2)
    return None if end < 0 else end + 1


def _column_image(buffer: bytes | bytearray) -> int | None:
    """`ESC * m nL nH ...`: one or three bytes a column."""
    columns = _number(buffer, 3)
    if columns is None:
        return None
    return 5 + columns * (3 if buffer[2] >= 32 else 1)


def _user_characters(buffer: bytes | bytearray) -> int | None:
    """`ESC & y c1 c2 [x d1 ... d(y*x)]`."""
    if len(buffer) < 5:
        return None
    place = 5
    for _ in range(buffer[4] - buffer[3] + 1):
        if len(buffer) <= place:
            return None
        place += 1 + buffer[2] * buffer[place]
    return place


def _stored_image(buffer: bytes | bytearray) -> int | None:
    """`GS * x y ...`."""
    return 4 + buffer[2] * buffer[3] * 8 if len(buffer) >= 4 else None


def _barcode(buffer: bytes | bytearray) -> int | None:
    """`GS k m d... NUL`, or `GS k m n d...` from m = 65."""
    if len(buffer) < 4:
        return None
    if buffer[2] >= 65:
        return 4 + buffer[3]
    end = buffer.find(0, 3)
    return None if end < 0 else end + 1


def _cut(buffer: bytes | bytearray) -> int | None:
    """`GS V m`, or `GS V m n` where the paper is fed first."""
    if len(buffer) < 3:
        return None
    return 4 if buffer[2] >= 65 else 3


def _real_time(buffer: bytes | bytearray) -> int | None:
    """`DLE DC4 fn ...`."""
    return {1: 5, 2: 5, 8: 10}.get(buffer[2], 3) if len(buffer) >= 3 else None


def _flash_images(buffer: bytes | bytearray) -> int | None:
    """`FS q n [xL xH yL yH d...]`."""
    if len(buffer) < 3:
        return None
    place = 3
    for _ in range(buffer[2]):
        across, down = _number(buffer, place), _number(buffer, place + 2)
        if across is None or down is None:
            return None
        place += 4 + across * down * 8
    return place


VARIABLE: dict[bytes, Callable[[bytes | bytearray], int | None]] = {
    b"\x1d(": _block,
    b"\x1b(": _block,
    b"\x1c(": _block,
    b"\x1d8": _long_block,
    b"\x1bD": _to_nul,
    b"\x1b*": _column_image,
    b"\x1b&": _user_characters,
    b"\x1d*": _stored_image,
    b"\x1dk": _barcode,
    b"\x1dV": _cut,
    b"\x1dv": lambda _: RASTER_HEADER,
    b"\x10\x14": _real_time,
    b"\x1cq": _flash_images,
}
