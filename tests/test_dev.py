"""The one script that a newcomer meets first."""

import re
import subprocess
import sys

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
