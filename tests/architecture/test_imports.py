"""Who may know whom, where import-linter cannot say it."""

import re
import sys
import tomllib
from collections.abc import Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.sources import PRODUCT, ROOT, files_with, imports, place, tree_of

# Modules that need nothing but Python and each other.
PLAIN = {
    "protocol": {"protocol"},
    "queue_server/domain": {"protocol", "queue_server"},
}


@pytest.mark.parametrize("folder", PLAIN)
def test_rules_need_only_the_standard_library(folder: str) -> None:
    modules = [path for path in files_with(".py") if (ROOT / folder) in path.parents]
    assert modules
    found = [
        f"{place(path, node)} {name}"
        for path in modules
        for name, node in imports(tree_of(path))
        if name.split(".")[0] not in sys.stdlib_module_names | PLAIN[folder]
    ]
    assert found == []


def test_every_library_in_use_is_a_named_dependency() -> None:
    """What another library happens to bring may go away with it."""
    distributions = packages_distributions()
    named = declared()
    used = {
        (top, place(path, node))
        for path in files_with(".py", inside=(*PRODUCT, "demo"))
        for name, node in imports(tree_of(path))
        if (top := name.split(".")[0]) not in sys.stdlib_module_names
        and top not in (*PRODUCT, "demo", "benchmarks", "hatch_build")
    }
    missing = {f"{where} {top}" for top, where in used if not named & provider(top, distributions)}
    assert missing == set()


def provider(module: str, distributions: Mapping[str, list[str]]) -> set[str]:
    return {normal(name) for name in distributions.get(module, [module])}


def declared() -> set[str]:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = document["project"]
    extras = [line for group in project["optional-dependencies"].values() for line in group]
    # `./dev run` brings the group of the demonstration, and nobody else needs it.
    lines = [*project["dependencies"], *extras, *document["dependency-groups"]["demo"]]
    names = [re.split(r"[=~<>\[]", line)[0] for line in lines]
    faces = ["jinja2", "markupsafe", "pydantic-core"]  # Flask's and pydantic's own, as documented
    return {normal(name) for name in (*names, *faces)}


def normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def test_page_code_reaches_only_its_own_part_and_the_protocol() -> None:
    found = []
    for path in files_with(".ts", ".tsx", inside=(*PRODUCT, "demo")):
        part = path.relative_to(ROOT).parts[0]
        for target in relative_imports(path):
            if target.relative_to(ROOT).parts[0] not in (part, "protocol"):
                found.append(place(path))
    assert found == []


def relative_imports(path: Path) -> list[Path]:
    words = path.read_text("utf-8").replace("'", '"').split('"')
    return [(path.parent / word).resolve() for word in words if word.startswith(("./", "../"))]
