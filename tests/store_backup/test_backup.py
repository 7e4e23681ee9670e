"""A copy is taken while the hall works: whole, true, or not there at all (I20)."""

import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from queue_server.cli import main
from queue_server.restore import restore_copy
from queue_server.store.backup import CopyFailed, check_database
from queue_server.store.db import Database
from queue_server.store.tables.queue import ticket
from tests.architecture.sources import ROOT
from tests.stage import Stage
from tests.store_backup.lost_disk import (
    at_work,
    change_file,
    copy_of,
    file_of,
    motcua,
    names_in,
    origin_of,
    url_of,
)

COPIES = 6


def ids_in(path: Path) -> set[str]:
    database = Database(url_of(path), is_server=False)
    with database.read() as connection:
        found = set(connection.execute(select(ticket.c.id)).scalars())
    database.close()
    return found


@pytest.mark.slow
def test_every_copy_beside_a_busy_writer_is_true_and_lacks_nobody_of_before(
    sqlite_stage: Stage, tmp_path: Path
) -> None:
    with at_work(sqlite_stage) as work:
        for number in range(COPIES):
            work.wait_for_more()
            before, to = list(work.ids), tmp_path / f"{number}.copy"
            marks = {mark.site: mark for mark in copy_of(sqlite_stage, to)}
            assert set(before) <= ids_in(to)
            assert marks[sqlite_stage.site].seq <= sqlite_stage.store.head(sqlite_stage.site).seq
    assert len(ids_in(tmp_path / f"{COPIES - 1}.copy")) > len(ids_in(tmp_path / "0.copy"))


def test_the_command_copies_beside_the_running_server(sqlite_stage: Stage, tmp_path: Path) -> None:
    """A process of its own, as in a night's timer; the writer is never told to wait."""
    to = tmp_path / "motcua-copy.db"
    there = sqlite_stage.store.head("00004").seq
    with at_work(sqlite_stage) as work:
        work.wait_for_more()
        before = list(work.ids)
        done = motcua("--database-url", url_of(file_of(sqlite_stage)), "backup", "--to", str(to))
        work.wait_for_more()
    assert (done.returncode, done.stderr) == (0, "")
    assert set(before) <= ids_in(to)
    elsewhere, here, size = done.stdout.splitlines()
    assert elsewhere.startswith(f"00004: journal row {there} of epoch epoch-1, ")
    assert here.startswith("00160: journal row ")
    assert size == f"{to}: {to.stat().st_size} bytes, whole and true"
    with closing(sqlite3.connect(to)) as db:
        (mark,) = db.execute("SELECT seq, hash FROM journal_head WHERE site = '00160'")
    assert here == f"00160: journal row {mark[0]} of epoch epoch-1, {mark[1]}"


def test_copying_neither_writes_nor_checkpoints(sqlite_stage: Stage, tmp_path: Path) -> None:
    sqlite_stage.issue()
    own = [file_of(sqlite_stage), file_of(sqlite_stage).with_name("motcua.db-wal")]
    before = [path.read_bytes() for path in own]
    assert before[1]
    copy_of(sqlite_stage, tmp_path / "copy.db")
    assert [path.read_bytes() for path in own] == before


