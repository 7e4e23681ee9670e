"""A slip whose kiosk is cut off is let in by staff; what the kiosk delivers later joins it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from protocol.events import SYSTEM
from queue_server.actions.admission import admit_slip
from queue_server.actions.closing import close_due_days
from queue_server.actions.devices import make_device_link, pair_device, revoke_device
from queue_server.actions.issuing import Wish
from queue_server.actions.slips import note_slip
from queue_server.domain.refusals import (
    DayAhead,
    GroupUnknown,
    IssuerUnknown,
    LabelNotGiven,
    LabelTaken,
    Refusal,
    ServiceNeeded,
    ServiceOfOtherLetter,
    ServiceUnknown,
    SlipElsewhere,
    SlipNotSent,
    SlipUnreadable,
    TicketDiffers,
    TicketHere,
    TicketOfPastDay,
)
from queue_server.store.rows import TicketRow
from queue_server.store.tables.queue import slip_token, ticket
from queue_server.store.verify import verify_site
from tests.actions.tap import Tap
from tests.actions.test_issuing import MONDAY, facts, ledger
from tests.stage import AN, BINH, OPENING, Stage
from tests.traces import changes, dump, refused

BIRTH = Wish("HT01")


@pytest.fixture
def hall(stage: Stage) -> Stage:
    stage.pair("kiosk")
    return stage


@pytest.fixture
def sqlite_hall(sqlite_stage: Stage) -> Stage:
    sqlite_stage.pair("kiosk")
    return sqlite_stage


def let_in(
    hall: Stage, slip: str, *, wish: Wish | None = BIRTH, login: str = AN
) -> tuple[TicketRow, int]:
    with hall.act(login) as tx:
        return admit_slip(tx, slip, wish=wish)


def tickets(hall: Stage) -> list[TicketRow]:
    with hall.store.read() as connection:
        rows = connection.execute(
            select(*(ticket.c[n] for n in TicketRow._fields)).where(ticket.c.site == hall.site)
        )
        return [TicketRow._make(row) for row in rows]


def token_of(hall: Stage, ticket_id: str) -> list[str]:
    with hall.store.read() as connection:
        held = select(slip_token.c.token).where(slip_token.c.ticket == ticket_id)
        return list(connection.execute(held).scalars())


def check_journal(hall: Stage) -> None:
    with hall.store.read() as connection:
        assert list(verify_site(connection, hall.site).findings) == []


def note_printed(hall: Stage, tap: Tap, *, entry: str) -> TicketRow:
    with hall.store.write(hall.site, by=tap.by) as tx:
        return note_slip(
            tx,
            entry,
            ticket_id=tap.id,
            outcome="printed",
            copy=0,
            cause=None,
            at=hall.clock(),
        )


# Letting in.


@pytest.mark.parametrize("slip", ["H1-017", " h1-017 ", "H1 - 017", "TAM-00160-261123-H1-017"])
def test_slip_of_a_kiosk_that_is_cut_off_waits_under_its_own_label(hall: Stage, slip: str) -> None:
    row, ahead = let_in(hall, slip)
    assert (row.label, row.day, row.state, ahead) == ("H1-017", MONDAY, "waiting", 0)
    assert (row.issuer_kind, row.issuer_no, row.service) == ("kiosk", 1, "HT01")
    assert ledger(hall) == {"H1-017": "given"}
    assert facts(hall, row.id) == ["ticket.issued"]
    hall.open(3)
    called = hall.call(3)
    assert called is not None
    assert called.id == row.id
    check_journal(hall)


def test_priority_said_at_the_desk_counts(sqlite_hall: Stage) -> None:
    wish = Wish("HT01", Wish("HT01").class_.PRIORITY, "NCT75")
    row, _ = let_in(sqlite_hall, "H1-017", wish=wish)
    assert (row.class_, row.group) == ("priority", "NCT75")
    assert row.eff_s == int(OPENING.timestamp()) - 1_800


def test_offered_label_is_let_in_for_the_service_it_was_offered_for(hall: Stage) -> None:
    """The kiosk took the offer and was cut off before it could say so."""
    tap = Tap(hall)
    tap.offer()
    hall.clock.move(minutes=5)
    row, _ = let_in(hall, "H001", wish=None)
    assert (row.id, row.state, row.service) == (tap.id, "waiting", "HT01")
    assert ledger(hall) == {"H001": "given"}
    hall.clock.move(minutes=5)
    joined = tap.take("H001", at=OPENING)
    assert (joined.id, joined.ready_at) == (tap.id, OPENING)
    assert token_of(hall, tap.id) == [tap.token]
    assert facts(hall, tap.id) == ["ticket.offered", "ticket.issued", "ticket.joined"]
    check_journal(hall)


def test_two_officers_with_one_slip_let_in_one_ticket(hall: Stage) -> None:
    gate = Barrier(2)

    def act(login: str) -> str:
        gate.wait()
        try:
            return let_in(hall, "H1-017", login=login)[0].label
        except Refusal as refusal:
            return refusal.code()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(act, [AN, BINH]))
    assert said == ["H1-017", "ticket_here"]
    assert [row.label for row in tickets(hall)] == ["H1-017"]


@pytest.mark.parametrize(
    ("slip", "wish", "refusal", "said"),
    [
        ("", BIRTH, SlipUnreadable, {}),
        ("phiếu số 17", BIRTH, SlipUnreadable, {}),
        ("H1-17", BIRTH, SlipUnreadable, {}),
        ("H1-017\x00", BIRTH, SlipUnreadable, {}),
        ("TAM-00160-261323-H1-017", BIRTH, SlipUnreadable, {}),
        ("https://motcua.example/T/B0", BIRTH, SlipUnreadable, {}),
        ("https://motcua.example/T/" + "B" * 27, BIRTH, SlipNotSent, {}),
        ("TAM-00004-261123-H1-017", BIRTH, SlipElsewhere, {"site": "00004"}),
        (
            "TAM-00160-261122-H1-017",
            BIRTH,
            TicketOfPastDay,
            {"label": "H1-017", "day": "22/11/2026"},
        ),
        ("TAM-00160-261124-H1-017", BIRTH, DayAhead, {"day": "24/11/2026"}),
        ("H2-017", BIRTH, IssuerUnknown, {"issuer": 2}),
        ("H017", BIRTH, LabelNotGiven, {"label": "H017"}),
        ("H1-017", None, ServiceNeeded, {"label": "H1-017"}),
        ("H1-017", Wish("CT01"), ServiceOfOtherLetter, {"label": "H1-017", "letter": "H"}),
        ("H1-017", Wish("XX99"), ServiceUnknown, {}),
        ("H1-017", Wish("HT01", group="NCT75"), GroupUnknown, {}),
    ],
)
def test_slip_that_cannot_be_let_in_is_refused_by_name(
    sqlite_hall: Stage,
    slip: str,
    wish: Wish | None,
    refusal: type[Refusal],
    said: dict[str, object],
) -> None:
    with refused(sqlite_hall.store, refusal, **said):
        let_in(sqlite_hall, slip, wish=wish)


def test_slip_that_is_here_says_where_it_stands(sqlite_hall: Stage) -> None:
    tap = Tap(sqlite_hall)
    tap.take("H1-017")
    for slip in ("H1-017", tap.token, f"https://motcua.example/T/{tap.token}"):
        with refused(sqlite_hall.store, TicketHere, label="H1-017", state="waiting"):
            let_in(sqlite_hall, slip)
    assert (
        "H1-017 đã có trên hệ thống: đang chờ"
        in TicketHere(label="H1-017", state="waiting").message
    )


def test_offer_that_was_retired_is_nobodys(sqlite_hall: Stage) -> None:
    tap = Tap(sqlite_hall)
    tap.offer()
    tap.take("H1-001")
    with refused(sqlite_hall.store, TicketHere, label="H001", state="retired"):
        let_in(sqlite_hall, "H001")


def test_label_of_a_kiosk_revoked_since_is_still_let_in(sqlite_hall: Stage) -> None:
    with sqlite_hall.store.write(sqlite_hall.site, by=SYSTEM) as tx:
        revoke_device(tx, sqlite_hall.devices["kiosk", None])
    assert let_in(sqlite_hall, "H1-017")[0].state == "waiting"


# Joining.


def test_what_the_kiosk_delivers_later_joins_the_ticket_that_is_there(hall: Stage) -> None:
    tap = Tap(hall)
    hall.clock.move(minutes=10)
    admitted, _ = let_in(hall, "H1-017")
    hall.clock.move(minutes=10)
    joined = tap.take("H1-017", at=OPENING)
    assert joined == admitted._replace(
        issued_at=OPENING, ready_at=OPENING, eff_s=int(OPENING.timestamp())
    )
    assert tickets(hall) == [joined]
    assert token_of(hall, admitted.id) == [tap.token]
    assert facts(hall, admitted.id) == ["ticket.issued", "ticket.joined"]
    assert note_printed(hall, tap, entry=Tap(hall, seed=77).id).id == admitted.id
    check_journal(hall)


def test_joining_again_changes_nothing(hall: Stage) -> None:
    tap = Tap(hall)
    admitted, _ = let_in(hall, "H1-017")
    tap.take("H1-017")
    before = dump(hall.store)
    assert tap.take("H1-017").id == admitted.id
    assert changes(hall.store, before) == {}


@pytest.mark.parametrize("end", ["called", "served", "missed", "lapsed"])
def test_entry_joins_whatever_became_of_the_ticket_and_moves_it_nowhere(
    hall: Stage, end: str
) -> None:
    tap = Tap(hall)
    hall.clock.move(minutes=10)
    admitted, _ = let_in(hall, "H1-017")
    bring_to(hall, admitted.id, end)
    (before,) = tickets(hall)
    assert before.state == end
    joined = tap.take("H1-017", day=MONDAY, at=OPENING)
    assert tickets(hall) == [joined] == [before]
    assert token_of(hall, admitted.id) == [tap.token]
    check_journal(hall)


def bring_to(hall: Stage, ticket_id: str, end: str) -> None:
    from queue_server.actions.calling import miss_ticket

    if end == "lapsed":
        hall.clock.move(days=1)
        with hall.store.write(hall.site, by=SYSTEM) as tx:
            close_due_days(tx)
        return
    hall.open(3)
    hall.call(3)
    if end == "served":
        hall.finish(hall.start(ticket_id))
    if end == "missed":
        with hall.act() as tx:
            miss_ticket(tx, ticket_id, officer=hall.accounts[AN])


def test_offer_the_kiosk_did_not_take_is_retired_when_its_own_label_joins(hall: Stage) -> None:
    tap = Tap(hall)
    tap.offer()
    admitted, _ = let_in(hall, "H1-001")
    assert tap.take("H1-001").id == admitted.id
    assert ledger(hall) == {"H001": "retired", "H1-001": "given"}
    states = {row.label: row.state for row in tickets(hall)}
    assert states == {"H001": "retired", "H1-001": "waiting"}
    assert tap.take("H1-001").id == admitted.id
    check_journal(hall)


def test_only_one_kiosk_ticket_joins(hall: Stage) -> None:
    let_in(hall, "H1-017")
    Tap(hall, seed=1).take("H1-017")
    with refused(hall.store, LabelTaken, label="H1-017"):
        Tap(hall, seed=2).take("H1-017")


def test_another_kiosk_cannot_join_a_label_that_is_not_its_own(sqlite_hall: Stage) -> None:
    let_in(sqlite_hall, "H1-017")
    with refused(sqlite_hall.store, TicketDiffers):
        Tap(sqlite_hall).take("H1-017", issuer_no=2)


def test_late_question_for_a_label_opens_nothing_once_its_ticket_has_joined(hall: Stage) -> None:
    """The network may hold a request for half a minute and deliver it then (F30)."""
    tap = Tap(hall)
    admitted, _ = let_in(hall, "H1-017")
    tap.take("H1-017")
    before = dump(hall.store)
    assert tap.offer()[0].id == admitted.id
    assert changes(hall.store, before) == {}


def test_label_that_no_kiosk_ever_delivers_stays_and_says_so(sqlite_hall: Stage) -> None:
    admitted, _ = let_in(sqlite_hall, "H1-017")
    sqlite_hall.clock.move(days=2)
    with sqlite_hall.store.write(sqlite_hall.site, by=SYSTEM) as tx:
        close_due_days(tx)
    assert facts(sqlite_hall, admitted.id) == ["ticket.issued", "ticket.lapsed"]
    assert token_of(sqlite_hall, admitted.id) == []
    check_journal(sqlite_hall)


# A kiosk that was paired anew brings what it gave before (D6a).


def test_kiosk_paired_anew_delivers_what_it_gave_under_its_old_number(hall: Stage) -> None:
    tap = Tap(hall)
    repair(hall)
    row = tap.take("H1-001", issuer_no=2)
    assert (row.label, row.state, row.issuer_no) == ("H1-001", "waiting", 1)
    check_journal(hall)


def test_number_of_a_kiosk_at_work_is_nobody_elses(sqlite_hall: Stage) -> None:
    with refused(sqlite_hall.store, TicketDiffers):
        Tap(sqlite_hall).take("H1-001", issuer_no=2)


@pytest.mark.parametrize("label", ["H3-001", "H99-001", "H001"])
def test_number_that_no_kiosk_ever_had_is_refused(sqlite_hall: Stage, label: str) -> None:
    repair(sqlite_hall)
    with refused(sqlite_hall.store, TicketDiffers):
        Tap(sqlite_hall).take(label, issuer_no=2)


def repair(hall: Stage) -> None:
    """Pair the kiosk again: issuer 2 from now on."""
    with hall.store.write(hall.site, by=SYSTEM) as tx:
        secret = make_device_link(tx, hall.devices["kiosk", None])
        assert pair_device(tx, secret).issuer_no == 2
