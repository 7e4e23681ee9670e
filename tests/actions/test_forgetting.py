"""What is about somebody ends: column by column, told by the journal, which stays as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from protocol.events import SYSTEM
from queue_server.actions.closing import close_due_days
from queue_server.actions.dossiers import accept_dossier
from queue_server.actions.erasure import NAMELESS
from queue_server.actions.intake import Taken, take_ticket
from queue_server.actions.issuing import Wish, issue_ticket
from queue_server.actions.moving import Target, transfer_ticket
from queue_server.actions.people import open_session
from queue_server.actions.ratings import explain_at_pad, rate_at_pad
from queue_server.actions.serving import finish_serving
from queue_server.domain.keeping import Part, commit
from queue_server.domain.reasons import OutcomeReason
from queue_server.domain.refusals import DossierUnknown
from queue_server.domain.serving import Outcome
from queue_server.domain.site import SiteSettings
from queue_server.domain.ticket import TicketClass
from queue_server.keeper import Keeper
from queue_server.queries.scene import Scene
from queue_server.queries.tickets import find_dossier, find_ticket
from queue_server.store.store import Tx
from queue_server.store.tables.access import account
from queue_server.store.tables.journal import journal
from queue_server.store.tables.queue import forgotten, ticket
from queue_server.store.tables.service import dossier, rating, serving
from queue_server.store.verify import verify_site
from tests.stage import AN, BINH, CHI, KHANH, Stage
from tests.traces import refused

CODE, SCANNED = "H26.12-261123-0001", "H26.12-261123-7777"
KEPT = SiteSettings()
ROUNDS = 8


def live(stage: Stage) -> Stage:
    """A citizen of a priority group waits for an officer; another is sent away, and unhappy."""
    stage.open(3)
    stage.open(2, BINH)
    me = stage.accounts[AN]
    wish = Wish("HT01", TicketClass.PRIORITY, "NCT75", dossier=SCANNED)
    with stage.act() as tx:
        first = issue_ticket(tx, wish=wish).ticket.id
    with stage.act(CHI) as tx:
        to = Target("HT01", officer=stage.accounts[BINH])
        transfer_ticket(tx, first, officer=stage.accounts[CHI], to=to)
    stage.issue()
    called = stage.call()
    assert called is not None
    serving_id = stage.start(called.id)
    why = {"outcome": Outcome.INCOMPLETE, "reason": OutcomeReason.NO_FORM}
    with stage.act() as tx:
        finish_serving(tx, serving_id, officer=me, **why)  # type: ignore[arg-type]
        rate_at_pad(tx, serving_id, counter=3, value=2, scale="five-1")
        explain_at_pad(tx, serving_id, counter=3, reason="guidance")
        assert called.dossier is not None
        accept_dossier(tx, called.dossier, official_code=CODE)
    return stage


@pytest.fixture
def lived(sqlite_stage: Stage) -> Stage:
    return live(sqlite_stage)


def keep(stage: Stage, *, days: float) -> None:
    """So many days later the keeper goes round, until it has nothing to do any more."""
    stage.clock.at = stage.clock.at + timedelta(days=days)
    keeper = Keeper(stage.store)
    keeper.go_round()
    for _ in range(ROUNDS):
        keeper.forget()


def column(stage: Stage, *columns: Any) -> list[Any]:
    """What stands in these columns of the hall's rows, without what is empty."""
    with stage.store.read() as connection:
        found = connection.execute(select(*columns)).all()
    return sorted(value for row in found for value in row if value is not None)


def personal(stage: Stage) -> dict[Part, list[Any]]:
    t, d = ticket.c, dossier.c
    groups = column(stage, t.group, t.held_reason)
    codes = [code for code in column(stage, d.code, d.official_code) if "-" in code[3:8]]
    return {
        Part.TICKETS: groups + ["Bình"] * len(column(stage, t.for_officer)),
        Part.REASONS: column(stage, serving.c.reason) + column(stage, rating.c.reason),
        Part.CODES: codes,
    }


WHOLE = {
    Part.TICKETS: ["NCT75", "Bình"],
    Part.REASONS: ["no_form", "guidance"],
    Part.CODES: [CODE, SCANNED, "TAM-00160-261123-H002"],
}


