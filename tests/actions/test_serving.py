"""Serving: started at the counter that called, finished once, with what came of it."""

import pytest
from sqlalchemy import select

from queue_server.actions.serving import finish_serving, start_serving
from queue_server.domain.reasons import OutcomeReason
from queue_server.domain.refusals import (
    DossierCodeInvalid,
    DossierCodeTaken,
    DossierMoved,
    NotYourCounter,
    Refusal,
    ServingOver,
    ServingUnknown,
    TicketMoved,
)
from queue_server.domain.serving import Outcome
from queue_server.store.rows import TicketRow
from queue_server.store.tables.service import dossier, rating, serving
from tests.actions.test_issuing import facts
from tests.stage import AN, BINH, Stage
from tests.traces import changes, dump, refused

CODE, OTHER_CODE = "H26.12-261123-0001", "H26.12-261123-0002"
NOBODY = "0198f0a0-0000-7000-8000-000000000000"


def begin(stage: Stage, service: str = "HT01") -> tuple[TicketRow, str]:
    """A citizen at An's counter, just called to the desk; gives ticket and serving."""
    stage.open(3)
    stage.issue(service)
    row = stage.call()
    assert row is not None
    return row, stage.start(row.id)


def finish(
    stage: Stage,
    serving_id: str,
    outcome: Outcome = Outcome.DONE,
    *,
    code: str | None = None,
    reason: OutcomeReason | None = None,
    login: str = AN,
) -> TicketRow:
    with stage.act(login) as tx:
        me = stage.accounts[login]
        return finish_serving(
            tx, serving_id, officer=me, outcome=outcome, reason=reason, dossier_code=code
        )[1]


def thread(stage: Stage, row: TicketRow) -> tuple[str | None, int | None]:
    with stage.store.read() as connection:
        found = connection.execute(select(dossier).where(dossier.c.id == row.dossier)).one()
    return found.official_code, found.status


def test_serving_belongs_to_ticket_counter_officer_and_dossier(stage: Stage) -> None:
    stage.open(3)
    stage.issue("HT03")
    row = stage.call()
    assert row is not None
    at = stage.clock.move(minutes=1)
    with stage.act() as tx:
        made, after = start_serving(tx, row.id, officer=stage.accounts[AN])
    assert after == row._replace(state="serving")
    assert made._asdict() == {
        "id": made.id,
        "ticket": row.id,
        "counter": 3,
        "officer": stage.accounts[AN],
        "service": "HT03",
        "dossier": row.dossier,
        "state": "open",
        "started_at": at,
        "finished_at": None,
        "outcome": None,
    }
    assert facts(stage, made.id) == ["serving.started"]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_finish_ends_ticket_and_serving_and_opens_the_rating(
    sqlite_stage: Stage, outcome: Outcome
) -> None:
    stage = sqlite_stage
    _, serving_id = begin(stage)
    at = stage.clock.move(minutes=7)
    row = finish(stage, serving_id, outcome, reason=OutcomeReason.NO_FORM)
    assert (row.state, row.ended_at, row.counter) == ("served", at, 3)
    with stage.store.read() as connection:
        ended = connection.execute(select(serving).where(serving.c.id == serving_id)).one()
        asked = connection.execute(select(rating.c.state, rating.c.counter)).one()
    assert (ended.state, ended.outcome, ended.reason) == ("finished", outcome, "no_form")
    assert ended.finished_at == at
    assert tuple(asked) == ("opened", 3)
    assert facts(stage, serving_id) == ["serving.started", "serving.finished", "rating.opened"]


def test_finishing_again_alike_changes_nothing_and_otherwise_is_refused(stage: Stage) -> None:
    _, serving_id = begin(stage)
    finish(stage, serving_id, Outcome.ACCEPTED, code=CODE)
    before = dump(stage.store)
    stage.clock.move(minutes=1)
    assert finish(stage, serving_id, Outcome.ACCEPTED, code=CODE).state == "served"
    assert changes(stage.store, before) == {}
    with refused(stage.store, ServingOver):
        finish(stage, serving_id, Outcome.REFUSED)


def test_serving_is_finished_by_who_began_it(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    _, serving_id = begin(stage)
    stage.open(5, BINH)
    with refused(stage.store, NotYourCounter, counter=3):
        finish(stage, serving_id, login=BINH)


def test_serving_nobody_began_is_unknown(sqlite_stage: Stage) -> None:
    begin(sqlite_stage)
    for id_ in (NOBODY, "", "'; --"):
        with refused(sqlite_stage.store, ServingUnknown):
            finish(sqlite_stage, id_)


def test_serving_begins_once(sqlite_stage: Stage) -> None:
    row, _ = begin(sqlite_stage)
    with refused(sqlite_stage.store, TicketMoved, label="H001", state="serving"):
        sqlite_stage.start(row.id)


def test_acceptance_gives_the_dossier_its_official_code(stage: Stage) -> None:
    row, serving_id = begin(stage)
    assert thread(stage, row) == (None, None)
    finish(stage, serving_id, Outcome.ACCEPTED, code=f" {CODE.lower()} ")
    assert thread(stage, row) == (CODE, 2)
    assert row.dossier is not None
    assert facts(stage, row.dossier) == ["dossier.opened", "dossier.accepted"]


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.ACCEPTED])
def test_only_acceptance_takes_a_code(sqlite_stage: Stage, outcome: Outcome) -> None:
    row, serving_id = begin(sqlite_stage)
    finish(sqlite_stage, serving_id, outcome, code=CODE)
    assert thread(sqlite_stage, row) == (None, None)


def test_acceptance_without_a_code_leaves_the_thread_provisional(sqlite_stage: Stage) -> None:
    row, serving_id = begin(sqlite_stage)
    finish(sqlite_stage, serving_id, Outcome.ACCEPTED)
    assert thread(sqlite_stage, row) == (None, None)


@pytest.mark.parametrize(
    ("code", "refusal", "fields"),
    [
        ("H26", DossierCodeInvalid, {"dossier_code": "H26"}),
        (CODE, DossierCodeTaken, {"dossier_code": CODE}),
    ],
)
def test_wrong_code_is_refused_and_the_serving_goes_on(
    stage: Stage, code: str, refusal: type[Refusal], fields: dict[str, str]
) -> None:
    _, first = begin(stage)
    finish(stage, first, Outcome.ACCEPTED, code=CODE)
    row, second = begin(stage)
    with refused(stage.store, refusal, **fields):
        finish(stage, second, Outcome.ACCEPTED, code=code)
    assert finish(stage, second, Outcome.ACCEPTED, code=OTHER_CODE).state == "served"
    assert thread(stage, row) == (OTHER_CODE, 2)


def test_code_of_another_sites_dossier_is_free_here(stage: Stage) -> None:
    with stage.store.database.write() as connection:
        values = {"id": NOBODY, "site": stage.other_site, "code": "TAM-X", "official_code": CODE}
        blank = {"service": "HT01", "status": 2, "accepted_at": None}
        connection.execute(dossier.insert(), {**values, **blank, "opened_at": stage.clock()})
    row, serving_id = begin(stage)
    finish(stage, serving_id, Outcome.ACCEPTED, code=CODE)
    assert thread(stage, row) == (CODE, 2)


def test_dossier_past_acceptance_is_not_accepted_again(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    row, serving_id = begin(stage)
    with stage.store.database.write() as connection:
        connection.execute(dossier.update().where(dossier.c.id == row.dossier).values(status=4))
    with refused(stage.store, DossierMoved):
        finish(stage, serving_id, Outcome.ACCEPTED, code=CODE)
