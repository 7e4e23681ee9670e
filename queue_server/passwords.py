"""What a password must be: long, and hard to guess; no rule about kinds of characters.

By NIST SP 800-63B: a length, a list of what everybody chooses, nothing that forces people to
write it down. The list is the one of zxcvbn (30,000 passwords, English words, keyboard walks,
dates), with the words below and what is known of the person, so that `matkhau123456` and
`quay3quay3quay3` count as the easy guesses they are.
"""

import unicodedata
from collections.abc import Sequence

from queue_server.domain.refusals import PasswordEasy, PasswordLong, PasswordShort

LENGTH_MIN, LENGTH_MAX = 12, 128
# zxcvbn's scale is 0 to 4: 3 is 10^8 guesses or more, beyond what a lock-out lets anybody try.
SCORE_MIN = 3
# It takes the square of the length in time; what is longer is judged by its beginning.
JUDGED_MAX = 64
OFTEN_CHOSEN = (
    "motcua",
    "matkhau",
    "hanoi",
    "vietnam",
    "thudo",
    "phuong",
    "canbo",
    "quanly",
    "quantri",
    "tiepdon",
    "hoso",
    "dichvucong",
    "hanhchinh",
    "uyban",
    "xinchao",
    "anhyeuem",
    "emyeuanh",
    "nguyen",
    "khongcomatkhau",
    "saigon",
    "conyeume",
)


def compose(password: str) -> str:
    """Give the form that is hashed: the same for every keyboard that typed it (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, known: Sequence[str]) -> None:
    """Refuses with PasswordShort, PasswordLong or PasswordEasy.

    `known` is what stands beside it: login, name, place.
    """
    length = len(password)
    if length < LENGTH_MIN:
        raise PasswordShort(length_min=LENGTH_MIN)
    if length > LENGTH_MAX:
        raise PasswordLong(length_max=LENGTH_MAX)
    if _score(password, known) < SCORE_MIN:
        raise PasswordEasy()


def _score(password: str, known: Sequence[str]) -> int:
    from zxcvbn import zxcvbn  # its lists take a moment to load, and only here

    words = [letters(word) for text in known for word in (text, *text.split())]
    easy = [*OFTEN_CHOSEN, *filter(None, words)]
    asked = {bare(password)[:JUDGED_MAX], letters(password)[:JUDGED_MAX]} - {""}
    return min((int(zxcvbn(text, user_inputs=easy)["score"]) for text in asked), default=0)


def bare(text: str) -> str:
    """Give a text without its Vietnamese marks: `mật khẩu` is guessed as `mat khau` is."""
    parted = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in parted if not unicodedata.combining(c))


def letters(text: str) -> str:
    """Give the same without what stands between its words."""
    return "".join(c for c in bare(text) if c.isalnum())
