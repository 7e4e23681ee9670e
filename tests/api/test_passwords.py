"""Long and hard to guess; no rule about kinds of characters."""

import pytest

from queue_server.domain.browser import browser_of
from queue_server.domain.lockout import PER_LOGIN, wait_s
from queue_server.domain.refusals import PasswordEasy, PasswordLong, PasswordShort
from queue_server.passwords import check_password, compose

AN = ("quay3", "Nguyễn Thị Hoài An", "nghia-do", "Phường Nghĩa Đô")


@pytest.mark.parametrize(
    "password",
    [
        "con voi xanh uống trà",
        "correct horse battery staple",
        "x7Kq-93mZ-2pLw",
        "ba nồi phở nửa đêm",
    ],
)
def test_few_unrelated_words_are_a_password(password: str) -> None:
    check_password(password, known=AN)


@pytest.mark.parametrize(
    "password",
    [
        "matkhau123456",
        "mật khẩu 2026",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "passwordpassword",
        "qwertyuiop123",
        "quay3quay3quay3",
        "NguyenThiHoaiAn",
        "nghia-do-2026",
        "quantri123456",
    ],
)
def test_what_everybody_chooses_is_refused(password: str) -> None:
    with pytest.raises(PasswordEasy):
        check_password(password, known=AN)


def test_length_has_both_bounds() -> None:
    with pytest.raises(PasswordShort):
        check_password("vừa đủ ngắn", known=AN)
    with pytest.raises(PasswordLong):
        check_password("con voi xanh " * 10, known=AN)
    check_password(("con voi xanh uống trà lúc nửa đêm, " * 4)[:128], known=AN)


def test_password_is_the_same_from_every_keyboard() -> None:
    assert compose("uống trà") == compose("uô\u0301ng tra\u0300")


def test_waits_grow_from_nothing_and_end() -> None:
    waits = [wait_s(failures, PER_LOGIN) for failures in range(1, 14)]
    assert waits == [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]
    assert wait_s(10**9, PER_LOGIN) == 900


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox, Linux"),
        ("Nguyen Van A 001099012345", ""),
        ("", ""),
    ],
)
def test_browser_is_told_in_words_of_a_closed_list(said: str, known: str) -> None:
    assert browser_of(said) == known