@contextmanager
def looking(stage: Stage) -> Iterator[Scene]:
    with stage.store.read() as connection:
        record = stage.store.site(connection, stage.site)
        catalogue = stage.store.catalogue(connection, stage.site, 0)
        yield Scene(connection, record, catalogue, stage.clock())


def test_each_part_is_kept_its_days_and_not_one_more(stage: Stage) -> None:
    lived = live(stage)
    keep(lived, days=0.9)
    assert personal(lived) == WHOLE
    left = dict(WHOLE)
    at = 0.9
    for part, days in zip(
        Part, (KEPT.ticket_days, KEPT.reason_days, KEPT.dossier_days), strict=True
    ):
        keep(lived, days=days - at)
        assert personal(lived) == left
        keep(lived, days=1)
        at, left[part] = days + 1, []
        assert personal(lived) == left
    with lived.store.read() as connection:
        assert verify_site(connection, lived.site).lines()[1:] == []


def test_nothing_that_must_be_forgotten_stands_in_the_journal(lived: Stage) -> None:
    keep(lived, days=KEPT.dossier_days + 2)
    with lived.store.read() as connection:
        told = str(connection.execute(select(journal)).all())
        row = connection.execute(select(dossier).where(dossier.c.official_hash.is_not(None))).one()
    assert [code for code in (CODE, SCANNED, "TAM-") if code in told] == []
    assert row.official_hash in told
    assert (row.code, row.official_code, row.salt) == (row.id, None, None)
    assert commit(CODE, salt="") != row.official_hash  # it takes the salt, and that is gone


def test_figures_of_a_forgotten_day_are_what_they_were(lived: Stage) -> None:
    t, r = ticket.c, rating.c
    figures = (t.label, t.service, t.state, t.issued_at, t.called_at, t.ended_at)
    keep(lived, days=1)
    before = column(lived, *figures[:3]), column(lived, *figures[3:]), column(lived, r.value)
    keep(lived, days=900)
    assert before == (
        column(lived, *figures[:3]),
        column(lived, *figures[3:]),
        column(lived, r.value),
    )


def test_forgotten_thread_shows_no_code_and_is_found_by_none(lived: Stage) -> None:
    day = lived.clock.at.date()
    with looking(lived) as scene:
        found = find_ticket(scene, "H002", day=day, may_see_ratings=False)
        assert [told.get("official_code") for told in found["timeline"]].count(CODE) == 1
        assert find_dossier(scene, CODE, may_see_ratings=False)["dossier"]["official_code"] == CODE
    keep(lived, days=KEPT.dossier_days + 2)
    with looking(lived) as scene:
        found = find_ticket(scene, "H002", day=day, may_see_ratings=False)
        assert (found["dossier"]["code"], found["dossier"]["official_code"]) == ("–", None)
        assert CODE not in str(found)
        assert "TAM-" not in str(found)


def test_thread_that_goes_on_keeps_its_code_as_long_as_its_last_ticket(lived: Stage) -> None:
    lived.clock.move(days=400)
    with lived.act() as tx:
        issue_ticket(tx, wish=Wish("HT01", dossier=SCANNED))
    keep(lived, days=KEPT.dossier_days - 100)
    assert personal(lived)[Part.CODES] == [SCANNED]
    keep(lived, days=102)
    assert personal(lived)[Part.CODES] == []


def test_ticket_that_comes_late_for_a_forgotten_day_is_forgotten_too(lived: Stage) -> None:
    day = lived.clock.at.date()
    keep(lived, days=KEPT.ticket_days + 2)
    assert personal(lived)[Part.TICKETS] == []
    with lived.store.write(lived.site, by=SYSTEM) as tx:
        deliver(tx, day)
    assert personal(lived)[Part.TICKETS] == ["NCT75"]
    keep(lived, days=1)
    assert personal(lived)[Part.TICKETS] == []
    with lived.store.read() as connection:
        assert verify_site(connection, lived.site).lines()[1:] == []


