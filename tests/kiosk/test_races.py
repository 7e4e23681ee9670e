"""Two of the agent's threads at one thing, in the order in which it would go wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from demo.hall import hall_catalogue
from kiosk.clock import SiteClock
from kiosk.disk import Space
from kiosk.outbox import LABEL_TAKEN
from kiosk.records import Answer, Device
from kiosk.world import go_on
from printers.slips import SlipData, as_copy, from_json
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import BIRTH, COPY, Kiosk, make_kiosk, pair_kiosk
from tests.stage import Stage, capped

# Long enough for the other thread to get where it must not get.
MOMENT_S = 0.3


@contextmanager
def beside(act: Callable[[], object]) -> Iterator[None]:
    """Do something in another thread meanwhile; what it raises is raised."""
    with ThreadPoolExecutor(1) as other:
        doing = other.submit(act)
        yield
        doing.result(60)


def identity(kiosk: Kiosk) -> Device:
    device = kiosk.agent.store.device()
    assert device is not None
    return device


def test_reprint_and_touch_at_once_do_not_wait_for_each_other(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path
) -> None:
    """A reprint asks for the time inside its transaction, and the time is in the store.

    With a lock each, the touch held the store's and waited for the transaction to end.
    """
    kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", printers=("tcp://127.0.0.1:1",))
    first = kiosk.tap()
    spooler = kiosk.agent.printing.open()
    assert spooler is not None
    is_touched, is_reprinting = threading.Event(), threading.Event()

    def note(name: str) -> None:
        if name == "intent.begin":
            is_touched.set()

    def marked(slip: str, copy: int) -> SlipData:
        is_reprinting.set()
        is_touched.wait(MOMENT_S)
        at = kiosk.agent.clock.local(kiosk.agent.clock.now())
        return as_copy(from_json(slip), copy=copy, at_local=at)

    kiosk.machine.at_checkpoint = note
    now = kiosk.machine.truth()
    with beside(lambda: spooler._store.add_copy(first.id, as_copy=marked, now=now)):
        assert is_reprinting.wait(60)
        assert kiosk.tap(COPY).label == "B001"
    kiosk.machine.at_checkpoint = go_on
    assert {job.copy for job in spooler.jobs_of(first.id)} == {0, 1}
    kiosk.agent.stop()


def test_servers_time_heard_while_the_machines_is_looked_at_wins(kiosk: Kiosk) -> None:
    kiosk.machine.restart("boot-2")
    kiosk.machine.wrong_by = timedelta(hours=3)
    truth, heard = kiosk.machine.truth(), threading.Event()

    def is_wall_set() -> bool:
        hearing.start()
        heard.wait(MOMENT_S)
        return True

    def hear() -> None:
        clock.hear(truth)
        heard.set()

    hearing = threading.Thread(target=hear, daemon=True)
    world = replace(kiosk.agent.world, boot="boot-2", is_wall_set=is_wall_set)
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    clock = SiteClock(kiosk.agent.store, world=world, zone=zone, has_hardware_clock=False)
    clock.service_day()
    hearing.join(60)
    assert heard.is_set()
    assert abs(clock.now() - truth) < timedelta(seconds=2)


def test_number_given_while_the_rest_is_counted_is_counted(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path
) -> None:
    """One more than the cap would be given without the server."""
    sqlite_stage.publish(capped(hall_catalogue(), {"HT01": 2}))
    kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk")
    kiosk.lose_link()

    def touch(name: str) -> None:
        if name == "left.begin":
            kiosk.machine.at_checkpoint = go_on
            kiosk.tap(BIRTH)

    store, day = kiosk.agent.store, kiosk.agent.clock.service_day()
    kiosk.machine.at_checkpoint = touch
    store.keep_left({"HT01": 5}, day=day, since=store.last_given())
    assert store.left_on(day) == {"HT01": 4}
    kiosk.agent.stop()


def test_word_about_the_old_identity_does_not_stop_the_new_one(kiosk: Kiosk) -> None:
    """The kiosk is paired anew while a request with its old key is under way."""
    old = identity(kiosk)
    pair_kiosk(kiosk.stage, kiosk.desk, kiosk.config.data, is_again=True)
    kiosk.agent.store.note_refused(old, True)
    kiosk.agent.store.note_copied(old)
    new = identity(kiosk)
    assert (new.issuer_no, new.refused, new.copied) == (2, False, False)
    kiosk.agent.store.note_copied(new)
    assert identity(kiosk).copied


def test_label_of_the_old_number_that_is_taken_does_not_stop_the_new_one(kiosk: Kiosk) -> None:
    """A copied store was paired anew, as it should; what it gave before comes out double now."""
    kiosk.lose_link()
    kiosk.tap()
    (entry,) = kiosk.agent.store.pending(10)
    taken = [Answer(entry.id, "rejected", LABEL_TAKEN)]
    old = identity(kiosk)
    kiosk.desk.line.set("open")
    pair_kiosk(kiosk.stage, kiosk.desk, kiosk.config.data, is_again=True)
    kiosk.agent.outbox._look_at_rejected(identity(kiosk), taken, [entry])
    assert not identity(kiosk).copied
    kiosk.agent.outbox._look_at_rejected(replace(identity(kiosk), issuer_no=1), taken, [entry])
    assert identity(kiosk).copied
    assert old.issuer_no == 1


def test_two_who_look_at_health_at_once_look_one_after_the_other(kiosk: Kiosk) -> None:
    """The loop and the staff's menu: both would give the reserve back, and one would fail."""
    together, inside = threading.Event(), threading.Semaphore(1)

    def measure(_folder: Path) -> Space:
        if not inside.acquire(blocking=False):
            together.set()
            return Space(100, 100)
        together.wait(MOMENT_S)
        inside.release()
        return Space(100, 100)

    kiosk.agent.health._disk._measure = measure
    with beside(kiosk.agent.health.look):
        kiosk.agent.health.look()
    assert not together.is_set()
