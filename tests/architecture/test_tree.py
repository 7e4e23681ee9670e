"""What lies in the repository is ours, is small, and names no machine."""

import re

import pytest

from tests.architecture.sources import ROOT, files_with, place, tracked_files

THIRD_PARTY = {".ttf", ".otf", ".woff", ".woff2", ".eot", ".whl", ".jar", ".so", ".dll", ".pyc"}
BUILT = re.compile(r"\.min\.(?:js|css)$|-[A-Z0-9]{8}\.(?:js|css)$")
FILE_BYTES_MAX = 1_000_000
LINE_LENGTH_MAX = 2_000
TEXT = (".py", ".ts", ".tsx", ".mjs", ".css", ".html", ".md", ".toml", ".po", ".sh", ".yml")


def test_fonts_and_scripts_of_others_come_from_the_registries() -> None:
    found = [
        place(path)
        for path in tracked_files()
        if path.suffix in THIRD_PARTY or BUILT.search(path.name)
    ]
    assert found == []


def test_no_file_is_larger_than_a_megabyte() -> None:
    large = [place(path) for path in tracked_files() if path.stat().st_size > FILE_BYTES_MAX]
    assert large == []


def test_no_text_is_minified() -> None:
    found = [
        place(path)
        for path in files_with(*TEXT)
        if any(len(line) > LINE_LENGTH_MAX for line in path.read_text("utf-8").splitlines())
    ]
    assert found == []


def test_locks_name_the_public_registries_only() -> None:
    python = (ROOT / "uv.lock").read_text("utf-8")
    assert set(re.findall(r'registry = "([^"]+)"', python)) == {"https://pypi.org/simple"}
    hosts = set(re.findall(r'url = "https?://([^/"]+)', python))
    assert hosts == {"files.pythonhosted.org"}
    node = (ROOT / "package-lock.json").read_text("utf-8")
    resolved = set(re.findall(r'"resolved": "https?://([^/"]+)', node))
    assert resolved <= {"registry.npmjs.org"}


@pytest.mark.parametrize("pattern", [r"/home/\w+/", r"/root/", r"/Users/\w+/", r"file:///\w"])
def test_no_file_knows_a_path_of_one_machine(pattern: str) -> None:
    texts = [path for path in files_with(*TEXT, ".json", ".lock") if path.name != "test_tree.py"]
    assert [place(path) for path in texts if re.search(pattern, path.read_text("utf-8"))] == []


def test_every_npm_package_has_its_exact_version() -> None:
    package = (ROOT / "package.json").read_text("utf-8")
    assert re.findall(r'"\s*:\s*"[\^~*><][^"]*"', package.split('"dependencies"')[1]) == []
