"""Labels are offered to kiosks and issued at reception: dense, unique, and never given twice."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert, select

from demo.hall import hall_catalogue
from protocol.events import SYSTEM
from protocol.ids import parse_token
from protocol.instants import to_ms
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.issuing import Wish, issue_ticket
from queue_server.domain.refusals import (
    DayClosed,
    GroupUnknown,
    Refusal,
    ServiceUnknown,
    TicketDiffers,
)
from queue_server.domain.site import Catalogue
from queue_server.domain.ticket import TicketClass
from queue_server.store.tables.journal import journal
from queue_server.store.tables.queue import label_ledger, series, slip_token
from queue_server.store.tables.service import dossier
from tests.actions.rules import under
from tests.actions.tap import Tap
from tests.stage import Stage
from tests.traces import changes, dump, refused

MONDAY = date(2026, 11, 23)
BAD_WISHES = [
    (Wish("XX99"), ServiceUnknown),
    (Wish(""), ServiceUnknown),
    (Wish("HT01", TicketClass.PRIORITY), GroupUnknown),
    (Wish("HT01", TicketClass.PRIORITY, "VIP"), GroupUnknown),
    (Wish("HT01", TicketClass.ORDINARY, "NCT75"), GroupUnknown),
    (Wish("HT01", TicketClass.APPOINTMENT, "NCT75"), GroupUnknown),
]


def ledger(stage: Stage) -> dict[str, str]:
    with stage.store.read() as connection:
        rows = connection.execute(
            select(label_ledger.c.label, label_ledger.c.state).where(
                label_ledger.c.site == stage.site
            )
        )
        return {row.label: row.state for row in rows}


def facts(stage: Stage, subject: str) -> list[str]:
    with stage.store.read() as connection:
        rows = connection.execute(
            select(journal.c.type).where(journal.c.subject == subject).order_by(journal.c.seq)
        )
        return list(rows.scalars())


def test_issued_ticket_waits_with_a_token_and_a_dossier_thread(stage: Stage) -> None:
    issued = stage.issue("HT01")
    row = issued.ticket
    assert (row.label, row.state, row.field, row.day) == ("H001", "waiting", "HT", MONDAY)
    assert (row.issuer_kind, row.issuer_no, row.ready_at) == ("reception", None, stage.clock())
    assert (issued.ahead, row.eff_s) == (0, to_ms(stage.clock()) // 1000)
    with stage.store.read() as connection:
        holder = connection.execute(
            select(slip_token.c.ticket).where(slip_token.c.token == parse_token(issued.token))
        ).scalar_one()
        thread = connection.execute(select(dossier).where(dossier.c.id == row.dossier)).one()
    assert holder == row.id
    assert (thread.code, thread.status) == (f"TAM-{stage.site}-261123-H001", None)
    assert thread.official_code is None
    assert facts(stage, row.id) == ["ticket.issued"]


def test_each_field_has_a_series_of_its_own_and_people_ahead_are_of_the_service(
    stage: Stage,
) -> None:
    issued = []
    for service in ("HT01", "CT01", "HT01", "HT03", "CT01"):
        issued.append(stage.issue(service))
        stage.clock.move(seconds=1)
    assert [i.ticket.label for i in issued] == ["H001", "B001", "H002", "H003", "B002"]
    assert [i.ahead for i in issued] == [0, 0, 1, 0, 1]


def test_priority_citizen_is_told_who_is_called_before(stage: Stage) -> None:
    for _ in range(3):
        stage.issue("HT01")
        stage.clock.move(minutes=20)
    # 08:00, 08:20 and 08:40 wait; at 09:00 a priority citizen counts as of 08:30.
    assert stage.issue("HT01", group="NCT75").ahead == 2


def test_labels_grow_past_999_and_never_wrap(stage: Stage) -> None:
    with stage.act() as tx:
        values = {"site": stage.site, "day": MONDAY, "letter": "B", "last": 998}
        tx.run(insert(series), **values)
    labels = [stage.issue("CT01").ticket.label for _ in range(3)]
    assert labels == ["B999", "B1000", "B1001"]


def test_series_begin_anew_each_day_and_yesterdays_labels_stay_theirs(stage: Stage) -> None:
    first = stage.issue("HT01").ticket
    stage.clock.move(days=1)
    second = stage.issue("HT01").ticket
    assert (first.label, second.label) == ("H001", "H001")
    assert (first.day.isoformat(), second.day.isoformat()) == ("2026-11-23", "2026-11-24")
    assert first.id != second.id


def test_nothing_happens_at_utc_midnight(stage: Stage) -> None:
    stage.clock.move(hours=-1, seconds=-1)  # 06:59:59 in Hanoi, 23:59:59 of the day before in UTC
    before = stage.issue("HT01").ticket
    stage.clock.move(seconds=1)
    after = stage.issue("HT01").ticket
    assert (before.label, after.label) == ("H001", "H002")
    assert before.day == after.day == MONDAY


def test_offered_ticket_is_in_the_ledger_and_waits_for_nobody(stage: Stage) -> None:
    row, ahead = Tap(stage).offer()
    assert (row.label, row.state, row.dossier, ahead) == ("H001", "offered", None, 0)
    assert (row.issuer_kind, row.issuer_no) == ("kiosk", 1)
    assert ledger(stage) == {"H001": "offered"}
    assert facts(stage, row.id) == ["ticket.offered"]
    stage.open(3)
    assert stage.call(3) is None


def test_asking_again_gives_the_same_offer_and_changes_nothing(stage: Stage) -> None:
    tap = Tap(stage)
    offered = tap.offer()
    before = dump(stage.store)
    stage.clock.move(minutes=5)
    assert tap.offer() == offered
    assert changes(stage.store, before) == {}


def test_offers_and_issues_draw_on_one_series(stage: Stage) -> None:
    labels = [
        Tap(stage, seed=1).offer()[0].label,
        stage.issue("HT01").ticket.label,
        Tap(stage, seed=2).offer()[0].label,
    ]
    assert labels == ["H001", "H002", "H003"]


def test_offer_is_told_the_people_ahead_were_it_taken(stage: Stage) -> None:
    stage.issue("HT01")
    stage.clock.move(seconds=1)
    tap = Tap(stage)
    assert tap.offer()[1] == 1
    tap.take("H002")
    stage.open(3)
    stage.call(3)
    assert tap.offer()[1] == 0


@pytest.mark.parametrize(
    "wish",
    [
        Wish("HT03"),
        Wish("HT01", TicketClass.APPOINTMENT),
        Wish("HT01", TicketClass.PRIORITY, "NCC"),
    ],
)
def test_one_id_is_for_one_wish(sqlite_stage: Stage, wish: Wish) -> None:
    tap = Tap(sqlite_stage)
    tap.offer()
    tap.wish = wish
    with refused(sqlite_stage.store, TicketDiffers):
        tap.offer()


def test_id_of_another_sites_ticket_is_refused(stage: Stage) -> None:
    tap = Tap(stage)
    tap.offer()
    elsewhere = Tap(stage, site=stage.other_site)
    assert elsewhere.id == tap.id
    with refused(stage.store, TicketDiffers):
        elsewhere.offer()
    with refused(stage.store, TicketDiffers):
        elsewhere.take("H1-001")


@pytest.mark.parametrize(("wish", "refusal"), BAD_WISHES)
def test_what_the_hall_does_not_offer_is_refused(
    sqlite_stage: Stage, wish: Wish, refusal: type[Refusal]
) -> None:
    with refused(sqlite_stage.store, refusal), sqlite_stage.act() as tx:
        issue_ticket(tx, wish=wish)
    with refused(sqlite_stage.store, refusal):
        Tap(sqlite_stage, wish).offer()
    with refused(sqlite_stage.store, refusal):
        Tap(sqlite_stage, wish).take("H1-001")


def test_service_that_was_withdrawn_is_offered_no_more(sqlite_stage: Stage) -> None:
    stage, whole = sqlite_stage, hall_catalogue()
    kept = [s for s in whole.services if s.code != "HT01"]
    counters = [
        replace(c, skills={k: v for k, v in c.skills.items() if k != "HT01"})
        for c in whole.counters
    ]
    fewer = Catalogue(whole.fields, tuple(kept), whole.groups, tuple(counters))
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        publish_catalogue(tx, fewer, organisations={"UBND": "UBND"})
    with refused(stage.store, ServiceUnknown):
        stage.issue("HT01")
    assert stage.issue("HT03").ticket.label == "H001"


def test_day_that_was_closed_gives_no_more_labels(sqlite_stage: Stage) -> None:
    stage = under(sqlite_stage, day_close_hour=17)
    stage.clock.move(hours=9, seconds=-1)
    assert stage.issue("HT01").ticket.label == "H001"
    stage.clock.move(seconds=1)
    with refused(stage.store, DayClosed, day="23/11/2026"):
        stage.issue("HT01")
    with refused(stage.store, DayClosed, day="23/11/2026"):
        Tap(stage).offer()
