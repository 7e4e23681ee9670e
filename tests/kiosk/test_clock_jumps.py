"""The machine's clock jumps while the kiosk runs (F17, F18): the counter goes on, and so do we."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.health import wire_report
from kiosk.refusals import StaffSignedOut, TapTooSoon
from kiosk.staff import SESSION_S
from printers.print_job import DEADLINE_S
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import BIRTH, Kiosk, make_kiosk
from tests.stage import Stage
from tests.store.looking import verify

MONDAY = date(2026, 11, 23)
PIN = "493817"
JUMPS = [timedelta(hours=1), timedelta(days=2), timedelta(hours=-1), timedelta(days=-2)]


@pytest.fixture
def running(sqlite_stage: Stage, desk: Desk, tmp_path: Path) -> Kiosk:
    """A kiosk whose clock was set, whose printer nobody reaches."""
    address = "tcp://127.0.0.1:1"
    kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", printers=(address,))
    kiosk.machine.is_set = True
    kiosk.set_pin(PIN)
    assert kiosk.agent.health.look().clock == "set"
    return kiosk


@pytest.mark.fault(17, 18)
@pytest.mark.parametrize("by", JUMPS, ids=str)
def test_jump_renumbers_expires_and_reorders_nothing(running: Kiosk, by: timedelta) -> None:
    """I12, D6a: with the server away, where the kiosk has nobody to ask."""
    kiosk = running
    token = kiosk.agent.staff.sign_in(PIN)
    kiosk.lose_link()
    given = [kiosk.tap()]
    kiosk.machine.wrong_by = by
    assert wire_report(kiosk.agent.health.look())["clock"] == "jumped"
    kiosk.agent.staff.check(token)
    with pytest.raises(TapTooSoon):
        kiosk.agent.issuer.tap("at-once", BIRTH)
    given += [kiosk.tap(), kiosk.tap()]
    check_slips(kiosk, given[1].id)
    check_session(kiosk, token)
    assert [ticket.label for ticket in given] == ["H1-001", "H1-002", "H1-003"]
    assert {ticket.day for ticket in given} == {MONDAY}
    passed = [later.intent.at - given[0].intent.at for later in given]
    assert passed == [timedelta(0), timedelta(seconds=10), timedelta(seconds=20)]
    kiosk.heal_link()
    kiosk.deliver()
    assert kiosk.facts("ticket.issued") == [ticket.id for ticket in given]
    rows = [kiosk.server_ticket(ticket.id) for ticket in given]
    assert {(row.day, row.state) for row in rows} == {(MONDAY, "waiting")}
    assert all(row.issued_at <= kiosk.machine.truth() for row in rows)
    assert verify(kiosk.stage.store, kiosk.stage.site).is_clean
    kiosk.agent.stop()


def check_slips(kiosk: Kiosk, job_id: str) -> None:
    """A slip is tried again in its time, and held only when the citizen has gone."""
    spooler = kiosk.agent.printing.open()
    assert spooler is not None
    while spooler.work_once():
        pass
    job = spooler.job(job_id)
    assert (job.state, job.cause) == ("queued", "unreachable")
    assert (job.deadline_at - job.created_at).total_seconds() == DEADLINE_S
    kiosk.machine.truth.move(seconds=2)
    assert spooler.work_once()
    kiosk.machine.truth.move(seconds=DEADLINE_S)
    while spooler.work_once():
        pass
    assert (spooler.job(job_id).state, spooler.job(job_id).cause) == ("held", "too_late")


def check_session(kiosk: Kiosk, token: str) -> None:
    """Staff who signed in before the jump are let out by the time that passed."""
    with pytest.raises(StaffSignedOut):
        kiosk.agent.staff.check(token)  # the slip's three minutes are over
    token = kiosk.agent.staff.sign_in(PIN)
    kiosk.machine.truth.move(seconds=SESSION_S - 1)
    kiosk.agent.staff.check(token)
