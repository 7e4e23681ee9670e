"""What may not be kept longer: answers kept for retries, tokens of slips, ended links."""

from datetime import timedelta

from sqlalchemy import delete

from queue_server.store.store import Tx
from queue_server.store.tables.access import link, session
from queue_server.store.tables.journal import idempotency
from queue_server.store.tables.queue import slip_token

ANSWERS_DAYS = 8


def forget_expired(tx: Tx) -> None:
    """Delete what is past its days; the journal is untouched."""
    answers_since = tx.now - timedelta(days=ANSWERS_DAYS)
    tokens_since = tx.now - timedelta(days=tx.settings.token_days)
    for statement in (
        delete(idempotency).where(
            idempotency.c.site == tx.code, idempotency.c.created_at < answers_since
        ),
        delete(slip_token).where(
            slip_token.c.site == tx.code, slip_token.c.created_at < tokens_since
        ),
        delete(link).where(link.c.site == tx.code, link.c.ends_at < tx.now),
        delete(session).where(session.c.site == tx.code, session.c.ends_at < tx.now),
    ):
        tx.connection.execute(statement)
