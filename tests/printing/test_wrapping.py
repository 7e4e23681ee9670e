"""Words broken into lines."""

import pytest

from printers.slip import NO_BREAK
from printers.typeface import text_width
from printers.wrapping import Wrapper

NARROW, WIDE = Wrapper(30, "medium", 300), Wrapper(30, "medium", 2_000)
SENTENCE = "Đăng ký khai sinh có yếu tố nước ngoài tại Ủy ban nhân dân phường"


def test_short_text_stays_on_one_line() -> None:
    assert WIDE.wrap(SENTENCE) == (SENTENCE,)
    assert WIDE.wrap("") == ()


def test_no_word_is_lost_and_no_line_is_too_long() -> None:
    lines = NARROW.wrap(SENTENCE)
    assert " ".join(lines) == SENTENCE
    assert all(text_width(line, size=30, weight="medium") <= 300 for line in lines)


def test_lines_are_of_even_length() -> None:
    lines = Wrapper(40, "bold", 576).wrap("Chứng thực bản sao từ bản chính")
    assert lines == ("Chứng thực bản", "sao từ bản chính")


def test_no_break_space_holds_words_together_until_they_do_not_fit() -> None:
    glued = "Giờ lấy số".replace(" ", NO_BREAK)
    enough = text_width(glued, size=30, weight="medium")
    assert Wrapper(30, "medium", enough).wrap(f"a {glued}") == ("a", glued)
    parts = Wrapper(30, "medium", 70).wrap(glued)
    assert parts == ("Giờ", "lấy", "số")


def test_long_codes_break_after_a_hyphen() -> None:
    lines = NARROW.wrap("TAM-00160-261123-B047")
    assert "".join(lines) == "TAM-00160-261123-B047"
    assert all(line.endswith("-") for line in lines[:-1])


def test_endless_word_is_broken_anywhere() -> None:
    lines = NARROW.wrap("ư" * 60)
    assert "".join(lines) == "ư" * 60


@pytest.mark.parametrize("count", [1, 2])
def test_what_does_not_fit_ends_with_an_ellipsis_after_a_whole_word(count: int) -> None:
    lines = NARROW.wrap(SENTENCE, max_lines=count)
    assert len(lines) == count
    assert lines[-1].endswith("…")
    assert SENTENCE.startswith(" ".join(lines)[:-1] + " ")


def test_endless_word_is_cut_within_itself() -> None:
    (line,) = NARROW.wrap("ư" * 60, max_lines=1)
    assert line.rstrip("…").strip("ư") == ""
    assert text_width(line, size=30, weight="medium") <= 300
