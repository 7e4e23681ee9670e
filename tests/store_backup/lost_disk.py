"""A hall at work, its disk, and what is left when the disk is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from queue_server.restore import Origin, RestoredSite, restore_copy
from queue_server.store.backup import Checkpoint, Mark, go_on, take_copy
from queue_server.store.db import Database
from queue_server.store.store import Store
from tests.architecture.sources import ROOT
from tests.stage import Stage, seeded_bytes

ENOUGH = 40


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def file_of(stage: Stage) -> Path:
    return Path(str(stage.store.database.url.database))


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def copy_of(stage: Stage, to: Path, *, checkpoint: Checkpoint = go_on) -> list[Mark]:
    return take_copy(file_of(stage), to, checkpoint=checkpoint)


def origin_of(stage: Stage, *, seed: int = 2, issuer_seen: int = 0) -> Origin:
    return Origin(stage.clock, seeded_bytes(seed), issuer_seen)


def lose_disk(stage: Stage) -> None:
    """Everything the server had is gone, without a last word."""
    stage.store.close()
    for path in file_of(stage).parent.glob(file_of(stage).name + "*"):
        path.unlink()


def restored(stage: Stage, copy: Path, *, seed: int = 2) -> tuple[Stage, RestoredSite]:
    """The hall on its restored database, and what was said of it."""
    url = url_of(file_of(stage))
    sites, _ = restore_copy(url, copy, origin=origin_of(stage, seed=seed))
    (here,) = (site for site in sites if site.mark.site == stage.site)
    return opened(stage, url, seed=seed), here


def opened(stage: Stage, url: str, *, seed: int = 3) -> Stage:
    store = Store(Database(url), clock=stage.clock, random_bytes=seeded_bytes(1_000 + seed))
    return replace(stage, store=store)


def change_file(path: Path, *statements: str) -> None:
    """Behind everybody's back, triggers or not."""
    with closing(sqlite3.connect(path)) as db, db:
        for statement in ("DROP TRIGGER IF EXISTS journal_no_update", *statements):
            db.execute(statement)


def motcua(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "queue_server.cli", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@dataclass
class Work:
    """Threads that issue and serve as fast as they can; `printed` is on paper."""

    stage: Stage
    printed: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    _bell: threading.Condition = field(default_factory=threading.Condition)

    def wait_for_more(self, count: int = ENOUGH) -> None:
        """Until so many more citizens have their paper in hand."""
        with self._bell:
            least = len(self.printed) + count
            assert self._bell.wait_for(lambda: len(self.printed) >= least or self.faults, 60)
        assert self.faults == []

    def receive(self) -> None:
        issued = self.stage.issue("HT01").ticket
        with self._bell:
            self.printed.append(issued.label)
            self.ids.append(issued.id)
            self._bell.notify_all()

    def serve(self) -> None:
        called = self.stage.call()
        if called is not None:
            self.stage.finish(self.stage.start(called.id))

    def repeat(self, act: Callable[[], None]) -> None:
        try:
            while not self.stopped.is_set():
                act()
        except BaseException as fault:
            self.faults.append(fault)
            raise


@contextmanager
def at_work(stage: Stage) -> Iterator[Work]:
    """Reception and an officer at work as long as the block lasts."""
    stage.open()
    work = Work(stage)
    acts = (work.receive, work.receive, work.serve)
    threads = [threading.Thread(target=work.repeat, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    try:
        yield work
    finally:
        work.stopped.set()
        for thread in threads:
            thread.join()
    assert work.faults == []
