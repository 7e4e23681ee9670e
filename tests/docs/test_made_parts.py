"""What is made from the code is as the code is now; `./dev docs` makes it anew."""

import ast
from pathlib import Path

import pytest

from docs.diagrams import ManyTargets, draw, moves_of, write_table
from docs.generate import FOLDER, MACHINES, PARTS, documents, drawings, rewritten
from tests.architecture.sources import place, product_modules, tree_of

DRAWN_BY = "run ./dev docs"


@pytest.fixture(scope="module")
def made() -> dict[Path, str]:
    return {**drawings(), **documents()}


def test_made_parts_are_up_to_date(made: dict[Path, str]) -> None:
    stale = [path.name for path, text in made.items() if path.read_text("utf-8") != text]
    assert stale == [], DRAWN_BY


def test_no_drawing_is_left_over(made: dict[Path, str]) -> None:
    checked_in = set(FOLDER.glob("pictures/*.svg"))
    assert checked_in == {path for path in made if path.suffix == ".svg"}


def test_every_part_stands_in_a_page(made: dict[Path, str]) -> None:
    pages = "".join(text for path, text in made.items() if path.suffix == ".md")
    assert [name for name in PARTS if f"<!-- made: {name} -->" not in pages] == []


def test_every_state_table_of_the_product_is_drawn() -> None:
    tables = [path for path in product_modules() if has_state_table(tree_of(path))]
    assert len(tables) == len(MACHINES), [place(path) for path in tables]


def has_state_table(tree: ast.Module) -> bool:
    """A constant TRANSITIONS or TABLE whose type speaks of states."""
    return any(
        isinstance(node, ast.AnnAssign)
        and ast.unparse(node.target) in ("TRANSITIONS", "TABLE")
        and "State" in ast.unparse(node.annotation)
        for node in tree.body
    )


def test_a_changed_table_changes_its_page() -> None:
    page = "before\n<!-- made: states shift -->\nold\n<!-- end -->\nafter\n"
    written = rewritten(page)
    assert written.startswith("before\n<!-- made: states shift -->\n\n![States of a shift]")
    assert written.endswith("| `shift.resumed` | paused | open |\n\n<!-- end -->\nafter\n")
    assert rewritten(written) == written


LAMP = {None: {"lamp.bought": "dark"}, "dark": {"lamp.lit": "bright"}, "bright": {}}


def test_a_table_is_written_with_where_each_event_comes_from() -> None:
    assert write_table(LAMP).splitlines()[2:] == [
        "| `lamp.bought` | – | dark |",
        "| `lamp.lit` | dark | bright |",
    ]


def test_a_drawing_has_a_column_for_each_state_and_a_row_for_each_event() -> None:
    picture = draw(LAMP, title="A lamp")
    words = [part.split("<")[0] for part in picture.split(">") if part.split("<")[0].strip()]
    assert words == ["A lamp", "dark", "bright", "lamp.bought", "lamp.lit"]


def test_an_event_with_two_targets_cannot_be_drawn() -> None:
    with pytest.raises(ManyTargets):
        moves_of({"dark": {"lamp.touched": "bright"}, "bright": {"lamp.touched": "dark"}})
