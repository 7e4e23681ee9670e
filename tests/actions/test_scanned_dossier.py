"""A dossier that was scanned at the kiosk goes on in its own thread, and says where it leads."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from queue_server.actions.dossiers import accept_dossier
from queue_server.actions.issuing import Wish
from queue_server.domain.refusals import DossierCodeTaken
from queue_server.queries.scans import lanes, look_up_scan
from queue_server.queries.snapshot import read_scene
from queue_server.store.rows import TicketRow, change_row
from queue_server.store.tables.service import dossier
from tests.actions.tap import Tap
from tests.stage import BINH, Stage

RECEIPT = "H26.15-261102-0007"
CODES = ((1, RECEIPT), (2, None))
NOTHING = {"ticket": None, "dossier": None}


def scan(stage: Stage, name: str, *, site: str | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = read_scene(
        stage.store,
        site or stage.site,
        lambda scene, _rev: look_up_scan(scene, name),
        now=stage.clock(),
    )
    return answer


def take(stage: Stage, seed: int, *, scanned: str | None = None, service: str = "TK01") -> Tap:
    tap = Tap(stage, Wish(service, dossier=scanned), seed=seed)
    tap.take(tap.offer()[0].label)
    return tap


def row_of(stage: Stage, tap: Tap) -> TicketRow:
    row = tap.offer()[0]  # asking again gives what it became
    assert row.dossier is not None
    return row


def threads(stage: Stage) -> list[tuple[str, str | None]]:
    with stage.store.read() as connection:
        rows = connection.execute(
            select(dossier.c.code, dossier.c.official_code).order_by(dossier.c.opened_at)
        )
        return [(row.code, row.official_code) for row in rows]


def test_tickets_of_one_scanned_dossier_share_its_thread(stage: Stage) -> None:
    first, second = take(stage, 1, scanned=RECEIPT), take(stage, 2, scanned=RECEIPT)
    assert row_of(stage, first).dossier == row_of(stage, second).dossier
    assert threads(stage) == [(RECEIPT, None)]


def test_old_slip_leads_back_to_its_thread(stage: Stage) -> None:
    old = take(stage, 1, service="HT01")
    code = scan(stage, old.token)["dossier"]["code"]
    new = take(stage, 2, scanned=code)
    assert row_of(stage, new).dossier == row_of(stage, old).dossier
    assert threads(stage) == [("TAM-00160-261123-H001", None)]


def test_provisional_code_nobody_knows_is_left_to_its_owner(stage: Stage) -> None:
    """Its kiosk may be without the network, and deliver the ticket it belongs to later."""
    take(stage, 1, scanned="TAM-00160-261123-H1-001")
    assert threads(stage) == [("TAM-00160-261123-T001", None)]
    Tap(stage, Wish("HT01"), seed=2).take("H1-001")
    assert threads(stage)[1] == ("TAM-00160-261123-H1-001", None)


def test_a_scan_takes_no_code_away_from_the_officer(stage: Stage) -> None:
    """Anybody can make a code to scan; which dossier it is, an officer says."""
    scanned, real = (str(row_of(stage, take(stage, n, scanned=c)).dossier) for n, c in CODES)
    with stage.act() as tx:
        accept_dossier(tx, real, official_code=RECEIPT)
    assert scan(stage, RECEIPT)["dossier"] == {"code": RECEIPT, "service": "TK01", "lane": None}
    later = take(stage, 3, scanned=RECEIPT)
    assert row_of(stage, later).dossier == real
    with pytest.raises(DossierCodeTaken), stage.act(BINH) as tx:
        accept_dossier(tx, scanned, official_code=RECEIPT)


def test_accepting_what_was_scanned_gives_the_same_code(stage: Stage) -> None:
    thread = str(row_of(stage, take(stage, 1, scanned=RECEIPT)).dossier)
    with stage.act() as tx:
        accept_dossier(tx, thread, official_code=RECEIPT)
    assert threads(stage) == [(RECEIPT, RECEIPT)]


def test_slip_of_today_shows_its_number_and_who_is_ahead(stage: Stage) -> None:
    stage.issue("HT01")
    stage.clock.move(seconds=1)  # of two numbers of one instant, chance decides
    tap = take(stage, 1, service="HT01")
    waiting = {"label": "H002", "state": "waiting", "service": "HT01", "ahead": 1, "counter": None}
    assert scan(stage, f"HTTPS://MOTCUA.EXAMPLE/T/{tap.token}")["ticket"] == waiting
    assert scan(stage, "TAM-00160-261123-H002")["ticket"] == waiting
    stage.open(3)
    stage.call(3)
    called = scan(stage, "TAM-00160-261123-H001")["ticket"]
    assert (called["state"], called["counter"], called["ahead"]) == ("called", 3, None)


def test_served_slip_and_slip_of_yesterday_lead_to_their_dossier(stage: Stage) -> None:
    tap = take(stage, 1, service="HT01")
    stage.clock.move(days=1)
    assert scan(stage, tap.token) == {
        "ticket": None,
        "dossier": {"code": "TAM-00160-261123-H001", "service": "HT01", "lane": None},
    }


@pytest.mark.parametrize(("status", "lane"), [(2, None), (5, "supplement"), (9, "result")])
def test_status_of_a_dossier_chooses_the_lane(stage: Stage, status: int, lane: str) -> None:
    thread = str(row_of(stage, take(stage, 1, scanned=RECEIPT)).dossier)
    with stage.act() as tx:
        change_row(tx.connection, dossier, thread, status=status)
    assert scan(stage, RECEIPT)["dossier"]["lane"] == lane


def test_every_national_status_is_in_the_lanes() -> None:
    assert set(lanes()) == set(range(1, 11))
    assert {lane for lane in lanes().values() if lane} == {"result", "supplement"}


def test_official_code_leads_to_no_number(stage: Stage) -> None:
    take(stage, 1, scanned=RECEIPT)
    assert scan(stage, RECEIPT)["ticket"] is None


def test_expired_foreign_and_unknown_codes_lead_nowhere(stage: Stage) -> None:
    tap = take(stage, 1)
    assert scan(stage, tap.token, site=stage.other_site) == NOTHING
    assert scan(stage, "TAM-00160-261123-T001", site=stage.other_site) == NOTHING
    for name in ("H26.15-261102-0008", "Z" * 27, "nothing", "x" * 5_000):
        assert scan(stage, name) == NOTHING
    stage.clock.move(days=31)
    assert scan(stage, tap.token) == NOTHING
