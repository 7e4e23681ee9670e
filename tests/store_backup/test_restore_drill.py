"""The drill: a copy, more tickets, the disk is lost, a restore, and the hall goes on (I2, I20)."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.tickets import Ticket
from queue_server.store.db import Database
from queue_server.store.verify import verify_site
from tests.kiosk.desk_server import Desk, running_desk
from tests.kiosk.kiosks import OLD_AGE, Kiosk, make_kiosk
from tests.stage import Stage
from tests.store_backup.lost_disk import copy_of, file_of, lose_disk, restored, url_of


@dataclass
class Drill:
    """What people had in their hands when the disk was lost."""

    copy: Path
    before: list[Ticket]
    since: list[Ticket]
    reception: str
    away: list[Ticket]


def port_of(desk: Desk) -> int:
    return int(desk.url.rsplit(":", 1)[1])


def work_and_lose_the_disk(kiosk: Kiosk, folder: Path) -> Drill:
    """Two numbers and a copy; then numbers of each kind, and two more without any server."""
    stage, copy = kiosk.stage, folder / "copy.db"
    before = [kiosk.tap(), kiosk.tap(OLD_AGE)]
    kiosk.deliver()
    copy_of(stage, copy)
    kiosk.lose_link()
    since = [kiosk.tap()]
    kiosk.heal_link()
    since += [kiosk.tap(), kiosk.tap(OLD_AGE)]
    kiosk.deliver()
    reception = stage.issue("HT01").ticket.label
    kiosk.lose_link()
    lose_disk(stage)
    return Drill(copy, before, since, reception, [kiosk.tap(), kiosk.tap()])


def called(stage: Stage, count: int) -> list[str]:
    """The labels An calls, each one served before the next."""
    stage.open()
    labels = []
    for _ in range(count):
        row = stage.call()
        assert row is not None
        labels.append(row.label)
        stage.finish(stage.start(row.id))
    assert stage.call() is None
    return labels


@pytest.mark.fault(72)
def test_lost_disk_loses_nobody_who_holds_a_kiosks_slip(
    sqlite_stage: Stage, tmp_path: Path
) -> None:
    with running_desk(sqlite_stage.store) as desk:
        kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk")
        drill = work_and_lose_the_disk(kiosk, tmp_path)
    stage, site = restored(sqlite_stage, drill.copy)
    with closing(stage.store), running_desk(stage.store, port=port_of(desk)) as again:
        kiosk.desk, kiosk.stage = again, stage
        kiosk.heal_link()
        kiosk.deliver()
        held = [*drill.before, *drill.since, *drill.away]
        assert kiosk.facts("ticket.issued") == [ticket.id for ticket in held]
        assert kiosk.agent.store.count("rejected") == kiosk.agent.store.count("pending") == 0
        rows = [kiosk.server_ticket(ticket.id) for ticket in held]
        assert [(row.label, row.state) for row in rows] == [(t.label, "waiting") for t in held]
        assert [kiosk.server_token(t.id) for t in held] == [t.intent.token for t in held]
        device = kiosk.agent.store.device()
        assert device is not None
        assert not device.copied  # the ledger is behind the kiosk, not the other way round
        seen = {*(ticket.label for ticket in held), drill.reception}
        new = [kiosk.tap(), kiosk.tap(OLD_AGE), stage.issue("HT01").ticket]
        assert seen.isdisjoint({ticket.label for ticket in new})
        assert new[0].label.startswith(f"H{site.head.restored_issuer_no}-")
        kiosk.deliver()
        kiosk.agent.stop()
        labels = [ticket.label for ticket in [*held, *new]]
        assert sorted(called(stage, len(labels))) == sorted(labels)
    assert findings(stage) == []


def findings(stage: Stage) -> list[object]:
    database = Database(url_of(file_of(stage)), is_server=False)
    with database.read() as connection:
        found = verify_site(connection, stage.site).findings
    database.close()
    return list(found)
