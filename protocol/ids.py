"""Time-ordered ids and secret tokens; randomness comes in as an argument."""

from collections.abc import Callable
from datetime import datetime

from protocol.instants import to_ms

RandomBytes = Callable[[int], bytes]

# No vowels, D or W: Vietnamese keyboard-input methods leave these characters alone
# (printing.md 8.2), and each is in the alphanumeric alphabet of QR codes.
TOKEN_ALPHABET = "0123456789BCFGHJKLMNPQRSTVXZ"  # noqa: S105 -- an alphabet, not a secret
TOKEN_LENGTH = 27
TOKEN_BITS = 128
ID_LENGTH = 36


def new_id(now: datetime, random_bytes: RandomBytes) -> str:
    """Give a UUID version 7: 48 bits of milliseconds, then 74 random bits (RFC 9562, 5.7)."""
    noise = int.from_bytes(random_bytes(10), "big")
    value = (to_ms(now) & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | ((noise >> 62) & 0xFFF) << 64
    value |= 0b10 << 62 | (noise & ((1 << 62) - 1))
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def is_id(text: str) -> bool:
    """Tell whether the text has the shape of an id: 36 characters, 5 groups of hex digits."""
    groups = text.split("-")
    return [len(group) for group in groups] == [8, 4, 4, 4, 12] and all(
        character in "0123456789abcdef" for group in groups for character in group
    )


def new_token(random_bytes: RandomBytes) -> str:
    """Give a slip token: 128 random bits as 27 characters of TOKEN_ALPHABET."""
    number = int.from_bytes(random_bytes(TOKEN_BITS // 8), "big")
    base = len(TOKEN_ALPHABET)
    characters = []
    for _ in range(TOKEN_LENGTH):
        number, digit = divmod(number, base)
        characters.append(TOKEN_ALPHABET[digit])
    return "".join(reversed(characters))


def parse_token(text: str) -> str:
    """Give the token in upper case; ValueError if it cannot be one."""
    token = text.strip().upper()
    # ASCII only: "ß" in upper case is "SS", and a long s becomes an S.
    is_token = text.isascii() and len(token) == TOKEN_LENGTH and set(token) <= set(TOKEN_ALPHABET)
    if not is_token:
        raise ValueError("not a slip token")
    return token


def token_in(text: str) -> str | None:
    """Find the slip token in what a scanner read: the token itself or `…/T/<token>`."""
    tail = text.strip().rstrip("/").rsplit("/", maxsplit=1)[-1]
    try:
        return parse_token(tail)
    except ValueError:
        return None


def new_secret(random_bytes: RandomBytes, *, prefix: str) -> str:
    """Give a secret of 256 random bits in hex behind a prefix that says what it opens."""
    return f"{prefix}_{random_bytes(32).hex()}"
