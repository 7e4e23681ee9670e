"""The one script that a newcomer meets first."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "dev"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",), ("rum",)])
def test_anything_unknown_is_answered_with_the_commands(arguments: tuple[str, ...]) -> None:
    answer = dev(*arguments)
    assert answer.returncode == 1
    assert answer.stderr.startswith("usage: ./dev COMMAND")


def test_every_command_is_explained() -> None:
    source = (ROOT / "dev").read_text("utf-8")
    commands = set(re.findall(r'^        "(\w+)": \w+,$', source, flags=re.MULTILINE))
    explained = set(re.findall(r"^  (\w+) .*  \w", dev().stderr, flags=re.MULTILINE))
    assert {"run", "test"} <= commands
    assert explained == commands


def test_script_needs_only_the_standard_library() -> None:
    isolated = [sys.executable, "-I", "-S", str(ROOT / "dev")]
    answer = subprocess.run(isolated, capture_output=True, text=True, check=False)
    assert answer.stderr.startswith("usage:")


def test_bill_of_materials_holds_what_is_locked(tmp_path: Path) -> None:
    assert dev("sbom", str(tmp_path)).returncode == 0
    python, pages = (components(tmp_path / f"{name}.cdx.json") for name in ("python", "pages"))
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    locked = {(package["name"], package.get("version")) for package in lock["package"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[\[=~<>]", need)[0] for need in project["dependencies"]}
    assert python <= locked
    assert needed <= {name for name, _version in python}
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))
    assert {("preact", asked["dependencies"]["preact"])} <= pages
    assert not {name for name, _version in pages} & set(asked["devDependencies"])


def components(path: Path) -> set[tuple[str, str]]:
    made = json.loads(path.read_text("utf-8"))
    return {
        ("/".join(filter(None, (part.get("group"), part["name"]))), part["version"])
        for part in made["components"]
    }
