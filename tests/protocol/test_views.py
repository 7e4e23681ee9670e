"""The newest view wins, whatever the line loses, repeats or reorders."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.views import is_newer

# The same cases hold the page code to the same rule (tests/ui/newest.test.ts).
CASES = json.loads(Path(__file__).with_name("newest.json").read_text("utf-8"))

Place = tuple[str, int]
places = st.tuples(st.just("one"), st.integers(0, 12))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_newest_view_wins(case: dict[str, Any]) -> None:
    held = case["held"] or {"epoch": None, "rev": None}
    came = case["came"]
    wins = is_newer(
        epoch=came["epoch"], rev=came["rev"], than_epoch=held["epoch"], than_rev=held["rev"]
    )
    assert wins is case["wins"]


def keep(held: Place | None, came: Place) -> Place:
    than_epoch, than_rev = held or (None, None)
    newer = is_newer(epoch=came[0], rev=came[1], than_epoch=than_epoch, than_rev=than_rev)
    return came if newer or held is None else held


@given(st.lists(places, min_size=1))
def test_any_order_of_one_epoch_ends_at_its_newest_view(sent: list[Place]) -> None:
    held: Place | None = None
    for came in sent:
        held = keep(held, came)
    assert held == max(sent)


@given(st.lists(places), st.integers(0, 12))
def test_a_pulse_is_enough_to_catch_up_after_any_loss(sent: list[Place], now: int) -> None:
    held: Place | None = None
    for came in sent:
        held = keep(held, came)
    newest = ("two", now)  # the server was restored meanwhile
    assert keep(held, newest) == newest
