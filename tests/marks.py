"""Which tests say by a mark that they show a numbered case."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent


def claimed(mark: str) -> set[int]:
    """Give the numbers that some test is marked with."""
    return set(_claims(mark))


def told(page: Path, heading: str) -> set[int]:
    """Give the numbers that begin the rows of the table under a heading."""
    section = page.read_text(encoding="utf-8").split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    firsts = (line.split("|")[1].strip() for line in section.splitlines() if line[:1] == "|")
    return {int(first) for first in firsts if first.isdigit()}


def _claims(mark: str) -> Iterator[int]:
    for path in TESTS.rglob("test_*.py"):
        source = path.read_text(encoding="utf-8")
        if f"pytest.mark.{mark}(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                yield from _numbers(node, mark)


def _numbers(node: ast.FunctionDef, mark: str) -> Iterator[int]:
    for given in node.decorator_list:
        if isinstance(given, ast.Call) and ast.unparse(given.func) == f"pytest.mark.{mark}":
            yield from (ast.literal_eval(argument) for argument in given.args)
