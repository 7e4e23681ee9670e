"""Opening a site: its record and the first row of its journal."""

import json
from dataclasses import asdict

from sqlalchemy import insert

from protocol.events import SYSTEM
from queue_server.domain.site import SiteSettings
from queue_server.store.journal import GENESIS
from queue_server.store.store import SiteRecord, Store
from queue_server.store.tables.journal import head, site


def open_site(store: Store, record: SiteRecord, *, epoch: str) -> None:
    """Make a site with an empty journal, and record that it was opened."""
    defaults = asdict(SiteSettings())
    settings = {k: v for k, v in asdict(record.settings).items() if v != defaults[k]}
    with store.database.write() as connection:
        values = {**record.__dict__, "settings": json.dumps(settings, sort_keys=True)}
        connection.execute(insert(site), values)
        start = {"site": record.code, "epoch": epoch, "seq": 0, "hash": GENESIS}
        connection.execute(insert(head), {**start, "catalogue_seq": 0, "issuer_no": 0, "day": None})
    with store.write(record.code, by=SYSTEM) as tx:
        tx.record(
            "site.opened",
            record.code,
            {"slug": record.slug, "kind": record.kind, "settings": settings},
        )
