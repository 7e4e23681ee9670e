"""What a hall offers, as kiosks and consoles read it, with how many wait for each."""

from typing import Any

from sqlalchemy import Integer, cast, exists, func, select, text

from protocol.hours import write_hours
from queue_server.domain.scale import write_scale
from queue_server.domain.site import Field, Service
from queue_server.queries.desks import read_desks
from queue_server.queries.scene import Scene
from queue_server.queries.views import service_shape
from queue_server.store.given import given_on
from queue_server.store.rows import queue_lengths
from queue_server.store.tables.queue import slip_token, ticket

# A kiosk may be without the server for weeks, and looks 60 days ahead.
EXCEPTIONS_TOLD_DAYS = 120


def catalogue_shape(
    scene: Scene, *, rev: int, public_url: str, issuer_no: int | None
) -> dict[str, Any]:
    """Give the catalogue; a kiosk keeps the newest it saw for when the server is away."""
    catalogue = scene.catalogue
    hours = catalogue.hours.within(scene.day, days=EXCEPTIONS_TOLD_DAYS)
    return {
        "site": {
            **scene.site_name(),
            "kind": scene.site.kind,
            "timezone": scene.site.settings.timezone,
        },
        "public_url": public_url,
        "rev": rev,
        "day": scene.day.isoformat(),
        "issuer_no": issuer_no,
        "own_last": {} if issuer_no is None else _own_last(scene, issuer_no),
        "fields": [_field(f, position) for position, f in enumerate(catalogue.fields)],
        "hours": write_hours(hours),
        "services": _services(scene),
        "groups": [
            {
                "code": g.code,
                "name_vi": g.name_vi,
                "name_en": g.name_en,
                "evidence_vi": g.evidence_vi,
                "evidence_en": g.evidence_en,
                "self_declared": g.is_self_declared,
                "age_min": g.age_min,
            }
            for g in catalogue.groups
        ],
        "counters": [
            {"number": counter.number, "services": sorted(counter.skills)}
            for counter in catalogue.counters
        ],
        "scale": write_scale(catalogue.scale),
    }


def _own_last(scene: Scene, issuer_no: int) -> dict[str, int]:
    """Give the last ordinal of each letter that a kiosk delivered of today's own labels.

    A store that never gave them is a copy of the one that did (decision D6a). What staff let in
    by a slip has no token until its kiosk delivers it, and does not count: it may be mistyped.
    """
    ordinal = cast(func.substr(ticket.c.label, len(f"B{issuer_no}-") + 1), Integer)
    letter = func.substr(ticket.c.label, 1, 1).label("letter")
    own = (
        select(letter, func.max(ordinal).label("last"))
        .where(
            ticket.c.site == scene.code,
            ticket.c.day == scene.day,
            ticket.c.issuer_no == issuer_no,
            ticket.c.label.like(f"_{issuer_no}-%"),
            exists().where(slip_token.c.ticket == ticket.c.id),
        )
        .group_by(text("letter"))
    )
    return {row.letter: row.last for row in scene.connection.execute(own)}


def _services(scene: Scene) -> list[dict[str, Any]]:
    lengths = queue_lengths(scene.connection, scene.code)
    given = given_on(scene.connection, scene.code, scene.day)
    desks = read_desks(scene)
    return [
        {
            **service_shape(scene, service, lengths, desks),
            "tthc_code": service.tthc_code,
            "papers_vi": list(service.papers_vi),
            "papers_en": list(service.papers_en),
            "day_cap": service.day_cap,
            "left": _left(service, given.get(service.code, 0)),
            "lane": service.lane,
        }
        for service in scene.catalogue.services
    ]


def _left(service: Service, given: int) -> int | None:
    return None if service.day_cap is None else max(0, service.day_cap - given)


def _field(field: Field, position: int) -> dict[str, Any]:
    return {
        "code": field.code,
        "letter": field.letter,
        "name_vi": field.name_vi,
        "name_en": field.name_en,
        "hint_vi": field.hint_vi,
        "hint_en": field.hint_en,
        "position": position,
    }
