"""Each of the cases of paper has a test that shows it; docs/printing.md says what they are."""

from tests.marks import TESTS, claimed, told

PAGE = TESTS.parent / "docs" / "printing.md"
CASES = set(range(1, 36))
SCANNER = {35}  # its own tests, beside the scanner


def test_every_case_is_shown_by_a_test() -> None:
    assert sorted(CASES - SCANNER - claimed("paper_case")) == []
    assert sorted(claimed("paper_case") - CASES) == []


def test_the_page_says_what_every_case_is() -> None:
    assert sorted(CASES - told(PAGE, "Cases")) == []
