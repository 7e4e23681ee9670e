"""How labels and numbers are said, in Vietnamese and in English. The rule exists here alone.

A label is said sign by sign: `B2-017` is "bê, hai, gạch, không, một, bảy". Without the dash it
would sound like the server's own `B2017`. A counter is said as a number, with what northern speech
makes of it: 15 "mười lăm", 21 "hai mươi mốt", 24 "hai mươi tư", 105 "một trăm linh năm".

What is said is a row of *clips*: names of words, each once recorded or synthesised. Letters bear
the names taught at school; P and F carry the word that tells them from B and S on a bad
loudspeaker.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from protocol.numbering import LETTERS, REHEARSAL_PREFIX, parse_label
from protocol.texts import Lang

Link = Literal["linh", "le"]
NUMBER_MAX = 999

_VI = {
    **{
        f"letter_{letter.lower()}": name
        for letter, name in {
            "B": "bê",
            "C": "xê",
            "F": "ép phờ",
            "G": "giê",
            "H": "hát",
            "K": "ca",
            "L": "e lờ",
            "M": "em mờ",
            "N": "en nờ",
            "P": "pê phở",
            "R": "e rờ",
            "S": "ét sì",
            "T": "tê",
            "V": "vê",
            "X": "ích xì",
            "Z": "dét",
        }.items()
    },
    "digit_0": "không",
    "digit_1": "một",
    "digit_2": "hai",
    "digit_3": "ba",
    "digit_4": "bốn",
    "digit_5": "năm",
    "digit_6": "sáu",
    "digit_7": "bảy",
    "digit_8": "tám",
    "digit_9": "chín",
    "dash": "gạch",
    "rehearsal": "thử nghiệm",
    "ten": "mười",
    "tens": "mươi",
    "one_after_tens": "mốt",
    "four_after_tens": "tư",
    "five_after_ten": "lăm",
    "hundred": "trăm",
    "link_linh": "linh",
    "link_le": "lẻ",
}
_EN_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen"]
_EN_TEENS += ["fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_EN = {
    **{f"letter_{letter.lower()}": letter for letter in LETTERS},
    "digit_0": "zero",
    "digit_1": "one",
    "digit_2": "two",
    "digit_3": "three",
    "digit_4": "four",
    "digit_5": "five",
    "digit_6": "six",
    "digit_7": "seven",
    "digit_8": "eight",
    "digit_9": "nine",
    "dash": "dash",
    "rehearsal": "rehearsal",
    **{f"number_{n}": word for n, word in enumerate(_EN_TEENS, 10)},
    **{f"tens_{n}0": word for n, word in enumerate(_EN_TENS, 2)},
    "hundred": "hundred",
    "and": "and",
}
# The word behind each clip.
WORDS: Mapping[Lang, Mapping[str, str]] = {"vi": _VI, "en": _EN}


def label_clips(label: str) -> tuple[str, ...]:
    """Give the clips of a label, sign by sign; ValueError when it is none."""
    parse_label(label)
    signs = label.strip().upper()
    start = ("rehearsal",) if signs.startswith(REHEARSAL_PREFIX) else ()
    return (*start, *map(sign_clip, signs.removeprefix(REHEARSAL_PREFIX)))


def sign_clip(sign: str) -> str:
    """Give the clip of one letter, digit or dash of a label."""
    if sign == "-":
        return "dash"
    return f"digit_{sign}" if sign.isdigit() else f"letter_{sign.lower()}"


def number_clips(number: int, *, lang: Lang, link: Link = "linh") -> tuple[str, ...]:
    """Give the clips of a number from 0 to 999; `link` is what Vietnamese says for 105."""
    if not 0 <= number <= NUMBER_MAX:
        raise ValueError("a number that is not said")
    clips = _vietnamese(number, link) if lang == "vi" else _english(number)
    return tuple(clips)


def words_of(clips: tuple[str, ...], lang: Lang) -> str:
    """Write out what the clips say."""
    return " ".join(WORDS[lang][clip] for clip in clips)


def label_words(label: str, lang: Lang) -> str:
    """Write out a label with a pause after each sign, as a voice should read it."""
    return ", ".join(WORDS[lang][clip] for clip in label_clips(label))


def _vietnamese(number: int, link: Link) -> Iterator[str]:
    hundreds, rest = divmod(number, 100)
    if hundreds:
        yield from (f"digit_{hundreds}", "hundred")
        if 0 < rest < 10:
            yield f"link_{link}"
    if rest or not hundreds:
        yield from _below_hundred(rest)


def _below_hundred(number: int) -> Iterator[str]:
    tens, unit = divmod(number, 10)
    if tens == 1:
        yield "ten"
    elif tens:
        yield from (f"digit_{tens}", "tens")
    if unit or not tens:
        yield _unit(unit, tens)


def _unit(unit: int, tens: int) -> str:
    if unit == 5 and tens:
        return "five_after_ten"
    changed = {1: "one_after_tens", 4: "four_after_tens"} if tens > 1 else {}
    return changed.get(unit, f"digit_{unit}")


def _english(number: int) -> Iterator[str]:
    hundreds, rest = divmod(number, 100)
    if hundreds:
        yield from (f"digit_{hundreds}", "hundred")
        if rest:
            yield "and"
    if rest >= 20:
        yield f"tens_{rest // 10}0"
    elif rest >= 10:
        yield f"number_{rest}"
    unit = 0 if 10 <= rest < 20 else rest % 10
    if unit or not number:
        yield f"digit_{unit}"
