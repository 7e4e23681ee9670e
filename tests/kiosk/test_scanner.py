"""What a scanner read, and what it is: never a guess. All cards are made up."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.scanner import (
    SCAN_MAX,
    CardScan,
    Damaged,
    DossierScan,
    Scan,
    SlipScan,
    Unknown,
    age_on,
    read_scan,
)
from protocol.dossier_code import OFFICIAL_CODE
from protocol.ids import TOKEN_ALPHABET, TOKEN_LENGTH

TODAY = date(2026, 11, 23)
GRAMMAR = re.compile(OFFICIAL_CODE, re.ASCII)
TOKEN = "7Z4XKC9MB2HTV6RQ83NFJ5GLPSC"
CODE = "H26.15-261102-0007"
# Nobody: province 001, a man of the 20th century, born in 51.
CARD = "001051000123|012345678|NGUYỄN VĂN MẪU|23111951|Nam|Số 1, Krong Ana, Hà Nội|01012022"
WOMAN = "001151000123||TRẦN THỊ MẪU|24111951|Nữ|Tổ 2, phường Nghĩa Đô, Hà Nội|01012022"


def read(text: str, *, is_ended: bool = True, today: date = TODAY) -> Scan:
    return read_scan(text, is_ended=is_ended, grammar=GRAMMAR, today=today)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        TOKEN.lower(),
        f"HTTPS://MOTCUA.EXAMPLE/T/{TOKEN}",
        f"https://motcua.example/t/{TOKEN.swapcase()}/",  # Caps Lock turns letters round
        f"\x02HTTPS://MOTCUA.EXAMPLE/T/{TOKEN}\x03\r\n",
        f"~{TOKEN}\r",
    ],
)
def test_slip_is_known_by_its_token(text: str) -> None:
    assert read(text) == SlipScan(TOKEN)
    assert read(text, is_ended=False) == SlipScan(TOKEN)  # its length is known


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CODE, CODE),
        (f" {CODE.lower()} \r", CODE),
        ("000.00.01.H22-250203-0017", "000.00.01.H22-250203-0017"),
        ("TAM-00160-261123-B047", "TAM-00160-261123-B047"),
        ("tam-00160-261123-b2-017", "TAM-00160-261123-B2-017"),
        (f"{CODE}|1.001193|Giấy khai sinh", CODE),
        (f"{CODE}|1.001193|GIAY KHAI SINH", CODE),
        (f"https://dichvucong.example/tra-cuu/{CODE}", CODE),
        (f"https://dichvucong.example/tra-cuu?ma={CODE}&x=1", CODE),
    ],
)
def test_dossier_is_known_by_its_code(text: str, code: str) -> None:
    assert read(text) == DossierScan(code)


def test_two_codes_are_no_code() -> None:
    assert read(f"{CODE}|{CODE}") == DossierScan(CODE)
    assert not isinstance(read(f"{CODE}|H26.15-261102-0008"), DossierScan)


def test_code_without_its_end_may_be_another_dossiers() -> None:
    assert read("H26.15-261102-0001", is_ended=False) == Damaged("no_end")
    assert read("TAM-00160-261123-B012", is_ended=False) == Damaged("no_end")


@pytest.mark.parametrize("text", ["H26.15-261332-0007", "H26.15-261124-0007", "H26.15-261102-07"])
def test_code_of_no_day_or_of_tomorrow_is_none(text: str) -> None:
    assert read(text) == Damaged("misread")


def test_grammar_is_a_setting() -> None:
    ours = re.compile(r"HN\d{8}", re.ASCII)
    assert read_scan("hn00000123", is_ended=True, grammar=ours, today=TODAY) == DossierScan(
        "HN00000123"
    )
    assert not isinstance(read_scan(CODE, is_ended=True, grammar=ours, today=TODAY), DossierScan)


@pytest.mark.parametrize(
    ("text", "born_on"),
    [
        (CARD, date(1951, 11, 23)),
        (CARD.rsplit("|", 1)[0], date(1951, 11, 23)),  # six fields
        (CARD + "|Nguyễn Văn Cha|Trần Thị Mẹ|", date(1951, 11, 23)),  # cards of 2024 say more
        (WOMAN, date(1951, 11, 24)),
        (WOMAN.replace("Nữ", "N"), date(1951, 11, 24)),  # a keyboard has no key for ữ
        (CARD.swapcase(), date(1951, 11, 23)),
        (CARD.replace("23111951", "00001951"), date(1951, 1, 1)),
        ("001210000123||LÊ VĂN MẪU|29022004|Nam|Hà Nội|01012022", None),
        ("001204000123||LÊ VĂN MẪU|29022004|Nam|Hà Nội|01012022", date(2004, 2, 29)),
    ],
)
def test_card_that_agrees_with_itself_tells_a_birth_date(text: str, born_on: date | None) -> None:
    expected = Damaged("card_disagrees") if born_on is None else CardScan(born_on)
    assert read(text) == expected
    assert read(text, is_ended=False) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (CARD.replace("23111951", "23111952"), "card_disagrees"),
        (CARD.replace("Nam", "Nữ"), "card_disagrees"),
        (CARD.replace("001051", "001251"), "card_disagrees"),
        (CARD.replace("23111951", "31111951"), "card_fields"),
        (CARD.replace("23111951", "2311951"), "card_fields"),
        (CARD.replace("Nam", "Nâm"), None),  # marks are what scanners lose; the digits agree
        (CARD.replace("Nam", "Năam"), "card_fields"),
        ("|".join(CARD.split("|")[:5]), "card_fields"),
        (CARD[1:], "misread"),
        (CARD.replace("|", ""), "misread"),
        (CARD.replace("Ana", "An\bâ"), "control"),  # Telex takes letters back
        (CARD.replace("Krong", "Kr�ng"), "undecoded"),
    ],
)
def test_card_that_was_damaged_is_not_believed(text: str, why: str | None) -> None:
    assert read(text) == (CardScan(date(1951, 11, 23)) if why is None else Damaged(why))


@pytest.mark.parametrize(
    "text",
    [
        TOKEN[:-1],
        TOKEN.replace("X", "Y"),  # a German keyboard
        TOKEN.replace("H", "E"),
        f"https>&&motcua.example&T&{TOKEN}",
        f"HTTPS://MOTCUA.EXAMPLE/T/{TOKEN[:12]}",
        "https;))MOTCUA:EXAMPLE)T)&é\"'(-è_çà&é\"'(",
        "TÁM-00160-261123-B047",
        "TAM-00160-261123-Á7",
        "TAM/00160/261123/B047",
        "H26.15ß261102ß0007",
        "Ĥ26.15-261102-0007",
        "@^<!%6@^!!)@6)))&",
        "H26\N{ZERO WIDTH SPACE}.15-261102-0007",
        f"{CODE}\N{RIGHT-TO-LEFT OVERRIDE}",
        f"{CODE}\ud800",
        CODE + "0" * 600,
        "x" * 4_096,
    ],
)
def test_what_only_looks_like_ours_is_brought_again(text: str) -> None:
    assert isinstance(read(text), Damaged)


@pytest.mark.parametrize(
    "text",
    ["", " \r\n", "hello", "8934673573399", "https://vneid.gov.vn/x", "WIFI:S:Khach;P:12345678;;"],
)
def test_what_others_print_is_unknown(text: str) -> None:
    assert read(text) == Unknown()


def test_birth_date_is_in_no_picture_of_a_card() -> None:
    scan = read(CARD)
    assert isinstance(scan, CardScan)
    assert "1951" not in f"{scan!r} {scan} {[scan]}"


@pytest.mark.parametrize(
    ("born_on", "today", "age"),
    [
        (date(1951, 11, 23), date(2026, 11, 22), 74),
        (date(1951, 11, 23), date(2026, 11, 23), 75),
        (date(1952, 2, 29), date(2027, 2, 28), 74),
        (date(1952, 2, 29), date(2027, 3, 1), 75),
    ],
)
def test_age_is_in_full_years(born_on: date, today: date, age: int) -> None:
    assert age_on(born_on, today) == age


@pytest.mark.fault(57)
@given(st.text(max_size=600), st.booleans())
@example("|" * SCAN_MAX, True)
@example("https:" + "/t/" * 160, True)
@example("a11" * 170, True)
def test_any_text_is_something(text: str, is_ended: bool) -> None:
    """It never raises, and what it gives is whole: nothing was made up."""
    scan = read(text, is_ended=is_ended)
    if isinstance(scan, SlipScan):
        assert len(scan.token) == TOKEN_LENGTH
        assert scan.token in text.upper()
    if isinstance(scan, DossierScan):
        assert is_ended
        assert scan.code in "".join(text.upper().split())


CHANGES = st.sampled_from(["drop", "double", "replace", "backspace", "accent"])


@given(
    st.text(TOKEN_ALPHABET, min_size=TOKEN_LENGTH, max_size=TOKEN_LENGTH),
    CHANGES,
    st.integers(0, 200),
)
def test_changed_slip_is_never_taken_for_a_dossier(token: str, change: str, place: int) -> None:
    text = f"HTTPS://MOTCUA.EXAMPLE/T/{token}"
    scan = read(changed(text, change, place % len(text)))
    assert isinstance(scan, SlipScan | Damaged | Unknown)
    if change in ("drop", "double") and place % len(text) >= len(text) - TOKEN_LENGTH:
        assert isinstance(scan, Damaged)


def changed(text: str, change: str, place: int) -> str:
    before, one, after = text[:place], text[place], text[place + 1 :]
    middle = {
        "drop": "",
        "double": one + one,
        "replace": "E",
        "backspace": one + "\b",
        "accent": "Ậ",
    }
    return before + middle[change] + after
