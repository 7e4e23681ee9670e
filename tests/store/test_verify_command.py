"""`motcua verify`: 0 when all is well, 1 when something is wrong, 2 when it cannot look."""

import re
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from queue_server.cli import main
from tests.stage import Stage

# How much was looked at: never nothing.
COUNTS = re.compile(r"[1-9]\d* journal rows, [1-9]\d+ table rows")


def verify(url: str, *more: str) -> int:
    return main(["--database-url", url, "verify", *more])


def spoil(url: str, statement: str) -> None:
    """Behind the server's back."""
    engine = create_engine(url)
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount == 1
    engine.dispose()


def test_sound_database_is_called_sound(
    full_day_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(full_day_url) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [COUNTS.sub("N", line) for line in lines] == [
        "00004: N: all follow from the journal",
        "00160: N: all follow from the journal",
    ]


def test_wrong_row_is_named_and_fails(
    full_day_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(full_day_url, "UPDATE queue_length SET waiting = 4 WHERE service = 'HT01'")
    assert verify(full_day_url) == 1
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [COUNTS.sub("N", line) for line in lines] == [
        "00160: N: 1 wrong",
        "  queue_length HT01: waiting is 4, by the journal 0",
    ]


def test_one_site_is_looked_at_alone(full_day_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(full_day_url, "UPDATE queue_length SET waiting = 4 WHERE service = 'HT01'")
    assert verify(full_day_url, "--site", "00004") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_site_that_does_not_exist_is_not_sound(
    full_day_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(full_day_url, "--site", "99999") == 1
    assert "no head" in capsys.readouterr().out


def test_site_without_its_record_is_still_looked_at(
    sqlite_full_day_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """SQLite's own tools do not mind foreign keys."""
    spoil(sqlite_full_day_url, "DELETE FROM site WHERE code = '00160'")
    assert verify(sqlite_full_day_url) == 1
    assert "site: the row is missing, by the journal there" in capsys.readouterr().out


def test_verify_looks_while_the_server_works(
    sqlite_stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    sqlite_stage.issue()
    assert verify(sqlite_stage.store.database.url.render_as_string()) == 0
    sqlite_stage.issue()
    assert capsys.readouterr().out.endswith("follow from the journal\n")


def test_database_that_is_not_there_is_said(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(sqlite_url) == 2
    assert "cannot read" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
