"""What a kiosk gave is taken in as it was shown: once, in any order, on the day on its slip."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from protocol.ids import new_id
from queue_server.actions.issuing import Wish
from queue_server.actions.slips import note_slip
from queue_server.domain.refusals import (
    DayAhead,
    LabelTaken,
    TicketDiffers,
    TicketMoved,
    TicketOfPastDay,
    TicketUnknown,
)
from queue_server.domain.ticket import TicketClass
from queue_server.queries.catalogue import catalogue_shape
from queue_server.queries.scene import Scene
from queue_server.queries.snapshot import read_scene
from queue_server.store.rows import TicketRow
from queue_server.store.tables.journal import journal
from tests.actions.rules import under
from tests.actions.tap import Tap
from tests.actions.test_issuing import MONDAY, facts, ledger
from tests.stage import OPENING, Stage, seeded_bytes
from tests.traces import changes, dump, refused

TUESDAY = MONDAY + timedelta(days=1)


def test_taken_offer_waits_under_its_label(stage: Stage) -> None:
    tap = Tap(stage)
    label = tap.offer()[0].label
    row = tap.take(label)
    assert (row.label, row.state, row.issuer_no) == ("H001", "waiting", 1)
    assert ledger(stage) == {"H001": "given"}
    assert facts(stage, row.id) == ["ticket.offered", "ticket.issued"]
    stage.open(3)
    assert stage.call(3) == row._replace(
        state="called",
        counter=3,
        calls=1,
        call_seq=called_seq(stage, row),
        called_at=stage.clock(),
        first_called_at=stage.clock(),
    )


def called_seq(stage: Stage, row: TicketRow) -> int:
    with stage.store.read() as connection:
        statement = select(journal.c.seq).where(
            journal.c.subject == row.id, journal.c.type == "ticket.called"
        )
        return int(connection.execute(statement).scalar_one())


def test_delivering_again_changes_nothing_whatever_became_of_the_ticket(stage: Stage) -> None:
    tap = Tap(stage)
    tap.offer()
    tap.take("H001")
    stage.open(3)
    for become in (lambda: None, lambda: stage.call(3), lambda: stage.start(tap.id)):
        become()
        before = dump(stage.store)
        tap.take("H001")
        assert changes(stage.store, before) == {}


def test_own_label_needs_no_offer(stage: Stage) -> None:
    row = Tap(stage).take("H1-001")
    assert (row.label, row.state, row.service) == ("H1-001", "waiting", "HT01")
    assert ledger(stage) == {"H1-001": "given"}
    assert facts(stage, row.id) == ["ticket.issued"]
    assert stage.issue("HT01").ticket.label == "H001"


def test_kiosk_is_told_the_last_of_its_own_labels_that_it_delivered(stage: Stage) -> None:
    """By letter and day; neither offered labels nor those of another issuer count (D6a)."""
    for seed, label in enumerate(("H1-009", "H1-1010", "H1-002"), start=1):
        Tap(stage, seed=seed).take(label)
    copies = Wish("CT01")
    Tap(stage, copies, seed=4).take("B1-003")
    Tap(stage, copies, seed=5).take("B12-044", issuer_no=12)
    Tap(stage, copies, seed=6).offer()
    assert own_last(stage, 1) == {"H": 1010, "B": 3}
    assert own_last(stage, 12) == {"B": 44}
    assert own_last(stage, None) == {}
    stage.clock.move(days=1)
    assert own_last(stage, 1) == {}


def own_last(stage: Stage, issuer_no: int | None) -> dict[str, int]:
    def look(scene: Scene, rev: int) -> dict[str, int]:
        shape = catalogue_shape(scene, rev=rev, public_url="", issuer_no=issuer_no)
        last: dict[str, int] = shape["own_last"]
        return last

    return read_scene(stage.store, stage.site, look, now=stage.clock())


def test_own_label_retires_the_one_that_was_offered(stage: Stage) -> None:
    tap = Tap(stage)
    tap.offer()
    assert tap.take("H1-001").state == "waiting"
    assert ledger(stage) == {"H001": "retired", "H1-001": "given"}
    assert stage.issue("HT01").ticket.label == "H002"


def test_intent_that_came_to_nothing_retires_its_offer_once(stage: Stage) -> None:
    tap = Tap(stage)
    tap.offer()
    tap.forget()
    assert ledger(stage) == {"H001": "retired"}
    assert facts(stage, tap.id) == ["ticket.offered", "ticket.retired"]
    before = dump(stage.store)
    tap.forget()
    Tap(stage, seed=2).forget()
    assert changes(stage.store, before) == {}


def test_ticket_that_was_taken_cannot_be_forgotten(stage: Stage) -> None:
    tap = Tap(stage)
    tap.take("H1-001")
    before = dump(stage.store)
    tap.forget()
    assert changes(stage.store, before) == {}


def test_ticket_reported_as_not_taken_is_not_given_life_again(sqlite_stage: Stage) -> None:
    tap = Tap(sqlite_stage)
    tap.offer()
    tap.forget()
    with refused(sqlite_stage.store, TicketMoved, label="H001", state="retired"):
        tap.take("H001")


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("H002", "a label of the server's series that was never offered"),
        ("H2-001", "a label of another kiosk"),
        ("B001", "a label of another field's series"),
    ],
)
def test_label_the_kiosk_may_not_give_is_refused(sqlite_stage: Stage, label: str, why: str) -> None:
    tap = Tap(sqlite_stage)
    tap.offer()
    with refused(sqlite_stage.store, TicketDiffers):
        tap.take(label)


def test_one_own_label_is_for_one_ticket_of_a_day(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    Tap(stage, seed=1).take("H1-001")
    with refused(stage.store, LabelTaken, label="H1-001"):
        Tap(stage, seed=2).take("H1-001")
    stage.clock.move(days=1)
    assert Tap(stage, seed=3).take("H1-001").day == TUESDAY


def test_taken_ticket_keeps_its_label_and_its_day(sqlite_stage: Stage) -> None:
    tap = Tap(sqlite_stage)
    tap.take("H1-001")
    with refused(sqlite_stage.store, TicketDiffers):
        tap.take("H1-002")
    with refused(sqlite_stage.store, TicketDiffers):
        tap.take("H1-001", day=MONDAY - timedelta(days=1))


def test_offer_is_taken_for_what_was_asked(sqlite_stage: Stage) -> None:
    tap = Tap(sqlite_stage)
    tap.offer()
    tap.wish = Wish("CT01")
    with refused(sqlite_stage.store, TicketDiffers):
        tap.take("H001")


def test_one_token_opens_one_ticket_at_any_site(stage: Stage) -> None:
    first, second, elsewhere = (Tap(stage, seed=n) for n in (1, 2, 3))
    elsewhere.site = stage.other_site
    first.take("H1-001")
    second.token = elsewhere.token = first.token
    with refused(stage.store, TicketDiffers):
        second.take("H1-002")
    with refused(stage.store, TicketDiffers):
        elsewhere.take("H1-001")


# When it happened, and on which day.


def test_offline_tickets_stand_where_they_came_not_where_they_arrived(stage: Stage) -> None:
    late = Tap(stage)
    at = stage.clock.move(minutes=10)
    stage.issue("HT01")
    stage.clock.move(minutes=10)
    row = late.take("H1-001", at=OPENING + timedelta(minutes=5))
    assert row.ready_at == row.issued_at == OPENING + timedelta(minutes=5) < at
    stage.open(3)
    called = stage.call(3)
    assert called is not None
    assert called.label == "H1-001"


def test_kiosk_whose_clock_is_ahead_is_taken_to_mean_now(sqlite_stage: Stage) -> None:
    row = Tap(sqlite_stage).take("H1-001", at=OPENING + timedelta(hours=3))
    assert row.issued_at == OPENING


def test_kiosk_whose_clock_is_behind_means_its_day_at_the_earliest(sqlite_stage: Stage) -> None:
    row = Tap(sqlite_stage).take("H1-001", at=datetime(1970, 1, 1, tzinfo=UTC))
    assert row.issued_at == datetime(2026, 11, 22, 17, tzinfo=UTC)  # midnight in Hanoi


def test_ticket_of_a_past_day_is_issued_there_and_lapses(stage: Stage) -> None:
    tap, at = Tap(stage), stage.clock()
    stage.clock.move(days=1)
    row = tap.take("H1-001", day=MONDAY, at=at)
    assert (row.day, row.state, row.issued_at) == (MONDAY, "lapsed", at)
    assert facts(stage, row.id) == ["ticket.issued", "ticket.lapsed"]
    stage.open(3)
    assert stage.call(3) is None
    assert stage.issue("HT01").ticket.day == TUESDAY


def test_offer_taken_before_midnight_and_heard_after_is_issued_and_lapses(stage: Stage) -> None:
    tap = Tap(stage)
    tap.offer()
    stage.clock.move(days=1)
    row = tap.take("H001", day=MONDAY, at=OPENING)
    assert (row.label, row.state) == ("H001", "lapsed")
    assert ledger(stage) == {"H001": "given"}


def test_ticket_of_today_that_arrives_after_closing_is_issued_and_lapses(
    sqlite_stage: Stage,
) -> None:
    stage = under(sqlite_stage, day_close_hour=17)
    offered, own = Tap(stage, seed=1), Tap(stage, seed=2)
    offered.offer()
    stage.clock.move(hours=9)
    for tap, label in ((offered, "H001"), (own, "H1-001")):
        assert tap.take(label, at=OPENING).state == "lapsed"
    assert ledger(stage) == {"H001": "given", "H1-001": "given"}


def test_kiosk_may_be_past_midnight_first_but_not_days_ahead(sqlite_stage: Stage) -> None:
    row = Tap(sqlite_stage, seed=1).take("H1-001", day=TUESDAY)
    assert (row.day, row.state, row.issued_at) == (TUESDAY, "waiting", OPENING)
    with refused(sqlite_stage.store, DayAhead, day="25/11/2026"):
        Tap(sqlite_stage, seed=2).take("H1-002", day=TUESDAY + timedelta(days=1))


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1970, 1, 1), date(2025, 11, 21)])
def test_day_of_a_clock_that_was_never_set_is_refused(sqlite_stage: Stage, day: date) -> None:
    written = f"{day:%d/%m/%Y}"
    with refused(sqlite_stage.store, TicketOfPastDay, label="H1-001", day=written):
        Tap(sqlite_stage).take("H1-001", day=day)


def test_priority_at_the_kiosk_keeps_its_group_and_its_credit(sqlite_stage: Stage) -> None:
    tap = Tap(sqlite_stage, Wish("HT01", TicketClass.PRIORITY, "NCT75"))
    tap.offer()
    row = tap.take("H001")
    assert (row.class_, row.group) == ("priority", "NCT75")
    assert row.eff_s == int(OPENING.timestamp()) - 1_800


# What became of the slip.


def note(
    stage: Stage, tap: Tap, outcome: str, *, entry: int = 1, at: datetime | None = None
) -> TicketRow:
    with stage.store.write(stage.site, by=tap.by) as tx:
        row = note_slip(
            tx,
            new_id(OPENING, seeded_bytes(100 + entry)),
            ticket_id=tap.id,
            outcome=outcome,
            copy=0,
            cause=None,
            at=at or stage.clock(),
        )
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("outcome", "fact"),
    [
        ("printed", "slip.printed"),
        ("refused", "slip.failed"),
        ("failed", "slip.failed"),
        ("uncertain", "slip.failed"),
    ],
)
def test_ticket_knows_what_became_of_its_slip_and_never_depends_on_it(
    sqlite_stage: Stage, outcome: str, fact: str
) -> None:
    tap = Tap(sqlite_stage)
    tap.take("H1-001")
    row = note(sqlite_stage, tap, outcome)
    assert (row.slip, row.state) == (outcome, "waiting")
    assert facts(sqlite_stage, tap.id) == ["ticket.issued", fact]


def test_the_same_entry_again_changes_nothing(stage: Stage) -> None:
    tap = Tap(stage)
    tap.take("H1-001")
    note(stage, tap, "failed", entry=1)
    note(stage, tap, "printed", entry=2)
    before = dump(stage.store)
    assert note(stage, tap, "failed", entry=1).slip == "printed"
    assert changes(stage.store, before) == {}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (datetime.max.replace(tzinfo=UTC), timedelta(minutes=1)),
        (datetime.min.replace(tzinfo=UTC), timedelta()),
        (OPENING + timedelta(seconds=2), timedelta(seconds=2)),
    ],
)
def test_slip_is_printed_after_its_ticket_and_before_it_is_heard(
    sqlite_stage: Stage, said: datetime, kept: timedelta
) -> None:
    tap = Tap(sqlite_stage)
    tap.take("H1-001")
    sqlite_stage.clock.move(minutes=1)
    note(sqlite_stage, tap, "printed", at=said)
    with sqlite_stage.store.read() as connection:
        at = connection.execute(
            select(journal.c.at).where(journal.c.type == "slip.printed")
        ).scalar_one()
    assert at == OPENING + kept


def test_entry_whose_id_is_another_fact_is_refused_not_dropped(sqlite_stage: Stage) -> None:
    one, other = Tap(sqlite_stage, seed=1), Tap(sqlite_stage, seed=2)
    one.take("H1-001")
    other.take("H1-002")
    note(sqlite_stage, one, "printed", entry=1)
    with refused(sqlite_stage.store, TicketDiffers):
        note(sqlite_stage, other, "printed", entry=1)


def test_slip_of_a_ticket_nobody_knows_is_refused(sqlite_stage: Stage) -> None:
    with refused(sqlite_stage.store, TicketUnknown):
        note(sqlite_stage, Tap(sqlite_stage), "printed")