def deliver(tx: Tx, day: Any) -> None:
    """A kiosk that was long cut off brings a citizen of that day."""
    wish = Wish("HT01", TicketClass.PRIORITY, "NCT75")
    taken = Taken(tx.new_id(), "H1-001", day, tx.new_token(), tx.now, wish)
    take_ticket(tx, taken, issuer_no=1)


def test_a_round_forgets_one_part_and_the_next_goes_on(sqlite_stage: Stage) -> None:
    stage, days = sqlite_stage, 4
    for _ in range(days):
        stage.issue(group="NCT75")
        stage.clock.move(days=1)
    with stage.store.write(stage.site, by=SYSTEM) as tx:
        close_due_days(tx)
    stage.clock.move(days=40)
    keeper = Keeper(stage.store)
    for done in range(days + 3):
        assert len(column(stage, forgotten.c.day)) == min(done, days)
        assert len(personal(stage)[Part.TICKETS]) == days - min(done, days)
        keeper.forget()


def test_account_nobody_used_is_erased_and_administrators_stay(stage: Stage) -> None:
    a = account.c
    stage.clock.move(days=KEPT.account_days + 1)
    secret = stage.link(AN)
    with stage.act() as tx:
        open_session(tx, secret)
    keep(stage, days=0)
    with stage.store.read() as connection:
        names = dict(connection.execute(select(a.id, a.name).where(a.site == stage.site)).all())  # type: ignore[arg-type]
    kept = {login for login in (AN, BINH, CHI, KHANH) if names[stage.accounts[login]] != NAMELESS}
    assert kept == {AN, KHANH}
    with stage.store.read() as connection:
        assert verify_site(connection, stage.site).lines()[1:] == []


def test_code_that_was_changed_is_not_the_one_the_journal_committed_to(lived: Stage) -> None:
    for values in ({"official_code": "H26.12-261123-0002"}, {"salt": None}, {"code": "TAM-1"}):
        with lived.store.read() as connection:
            thread = column(lived, dossier.c.id)[-1]
            kept = connection.execute(select(dossier).where(dossier.c.id == thread)).one()
        with lived.store.database.write() as connection:
            connection.execute(update(dossier).where(dossier.c.id == thread).values(values))
        with lived.store.read() as connection:
            (line,) = verify_site(connection, lived.site).lines()[1:]
        assert line.endswith(f"{thread}: its codes are not those the journal committed to")
        with lived.store.database.write() as connection:
            again = update(dossier).where(dossier.c.id == thread)
            connection.execute(again.values(**kept._asdict()))


def test_row_is_not_hidden_by_saying_that_it_was_forgotten(lived: Stage) -> None:
    with lived.store.database.write() as connection:
        change = {"forgotten_at": lived.clock(), "code": dossier.c.id, "official_code": None}
        connection.execute(update(dossier).values({**change, "salt": None}))
        connection.execute(update(ticket).values(group=None))
    with lived.store.read() as connection:
        wrong = {line.rpartition(": ")[2] for line in verify_site(connection, lived.site).lines()}
    assert any(line.startswith("forgotten_at is") for line in wrong)
    assert "group is None, by the journal NCT75" in wrong


@pytest.mark.parametrize(
    "settings",
    [{"ticket_days": 0}, {"dossier_days": 99_999}, {"reason_days": 7}, {"account_days": -1}],
)
def test_hall_cannot_keep_for_ever_or_forget_before_the_answer(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="days"):
        SiteSettings(**settings)  # type: ignore[arg-type]


def test_thread_that_was_forgotten_while_somebody_was_served_takes_no_code(stage: Stage) -> None:
    stage.open(3)
    stage.issue()
    called = stage.call()
    assert called is not None
    assert called.dossier is not None
    serving_id = stage.start(called.id)
    keep(stage, days=KEPT.dossier_days + 2)
    with refused(stage.store, DossierUnknown), stage.act() as tx:
        accept_dossier(tx, called.dossier, official_code=CODE)
    with stage.act() as tx:
        finish_serving(tx, serving_id, officer=stage.accounts[AN], outcome=Outcome.DONE)
    with stage.store.read() as connection:
        assert verify_site(connection, stage.site).lines()[1:] == []
