"""One durable writer, readers that change nothing, and what a crash leaves (D14, I2)."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from protocol.events import SYSTEM
from queue_server.actions.issuing import Wish, issue_ticket
from queue_server.domain.refusals import ServiceUnknown
from queue_server.store.db import Database, StoreInUse, StoreReadOnly
from queue_server.store.store import Store, Tx
from queue_server.store.tables.catalogue import organisation
from queue_server.store.tables.journal import head, journal
from queue_server.store.tables.queue import ticket
from tests.architecture.sources import ROOT
from tests.stage import OPENING, Stage, seeded_bytes
from tests.store.looking import everything, verify
from tests.traces import dump

ONE_MORE = {"site": "00160", "code": "X", "name_vi": "Một đơn vị nữa"}


def look(stage: Stage) -> dict[str, list[tuple[object, ...]]]:
    with stage.store.read() as connection:
        return everything(connection)


def test_new_server_has_no_account_and_no_device(sqlite_store_url: str) -> None:
    """Nobody has a name or a secret that came with the product."""
    store = Store(Database(sqlite_store_url), clock=lambda: OPENING, random_bytes=seeded_bytes(1))
    rows = dump(store)
    assert {name: rows[name] for name in ("account", "device", "session", "link")} == {
        name: [] for name in ("account", "device", "session", "link")
    }
    store.close()


# Who may open it.


def test_second_server_on_one_file_is_refused(sqlite_store_url: str) -> None:
    first = Database(sqlite_store_url)
    with pytest.raises(StoreInUse):
        Database(sqlite_store_url)
    first.close()
    Database(sqlite_store_url).close()


def test_second_server_in_another_process_is_refused(sqlite_store_url: str) -> None:
    first = Database(sqlite_store_url)
    command = [sys.executable, "-m", "tests.store.busy_hall", sqlite_store_url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    first.close()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("queue_server.store.db.StoreInUse")


def test_who_only_looks_needs_no_lock_and_sees_the_newest(stage: Stage) -> None:
    looker = Database(stage.store.database.url.render_as_string(), is_server=False)
    issued = stage.issue().ticket
    with looker.read() as connection:
        assert connection.execute(select(ticket.c.id)).scalars().all() == [issued.id]
    looker.close()


# Who may write.


def test_reader_changes_nothing(stage: Stage) -> None:
    before = look(stage)
    for statement in (insert(organisation).values(ONE_MORE), delete(ticket), delete(journal)):
        with pytest.raises(DBAPIError), stage.store.read() as connection:
            connection.execute(statement)
    assert look(stage) == before


def test_writer_may_do_what_the_reader_may_not(stage: Stage) -> None:
    with stage.store.database.write() as connection:
        connection.execute(insert(organisation).values(ONE_MORE))
    assert len(look(stage)["organisation"]) == 3


def test_who_only_looks_can_not_write(store_url: str) -> None:
    looker = Database(store_url, is_server=False)
    with pytest.raises(StoreReadOnly), looker.write():
        pass
    with pytest.raises(DBAPIError), looker.writer.begin() as connection:
        connection.execute(insert(organisation).values(ONE_MORE))
    looker.close()


def test_who_only_looks_never_checkpoints(sqlite_store_url: str, tmp_path: Path) -> None:
    """Not even as the last to close, when what was written still stands in the log only."""
    with killed_hall(sqlite_store_url) as lines:
        take(lines, 4)
    log, file = tmp_path / "motcua.db-wal", tmp_path / "motcua.db"
    written, stored = log.read_bytes(), file.read_bytes()
    assert written
    looker = Database(sqlite_store_url, is_server=False)
    with looker.read() as connection:
        assert connection.execute(select(ticket.c.id)).scalars().all()
        with pytest.raises(OperationalError):
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
    looker.close()
    assert (log.read_bytes(), file.read_bytes()) == (written, stored)


def test_who_only_looks_makes_no_file(sqlite_url: str, tmp_path: Path) -> None:
    looker = Database(sqlite_url, is_server=False)
    with pytest.raises(OperationalError), looker.read() as connection:
        connection.execute(select(head)).all()
    looker.close()
    assert list(tmp_path.iterdir()) == []


def test_server_leaves_one_file_that_who_only_looks_can_read(
    sqlite_stage: Stage, tmp_path: Path
) -> None:
    issued = sqlite_stage.issue().ticket
    url = sqlite_stage.store.database.url.render_as_string()
    sqlite_stage.store.close()
    assert not (tmp_path / "motcua.db-wal").exists()
    looker = Database(url, is_server=False)
    with looker.read() as connection:
        assert connection.execute(select(ticket.c.id)).scalars().all() == [issued.id]
    looker.close()


# All or nothing.


def issue_and(stage: Stage, fail: Callable[[Tx], Any]) -> None:
    with stage.act() as tx:
        issue_ticket(tx, wish=Wish("HT01"))
        fail(tx)


def test_transaction_that_fails_leaves_nothing(stage: Stage) -> None:
    before = look(stage)
    rung: list[int] = []
    stage.store.doorbells.append(lambda _site, seq: rung.append(seq))
    with pytest.raises(ZeroDivisionError):
        issue_and(stage, lambda _tx: 1 // 0)
    assert look(stage) == before
    assert rung == []


def test_refusal_leaves_nothing(stage: Stage) -> None:
    before = look(stage)
    with pytest.raises(ServiceUnknown):
        stage.issue("XX99")
    assert look(stage) == before


def test_writer_goes_on_after_the_database_failed(stage: Stage) -> None:
    """The connection that failed is let go, and the next transaction has a sound one (F11)."""
    before = look(stage)
    with pytest.raises(DBAPIError):
        issue_and(stage, lambda tx: tx.run(text("SELECT * FROM no_such_table")))
    assert look(stage) == before
    assert stage.issue().ticket.label == "H001"
    assert verify(stage.store, stage.site).is_clean


def test_numbers_are_dense_and_unique_with_many_writers(stage: Stage) -> None:
    """Four desks at once: each label once, each seq once, no gap."""
    labels: list[str] = []

    def work() -> None:
        labels.extend(stage.issue("HT01").ticket.label for _ in range(10))

    desks = [threading.Thread(target=work) for _ in range(4)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert sorted(labels) == [f"H{number:03}" for number in range(1, 41)]
    with stage.store.read() as connection:
        seqs = connection.execute(
            select(journal.c.seq).where(journal.c.site == stage.site).order_by(journal.c.seq)
        ).scalars()
        assert list(seqs) == list(range(1, stage.store.head(stage.site).seq + 1))
    assert verify(stage.store, stage.site).is_clean


def test_reader_sees_one_moment(stage: Stage) -> None:
    """A view must not mix two: what is written while it reads is for the next."""
    with stage.store.read() as connection:
        before = everything(connection)
        stage.issue()
        assert everything(connection) == before
    assert look(stage) != before


# Crash.


@contextmanager
def killed_hall(url: str) -> Iterator[Iterator[str]]:
    """A hall in another process that is killed at the end of the block."""
    command = [sys.executable, "-m", "tests.store.busy_hall", url]
    hall = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert hall.stdout is not None
    try:
        yield hall.stdout
    finally:
        hall.kill()
        rest = hall.stdout.readlines()
        hall.stdout.close()
        hall.wait()
    # The kill fell into its work: it had not come to an end by itself.
    assert hall.returncode < 0
    assert len(rest) < 60_000


def take(lines: Iterator[str], count: int) -> list[tuple[str, str, str]]:
    """The next acknowledgements: what, which ticket, which label."""
    told = [next(lines).split() for _ in range(count)]
    return [(what, id_, label) for what, id_, label in told]


@pytest.mark.parametrize("count", [1, 7, 23, 60])
def test_killed_hall_loses_nothing_it_acknowledged(store_url: str, count: int) -> None:
    with killed_hall(store_url) as lines:
        told = take(lines, count)
    store = Store(
        Database(store_url),
        clock=lambda: datetime(2026, 11, 23, 3, 0, tzinfo=UTC),
        random_bytes=seeded_bytes(2),
    )
    with store.read() as connection:
        rows = connection.execute(select(ticket.c.id, ticket.c.label, ticket.c.state)).all()
    kept = {id_: label for id_, label, _state in rows}
    served = {id_ for id_, _label, state in rows if state == "served"}
    assert {(id_, kept.get(id_)) for _what, id_, _label in told} == {
        (id_, label) for _what, id_, label in told
    }
    assert {id_ for what, id_, _label in told if what == "served"} <= served
    assert verify(store, "00160").lines()[1:] == []
    with store.write("00160", by=SYSTEM) as tx:
        assert issue_ticket(tx, wish=Wish("HT01")).ticket.label not in kept.values()
    assert verify(store, "00160").is_clean
    store.close()
