"""What is said for labels and numbers."""

import pytest

from protocol.numbering import LETTERS
from protocol.spoken import WORDS, Link, label_clips, label_words, number_clips, words_of
from protocol.texts import LANGUAGES, Lang


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("B012", "bê, không, một, hai"),
        ("H1234", "hát, một, hai, ba, bốn"),
        ("B2-017", "bê, hai, gạch, không, một, bảy"),
        ("TN-K005", "thử nghiệm, ca, không, không, năm"),
        ("TN-M12-108", "thử nghiệm, em mờ, một, hai, gạch, một, không, tám"),
        ("s999", "ét sì, chín, chín, chín"),
    ],
)
def test_a_label_is_said_sign_by_sign(label: str, words: str) -> None:
    assert label_words(label, "vi") == words


def test_a_label_of_an_issuer_never_sounds_like_one_of_the_server() -> None:
    assert label_words("B2017", "vi") == "bê, hai, không, một, bảy"
    assert label_words("B2-017", "vi") != label_words("B2017", "vi")
    assert label_words("B2-017", "en") == "B, two, dash, zero, one, seven"


@pytest.mark.parametrize("text", ["", "B", "D012", "B-012", "012", "B012 x", "Đ001"])
def test_what_is_no_label_is_not_said(text: str) -> None:
    with pytest.raises(ValueError, match="not a label"):
        label_clips(text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_letters_are_said_alike(lang: Lang) -> None:
    names = [WORDS[lang][f"letter_{letter.lower()}"] for letter in LETTERS]
    assert len(set(names)) == len(LETTERS) == 16


def test_letters_of_one_hall_differ_by_more_than_their_first_sound() -> None:
    """B H K M S T come first; of those only B and T are one syllable on the same vowel."""
    names = {letter: WORDS["vi"][f"letter_{letter.lower()}"] for letter in "BHKMST"}
    assert names == {"B": "bê", "H": "hát", "K": "ca", "M": "em mờ", "S": "ét sì", "T": "tê"}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (3, "ba"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (44, "bốn mươi tư"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (134, "một trăm ba mươi tư"),
        (199, "một trăm chín mươi chín"),
        (999, "chín trăm chín mươi chín"),
    ],
)
def test_a_number_in_vietnamese(number: int, words: str) -> None:
    assert words_of(number_clips(number, lang="vi"), "vi") == words


@pytest.mark.parametrize(
    ("link", "words"), [("linh", "một trăm linh năm"), ("le", "một trăm lẻ năm")]
)
def test_a_hall_chooses_linh_or_le(link: Link, words: str) -> None:
    assert words_of(number_clips(105, lang="vi", link=link), "vi") == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (7, "seven"),
        (12, "twelve"),
        (20, "twenty"),
        (21, "twenty one"),
        (100, "one hundred"),
        (105, "one hundred and five"),
        (115, "one hundred and fifteen"),
        (199, "one hundred and ninety nine"),
    ],
)
def test_a_number_in_english(number: int, words: str) -> None:
    assert words_of(number_clips(number, lang="en"), "en") == words


VI_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
VI_VALUES = {word: n for n, word in enumerate(VI_DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5}
EN_VALUES = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
EN_VALUES |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
EN_VALUES |= {"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17}
EN_VALUES |= {"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40}
EN_VALUES |= {"fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}


def heard(words: str, lang: Lang) -> int:
    """Work a number out again as a listener does, from its words alone."""
    values = VI_VALUES if lang == "vi" else EN_VALUES
    total = last = 0
    for word in words.split():
        if word in ("trăm", "hundred"):
            total, last = last * 100, 0
        elif word == "mươi":
            last *= 10
        elif word == "mười":
            last = 10
        elif word not in ("linh", "lẻ", "and"):
            last += values[word]
    return total + last


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_is_heard_as_itself(lang: Lang) -> None:
    for number in range(1000):
        assert heard(words_of(number_clips(number, lang=lang), lang), lang) == number


@pytest.mark.parametrize("number", [-1, 1000])
def test_numbers_beyond_the_counters_are_not_said(number: int) -> None:
    with pytest.raises(ValueError, match="not said"):
        number_clips(number, lang="vi")
