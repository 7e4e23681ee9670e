"""Time and chance come in as arguments; only the edges of a part ask the machine for them."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import calls, dotted, place, product_modules, tree_of

# Where a part meets the world and hands clocks and randomness inwards.
EDGES = {"app.py", "cli.py", "world.py", "__main__.py"}
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "date.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
}
CHANCE = {"os.urandom", "uuid.uuid1", "uuid.uuid4", "uuid4", "uuid1"}
CHANCE_MODULES = {"random", "secrets"}
HARMLESS = {"secrets.compare_digest", "random.Random"}
# Naming them as a default argument is handing them in; calling them is not.
CALLED = {"time.monotonic", "time.perf_counter", "time.sleep"}


def inner_modules() -> list[Path]:
    return [path for path in product_modules() if path.name not in EDGES]


def test_only_the_edges_ask_for_the_time() -> None:
    found = {name for path in inner_modules() for name in uses_of(path, is_clock)}
    assert found == set()


def test_only_the_edges_ask_for_chance() -> None:
    found = {name for path in inner_modules() for name in uses_of(path, is_chance)}
    assert found == set()


def test_only_the_edges_call_timers_and_sleep() -> None:
    found = {
        f"{place(path, call)} {name}"
        for path in inner_modules()
        for name, call in calls(tree_of(path))
        if name in CALLED
    }
    assert found == set()


def uses_of(path: Path, is_forbidden: object) -> set[str]:
    assert callable(is_forbidden)
    nodes = ast.walk(tree_of(path))
    named = ((dotted(node), node) for node in nodes if isinstance(node, ast.Attribute | ast.Name))
    return {f"{place(path, node)} {name}" for name, node in named if is_forbidden(name)}


def is_clock(name: str) -> bool:
    return name in CLOCKS


def is_chance(name: str) -> bool:
    module = name.split(".")[0]
    return name in CHANCE or (module in CHANCE_MODULES and "." in name and name not in HARMLESS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("random.choice", True),
        ("secrets.token_bytes", True),
        ("secrets.compare_digest", False),
        ("random.Random", False),
        ("random_bytes", False),
        ("uuid.uuid4", True),
    ],
)
def test_what_counts_as_chance(name: str, expected: bool) -> None:
    assert is_chance(name) is expected
