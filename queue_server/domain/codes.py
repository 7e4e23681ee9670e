"""Codes that people read from one screen and type at another.

No two characters look alike, none is a vowel that a Vietnamese keyboard would change, and what is
typed may be in small letters, with spaces or dashes.
"""

import unicodedata

from protocol.ids import RandomBytes

# Without 0, 1, 8 that look like O, I, B; without vowels, Y, D and W; without S, Z, V, which are
# taken for 5, 2 and U. 22 characters, so eight of them are 35 bits, and twelve 53.
ALPHABET = "2345679BCFGHJKLMNPQRTX"


def new_code(random_bytes: RandomBytes, *, length: int) -> str:
    """Give a code; each character is as likely as the others."""
    base = len(ALPHABET)
    fair = 256 - 256 % base
    found: list[str] = []
    while len(found) < length:
        found += [ALPHABET[b % base] for b in random_bytes(length) if b < fair]
    return "".join(found[:length])


def read_code(typed: str) -> str:
    """Give what was typed as codes are written."""
    plain = unicodedata.normalize("NFKD", typed.upper())
    return "".join(c for c in plain if c in ALPHABET)
