"""Labels are written and read back alike, and every label given by anybody is another."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.numbering import (
    ISSUER_MAX,
    LETTERS,
    ORDINAL_MAX,
    ROLL_ISSUER_NO,
    Label,
    is_provisional_code,
    make_label,
    parse_label,
    provisional_code,
)

letters = st.sampled_from(LETTERS)
ordinals = st.integers(1, ORDINAL_MAX)
issuers = st.none() | st.integers(ROLL_ISSUER_NO, ISSUER_MAX)
parts = st.tuples(letters, ordinals, issuers)


@given(parts)
def test_label_is_read_back_as_it_was_written(made: tuple[str, int, int | None]) -> None:
    letter, ordinal, issuer_no = made
    text = make_label(letter, ordinal, issuer_no)
    assert parse_label(text) == Label(letter, issuer_no, ordinal)
    assert str(parse_label(text)) == text


@given(parts, parts)
def test_two_labels_are_equal_only_when_all_parts_are(
    one: tuple[str, int, int | None], other: tuple[str, int, int | None]
) -> None:
    assert (make_label(*one) == make_label(*other)) is (one == other)


@pytest.mark.parametrize(
    ("letter", "ordinal", "issuer_no", "label"),
    [
        ("B", 1, None, "B001"),
        ("B", 12, None, "B012"),
        ("H", 999, None, "H999"),
        ("H", 1000, None, "H1000"),
        ("K", 100_000, None, "K100000"),
        ("B", 17, 2, "B2-017"),
        ("B", 17, 0, "B0-017"),
        ("B", 1000, 12, "B12-1000"),
    ],
)
def test_ordinal_has_three_digits_and_grows_instead_of_wrapping(
    letter: str, ordinal: int, issuer_no: int | None, label: str
) -> None:
    assert make_label(letter, ordinal, issuer_no) == label


@pytest.mark.parametrize(
    ("letter", "ordinal", "issuer_no"),
    [
        ("A", 1, None),
        ("D", 1, None),
        ("Đ", 1, None),
        ("Q", 1, None),
        ("W", 1, None),
        ("b", 1, None),
        ("", 1, None),
        ("BH", 1, None),
        ("B", 0, None),
        ("B", -1, None),
        ("B", ORDINAL_MAX + 1, None),
        ("B", 1, -1),
        ("B", 1, ISSUER_MAX + 1),
    ],
)
def test_no_label_is_made_outside_the_rules(
    letter: str, ordinal: int, issuer_no: int | None
) -> None:
    with pytest.raises(ValueError, match=r"letter|range"):
        make_label(letter, ordinal, issuer_no)


@pytest.mark.parametrize("typed", ["b012", " B012 ", "TN-B012", "tn-b012"])
def test_label_is_read_as_people_type_it(typed: str) -> None:
    assert parse_label(typed) == Label("B", None, 12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "B",
        "B12",
        "B000",
        "A012",
        "Đ012",
        "B1234567",
        "B00-012",
        "B02-012",
        "B1000-012",
        "B-012",
        "B2-17",
        "B012\n5",
        "B012x",
        "B٠١٢",
        "B０１２",
        "H26.12-261123-0001",
    ],
)
def test_what_is_no_label_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="not a label"):
        parse_label(text)


def test_letters_sound_apart_and_survive_vietnamese_keyboards() -> None:
    assert len(set(LETTERS)) == len(LETTERS)
    assert set("BHKMST") <= set(LETTERS)
    assert set("AEIOUYDĐQW") & set(LETTERS) == set()


def test_provisional_code_names_site_day_and_label() -> None:
    code = provisional_code(site="00160", day=date(2026, 11, 23), label="B047")
    assert code == "TAM-00160-261123-B047"


@given(parts)
def test_every_label_makes_a_provisional_code(made: tuple[str, int, int | None]) -> None:
    code = provisional_code(site="00160", day=date(2026, 1, 2), label=make_label(*made))
    assert is_provisional_code(code)
    assert re.fullmatch(r"[0-9A-Z-]+", code)  # drawn as one run of a QR's alphanumeric mode


@pytest.mark.parametrize(
    "text",
    [
        "TAM-00160-261123",
        "TAM-00160-261123-",
        "tam-00160-261123-B047",
        "TAM-00160-٢٦١١٢٣-B047",
        "TAM-00160-261123-A047",
        "TAM-00160-261123-B047 ",
        "H26.12-261123-0001",
    ],
)
def test_what_is_no_provisional_code_is_seen(text: str) -> None:
    assert not is_provisional_code(text)
