"""Numbers of the pre-printed roll are entered afterwards, a range at a time, with a witness."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from protocol.instants import to_ms
from queue_server.actions.admission import admit_slip
from queue_server.actions.closing import close_due_days
from queue_server.actions.rolls import enter_roll
from queue_server.domain.refusals import LabelOfRoll, Refusal, ServiceOfOtherLetter, ServiceUnknown
from queue_server.domain.roll import ROLL_MAX, Became, HandedOut, read_range
from queue_server.domain.roll_refusals import (
    RollBackwards,
    RollDayAhead,
    RollDayLongAgo,
    RollDayOver,
    RollHoursWrong,
    RollLabelWrong,
    RollOverlaps,
    RollSeriesDiffer,
    RollTooLong,
    WitnessSame,
    WitnessUnknown,
)
from queue_server.stats.measures import TicketFact, first_waits
from queue_server.store.rows import TicketRow
from queue_server.store.tables.queue import paper_roll, ticket
from queue_server.store.verify import verify_site
from tests.actions.test_issuing import MONDAY, facts, ledger
from tests.stage import AN, BINH, OPENING, Stage
from tests.traces import refused

FROM, UNTIL = OPENING - timedelta(minutes=40), OPENING - timedelta(minutes=10)


def enter(
    stage: Stage,
    first: str = "B0-001",
    last: str = "B0-003",
    *,
    service: str = "CT01",
    day: date = MONDAY,
    became: Became = Became.WAITING,
    witness: str = BINH,
    back_days: int = 0,
) -> str:
    back = timedelta(days=back_days)
    handed = HandedOut(read_range(first, last), service, day, FROM - back, UNTIL - back, became)
    who = stage.accounts.get(witness) or stage.strangers.get(witness) or witness
    with stage.act(AN) as tx:
        return enter_roll(tx, handed, witness=who)


def tickets(stage: Stage) -> list[TicketRow]:
    columns = [ticket.c[name] for name in TicketRow._fields]
    with stage.store.read() as connection:
        rows = connection.execute(select(*columns).order_by(ticket.c.day, ticket.c.label)).all()
    return [TicketRow._make(row) for row in rows]


def is_true(stage: Stage) -> bool:
    with stage.store.read() as connection:
        return verify_site(connection, stage.site).is_clean


def test_numbers_of_a_roll_wait_where_their_citizens_came(stage: Stage) -> None:
    id_ = enter(stage)
    late = stage.issue("CT01").ticket
    rows = tickets(stage)[:3]
    assert [(r.label, r.state, r.issuer_kind, r.issuer_no) for r in rows] == [
        (f"B0-00{n}", "waiting", "paper", 0) for n in (1, 2, 3)
    ]
    assert [row.ready_at for row in rows] == [FROM, FROM + (UNTIL - FROM) / 2, UNTIL]
    assert ledger(stage)["B0-002"] == "given"
    stage.open(5, BINH)
    first = stage.call(5, BINH)
    assert first is not None
    assert (first.label, late.label) == ("B0-001", "B001")
    assert facts(stage, id_) == ["roll.entered"]
    with stage.store.read() as connection:
        roll = connection.execute(select(paper_roll)).one()
    assert (roll.first, roll.last, roll.became) == ("B0-001", "B0-003", "waiting")
    assert roll.witness == stage.accounts[BINH]
    assert is_true(stage)


@pytest.mark.parametrize(("became", "state"), [("served", "served"), ("lapsed", "lapsed")])
def test_numbers_that_wait_no_more_end_when_their_sheet_ended(
    sqlite_stage: Stage, became: str, state: str
) -> None:
    stage = sqlite_stage
    enter(stage, became=Became(became))
    assert {(row.state, row.ended_at, row.first_called_at) for row in tickets(stage)} == {
        (state, UNTIL, None)
    }
    stage.open(5, BINH)
    assert stage.call(5, BINH) is None
    assert is_true(stage)


def test_a_whole_roll_of_yesterday_is_taken_in_after_its_day_was_closed(
    sqlite_stage: Stage,
) -> None:
    stage = sqlite_stage
    stage.issue()
    stage.clock.move(days=1)
    with stage.act() as tx:
        close_due_days(tx)
    last = f"B0-{ROLL_MAX:03d}"
    enter(stage, last=last, became=Became.SERVED)
    rows = [row for row in tickets(stage) if row.issuer_kind == "paper"]
    assert len(rows) == ROLL_MAX
    assert {row.day for row in rows} == {MONDAY}
    assert is_true(stage)


def test_a_roll_may_be_used_again_on_another_day(sqlite_stage: Stage) -> None:
    enter(sqlite_stage)
    sqlite_stage.clock.move(days=1)
    enter(sqlite_stage, day=MONDAY + timedelta(days=1), back_days=-1)
    assert [row.label for row in tickets(sqlite_stage)] == ["B0-001", "B0-002", "B0-003"] * 2


@pytest.mark.parametrize(
    ("first", "last", "refusal", "fields"),
    [
        ("B001", "B003", RollLabelWrong, {"label": "B001"}),
        ("B2-001", "B2-003", RollLabelWrong, {"label": "B2-001"}),
        ("hai", "B0-003", RollLabelWrong, {"label": "hai"}),
        ("B0-001", "H0-003", RollSeriesDiffer, {"first": "B0-001", "last": "H0-003"}),
        ("B0-003", "b0-001", RollBackwards, {"first": "B0-003", "last": "B0-001"}),
        (
            "B0-001",
            "B0-201",
            RollTooLong,
            {"first": "B0-001", "last": "B0-201", "count": 201, "max": 200},
        ),
    ],
)
def test_what_is_no_range_of_a_roll_is_refused_by_name(
    first: str, last: str, refusal: type[Refusal], fields: dict[str, object]
) -> None:
    with pytest.raises(Refusal) as caught:
        read_range(first, last)
    assert (type(caught.value), caught.value.fields) == (refusal, fields)


@pytest.mark.parametrize(
    ("said", "refusal", "fields"),
    [
        ({"service": "HT01"}, ServiceOfOtherLetter, {"label": "B0-011", "letter": "B"}),
        ({"service": "XX01"}, ServiceUnknown, {}),
        ({"witness": AN}, WitnessSame, {}),
        ({"witness": "nobody"}, WitnessUnknown, {}),
        ({"day": date(2026, 11, 24)}, RollDayAhead, {"day": "24/11/2026"}),
        ({"day": date(2026, 11, 22)}, RollDayOver, {"day": "22/11/2026"}),
        ({"day": date(2026, 10, 1)}, RollDayLongAgo, {"day": "01/10/2026", "count": 31}),
        ({"back_days": -1}, RollHoursWrong, {}),
        ({"last": "B0-009", "first": "B0-003"}, RollOverlaps, {"label": "B0-003"}),
    ],
)
def test_a_range_that_cannot_be_leaves_no_trace(
    sqlite_stage: Stage, said: dict[str, object], refusal: type[Refusal], fields: dict[str, object]
) -> None:
    enter(sqlite_stage)
    other: dict[str, object] = {"first": "B0-011", "last": "B0-012", **said}
    with refused(sqlite_stage.store, refusal, **fields):
        enter(sqlite_stage, **other)  # type: ignore[arg-type]


def test_witness_of_another_hall_is_nobody_here(sqlite_stage: Stage) -> None:
    dung = sqlite_stage.strangers[AN]
    with refused(sqlite_stage.store, WitnessUnknown):
        enter(sqlite_stage, witness=dung)


def test_slip_of_a_roll_is_not_let_in_one_by_one(sqlite_stage: Stage) -> None:
    sqlite_stage.issue()
    with refused(sqlite_stage.store, LabelOfRoll, label="B0-007"), sqlite_stage.act() as tx:
        admit_slip(tx, "b0-007", wish=None)


def test_who_was_served_while_everything_was_down_has_no_wait() -> None:
    at = to_ms(OPENING)
    gone = TicketFact("CT01", "CT", "lapsed", at, at, None, None, at + 1_000)
    served = gone._replace(state="served")
    assert len(first_waits([gone], now_ms=at + 5_000)) == 1
    assert first_waits([served], now_ms=at + 5_000) == []
