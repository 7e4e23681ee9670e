"""Pictures that a printer keeps: `GS ( L`, `GS 8 L`, `FS q`, `GS *`, and prints by their key."""

from PIL import Image

from printers.emulator.symbols import packed_image, scaled, standing_image

KEPT_MAX = 64  # pictures
KEPT_DOTS_MAX = 4_000_000  # dots in all
STORE_NV, STORE_NV_COLUMNS, PRINT_NV = 67, 68, 69
STORE, STORE_COLUMNS, PRINT = 83, 84, 85
BUFFER, BUFFER_COLUMNS, PRINT_BUFFER = 112, 113, (2, 50)
# Functions that ask for the memory's size or what is left of it, and for the keys in use.
ROOM_ASKED = {
    0: b"70", 48: b"70", 3: b"71", 51: b"71", 4: b"72", 52: b"72",
}  # fmt: skip
KEYS_ASKED = {64: (b"7r", "nv"), 80: (b"7s", "downloaded")}
KEYS_BYTES = 80
Key = tuple[str, bytes]


class Graphics:
    """The pictures of one printer; what is downloaded is gone with `ESC @`, NV stays."""

    def __init__(self) -> None:
        self._kept: dict[Key, Image.Image] = {}
        self._buffer: Image.Image | None = None

    def forget_downloaded(self) -> None:
        """Drop everything but what is in the printer's permanent memory."""
        self._buffer = None
        self._kept = {key: image for key, image in self._kept.items() if key[0] in ("nv", "flash")}

    def keep(self, key: Key, image: Image.Image) -> None:
        """Remember a picture; the oldest goes when there is no room."""
        self._kept.pop(key, None)
        self._kept[key] = image
        while len(self._kept) > KEPT_MAX or self._dots() > KEPT_DOTS_MAX:
            del self._kept[next(iter(self._kept))]

    def find(self, key: Key) -> Image.Image | None:
        """Give a picture; None when there is none of that key."""
        return self._kept.get(key)

    def obey(self, body: bytes) -> Image.Image | None:
        """Do a function of `GS ( L`; give the picture when it is one that prints."""
        if len(body) < 2:
            return None
        function = body[1]
        if function in (STORE_NV, STORE):
            self._keep_rows(("nv" if function == STORE_NV else "downloaded", body[3:5]), body[5:])
        elif function in (STORE_NV_COLUMNS, STORE_COLUMNS):
            place = "nv" if function == STORE_NV_COLUMNS else "downloaded"
            self._keep_columns((place, body[3:5]), body[5:])
        elif function in (PRINT_NV, PRINT):
            return self._enlarged("nv" if function == PRINT_NV else "downloaded", body[2:])
        elif function in (BUFFER, BUFFER_COLUMNS):
            self._fill_buffer(body, is_columns=function == BUFFER_COLUMNS)
        elif function in PRINT_BUFFER:
            printed, self._buffer = self._buffer, None
            return printed
        elif function == 65:
            self._kept = {key: image for key, image in self._kept.items() if key[0] != "nv"}
        elif function in (66, 82):
            self._kept.pop(("nv" if function == 66 else "downloaded", body[2:4]), None)
        return None

    def answer(self, body: bytes) -> bytes | None:
        """Give what a function of `GS ( L` is answered with; None when it asks nothing."""
        function = body[1] if len(body) > 1 else None
        if function in ROOM_ASKED:
            used = 0 if function in (0, 48) else self._dots() // 8
            return ROOM_ASKED[function] + str(KEPT_DOTS_MAX // 8 - used).encode() + b"\0"
        if function in KEYS_ASKED:
            header, place = KEYS_ASKED[function]
            keys = b"".join(key for where, key in self._kept if where == place)
            return header + b"@" + keys[:KEYS_BYTES] + b"\0"
        return None

    def keep_flash(self, parameters: bytes) -> None:
        """`FS q n [xL xH yL yH d...]`: pictures numbered from 1."""
        place = 1
        for number in range(1, parameters[0] + 1):
            across = int.from_bytes(parameters[place : place + 2], "little")
            down = int.from_bytes(parameters[place + 2 : place + 4], "little")
            place += 4
            data = parameters[place : place + across * down * 8]
            self.keep(("flash", bytes((number,))), standing_image(data, depth=down))
            place += len(data)

    def keep_downloaded(self, parameters: bytes) -> None:
        """`GS * x y d...`: the one picture that `GS /` prints."""
        self.keep(("old", b""), standing_image(parameters[2:], depth=parameters[1]))

    def _keep_rows(self, key: Key, rest: bytes) -> None:
        """`b xL xH yL yH c d...`."""
        width, height = _sizes(rest, 1)
        if width and height:
            self.keep(key, packed_image(rest[6:], width=width, height=height))

    def _keep_columns(self, key: Key, rest: bytes) -> None:
        width, height = _sizes(rest, 1)
        if width and height:
            self.keep(key, standing_image(rest[6:], depth=(height + 7) // 8))

    def _fill_buffer(self, body: bytes, *, is_columns: bool) -> None:
        """`a bx by c xL xH yL yH d...`; a second colour is laid over the first."""
        width, height = _sizes(body, 6)
        if len(body) < 10 or not width or not height:
            return
        if is_columns:
            image = standing_image(body[10:], depth=(height + 7) // 8)
        else:
            image = packed_image(body[10:], width=width, height=height)
        image = scaled(image, across=_times(body[3]), down=_times(body[4]))
        if self._buffer is not None and self._buffer.size == image.size:
            image.paste(255, (0, 0), self._buffer)
        self._buffer = image

    def _enlarged(self, place: str, rest: bytes) -> Image.Image | None:
        """`kc1 kc2 x y`."""
        image = self.find((place, rest[:2]))
        if image is None or len(rest) < 4:
            return image
        return scaled(image, across=_times(rest[2]), down=_times(rest[3]))

    def _dots(self) -> int:
        return sum(image.width * image.height for image in self._kept.values())


def _sizes(body: bytes, place: int) -> tuple[int, int]:
    width = int.from_bytes(body[place : place + 2], "little")
    return width, int.from_bytes(body[place + 2 : place + 4], "little")


def _times(value: int) -> int:
    """Give once or twice."""
    return 2 if value == 2 else 1
