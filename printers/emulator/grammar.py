"""Where one ESC/POS command ends and the next begins.

Commands of fixed length are a table; of the others each has a small function that gives the
length once enough bytes are there, None before. Sources: Epson's command reference, and the
manuals of Star, Citizen, Bixolon, Custom and of printers sold under many names, for commands
that Epson does not have.
"""

from collections.abc import Callable
from dataclasses import dataclass

DLE, DC2, ESC, FS, GS, US = 0x10, 0x12, 0x1B, 0x1C, 0x1D, 0x1F
LEADS = (DLE, DC2, ESC, FS, GS, US)
RASTER_HEADER = 8
COMMAND_MAX = 1 << 20  # longer ones are passed over byte by byte, never gathered
MAKER_QR = 81
TEXT_MAX = 258  # of a command that ends at a NUL

# Parameters after the two bytes of the command.
FIXED: dict[bytes, int] = {
    **{b"\x1b" + bytes((c,)): 0 for c in b"@012LSimoqv<H\x0c\x0e\x0f\x12\x14"},
    **{b"\x1b" + bytes((c,)): 1 for c in b"! #%-39=?AIJKMNQRTUVadegjklrstuwxy{~/"},
    **{b"\x1b" + bytes((c,)): 2 for c in b"\\$cfB\x07"},
    **{b"\x1b" + bytes((c,)): 3 for c in b"7"},
    b"\x1bC": 3,
    **{b"\x1d" + bytes((c,)): 0 for c in b":c<\x0c"},
    **{b"\x1d" + bytes((c,)): 1 for c in b"!/BEHIRTZabfhjnrtw|"},
    **{b"\x1d" + bytes((c,)): 2 for c in b"$ALPW\\"},
    **{b"\x1d" + bytes((c,)): 3 for c in b"^z"},
    b"\x1d\xf9": 2,
    b"\x1dF": 4,
    b"\x1do": 4,
    **{b"\x1c" + bytes((c,)): 0 for c in b"&.DJKUV\x0e\x0f\x12\x14"},
    **{b"\x1c" + bytes((c,)): 1 for c in b"!-CWkr"},
    **{b"\x1c" + bytes((c,)): 2 for c in b"?STp"},
    b"\x10\x05": 1,
    **{b"\x12" + bytes((c,)): 0 for c in b"TE"},
    **{b"\x12" + bytes((c,)): 1 for c in b"#qs"},
    **{b"\x1f" + bytes((c,)): 0 for c in b"\x01\x02\x03\x0a\x0d@U"},
    **{b"\x1f" + bytes((c,)): 1 for c in b"#,;.CEMXrsv"},
    **{b"\x1f" + bytes((c,)): 2 for c in b"$T"},
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
    A command longer than COMMAND_MAX comes at once, unknown, and its length may lie ahead.
    DC2 stands alone unless one of its commands follows, and an unknown command never takes the
    beginning of the next one with it.
    """
    name = bytes(buffer[:2])
    if len(name) < 2:
        return None
    if name in FIXED:
        length: int | None = 2 + FIXED[name]
    elif name in VARIABLE:
        length = VARIABLE[name](buffer)
    else:
        return _stray(name)
    if length is not None and length > COMMAND_MAX:
        return Command(name, b"", is_known=False), length
    if length is None or len(buffer) < length:
        return None
    return Command(name, bytes(buffer[2:length])), length


def _stray(name: bytes) -> tuple[Command, int]:
    if name[0] == DC2:
        return Command(b"\x12", b""), 1
    length = 1 if name[1] in LEADS else 2
    return Command(name[:length], b"", is_known=False), length


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


def _to_nul(buffer: bytes | bytearray, start: int = 2) -> int | None:
    """`ESC D n1 ... NUL`; without a NUL in time it ends where it would have to."""
    end = buffer.find(0, start, TEXT_MAX)
    if end < 0:
        return TEXT_MAX if len(buffer) >= TEXT_MAX else None
    return end + 1


def _column_image(buffer: bytes | bytearray) -> int | None:
    """`ESC * m nL nH ...`: one, three or six bytes a column."""
    columns = _number(buffer, 3)
    return None if columns is None else 5 + columns * column_bytes(buffer[2])


def column_bytes(mode: int) -> int:
    """Give how many bytes stand one above the other in a column of `ESC * mode`."""
    if mode in (71, 72, 73):
        return 6
    return 3 if mode >= 32 else 1


def _switch(buffer: bytes | bytearray) -> int | None:
    """`ESC 4`, `ESC 5`: some programs give them a 0 or 1 behind, the manuals do not."""
    if len(buffer) < 3:
        return None
    return 3 if buffer[2] in (0, 1) else 2


def _weight(buffer: bytes | bytearray) -> int | None:
    """`ESC E n`, `ESC G n`; on matrix printers `ESC E`, `ESC F`, `ESC G` without a number."""
    if len(buffer) < 3:
        return None
    is_number = buffer[2] in b"01" or (buffer[2] < 0x20 and buffer[2] not in LEADS)
    return 3 if is_number or buffer[2] >= 0x80 else 2


def _bottom_margin(buffer: bytes | bytearray) -> int | None:
    """`ESC O`: lines left free at the foot, where one is given."""
    if len(buffer) < 3:
        return None
    return 3 if buffer[2] < 0x20 and buffer[2] not in LEADS else 2


def _page_area(buffer: bytes | bytearray) -> int | None:
    """`ESC W` and four numbers of two bytes, none over 4,095; else `ESC W n`, twice as wide."""
    for place in range(3, 10, 2):
        if len(buffer) <= place:
            return None
        if buffer[place] > 0x0F:
            return 3
    return 10


def _maker_symbol(buffer: bytes | bytearray) -> int | None:
    """`ESC 81h nL nH module level d...`: a QR symbol of Daruma's printers."""
    count = _number(buffer, 2)
    return None if count is None else 4 + count


def _star_barcode(buffer: bytes | bytearray) -> int | None:
    """`ESC b n1 n2 n3 n4 d... RS` of Star."""
    end = buffer.find(0x1E, 6, TEXT_MAX)
    if end < 0:
        return TEXT_MAX if len(buffer) >= TEXT_MAX else None
    return end + 1


def _star_columns(buffer: bytes | bytearray) -> int | None:
    """`ESC X nL nH d...` of Star: columns of three bytes."""
    columns = _number(buffer, 2)
    return None if columns is None else 4 + columns * 3


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


def _tall_image(buffer: bytes | bytearray) -> int | None:
    """`GS Q 0 m xL xH yL yH ...`: columns of y bytes."""
    across, down = _number(buffer, 4), _number(buffer, 6)
    return None if across is None or down is None else 8 + across * down


def _picture_file(buffer: bytes | bytearray) -> int | None:
    """`GS D m fn a kc1 kc2 b c`, then a BMP file, which tells its size itself."""
    if len(buffer) < 9:
        return None
    if buffer[9:11] != b"BM":
        return 9 if len(buffer) >= 11 else None
    size = _number(buffer, 11, 4)
    return None if size is None else 9 + size


def _barcode(buffer: bytes | bytearray) -> int | None:
    """`GS k m d... NUL`, or `GS k m n d...` from m = 65; a QR symbol of Bematech at m = 81."""
    if len(buffer) < 4:
        return None
    if buffer[2] == MAKER_QR:
        count = _number(buffer, 7)
        return None if count is None else 9 + count
    return 4 + buffer[3] if buffer[2] >= 65 else _to_nul(buffer, 3)


def _drawer(buffer: bytes | bytearray) -> int | None:
    """`ESC p m t1 t2`; programs leave the times out, and the next command follows at once."""
    if len(buffer) < 4:
        return None
    return 3 if buffer[3] in (ESC, GS) else 5


def _cut(buffer: bytes | bytearray) -> int | None:
    """`GS V m`, or `GS V m n` where the paper is fed first."""
    if len(buffer) < 3:
        return None
    return 4 if buffer[2] >= 65 else 3


def _counter(buffer: bytes | bytearray) -> int | None:
    """`GS C 0 n m`, `GS C 1 aL aH bL bH n r`, `GS C 2 nL nH`, `GS C ; ... ;`."""
    if len(buffer) < 3:
        return None
    if buffer[2] == ord(";"):
        parts, place = 0, 3
        while parts < 5 and (place := buffer.find(b";", place, TEXT_MAX)) >= 0:
            parts, place = parts + 1, place + 1
        return place if parts == 5 else (TEXT_MAX if len(buffer) >= TEXT_MAX else None)
    return {0: 5, 48: 5, 1: 9, 49: 9, 2: 5, 50: 5}.get(buffer[2], 3)


def _maintenance(buffer: bytes | bytearray) -> int | None:
    """`GS g 0 m nL nH`, `GS g 2 m nL nH`."""
    return 6 if len(buffer) >= 3 else None


def _presenter(buffer: bytes | bytearray) -> int | None:
    """`GS e n [m]`: the paper ejector of kiosk printers (Custom)."""
    if len(buffer) < 3:
        return None
    return 4 if buffer[2] in (1, 2, 3, 8, 32) else 3


def _real_time(buffer: bytes | bytearray) -> int | None:
    """`DLE DC4 fn ...`."""
    return {1: 5, 2: 5, 3: 8, 7: 4, 8: 10}.get(buffer[2], 3) if len(buffer) >= 3 else None


def _real_time_status(buffer: bytes | bytearray) -> int | None:
    """`DLE EOT n`, with one byte more for ink and inner states."""
    if len(buffer) < 3:
        return None
    return 4 if buffer[2] in (7, 8, 18) else 3


def _flash_images(buffer: bytes | bytearray) -> int | None:
    """`FS q n [xL xH yL yH d...]`."""
    if len(buffer) < 3:
        return None
    place = 3
    for _ in range(buffer[2]):
        across, down = _number(buffer, place), _number(buffer, place + 2)
        if across is None or down is None:
            return place if place > COMMAND_MAX else None
        place += 4 + across * down * 8
    return place


def _flash_memory(buffer: bytes | bytearray) -> int | None:
    """`FS g 1 m a1 a2 a3 a4 nL nH d...` writes, `FS g 2` without data reads."""
    if len(buffer) < 10:
        return None
    count = _number(buffer, 8)
    return 10 + (count or 0) if buffer[2] in (1, 49) else 10


def _user_kanji(buffer: bytes | bytearray) -> int | None:
    """`FS 2 c1 c2 d1 ... d72`."""
    return 76 if len(buffer) >= 4 else None


def _dot_rows(buffer: bytes | bytearray) -> int | None:
    """`DC2 * r n d...`: r rows of n bytes, on the small printers of hobbyists."""
    return 4 + buffer[2] * buffer[3] if len(buffer) >= 4 else None


def _maker_setting(buffer: bytes | bytearray) -> int | None:
    """`US DC1 n ...`: settings of pocket printers; some have a value, some none."""
    if len(buffer) < 3:
        return None
    return 4 if buffer[2] in (0x02, 0x24, 0x37, 0x70) else 3


def _old_symbol(buffer: bytes | bytearray) -> int | None:
    """`ESC Z version level module nL nH d...`: a QR symbol before there was `GS ( k`."""
    count = _number(buffer, 5)
    return None if count is None else 7 + count


def _star_escape(buffer: bytes | bytearray) -> int | None:
    """`ESC GS ...` of Star: a block, a barcode or QR setting, or one value."""
    if len(buffer) < 3:
        return None
    if buffer[2] in b"()":
        count = _number(buffer, 4)
        return None if count is None else 6 + count
    if buffer[2] in b"yx":
        return _star_symbol(buffer)
    return 5 if buffer[2] in b"A" else 4


def _star_symbol(buffer: bytes | bytearray) -> int | None:
    """`ESC GS y S n v` sets, `ESC GS y D 1 0 nL nH d...` gives data, `ESC GS y P` prints."""
    if len(buffer) < 4:
        return None
    if buffer[3] == ord("P"):
        return 4
    if buffer[3] == ord("I"):
        return 4
    if buffer[3] == ord("D"):
        count = _number(buffer, 6)
        return None if count is None else 8 + count
    return 6


def _star_rule(buffer: bytes | bytearray) -> int | None:
    """`ESC RS x n` of Star: one value; alignment, font, code page, density."""
    return 4 if len(buffer) >= 3 else None


VARIABLE: dict[bytes, Callable[[bytes | bytearray], int | None]] = {
    b"\x1d(": _block,
    b"\x1b(": _block,
    b"\x1c(": _block,
    b"\x1f(": _block,
    b"\x1d8": _long_block,
    b"\x1bD": _to_nul,
    b"\x1bW": _page_area,
    b"\x1b\x81": _maker_symbol,
    b"\x1bp": _drawer,
    b"\x1bE": _weight,
    b"\x1bF": _weight,
    b"\x1bG": _weight,
    b"\x1b4": _switch,
    b"\x1b5": _switch,
    b"\x1bO": _bottom_margin,
    b"\x1bX": _star_columns,
    b"\x1bb": _star_barcode,
    b"\x1b*": _column_image,
    b"\x1b&": _user_characters,
    b"\x1bZ": _old_symbol,
    b"\x1b\x1d": _star_escape,
    b"\x1b\x1e": _star_rule,
    b"\x1d*": _stored_image,
    b"\x1dC": _counter,
    b"\x1dD": _picture_file,
    b"\x1dQ": _tall_image,
    b"\x1dk": _barcode,
    b"\x1dV": _cut,
    b"\x1de": _presenter,
    b"\x1dg": _maintenance,
    b"\x1dv": lambda _: RASTER_HEADER,
    b"\x10\x04": _real_time_status,
    b"\x10\x14": _real_time,
    b"\x1cq": _flash_images,
    b"\x1cg": _flash_memory,
    b"\x1c2": _user_kanji,
    b"\x12*": _dot_rows,
    b"\x1f\x11": _maker_setting,
    b"\x1f\x1b": lambda buffer: 5 if len(buffer) >= 5 else None,
}
