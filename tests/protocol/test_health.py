"""Counts become news by steps."""

import pytest

from protocol.health import BEAT_S, SILENT_AFTER_S, STEPS, step_of


@pytest.mark.parametrize(
    ("count", "step"),
    [(0, 0), (1, 1), (9, 1), (10, 10), (199, 50), (200, 200), (20_000, 5_000), (-1, 0)],
)
def test_step_is_the_largest_that_is_not_above_the_count(count: int, step: int) -> None:
    assert step_of(count) == step


def test_steps_grow_and_a_step_is_its_own() -> None:
    assert list(STEPS) == sorted(set(STEPS))
    assert [step_of(step) for step in STEPS] == list(STEPS)


def test_two_beats_are_missed_before_a_kiosk_is_called_silent() -> None:
    assert 2 * BEAT_S < SILENT_AFTER_S < 10
