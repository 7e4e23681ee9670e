"""What a printer says is told apart, in whatever pieces it comes."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printers.backchannel import (
    READY,
    AutoStatus,
    BackChannel,
    Cleared,
    Condition,
    Event,
    Flow,
    JobDone,
    Processed,
    RealTime,
    Said,
    Unknown,
    after_asb,
    after_real_time,
)

ASB = b"\x10\x00\x00\x0f"
STREAM = (
    b"\x12" + ASB + b"\x16\x37\x22AB12\x00\x00" + b"\x13\x11" + b"\x37\x25\x00" + b"_MODEL\x00\x72"
)
EVENTS: list[Event] = [
    RealTime(0x12),
    AutoStatus(ASB),
    RealTime(0x16),
    JobDone(b"AB12"),
    Processed(0x00),
    Flow(may_send=False),
    Flow(may_send=True),
    Cleared(),
    Said(b"MODEL"),
    RealTime(0x72),
]


def heard(*pieces: bytes) -> list[Event]:
    channel = BackChannel()
    return [event for piece in pieces for event in channel.feed(piece)]


def test_each_kind_of_answer_is_known() -> None:
    assert heard(STREAM) == EVENTS


@pytest.mark.paper_case(21)
def test_every_split_gives_the_same_events() -> None:
    for first, second in combinations(range(len(STREAM) + 1), 2):
        assert heard(STREAM[:first], STREAM[first:second], STREAM[second:]) == EVENTS


def test_a_byte_that_breaks_into_a_sequence_is_still_heard() -> None:
    assert heard(b"\x10\x00\x12") == [Unknown(0x10), Unknown(0x00), RealTime(0x12)]
    assert heard(b"\x37\x22A\x12") == [*map(Unknown, b"\x37\x22A"), RealTime(0x12)]


def test_endless_blocks_are_given_up() -> None:
    events = heard(b"_" + b"x" * 500)
    assert len(events) <= 501
    assert Unknown(ord("_")) in events


@given(st.binary(max_size=2_000))
@settings(max_examples=100, deadline=None)
@pytest.mark.paper_case(21)
def test_noise_never_raises_and_is_bounded(noise: bytes) -> None:
    assert len(heard(noise)) <= len(noise)


@given(st.binary(max_size=60), st.data())
@settings(max_examples=150, deadline=None)
def test_noise_gives_the_same_events_in_every_split(noise: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(noise)))
    assert heard(noise[:cut], noise[cut:]) == heard(noise)


@pytest.mark.parametrize(
    ("status", "condition"),
    [
        (b"\x10\x00\x00\x0f", READY),
        (b"\x18\x00\x0c\x0f", Condition(is_offline=True, is_paper_out=True)),
        (b"\x38\x00\x00\x0f", Condition(is_offline=True, is_cover_open=True)),
        (b"\x18\x08\x00\x0f", Condition(is_offline=True, is_cutter_jammed=True)),
        (b"\x18\x20\x00\x0f", Condition(is_offline=True, is_broken=True)),
        (b"\x10\x00\x03\x0f", Condition(is_paper_low=True)),
    ],
)
def test_automatic_status_is_read_bit_by_bit(status: bytes, condition: Condition) -> None:
    assert after_asb(status) == condition


@pytest.mark.parametrize(
    ("asked", "bits", "condition"),
    [
        (1, 0x12, READY),
        (1, 0x1A, Condition(is_offline=True)),
        (2, 0x16, Condition(is_cover_open=True)),
        (2, 0x32, Condition(is_paper_out=True)),
        (3, 0x1A, Condition(is_cutter_jammed=True)),
        (3, 0x32, Condition(is_broken=True)),
        (3, 0x52, READY),
        (4, 0x1E, Condition(is_paper_low=True)),
        (4, 0x7E, Condition(is_paper_low=True, is_paper_out=True)),
    ],
)
def test_answers_are_read_bit_by_bit(asked: int, bits: int, condition: Condition) -> None:
    assert after_real_time(READY, asked=asked, bits=bits) == condition


def test_first_answer_begins_anew() -> None:
    old = Condition(is_paper_out=True, is_cover_open=True)
    assert after_real_time(old, asked=1, bits=0x12) == READY
