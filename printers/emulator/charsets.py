"""Bytes to characters: character tables (ESC t), national sets (ESC R), two-byte and UTF-8 modes.

Which number stands for which table is Epson's order; the tables come from Python, and where it
has none (TCVN-3, katakana) from the printer data of python-escpos.
"""

import codecs
import json
from functools import lru_cache
from importlib.resources import files

# `ESC t n`: the name in Python, or with a leading > in the printer data.
TABLES = {
    0: "cp437", 1: ">KATAKANA", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857",
    14: "cp737", 15: "iso8859-7", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858",
    20: "cp874", 21: "cp874", 26: "cp874", 30: ">TCVN-3-1", 31: ">TCVN-3-2", 32: "cp720",
    33: "cp775", 34: "cp855", 35: "cp861", 36: "cp862", 37: "cp864", 38: "cp869",
    39: "iso8859-2", 40: "iso8859-15", 44: "cp1125", 45: "cp1250", 46: "cp1251", 47: "cp1253",
    48: "cp1254", 49: "cp1255", 50: "cp1256", 51: "cp1257", 52: "cp1258", 53: "kz1048",
}  # fmt: skip
MISSING = "\ufffd"
ETH, D_WITH_STROKE = "\u00d0", "\u0110"  # the data has the first where TCVN-3 has the second

# `ESC R n`: what stands for the twelve characters of the first row.
REPLACED = "#$@[\\]^`{|}~"
NATIONAL = (
    "#$@[\\]^`{|}~",  # USA
    "#$à°ç§^`éùè¨",  # France
    "#$§ÄÖÜ^`äöüß",  # Germany
    "£$@[\\]^`{|}~",  # United Kingdom
    "#$@ÆØÅ^`æøå~",  # Denmark I
    "#¤ÉÄÖÅÜéäöåü",  # Sweden
    "#$@°\\é^ùàòèì",  # Italy
    "₧$@¡Ñ¿^`¨ñ}~",  # Spain I
    "#$@[¥]^`{|}~",  # Japan
    "#¤ÉÆØÅÜéæøåü",  # Norway
    "#$ÉÆØÅÜéæøåü",  # Denmark II
    "#$á¡Ñ¿é`íñóú",  # Spain II
    "#$á¡Ñ¿éüíñóú",  # Latin America
    "#$@[₩]^`{|}~",  # Korea
    "#$ŽŠĐĆČžšđćč",  # Slovenia, Croatia
    "#¥@[\\]^`{|}~",  # China
    "#₫@[\\]^`{|}~",  # Vietnam
    "#$@[\\]^`{|}~",  # Arabia
)


@lru_cache(maxsize=len(TABLES) + 1)
def upper_half(number: int) -> str:
    """Give the 128 characters from 80h of a table; MISSING where it has none."""
    name = TABLES.get(number, "")
    if name.startswith(">"):
        text = "".join(_printer_data()[name[1:]]["data"]).replace(ETH, D_WITH_STROKE)
        return text.ljust(128, MISSING)[:128]
    if not name:
        return MISSING * 128
    return bytes(range(0x80, 0x100)).decode(name, errors="replace")


@lru_cache(maxsize=1)
def _printer_data() -> dict[str, dict[str, list[str]]]:
    text = (files("escpos") / "capabilities.json").read_text(encoding="utf-8")
    encodings: dict[str, dict[str, list[str]]] = json.loads(text)["encodings"]
    return encodings


class Charset:
    """What a byte means now."""

    def __init__(self) -> None:
        self.table = 0
        self.nation = 0
        self._decoder: codecs.IncrementalDecoder | None = None

    def use_codec(self, name: str | None) -> None:
        """Take bytes as text of a codec (`gb18030`, `utf-8`, ...) until told otherwise."""
        self._decoder = codecs.getincrementaldecoder(name)(errors="replace") if name else None

    def decode(self, byte: int) -> str:
        """Give the characters that this byte completes, usually one; none amid a long one."""
        if self._decoder is not None:
            return self._decoder.decode(bytes((byte,)))
        if byte >= 0x80:
            return upper_half(self.table)[byte - 0x80]
        place = REPLACED.find(chr(byte))
        national = NATIONAL[self.nation] if self.nation < len(NATIONAL) else REPLACED
        return national[place] if place >= 0 else chr(byte)
