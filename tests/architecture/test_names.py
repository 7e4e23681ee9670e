"""One word for each thing, and no drawers for leftovers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import PRODUCT, ROOT, files_with, place, tracked_files, tree_of

DRAWERS = {"utils", "util", "helpers", "helper", "common", "data", "info", "handler", "handlers"}
DRAWERS |= {"process", "misc", "managers", "base_manager", "shared", "lib", "core"}
# Words that other systems use for what has a better name here; docs/glossary.md says which.
FOREIGN = {"tenant", "customer", "lease", "feedback", "kpi", "visitor"}
GLOSSARY = ROOT / "docs" / "glossary.md"


def test_no_file_is_a_drawer() -> None:
    names = [(path, part.split(".")[0]) for path in tracked_files() for part in parts_of(path)]
    assert [place(path) for path, name in names if name in DRAWERS] == []


def parts_of(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT).parts


def test_no_name_is_a_foreign_word() -> None:
    found = [
        f"{place(path, node)} {name}"
        for path in files_with(".py", inside=PRODUCT)
        for name, node in defined_names(tree_of(path))
        if FOREIGN & set(words_in(name))
    ]
    assert found == []


def defined_names(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.arg):
            yield node.arg, node
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node


def words_in(name: str) -> list[str]:
    """`MissedAtLate` and `missed_at_late` are three words."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")


def test_every_word_of_the_glossary_is_used() -> None:
    spoken = vocabulary()
    assert [word for word in glossary_words("In use") if word not in spoken] == []


def test_words_said_to_come_later_are_not_here_yet() -> None:
    """A word that has come into use moves to the first table."""
    spoken = defined_vocabulary()
    assert [word for word in glossary_words("Later") if word in spoken] == []


def glossary_words(heading: str) -> list[str]:
    """First column of the table under a heading, as identifiers: `day_fact`."""
    section = GLOSSARY.read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    cells = [row.split("|")[1] for row in rows[1:]]
    words = [word.strip().lower() for cell in cells for word in cell.split(",")]
    assert words
    return ["_".join(map(singular, re.split(r"[ -]", word))) for word in words]


def vocabulary() -> set[str]:
    """Every run of one to three words in identifiers and short strings of the product."""
    names = defined_vocabulary()
    for path in files_with(".py", inside=PRODUCT):
        names |= runs(words_in(path.stem))
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                names |= runs(re.split(r"[^a-z]+", node.value[:200].lower()))
    return names


def defined_vocabulary() -> set[str]:
    return {
        run
        for path in files_with(".py", inside=PRODUCT)
        for name, _ in defined_names(tree_of(path))
        for run in runs(words_in(name))
    }


def runs(words: list[str]) -> set[str]:
    single = list(map(singular, words))
    spans = [single[i : i + n] for n in (1, 2, 3) for i in range(len(single) - n + 1)]
    return {"_".join(span) for span in spans}


def singular(word: str) -> str:
    return re.sub(r"(?<=[^s])s$", "", word)
