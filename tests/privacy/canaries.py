"""What must not get about, where each may stand, and how it would look if it stood elsewhere."""

from __future__ import annotations

import base64
import html
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

# Surface by surface, as docs/privacy.md says it; whatever is not named here is nowhere.
MAY_STAND: Mapping[str, frozenset[str]] = {
    "officer's name": frozenset({"staff", "administrator", "table with names", "copy"}),
    "login": frozenset({"administrator", "copy"}),
    "password": frozenset(),
    "session secret": frozenset(),
    "device key": frozenset({"kiosk's store"}),
    "typed words": frozenset(),
    "scanned card": frozenset(),
    "dossier's code": frozenset(
        {"staff", "administrator", "kiosk", "slip", "kiosk's store", "copy"}
    ),
    "slip's token": frozenset({"slip", "kiosk's store", "copy"}),
}
SHORTEST = 6


@dataclass(frozen=True)
class Seen:
    """Something that left the server or the kiosk, and on which surface."""

    surface: str
    what: str
    content: bytes

    @classmethod
    def text(cls, surface: str, what: str, content: object) -> Seen:
        """Of a text, or of anything that can be written as one."""
        return cls(surface, what, str(content).encode("utf-8", "backslashreplace"))


def spellings(canary: str) -> set[bytes]:
    """The canary as it is, and as it would be written by whoever quotes, escapes or packs it."""
    forms = {canary, canary.upper(), canary.lower(), unicodedata.normalize("NFD", canary)}
    texts = {
        *forms,
        *(json.dumps(form)[1:-1] for form in forms),
        *(quote(form) for form in forms),
        *(html.escape(form) for form in forms),
        canary.encode().hex(),
    }
    packed = {base64.b64encode(b" " * shift + canary.encode())[4:-4] for shift in range(3)}
    return {text.encode() for text in texts} | packed | {canary.encode("utf-16-le")}


def found(canary: str, seen: Iterable[Seen]) -> dict[str, set[str]]:
    """Where a canary stands: surfaces, and what it was seen in there."""
    assert len(canary) >= SHORTEST, "too short to be looked for"
    looked_for, places = spellings(canary), dict[str, set[str]]()
    for one in seen:
        if any(spelling in one.content for spelling in looked_for):
            places.setdefault(one.surface, set()).add(one.what)
    return places
