"""Every column is classed: what is about somebody, why it is there and for how long."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.schema import connect
from queue_server.store.tables import metadata
from tests.architecture.sources import PRODUCT, ROOT, files_with, place

PAGE = (ROOT / "docs" / "privacy.md").read_text("utf-8")
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.M)
Classed = dict[str, tuple[set[str], set[str]]]


def classed(heading: str) -> Classed:
    """Personal and other columns by table, below a heading of the page."""
    part = PAGE.partition(f"### {heading}\n")[2].partition("\n### ")[0]
    rows = ROW.findall(part)
    assert len({row[0] for row in rows}) == len(rows)
    return {name: (columns(personal), columns(other)) for name, personal, other, *_ in rows}


def columns(cell: str) -> set[str]:
    return set(cell.replace("–", "").split())


def check(told: Classed, real: dict[str, set[str]]) -> None:
    assert set(told) == set(real)
    for name, (personal, other) in told.items():
        assert personal & other == set(), name
        assert (name, personal | other) == (name, real[name])


def test_every_column_of_the_server_is_classed() -> None:
    check(classed("Server"), {t.name: {c.name for c in t.columns} for t in metadata.sorted_tables})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    made = connect(tmp_path / "kiosk.db")
    yield made
    made.close()


def test_every_column_of_a_kiosk_is_classed(store: sqlite3.Connection) -> None:
    names = [
        row[0]
        for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not row[0].startswith("sqlite_")
    ]
    found = {
        name: {row[1] for row in store.execute(f"PRAGMA table_info({name})")} for name in names
    }
    check(classed("Kiosk"), found)


STORES = re.compile(r"\b(?:localStorage|sessionStorage|indexedDB|caches\.open|document\.cookie)\b")


def test_every_file_that_keeps_something_in_a_browser_is_listed() -> None:
    keeping = {
        place(path)
        for path in files_with(".ts", ".tsx", inside=(*PRODUCT, "demo"))
        if STORES.search(path.read_text("utf-8"))
    }
    part = PAGE.partition("### Browsers\n")[2]
    listed = re.findall(r"^\| `([\w./]+)` \| [^|]{8,} \| [^|]{8,} \|$", part, re.M)
    assert sorted(listed) == sorted(keeping)


def test_every_line_says_whose_it_is_and_how_long() -> None:
    rows = ROW.findall(PAGE)
    assert [row[0] for row in rows if min(len(row[3].strip()), len(row[4].strip())) < 4] == []
