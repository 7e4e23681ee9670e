"""Opening a site: its record and the first row of its journal."""

import json

from sqlalchemy import insert

from protocol.events import SYSTEM
from queue_server.domain.refusals import SiteUnlisted
from queue_server.domain.site import SiteSettings
from queue_server.reference import read_rows, site_name_en
from queue_server.store.journal import GENESIS
from queue_server.store.store import SiteRecord, Store
from queue_server.store.tables.journal import head, site


def listed_site(slug: str, *, settings: SiteSettings | None = None) -> SiteRecord:
    """Give the record of a ward or commune of the reference data. Refuses with SiteUnlisted."""
    row = next((row for row in read_rows("sites") if row["slug"] == slug), None)
    if row is None:
        raise SiteUnlisted()
    names = row["full_name_vi"], site_name_en(row)
    return SiteRecord(row["gso_code"], slug, row["kind"], *names, settings or SiteSettings())


def new_epoch(store: Store) -> str:
    """Give the epoch of a database that begins now."""
    return f"{store.clock():%Y%m%dT%H%M%S}-{store.random_bytes(4).hex()}"


def open_site(store: Store, record: SiteRecord, *, epoch: str) -> None:
    """Make a site with an empty journal, and record that it was opened."""
    settings = record.settings.said()
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
