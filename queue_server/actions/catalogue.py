"""Publishing what a hall offers: the whole of it, at once, with its content in the journal."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, delete, insert

from queue_server.domain.site import Catalogue
from queue_server.store.store import Tx
from queue_server.store.tables import catalogue as c

ORGANISATION_MAX = 16


def publish_catalogue(tx: Tx, catalogue: Catalogue, *, organisations: dict[str, str]) -> None:
    """Replace the hall's fields, services, groups, counters and skills.

    `organisations` maps code to Vietnamese name; the first owns every counter. The catalogue
    checked its own references when it was made.
    """
    owner = next(iter(organisations))
    payload = {
        "fields": [asdict(f) for f in catalogue.fields],
        "services": [asdict(s) for s in catalogue.services],
        "groups": [asdict(g) for g in catalogue.groups],
        "counters": [{**asdict(counter), "organisation": owner} for counter in catalogue.counters],
        "organisations": organisations,
    }
    tx.head.catalogue_seq = tx.record("catalogue.published", tx.code, payload)
    for table in (c.skill, c.counter, c.service, c.field, c.priority_group, c.organisation):
        tx.connection.execute(delete(table).where(table.c.site == tx.code))
    _write_offers(tx, catalogue)
    _add(tx, c.organisation, [{"code": k, "name_vi": v} for k, v in organisations.items()])
    _write_counters(tx, catalogue, owner=owner)


def _write_offers(tx: Tx, catalogue: Catalogue) -> None:
    offers: tuple[tuple[Table, tuple[Any, ...]], ...] = (
        (c.field, catalogue.fields),
        (c.service, catalogue.services),
        (c.priority_group, catalogue.groups),
    )
    for table, values in offers:
        _add(tx, table, [{**asdict(v), "position": n} for n, v in enumerate(values)])


def _write_counters(tx: Tx, catalogue: Catalogue, *, owner: str) -> None:
    _add(tx, c.counter, [{"number": k.number, "organisation": owner} for k in catalogue.counters])
    skills = [
        {"counter": k.number, "service": service, "yield_s": yield_s}
        for k in catalogue.counters
        for service, yield_s in sorted(k.skills.items())
    ]
    _add(tx, c.skill, skills)


def _add(tx: Tx, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        tx.connection.execute(insert(table), [{"site": tx.code, **row} for row in rows])
