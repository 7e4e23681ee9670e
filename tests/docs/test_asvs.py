"""The table of docs/asvs.md: a line for every requirement, a reason in each, tests that exist."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

import pytest

from tests.architecture.sources import ROOT, files_with

PAGE = ROOT / "docs" / "asvs.md"
STATUSES = {"met", "by deployment", "not applicable", "open"}

# The requirements of OWASP ASVS 5.0.0 by level, and those of level 3 that are kept here too.
LEVELS = {
    1: """1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1
        5.2.1-2 5.3.1-2 6.1.1 6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3
        9.2.1 10.4.1-5 11.3.1-2 11.4.1 12.1.1 12.2.1-2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1""",
    2: """1.1.1-2 1.2.6-9 1.3.3-11 1.4.1-3 1.5.2 2.1.2-3 2.2.3 2.3.2-4 2.4.1 3.3.2-4 3.4.3-6
        3.5.4-5 3.7.1-2 4.1.2-3 4.2.1 4.3.1-2 4.4.2-4 5.1.1 5.2.3 5.4.1-3 6.1.2-3 6.2.9-12 6.3.3-4
        6.4.3-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3 7.3.1-2 7.4.3-5 7.5.1-2 7.6.1-2 8.1.2 8.2.3 8.4.1
        9.2.2-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.6-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3
        11.3.3 11.4.2-4 11.5.1 11.6.1 12.1.2-3 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.2-5 14.1.1-2
        14.2.2-4 14.3.2-3 15.1.2-3 15.2.2-3 15.3.2-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3
        17.1.1 17.2.1-4 17.3.1-2""",
    3: """1.2.10 2.4.2 3.4.7-8 6.3.8 8.2.4 8.3.2 13.4.6 14.2.6-7 15.2.4 15.4.1-3 16.5.4""",
}


@dataclass(frozen=True)
class Line:
    """One line of the table; it may stand for several requirements of one section."""

    ids: tuple[str, ...]
    level: int
    status: str
    reason: str
    tests: tuple[str, ...]


def spread(run: str) -> list[str]:
    """`6.2.1-8` is eight ids."""
    section, _, numbers = run.rpartition(".")
    first, _, last = numbers.partition("-")
    return [f"{section}.{n}" for n in range(int(first), int(last or first) + 1)]


def required(level: int) -> list[str]:
    return [one for run in LEVELS[level].split() for one in spread(run)]


@cache
def lines() -> tuple[Line, ...]:
    found = re.findall(
        r"^\| ([\d.-]+) \| (\d) \| [^|]+ \| ([\w ]+) \| ([^|]*) \| ([^|]*) \|$",
        PAGE.read_text("utf-8"),
        re.M,
    )
    return tuple(
        Line(tuple(spread(run)), int(level), status, reason.strip(), named_in(cell))
        for run, level, status, reason, cell in found
    )


def named_in(cell: str) -> tuple[str, ...]:
    return tuple(name.strip().strip("`") for name in cell.split("<br>") if name.strip())


@cache
def known_tests() -> frozenset[str]:
    """Every test as the table names it: `api/test_permits.py::test_made_up_keys_open_nothing`."""
    return frozenset(
        f"{path.relative_to(ROOT / 'tests').as_posix()}::{name}"
        for path in files_with(".py", inside=("tests",))
        for name in re.findall(r"^def (test_\w+)\(", path.read_text("utf-8"), re.M)
    )


def test_levels_hold_as_many_as_the_standard_has() -> None:
    assert {level: len(set(required(level))) for level in LEVELS} == {1: 70, 2: 183, 3: 15}


def test_every_requirement_has_one_line_at_its_level() -> None:
    told = Counter((one, line.level) for line in lines() for one in line.ids)
    wanted = Counter((one, level) for level in LEVELS for one in required(level))
    assert sorted((wanted - told).elements()) == []
    assert sorted((told - wanted).elements()) == []


def test_every_row_of_the_page_is_read() -> None:
    rows = re.findall(r"^\| \d+\.", PAGE.read_text("utf-8"), re.M)
    assert len(rows) == len(lines())


def test_every_line_has_a_status_and_a_reason() -> None:
    assert {line.status for line in lines()} <= STATUSES
    assert [line.ids for line in lines() if len(line.reason) < 3] == []


def test_what_is_met_is_tested_and_by_tests_that_exist() -> None:
    assert [line.ids for line in lines() if line.status == "met" and not line.tests] == []
    named = {(line.ids[0], test) for line in lines() for test in line.tests}
    assert sorted((id_, test) for id_, test in named if test not in known_tests()) == []


def test_what_is_open_or_absent_claims_no_test() -> None:
    claiming = [line for line in lines() if line.tests]
    assert [line.ids for line in claiming if line.status in {"open", "not applicable"}] == []


def test_sums_at_the_top_are_those_of_the_lines() -> None:
    text = PAGE.read_text("utf-8")
    for level in LEVELS:
        sums = Counter(line.status for line in lines() for _ in line.ids if line.level == level)
        row = [str(sums[status]) for status in ("met", "by deployment", "not applicable", "open")]
        assert f"| {level} | {' | '.join(row)} |" in text


@pytest.mark.parametrize("run", ["6.2.1-8", "6.2.1"])
def test_a_run_of_ids_is_spread(run: str) -> None:
    assert spread(run)[0] == "6.2.1"
    assert len(spread(run)) == (8 if "-" in run else 1)
