"""The repository as text and as syntax trees, for tests that read the code itself."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("protocol", "printers", "kiosk", "display", "queue_server")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the repository, also those not added yet, but nothing that is ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = (ROOT / name for name in sorted(filter(None, listed.split("\0"))))
    return tuple(path for path in paths if path.is_file())


def files_with(*endings: str, inside: tuple[str, ...] | None = None) -> list[Path]:
    """Files by ending; `inside` names top folders."""
    return [
        path
        for path in tracked_files()
        if path.suffix in endings and (inside is None or top_folder(path) in inside)
    ]


def product_modules() -> list[Path]:
    """The Python of the product; migrations are history and nobody edits them again."""
    modules = files_with(".py", inside=PRODUCT)
    return [path for path in modules if "versions" not in path.parts]


def top_folder(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def place(path: Path, node: ast.AST | None = None) -> str:
    """How a finding is named: `kiosk/store.py:31`."""
    name = path.relative_to(ROOT).as_posix()
    line = getattr(node, "lineno", None)
    return f"{name}:{line}" if line else name


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def dotted(node: ast.AST) -> str:
    """`datetime.now` for that attribute, `''` for what is no plain name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a plain dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := dotted(node.func)):
            yield name, node


def imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """Every imported module, `from x import y` as both `x` and `x.y`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module, node
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)