def test_copy_is_one_file_that_only_its_owner_reads(sqlite_stage: Stage, tmp_path: Path) -> None:
    sqlite_stage.issue()
    folder = tmp_path / "copies"
    folder.mkdir()
    copy_of(sqlite_stage, folder / "copy.db")
    assert names_in(folder) == {"copy.db"}
    assert stat.S_IMODE((folder / "copy.db").stat().st_mode) == 0o600
    with closing(sqlite3.connect(folder / "copy.db")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_good_copy_is_never_replaced_by_a_bad_one(sqlite_stage: Stage, tmp_path: Path) -> None:
    sqlite_stage.issue()
    folder = tmp_path / "copies"
    folder.mkdir()
    copy_of(sqlite_stage, folder / "copy.db")
    good = (folder / "copy.db").read_bytes()
    change_file(file_of(sqlite_stage), "UPDATE queue_length SET waiting = 7")
    with pytest.raises(CopyFailed, match="queue_length HT01: waiting is 7, by the journal 1"):
        copy_of(sqlite_stage, folder / "copy.db")
    assert names_in(folder) == {"copy.db"}
    assert (folder / "copy.db").read_bytes() == good


def test_a_newer_copy_replaces_the_older(sqlite_stage: Stage, tmp_path: Path) -> None:
    to = tmp_path / "copy.db"
    copy_of(sqlite_stage, to)
    id_ = sqlite_stage.issue().ticket.id
    copy_of(sqlite_stage, to)
    assert ids_in(to) == {id_}


def test_two_copies_to_one_file_do_not_mix(sqlite_stage: Stage, tmp_path: Path) -> None:
    """The second is refused while the first is being written, and the first is whole."""
    to, copied, may_go_on = tmp_path / "copy.db", threading.Event(), threading.Event()

    def wait(done: str) -> None:
        if done == "copied":
            copied.set()
            may_go_on.wait(60)

    first = threading.Thread(target=copy_of, args=(sqlite_stage, to), kwargs={"checkpoint": wait})
    first.start()
    try:
        assert copied.wait(60)
        with pytest.raises(CopyFailed, match="somebody else is writing"):
            copy_of(sqlite_stage, to)
        assert not to.exists()
    finally:
        may_go_on.set()
        first.join()
    database = Database(url_of(to), is_server=False)
    assert [mark.site for mark in check_database(database)] == ["00004", "00160"]
    database.close()


# Broken off.


def killed(source: Path, to: Path, at: str) -> int:
    command = [sys.executable, "-m", "tests.store_backup.killed_copy", str(source), str(to), at]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


@pytest.mark.parametrize("at", ["copying", "copied", "checked", "renamed"])
def test_killed_at_any_step_leaves_no_half_copy(
    sqlite_stage: Stage, tmp_path: Path, at: str
) -> None:
    source, folder = file_of(sqlite_stage), tmp_path / "copies"
    folder.mkdir()
    sqlite_stage.issue()
    to = folder / "copy.db"
    assert killed(source, to, at) == -signal.SIGKILL
    assert to.exists() == (at == "renamed")
    sqlite_stage.store.close()
    for left in [path for path in folder.iterdir() if path != to]:
        with pytest.raises(CopyFailed):
            restore_copy(url_of(tmp_path / "new.db"), left, origin=origin_of(sqlite_stage))
    assert not (tmp_path / "new.db").exists()


def test_half_a_copy_is_refused_under_any_name(sqlite_stage: Stage, tmp_path: Path) -> None:
    """Somebody renames what was left, with or without what lay beside it."""
    source, left = file_of(sqlite_stage), tmp_path / "copy.db.part"
    sqlite_stage.issue()
    change_file(source, "CREATE TABLE ballast AS SELECT randomblob(16000000)")
    assert killed(source, tmp_path / "copy.db", "half") == -signal.SIGKILL
    sqlite_stage.store.close()
    assert 0 < left.stat().st_size < source.stat().st_size
    for end in ("", "-journal"):
        shutil.copy(f"{left}{end}", f"{tmp_path / 'whole.db'}{end}")
    shutil.copy(left, tmp_path / "alone.db")
    for name in ("copy.db.part", "whole.db", "alone.db"):
        with pytest.raises(CopyFailed):
            restore_copy(
                url_of(tmp_path / "new.db"), tmp_path / name, origin=origin_of(sqlite_stage)
            )
    assert not (tmp_path / "new.db").exists()


def test_next_copy_is_not_disturbed_by_one_that_was_broken_off(
    sqlite_stage: Stage, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    change_file(file_of(sqlite_stage), "CREATE TABLE ballast AS SELECT randomblob(16000000)")
    assert killed(file_of(sqlite_stage), folder / "copy.db", "half") == -signal.SIGKILL
    assert "copy.db.part" in names_in(folder)
    id_ = sqlite_stage.issue().ticket.id
    copy_of(sqlite_stage, folder / "copy.db")
    assert names_in(folder) == {"copy.db"}
    assert ids_in(folder / "copy.db") == {id_}


# Refused.


def test_where_there_is_no_database_there_is_no_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, to = url_of(tmp_path / "none.db"), tmp_path / "copy.db"
    assert main(["--database-url", url, "backup", "--to", str(to)]) == 1
    assert capsys.readouterr().err == f"motcua: there is no database at {tmp_path / 'none.db'}\n"
    assert names_in(tmp_path) == set()


def test_database_is_not_copied_onto_itself(sqlite_stage: Stage) -> None:
    sqlite_stage.issue()
    with pytest.raises(CopyFailed, match="is the database itself"):
        copy_of(sqlite_stage, file_of(sqlite_stage))
    assert sqlite_stage.issue().ticket.label == "H002"


def test_folder_that_is_not_there_is_said_so(
    sqlite_stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, to = url_of(file_of(sqlite_stage)), tmp_path / "none" / "copy.db"
    assert main(["--database-url", url, "backup", "--to", str(to)]) == 1
    assert capsys.readouterr().err.startswith(f"motcua: no copy was made at {to}: ")


def test_postgres_is_copied_by_its_own_means(capsys: pytest.CaptureFixture[str]) -> None:
    url = "postgresql+psycopg://nobody@/nothing"
    assert main(["--database-url", url, "backup", "--to", "copy.db"]) == 1
    assert "pg_dump" in capsys.readouterr().err
    assert main(["--database-url", url, "restore", "--from", "copy.db"]) == 1
    assert "--adopt" in capsys.readouterr().err
