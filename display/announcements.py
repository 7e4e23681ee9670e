"""What the hall hears for a call: "Xin mời số, bê, không, một, hai, đến quầy số, ba".

How labels and numbers are said stands in `protocol.spoken`. Here stands what is around them, and
the whole as tables: the page looks its words up, it knows no rule of its own (decision D3).
"""

from collections.abc import Mapping
from typing import Any

from protocol.numbering import LETTERS, REHEARSAL_PREFIX
from protocol.spoken import NUMBER_MAX, WORDS, number_clips, sign_clip
from protocol.texts import LANGUAGES, Lang

CHIME = "chime"
LABEL, COUNTER = "@label", "@counter"
# One call in one language: clips, and what is put in their place.
CALL = ("invite", LABEL, "to_counter", COUNTER)
_FRAME: Mapping[Lang, Mapping[str, str]] = {
    "vi": {"invite": "Xin mời số", "to_counter": "đến quầy số"},
    "en": {"invite": "Number", "to_counter": "please go to counter"},
}
# Silence after a sign, after a part of the sentence, inside a number, between two rounds.
GAPS_S = {"sign": 0.09, "part": 0.2, "number": 0.02, "round": 0.7}


def clip_words(lang: Lang) -> dict[str, str]:
    """Give the closed list of clips of a language with what each says; the chime says nothing."""
    return {CHIME: "", **_FRAME[lang], **WORDS[lang]}


def call_tables() -> dict[str, Any]:
    """Give what a page needs to know to announce any call, as JSON."""
    return {
        "gaps_s": GAPS_S,
        "call": list(CALL),
        "langs": {lang: _language(lang) for lang in LANGUAGES},
    }


def _language(lang: Lang) -> dict[str, Any]:
    signs = {sign: sign_clip(sign) for sign in (*LETTERS, *"0123456789", "-")}
    return {
        "signs": {REHEARSAL_PREFIX: "rehearsal", **signs},
        "counters": {
            str(number): list(number_clips(number, lang=lang))
            for number in range(1, NUMBER_MAX + 1)
        },
        # What a hall says instead of the word in the tables.
        "links": {"linh": {}, "le": {"link_linh": "link_le"} if lang == "vi" else {}},
        "words": clip_words(lang),
    }
