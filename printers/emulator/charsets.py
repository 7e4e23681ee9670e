"""Bytes to characters: character tables (ESC t), national sets (ESC R), two-byte and UTF-8 modes.

Which number stands for which table differs from maker to maker. Epson's order is the usual one;
the printer data of python-escpos has those of its models. The tables themselves come from
Python, and where it has none (TCVN-3, katakana) from the same data.
"""

import codecs
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

# `ESC t n` on Epson's printers: the table's name in the printer data.
EPSON: Mapping[int, str] = {
    0: "CP437", 1: "KATAKANA", 2: "CP850", 3: "CP860", 4: "CP863", 5: "CP865", 13: "CP857",
    14: "CP737", 15: "ISO_8859-7", 16: "CP1252", 17: "CP866", 18: "CP852", 19: "CP858",
    20: "CP874", 21: "CP874", 26: "CP874", 30: "TCVN-3-1", 31: "TCVN-3-2", 32: "CP720",
    33: "CP775", 34: "CP855", 35: "CP861", 36: "CP862", 37: "CP864", 38: "CP869",
    39: "ISO_8859-2", 40: "ISO_8859-15", 44: "CP1125", 45: "CP1250", 46: "CP1251", 47: "CP1253",
    48: "CP1254", 49: "CP1255", 50: "CP1256", 51: "CP1257", 52: "CP1258", 53: "RK1048",
}  # fmt: skip
MISSING = "\ufffd"
ETH, D_WITH_STROKE = "\u00d0", "\u0110"  # the data has the first where TCVN-3 has the second
OTHER_NAMES = {"RK1048": "kz1048"}  # the data names no codec of Python's for these

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


def tables_of(model: str | None) -> Mapping[int, str]:
    """Give the names of a model's character tables by number, Epson's without a model.

    KeyError when the printer data does not have the model.
    """
    if model is None:
        return EPSON
    return {int(number): name for number, name in _models()[model]["codePages"].items()}


@lru_cache(maxsize=128)
def upper_half(name: str) -> str:
    """Give the 128 characters from 80h of a table; MISSING where it has none."""
    table = _encodings().get(name, {})
    if "data" in table:
        text = "".join(table["data"])
        if name.startswith("TCVN"):
            text = text.replace(ETH, D_WITH_STROKE)
        return text.ljust(128, MISSING)[:128]
    codec = table.get("python_encode") or OTHER_NAMES.get(name)
    if codec is None:
        return MISSING * 128
    return "".join(bytes((byte,)).decode(codec, errors="replace") for byte in range(0x80, 0x100))


@lru_cache(maxsize=1)
def _printer_data() -> dict[str, Any]:
    text = (files("escpos") / "capabilities.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def _encodings() -> dict[str, dict[str, Any]]:
    encodings: dict[str, dict[str, Any]] = _printer_data()["encodings"]
    return encodings


def _models() -> dict[str, dict[str, Any]]:
    models: dict[str, dict[str, Any]] = _printer_data()["profiles"]
    return models


class Charset:
    """What a byte means now."""

    def __init__(self, tables: Mapping[int, str] = EPSON) -> None:
        self.table = 0
        self.nation = 0
        self._tables = tables
        self._decoder: codecs.IncrementalDecoder | None = None

    def use_codec(self, name: str | None) -> None:
        """Take bytes as text of a codec (`gb18030`, `utf-8`, ...) until told otherwise."""
        self._decoder = codecs.getincrementaldecoder(name)(errors="replace") if name else None

    def decode(self, byte: int) -> str:
        """Give the characters that this byte completes, usually one; none amid a long one."""
        if self._decoder is not None:
            return self._decoder.decode(bytes((byte,)))
        if byte >= 0x80:
            return upper_half(self._tables.get(self.table, ""))[byte - 0x80]
        place = REPLACED.find(chr(byte))
        national = NATIONAL[self.nation] if self.nation < len(NATIONAL) else REPLACED
        return national[place] if place >= 0 else chr(byte)

    def end(self) -> str:
        """Give what stands for a character that was broken off, which is nothing as a rule."""
        if self._decoder is None:
            return ""
        broken = self._decoder.decode(b"", final=True)
        self._decoder.reset()
        return broken
