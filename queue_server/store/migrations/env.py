"""Alembic's entry: always on the connection that `migrate` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from queue_server.store.tables import metadata
from queue_server.store.types import Instant


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our instants as plain big integers, so that migrations import no product code."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Instant) else False


def run() -> None:
    """Run the migrations in the caller's transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
    )
    context.run_migrations()


run()
