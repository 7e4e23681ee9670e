"""The last guard: what the database itself refuses, whoever asks and however (house.md 6)."""

from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from queue_server.store.tables import metadata
from queue_server.store.tables.journal import journal
from queue_server.store.tables.queue import label_ledger, queue_length, ticket
from queue_server.store.tables.service import rating, serving, shift
from tests.stage import AN, BINH, Stage, set_stage
from tests.store.looking import everything


def refusal(stage: Stage, statement: Any) -> str:
    """What the database says to a statement it must refuse, and that nothing came of it."""
    with stage.store.read() as connection:
        before = everything(connection)
    with pytest.raises(DBAPIError) as said, stage.store.database.write() as connection:
        connection.execute(statement)
    with stage.store.read() as connection:
        assert everything(connection) == before
    return str(said.value.orig)


def a_row(stage: Stage, table: Table, **where: Any) -> dict[str, Any]:
    statement = select(table).where(*(table.c[name] == value for name, value in where.items()))
    with stage.store.read() as connection:
        return dict(connection.execute(statement).mappings().first() or {})


# The journal.


@pytest.mark.parametrize(
    "statement",
    [
        update(journal).values(payload="{}"),
        update(journal).where(journal.c.seq == 1).values(by_id="nobody"),
        delete(journal),
        delete(journal).where(journal.c.seq == 9),
    ],
)
def test_journal_is_never_changed(stage: Stage, statement: Any) -> None:
    assert "journal rows are never changed" in refusal(stage, statement)


def test_journal_is_never_emptied_at_a_stroke(postgres_store_url: str) -> None:
    """SQLite has no TRUNCATE; PostgreSQL has."""
    stage = set_stage(postgres_store_url)
    assert "journal rows are never changed" in refusal(stage, text("TRUNCATE journal"))
    stage.store.close()


@pytest.mark.parametrize("step", [-3, 2, 50])
def test_journal_leaves_no_number_out(stage: Stage, step: int) -> None:
    last = last_fact(stage)
    again = {**last, "seq": last["seq"] + step, "id": "another"}
    assert "journal numbers have no gaps" in refusal(stage, insert(journal).values(again))


def test_journal_takes_no_fact_twice(stage: Stage) -> None:
    last = last_fact(stage)
    again = {**last, "seq": last["seq"] + 1}
    said = refusal(stage, insert(journal).values(again))
    assert_guard(stage, said, name="uq_journal_id", columns="journal.id")


def last_fact(stage: Stage) -> dict[str, Any]:
    newest = select(journal).where(journal.c.site == stage.site).order_by(journal.c.seq.desc())
    with stage.store.read() as connection:
        return dict(connection.execute(newest).mappings().first() or {})


def assert_guard(stage: Stage, said: str, *, name: str, columns: str) -> None:
    """PostgreSQL names the guard that refused; SQLite the columns of a unique one."""
    assert (columns if stage.store.database.is_sqlite else name) in said


# Rows.


def test_counter_has_at_most_one_ticket(stage: Stage) -> None:
    stage.open()
    for _ in range(2):
        stage.issue()
    called = stage.call()
    assert called is not None
    waiting = a_row(stage, ticket, state="waiting")
    also = update(ticket).where(ticket.c.id == waiting["id"]).values(state="serving", counter=3)
    assert_guard(
        stage,
        refusal(stage, also),
        name="uq_ticket_at_counter",
        columns="ticket.site, ticket.counter",
    )


def test_counter_has_at_most_one_shift(stage: Stage) -> None:
    stage.open(3, AN)
    known = a_row(stage, shift)
    also = {**known, "id": "another", "officer": stage.accounts[BINH], "state": "paused"}
    said = refusal(stage, insert(shift).values(also))
    assert_guard(stage, said, name="uq_shift_counter", columns="shift.site, shift.counter")


def test_officer_has_at_most_one_shift(stage: Stage) -> None:
    stage.open(3, AN)
    also = {**a_row(stage, shift), "id": "another", "counter": 5}
    said = refusal(stage, insert(shift).values(also))
    assert_guard(stage, said, name="uq_shift_officer", columns="shift.officer")


def test_label_is_given_once_a_day(stage: Stage) -> None:
    issued = stage.issue().ticket
    also = {**a_row(stage, label_ledger, label=issued.label), "ticket": "another"}
    said = refusal(stage, insert(label_ledger).values(also))
    columns = "label_ledger.site, label_ledger.day, label_ledger.label"
    assert_guard(stage, said, name="pk_label_ledger", columns=columns)


def test_two_tickets_never_show_the_same_label(stage: Stage) -> None:
    also = {**a_row(stage, ticket, id=stage.issue().ticket.id), "id": "another"}
    said = refusal(stage, insert(ticket).values(also))
    columns = "ticket.site, ticket.day, ticket.label"
    assert_guard(stage, said, name="uq_ticket_day_label", columns=columns)


def test_ticket_id_is_used_once(stage: Stage) -> None:
    also = {**a_row(stage, ticket, id=stage.issue().ticket.id), "label": "H999"}
    said = refusal(stage, insert(ticket).values(also))
    assert_guard(stage, said, name="pk_ticket", columns="ticket.id")


def test_serving_has_at_most_one_rating(stage: Stage) -> None:
    stage.open()
    again = {**a_row(stage, rating, serving=stage.serve_one()), "state": "given", "value": 5}
    said = refusal(stage, insert(rating).values(again))
    assert_guard(stage, said, name="pk_rating", columns="rating.serving")


def test_ticket_has_at_most_one_open_serving(stage: Stage) -> None:
    stage.open()
    stage.issue()
    called = stage.call()
    assert called is not None
    known = a_row(stage, serving, id=stage.start(called.id))
    said = refusal(stage, insert(serving).values({**known, "id": "another"}))
    assert_guard(stage, said, name="uq_serving_open_ticket", columns="serving.ticket")


def test_states_are_those_of_the_tables(stage: Stage) -> None:
    """Each state column has a check that knows the machine's states and no other."""
    stage.open()
    stage.serve_one()
    for table in (ticket, shift, serving, rating, label_ledger):
        said = refusal(stage, update(table).values(state="lost"))
        assert f"ck_{table.name}_state" in said


def test_queue_is_never_shorter_than_nobody(stage: Stage) -> None:
    stage.issue()
    said = refusal(stage, update(queue_length).values(waiting=-1))
    assert "ck_queue_length_waiting" in said


def test_every_guard_has_a_name() -> None:
    """A refusal by the database can be traced: no constraint is left for the engine to name."""
    nameless = [
        f"{table.name}: {constraint}"
        for table in metadata.sorted_tables
        for constraint in [*table.constraints, *table.indexes]
        if not constraint.name
    ]
    assert nameless == []


def test_row_of_no_site_is_refused(stage: Stage) -> None:
    known = a_row(stage, label_ledger, label=stage.issue().ticket.label)
    said = refusal(stage, insert(label_ledger).values({**known, "site": "99999"}))
    assert "foreign key" in said.lower()
