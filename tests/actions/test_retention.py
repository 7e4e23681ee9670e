"""What may not be kept longer is forgotten; the journal is not touched."""

from datetime import timedelta

from sqlalchemy import insert, select

from protocol.ids import new_token
from queue_server.actions.retention import ANSWERS_DAYS
from queue_server.keeper import Keeper
from queue_server.store.tables.access import link, session
from queue_server.store.tables.journal import idempotency, journal
from queue_server.store.tables.queue import slip_token
from tests.stage import AN, CHI, Stage, seeded_bytes


def keep_answer(stage: Stage, key: str, *, days: float) -> None:
    """An answer kept for a retry, that many days old."""
    at = stage.clock() - timedelta(days=days)
    row = {"site": stage.site, "principal": stage.accounts[AN], "key": key, "body_hash": "0"}
    with stage.store.database.write() as connection:
        connection.execute(
            insert(idempotency), {**row, "status": 200, "answer": "{}", "created_at": at}
        )


def keep_token(stage: Stage, ticket: str, seed: int, *, days: float) -> str:
    token = new_token(seeded_bytes(seed))
    at = stage.clock() - timedelta(days=days)
    row = {"token": token, "site": stage.site, "ticket": ticket, "created_at": at}
    with stage.store.database.write() as connection:
        connection.execute(insert(slip_token), row)
    return token


def test_old_answers_tokens_links_and_sessions_are_forgotten(stage: Stage) -> None:
    issued = stage.issue()
    stage.link(AN)
    stage.clock.move(days=1)
    keep_answer(stage, "kept-key", days=ANSWERS_DAYS - 0.01)
    keep_answer(stage, "old-key", days=ANSWERS_DAYS + 0.01)
    kept = keep_token(stage, issued.ticket.id, 90, days=29.9)
    keep_token(stage, issued.ticket.id, 91, days=30.1)
    stage.link(CHI)
    facts_before = journal_rows(stage)
    Keeper(stage.store).go_round()
    with stage.store.read() as connection:
        assert list(connection.execute(select(idempotency.c.key)).scalars()) == ["kept-key"]
        tokens = set(connection.execute(select(slip_token.c.token)).scalars())
        left = list(connection.execute(select(link.c.account)).scalars())
        assert list(connection.execute(select(session.c.account)).scalars()) == []
    assert tokens == {kept, issued.token}
    assert left == [stage.accounts[CHI]]
    assert journal_rows(stage)[: len(facts_before)] == facts_before


def journal_rows(stage: Stage) -> list[str]:
    with stage.store.read() as connection:
        statement = select(journal.c.hash).where(journal.c.site == stage.site)
        return list(connection.execute(statement.order_by(journal.c.seq)).scalars())
