"""The same hall under other settings."""

import json
from dataclasses import replace

from sqlalchemy import update

from queue_server.store.store import Store
from queue_server.store.tables.journal import site
from tests.stage import Stage


def under(stage: Stage, **settings: object) -> Stage:
    """The stage with its hall's settings changed, as after a restart."""
    store = stage.store
    with store.database.write() as connection:
        written = json.dumps(settings)
        connection.execute(update(site).where(site.c.code == stage.site).values(settings=written))
    again = Store(store.database, clock=store.clock, random_bytes=store.random_bytes)
    return replace(stage, store=again)
