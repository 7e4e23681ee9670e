"""A hall's answers are data: three to five faces with words, and reasons for the bad ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from queue_server.domain.scale import FIVE_FACES, Scale, ScaleAnswer, read_scale, write_scale

BAD, GOOD = ScaleAnswer(1, "Kém", "Bad", asks_reason=True), ScaleAnswer(3, "Tốt", "Good")
THREE = Scale("three-1", (BAD, ScaleAnswer(2, "Được", "Fair"), GOOD), FIVE_FACES.reasons)


@pytest.mark.parametrize("scale", [FIVE_FACES, THREE])
def test_scale_is_read_as_it_was_written(scale: Scale) -> None:
    assert read_scale(write_scale(scale)) == scale


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": (BAD, GOOD)},
        {"answers": (*FIVE_FACES.answers, ScaleAnswer(6, "Sáu", "Six"))},
        {"answers": tuple(reversed(THREE.answers))},
        {"answers": (replace(BAD, value=0), *THREE.answers[1:])},
        {"answers": (replace(BAD, text_en=" "), *THREE.answers[1:])},
        {"answers": (replace(BAD, text_vi="x" * 41), *THREE.answers[1:])},
        {"reasons": ()},
        {"reasons": FIVE_FACES.reasons[:1] * 2},
        {"version": ""},
        {"version": "x" * 17},
    ],
)
def test_what_no_pad_could_show_is_no_scale(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="scale"):
        replace(THREE, **wrong)


def test_reason_goes_with_an_answer_that_asks_for_one() -> None:
    said = [(1, "wait"), (2, "wait"), (1, "nothing"), (9, "wait")]
    assert [THREE.may_say(value, reason) for value, reason in said] == [True, False, False, False]
