"""A store that cannot be used: nothing is promised, the page says so, and it heals by itself."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kiosk.refusals import KioskStoreFailed
from kiosk.schema import FILE_NAME, SCHEMA_VERSION, StoreFault
from kiosk.store import Store
from kiosk.world import go_on
from tests.kiosk.kiosks import COPY, Kiosk


def test_writes_are_on_the_disk_before_they_count(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_catalogue("{}")
    db = store._connection
    assert db is not None
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
    store.close()


def test_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "kiosk").write_text("not a folder")
    with pytest.raises(StoreFault):
        Store(tmp_path / "kiosk").device()


def test_file_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"nonsense" * 1000)
    with pytest.raises(StoreFault):
        Store(tmp_path).device()


def test_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    Store(tmp_path).device()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StoreFault):
        Store(tmp_path).device()


@pytest.mark.paper_case(30)
def test_full_disk_refuses_before_anything_is_shown_and_recovers(kiosk: Kiosk) -> None:
    kiosk.tap()
    with disk_full(kiosk, since="intent.begin"), pytest.raises(KioskStoreFailed):
        kiosk.tap(COPY, request="when-the-disk-was-full")
    assert len(kiosk.desk.line.asked("PUT")) == 1  # only for the first citizen
    given = kiosk.tap(COPY, request="when-the-disk-was-full")
    assert given.label == "B001"
    kiosk.deliver()
    assert kiosk.agent.store.count("pending") == 0


def test_disk_that_fills_between_intent_and_ticket_loses_nothing(kiosk: Kiosk) -> None:
    """The offer is not taken; it is retired, and its label is never used again."""
    with disk_full(kiosk, since="take.begin"), pytest.raises(KioskStoreFailed):
        kiosk.tap(COPY)
    assert len(kiosk.agent.store.open_intents()) == 1
    assert kiosk.tap(COPY).label == "B002"
    kiosk.deliver()
    assert kiosk.agent.store.open_intents() == []
    assert kiosk.server_labels() == {"B001": "retired", "B002": "given"}


def test_lost_intent_that_cannot_be_reported_now_is_reported_later(kiosk: Kiosk) -> None:
    """Its offer waits at the server; no number is given before the report is written down."""
    lost = kiosk.new_intent("touch-before-a-crash", COPY)
    kiosk.agent.store.add_intent(lost)
    kiosk.agent.link.ask_offer(lost, letter="B")
    with disk_full(kiosk, since="give_up.begin"), pytest.raises(KioskStoreFailed):
        kiosk.tap(COPY)
    assert kiosk.agent.store.open_intents() == [lost]
    assert kiosk.agent.store.count("pending") == 0
    assert kiosk.tap(COPY).label == "B002"
    kiosk.deliver()
    assert kiosk.agent.store.open_intents() == []
    assert kiosk.server_labels() == {"B001": "retired", "B002": "given"}


@contextmanager
def disk_full(kiosk: Kiosk, *, since: str) -> Iterator[None]:
    """From a checkpoint on, the store's log cannot grow by a byte."""
    wal = kiosk.config.data / f"{FILE_NAME}-wal"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(name: str) -> None:
        if name == since:
            resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size, hard))

    kiosk.machine.at_checkpoint = fill
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        kiosk.machine.at_checkpoint = go_on
