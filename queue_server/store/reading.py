"""What is read of a site that changes seldom: its record, its head, its catalogue."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import fields as dataclass_fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from protocol.hours import ALWAYS, read_hours
from queue_server.domain.scale import FIVE_FACES, Scale, read_scale, write_scale
from queue_server.domain.screen import shown, zone_of
from queue_server.domain.site import Catalogue, Counter, Field, PriorityGroup, Service
from queue_server.domain.speech import Voice
from queue_server.store.journal import HEAD_COLUMNS, Head
from queue_server.store.tables import catalogue as c
from queue_server.store.tables import journal as j
from queue_server.store.tables import speech
from queue_server.store.tables.access import kiosk_health
from queue_server.store.tables.queue import service_day


def load_site(connection: Connection, code: str) -> dict[str, Any] | None:
    """Give a site's row with its settings parsed from JSON, or None."""
    row = connection.execute(select(j.site).where(j.site.c.code == code)).mappings().first()
    return None if row is None else {**row, "settings": json.loads(row["settings"])}


def load_head(connection: Connection, site: str) -> Head | None:
    """Give where a site's journal stands, without locking it."""
    row = connection.execute(select(*HEAD_COLUMNS).where(j.head.c.site == site)).first()
    return None if row is None else Head(*row)


def list_sites(connection: Connection) -> list[str]:
    """Give the codes of all sites in this database."""
    return list(connection.execute(select(j.site.c.code).order_by(j.site.c.code)).scalars())


def load_catalogue(connection: Connection, site: str) -> Catalogue:
    """Give what the hall offers, in the order it is shown."""
    skills: dict[int, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(select(c.skill).where(c.skill.c.site == site)).mappings():
        skills[row["counter"]][row["service"]] = row["yield_s"]
    hours = connection.execute(select(c.hours.c.body).where(c.hours.c.site == site)).scalar()
    return Catalogue(
        fields=tuple(Field(**_of(row, Field)) for row in _rows(connection, c.field, site)),
        services=_services(connection, site),
        groups=tuple(
            PriorityGroup(**_of(r, PriorityGroup))
            for r in _rows(connection, c.priority_group, site)
        ),
        counters=tuple(
            Counter(number, skills[number])
            for number in connection.execute(
                select(c.counter.c.number)
                .where(c.counter.c.site == site)
                .order_by(c.counter.c.number)
            ).scalars()
        ),
        hours=ALWAYS if hours is None else read_hours(hours),
        scale=_scale(connection, site),
    )


def load_today(connection: Connection, site: str) -> Catalogue:
    """Give what the hall offers now: the catalogue with what its counters serve today instead."""
    skills: dict[int, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(select(c.day_skill).where(c.day_skill.c.site == site)):
        skills[row.counter][row.service] = row.yield_s
    catalogue = load_catalogue(connection, site)
    return catalogue.with_skills(skills) if skills else catalogue


def _scale(connection: Connection, site: str) -> Scale:
    s = c.rating_scale.c
    now = select(s.body).where(s.site == site, s.is_current.is_(True))
    body = connection.execute(now).scalar()
    return FIVE_FACES if body is None else read_scale(body)


def load_scale(connection: Connection, site: str, version: str) -> Scale:
    """Give the answers a version offered; the five faces if it was never published."""
    s = c.rating_scale.c
    asked = select(s.body).where(s.site == site, s.version == version)
    body = connection.execute(asked).scalar()
    return FIVE_FACES if body is None else read_scale(body)


def is_scale_taken(connection: Connection, site: str, scale: Scale) -> bool:
    """Tell whether a scale's version was published with another meaning: ratings name it."""
    s = c.rating_scale.c
    asked = select(s.body).where(s.site == site, s.version == scale.version)
    body = connection.execute(asked).scalar()
    return body is not None and body != write_scale(scale)


def load_organisations(connection: Connection, site: str) -> dict[str, str]:
    """Give a hall's organisations, code to Vietnamese name; the owner of the counters first."""
    o, k = c.organisation.c, c.counter.c
    owner = connection.execute(select(k.organisation).where(k.site == site).limit(1)).scalar()
    rows = connection.execute(select(o.code, o.name_vi).where(o.site == site)).all()
    return {r.code: r.name_vi for r in sorted(rows, key=lambda r: (r.code != owner, r.code))}


def _services(connection: Connection, site: str) -> tuple[Service, ...]:
    papers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _rows(connection, c.paper, site):
        papers[row["service"]].append((row["text_vi"], row["text_en"]))
    caps = {
        row.service: row.cap
        for row in connection.execute(select(c.day_cap).where(c.day_cap.c.site == site))
    }
    return tuple(
        Service(
            **_of(row, Service),
            papers_vi=tuple(vi for vi, _ in papers[row["code"]]),
            papers_en=tuple(en for _, en in papers[row["code"]] if en),
            day_cap=caps.get(row["code"]),
        )
        for row in _rows(connection, c.service, site)
    )


def _rows(connection: Connection, table: Table, site: str) -> list[dict[str, Any]]:
    statement = select(table).where(table.c.site == site).order_by(table.c.position)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _of(row: dict[str, Any], type_: Any) -> dict[str, Any]:
    return {name: row[name] for name in (f.name for f in dataclass_fields(type_)) if name in row}


def has_open_day(connection: Connection, site: str) -> bool:
    """Tell whether a service day of the site is still open."""
    d = service_day.c
    found = connection.execute(
        select(d.day).where(d.site == site, d.closed_at.is_(None)).limit(1)
    ).first()
    return found is not None


def sites_with_silent_kiosks(connection: Connection, before: datetime) -> list[str]:
    """Give the sites where a kiosk that is thought to be heard was last heard before an instant."""
    overdue = kiosk_health.c.contact == "heard", kiosk_health.c.heard_at < before
    rows = connection.execute(select(kiosk_health.c.site).where(*overdue).distinct())
    return sorted(rows.scalars())


def load_voices(
    connection: Connection, site: str, *, known: Collection[int], now: datetime
) -> dict[str, Voice]:
    """Give the screens that can be heard now, by device; `known` are the hall's counters."""
    v, z = speech.voice, speech.zone
    rows = connection.execute(
        select(v.c.device, v.c.counters, v.c.until, z.c.counters.label("zone"))
        .join(z, z.c.id == v.c.device, isouter=True)
        .where(v.c.site == site, v.c.until > now)
    )
    return {
        row.device: Voice(shown(zone_of(row.zone), known), zone_of(row.counters), row.until)
        for row in rows
    }
