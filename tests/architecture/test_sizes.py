"""Everything can be read in one sitting."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import files_with, place, product_modules, tree_of

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50
FUNCTION_LINES_MEDIAN = 8
FUNCTION_LINES_P90 = 25


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {
        place(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in files_with(".py", ".ts", ".tsx", ".mjs", ".css")
        if "versions" not in path.parts
    }
    assert {name: length for name, length in lengths.items() if length > FILE_LINES_MAX} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    modules = [path for path in files_with(".py") if "versions" not in path.parts]
    lengths = {name: length for path in modules for name, length in function_lengths(path)}
    assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES_MAX} == {}


def test_most_functions_of_the_product_are_short() -> None:
    modules = product_modules()
    lengths = sorted(length for path in modules for _, length in function_lengths(path))
    assert lengths[len(lengths) // 2] <= FUNCTION_LINES_MEDIAN
    assert lengths[len(lengths) * 9 // 10] <= FUNCTION_LINES_P90


def function_lengths(path: Path) -> list[tuple[str, int]]:
    """Lines of each function without its docstring."""
    return [
        (f"{place(path, node)} {node.name}", length_of(node))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def length_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert node.end_lineno is not None
    length = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is None or first.end_lineno is None:
        return length
    return length - (first.end_lineno - first.lineno + 1)


@pytest.mark.parametrize(
    ("code", "length"),
    [
        ("def f():\n    return 1\n", 2),
        ('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n', 2),
        ("def f(\n    a,\n):\n    b = a\n    return b\n", 5),
    ],
)
def test_docstrings_do_not_count_as_length(code: str, length: int) -> None:
    function = ast.parse(code).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert length_of(function) == length
