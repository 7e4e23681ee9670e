"""Ids sort by time, tokens carry 128 random bits, and both are told from what they are not."""

import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.ids import (
    ID_LENGTH,
    TOKEN_ALPHABET,
    TOKEN_LENGTH,
    is_id,
    new_id,
    new_secret,
    new_token,
    parse_token,
    token_in,
)
from protocol.instants import from_ms, to_ms

QR_ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
instants = st.integers(0, to_ms(datetime(9999, 1, 1, tzinfo=UTC))).map(from_ms)
noise = st.binary(min_size=32, max_size=32)


def given_bytes(source: bytes) -> Callable[[int], bytes]:
    """Chance as the test says it, and no more of it than was asked for."""
    return lambda length: source[:length]


@given(instants, noise)
def test_id_is_a_uuid_of_version_7_that_carries_its_instant(at: datetime, source: bytes) -> None:
    made = new_id(at, given_bytes(source))
    read = uuid.UUID(made)
    assert (read.version, read.variant) == (7, uuid.RFC_4122)
    assert read.int >> 80 == to_ms(at)
    assert (str(read), len(made), is_id(made)) == (made, ID_LENGTH, True)


@given(instants, noise, noise)
def test_later_ids_sort_behind_earlier_ones(at: datetime, one: bytes, other: bytes) -> None:
    later = at + timedelta(milliseconds=1)
    assert new_id(at, given_bytes(one)) < new_id(later, given_bytes(other))


def test_ids_of_one_instant_differ() -> None:
    at, chance = datetime(2026, 11, 23, tzinfo=UTC), random.Random(7).randbytes
    assert len({new_id(at, chance) for _ in range(2_000)}) == 2_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "../../etc/passwd",
        "0198f0a0-0000-7000-8000-00000000000",
        "0198f0a0-0000-7000-8000-00000000000g",
        "0198F0A0-0000-7000-8000-000000000000",
        "0198f0a000007000-8000-000000000000-",
        "{0198f0a0-0000-7000-8000-00000000000}",
        "0198f0a0-0000-7000-8000-00000000000\n",
        "٠198f0a0-0000-7000-8000-000000000000",
    ],
)
def test_what_is_no_id_is_seen(text: str) -> None:
    assert not is_id(text)


def value_of(token: str) -> int:
    number = 0
    for character in token:
        number = number * len(TOKEN_ALPHABET) + TOKEN_ALPHABET.index(character)
    return number


@given(st.binary(min_size=16, max_size=16))
def test_token_holds_every_one_of_its_128_random_bits(source: bytes) -> None:
    token = new_token(given_bytes(source))
    assert len(token) == TOKEN_LENGTH == 27
    assert value_of(token) == int.from_bytes(source, "big")
    assert parse_token(token) == token


def test_largest_token_still_has_27_characters() -> None:
    assert value_of(new_token(given_bytes(b"\xff" * 16))) == 2**128 - 1
    assert new_token(given_bytes(bytes(16))) == "0" * TOKEN_LENGTH


def test_token_alphabet_is_digits_and_consonants_without_d_and_w() -> None:
    assert sorted(TOKEN_ALPHABET) == list("0123456789BCFGHJKLMNPQRSTVXZ")
    assert set(TOKEN_ALPHABET) < QR_ALPHANUMERIC
    assert len(TOKEN_ALPHABET) ** TOKEN_LENGTH > 2**128


TOKEN = "0123456789BCFGHJKLMNPQRSTVX"


@pytest.mark.parametrize(
    "scanned",
    [
        TOKEN,
        TOKEN.lower(),
        f" {TOKEN}\r\n",
        f"https://motcua.example/T/{TOKEN}",
        f"HTTPS://MOTCUA.EXAMPLE/T/{TOKEN}",
        f"http://10.0.0.5:8600/t/{TOKEN.lower()}/",
    ],
)
def test_token_is_found_in_what_a_scanner_reads(scanned: str) -> None:
    assert token_in(scanned) == TOKEN


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        TOKEN[:-1],
        TOKEN + "0",
        TOKEN[:-1] + "A",
        TOKEN[:-1] + "D",
        TOKEN[:-1] + "٣",
        TOKEN[:-1] + "ſ",
        TOKEN[:-2] + "ß",
        f"https://motcua.example/T/{TOKEN}?x=1",
        "TAM-00160-261123-B047",
        "001099012345|123456789|Nguyễn Văn A|01011990|Nam|Hà Nội|01012021",
    ],
)
def test_no_token_is_found_in_what_carries_none(scanned: str) -> None:
    assert token_in(scanned) is None


def test_secret_says_what_it_opens_and_holds_256_bits() -> None:
    source = bytes(range(32))
    assert new_secret(given_bytes(source), prefix="dev") == "dev_" + source.hex()
