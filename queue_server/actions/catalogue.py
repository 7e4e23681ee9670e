"""Publishing what a hall offers: the whole of it, at once, with its content in the journal."""

import json
from dataclasses import asdict
from itertools import zip_longest
from typing import Any

from sqlalchemy import Table, delete, insert, update

from protocol.hours import write_hours
from queue_server.catalogue_differences import differences
from queue_server.catalogue_faults import Fault, FileWrong
from queue_server.catalogue_file import (
    Offered,
    mark_of,
    published_settings,
    read_file,
    settings_with,
)
from queue_server.domain.catalogue_refusals import CatalogueMoved
from queue_server.domain.rating_refusals import ScaleDiffers
from queue_server.domain.scale import Scale, write_scale
from queue_server.domain.site import Catalogue, SiteSettings
from queue_server.store.journal import PAYLOAD_MAX
from queue_server.store.reading import is_scale_taken, load_catalogue, load_organisations
from queue_server.store.store import Tx
from queue_server.store.tables import catalogue as c
from queue_server.store.tables.journal import site as site_row

ORGANISATION_MAX = 16
# In the order in which rows may go that others refer to.
REPLACED: tuple[Table, ...] = (
    *(c.day_skill, c.skill, c.counter, c.paper, c.day_cap, c.service, c.field),
    *(c.priority_group, c.organisation, c.hours),
)
# What a service says of itself in rows of its own.
OF_A_SERVICE = frozenset({"papers_vi", "papers_en", "day_cap"})


def read_catalogue(text: str) -> Offered:
    """Read a file that the journal has room for; FileWrong says what is wrong and where."""
    offered = read_file(text)
    owners = offered.organisations
    payload = catalogue_payload(offered.catalogue, organisations=owners, settings=SiteSettings())
    if len(json.dumps(payload, ensure_ascii=False)) > PAYLOAD_MAX:
        raise FileWrong(Fault("", "too_much", {"most": PAYLOAD_MAX}))
    return offered


def publish_over(tx: Tx, then: Offered, *, base: str) -> int:
    """Publish over the catalogue of the mark `base`, if anything changes; gives the newest seq.

    Refuses with CatalogueMoved or ScaleDiffers; FileWrong where settings do not go together.
    """
    owned = load_organisations(tx.connection, tx.code)
    settled = published_settings(tx.settings)
    now = Offered(load_catalogue(tx.connection, tx.code), owned, settled)
    if mark_of(now) != base:
        raise CatalogueMoved()
    settings = settings_with(tx.settings, then.settings)
    if differences(now, then):
        owners = then.organisations
        publish_catalogue(tx, then.catalogue, organisations=owners, settings=settings)
    return tx.seq


def publish_catalogue(
    tx: Tx,
    catalogue: Catalogue,
    *,
    organisations: dict[str, str],
    settings: SiteSettings | None = None,
) -> None:
    """Replace the hall's fields, services, groups, counters, skills, hours, scale and settings.

    `organisations` maps code to Vietnamese name; the first owns every counter. The catalogue
    checked its own references when it was made. Refuses with ScaleDiffers.
    """
    owner = next(iter(organisations))
    if is_scale_taken(tx.connection, tx.code, catalogue.scale):
        raise ScaleDiffers(version=catalogue.scale.version)
    whole = settings or tx.settings
    payload = catalogue_payload(catalogue, organisations=organisations, settings=whole)
    tx.head.catalogue_seq = tx.record("catalogue.published", tx.code, payload)
    for table in REPLACED:
        tx.connection.execute(delete(table).where(table.c.site == tx.code))
    _write_offers(tx, catalogue)
    _write_terms(tx, catalogue)
    _add(tx, c.organisation, [{"code": k, "name_vi": v} for k, v in organisations.items()])
    _write_counters(tx, catalogue, owner=owner)
    _write_scale(tx, catalogue.scale)
    if whole != tx.settings:
        row = site_row.c.code == tx.code
        tx.run(update(site_row).where(row).values(settings=json.dumps(whole.said())))


def catalogue_payload(
    catalogue: Catalogue, *, organisations: dict[str, str], settings: SiteSettings
) -> dict[str, Any]:
    """Give what the journal keeps of a catalogue: all of it."""
    owner = next(iter(organisations))
    return {
        "fields": [asdict(f) for f in catalogue.fields],
        "services": [asdict(s) for s in catalogue.services],
        "groups": [asdict(g) for g in catalogue.groups],
        "counters": [{**asdict(counter), "organisation": owner} for counter in catalogue.counters],
        "organisations": organisations,
        "hours": write_hours(catalogue.hours),
        "scale": write_scale(catalogue.scale),
        "settings": settings.said(),
    }


def _write_offers(tx: Tx, catalogue: Catalogue) -> None:
    offers: tuple[tuple[Table, tuple[Any, ...]], ...] = (
        (c.field, catalogue.fields),
        (c.service, catalogue.services),
        (c.priority_group, catalogue.groups),
    )
    for table, values in offers:
        rows = [{**asdict(v), "position": n} for n, v in enumerate(values)]
        _add(tx, table, [{k: row[k] for k in row.keys() - OF_A_SERVICE} for row in rows])


def _write_terms(tx: Tx, catalogue: Catalogue) -> None:
    """Write what to bring, how many a day, and when."""
    papers = [
        {"service": s.code, "position": n, "text_vi": vi, "text_en": en}
        for s in catalogue.services
        for n, (vi, en) in enumerate(zip_longest(s.papers_vi, s.papers_en, fillvalue=""))
    ]
    caps = [{"service": s.code, "cap": s.day_cap} for s in catalogue.services if s.day_cap]
    _add(tx, c.paper, papers)
    _add(tx, c.day_cap, caps)
    _add(tx, c.hours, [{"body": write_hours(catalogue.hours)}])


def _write_scale(tx: Tx, scale: Scale) -> None:
    table = c.rating_scale
    here = table.c.site == tx.code
    tx.connection.execute(update(table).where(here).values(is_current=False))
    mine = here & (table.c.version == scale.version)
    if tx.connection.execute(update(table).where(mine).values(is_current=True)).rowcount == 0:
        _add(
            tx,
            table,
            [{"version": scale.version, "body": write_scale(scale), "is_current": True}],
        )


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
