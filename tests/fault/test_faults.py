"""Each fault of docs/faults.md has a test that shows what becomes of it."""

from tests.marks import TESTS, claimed, told

PAGE = TESTS.parent / "docs" / "faults.md"
LATER = {27}  # the city's sums are not built


def test_every_fault_is_shown_by_a_test_and_told_on_the_page() -> None:
    faults = told(PAGE, "Faults")
    assert len(faults) >= 24
    assert sorted(faults - LATER - claimed("fault")) == []
    assert sorted(claimed("fault") - faults) == []
    assert faults >= LATER
