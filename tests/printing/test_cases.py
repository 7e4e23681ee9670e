"""Each of the cases of paper has a test that shows it; docs/printing.md says what they are."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "printing.md"
CASES = set(range(1, 36))
SCANNER = {35}  # its own tests, beside the scanner


def claims() -> Iterator[tuple[int, str]]:
    """Give the case and the name of each test that is marked as showing it."""
    for path in TESTS.rglob("test_*.py"):
        source = path.read_text(encoding="utf-8")
        if "paper_case" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                yield from ((case, node.name) for case in cases_of(node))


def cases_of(node: ast.FunctionDef) -> list[int]:
    found: list[int] = []
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.paper_case":
            found += [ast.literal_eval(argument) for argument in mark.args]
    return found


def test_every_case_is_shown_by_a_test() -> None:
    claimed = {case for case, _ in claims()}
    assert sorted(CASES - SCANNER - claimed) == []
    assert sorted(claimed - CASES) == []


def test_the_page_says_what_every_case_is() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## Cases", 1)[1].split("\n## ", 1)[0]
    told = {
        int(line.split("|")[1]) for line in section.splitlines() if line[:3].strip("| ").isdigit()
    }
    assert sorted(CASES - told) == []
