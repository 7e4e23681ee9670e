"""The three views of a site, each computed from nothing but the rows (decisions D3, D4)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from protocol.views import HELD_SHOWN, MISSED_SHOWN, ROWS_PER_FIELD, ROWS_SHOWN
from queue_server.domain.refusals import CounterUnknown
from queue_server.domain.scale import write_scale
from queue_server.domain.site import Catalogue, Service
from queue_server.queries.alarms import hall_alarms
from queue_server.queries.desks import Desk, read_desks
from queue_server.queries.kiosks import kiosk_rows
from queue_server.queries.notices import standing_notices
from queue_server.queries.scene import Scene
from queue_server.queries.shapes import instant, ticket_shape, waiting_shape
from queue_server.store.rows import TicketRow, first_waiting, held_tickets, queue_lengths
from queue_server.store.tables.access import device
from queue_server.store.tables.queue import service_day, ticket
from queue_server.store.tables.service import rating


def staff_view(scene: Scene) -> dict[str, Any]:
    """Give what consoles and managers see: counters, the head of each field's queue, alarms."""
    desks = read_desks(scene)
    lengths = queue_lengths(scene.connection, scene.code)
    services = [service_shape(scene, s, lengths, desks) for s in scene.catalogue.services]
    return {
        "site": scene.site_name(),
        "day": scene.day.isoformat(),
        "service_day": _service_day(scene),
        "counters": [_staff_counter(scene, desk) for desk in desks],
        "fields": [_staff_field(scene, f, lengths) for f in scene.catalogue.fields],
        "services": services,
        "groups": [
            {"code": g.code, "name_vi": g.name_vi, "name_en": g.name_en}
            for g in scene.catalogue.groups
        ],
        "alarms": hall_alarms(scene, desks=desks, services=services),
        "missed": _missed(scene),
        "held": _held(scene),
        "devices": _devices(scene),
        "kiosks": kiosk_rows(scene.connection, scene.code),
        "notices": standing_notices(scene.connection, scene.code),
    }


def _service_day(scene: Scene) -> dict[str, Any]:
    """Today as it is written down: new until it is opened."""
    row = scene.connection.execute(
        select(service_day.c.opened_at, service_day.c.closed_at).where(
            service_day.c.site == scene.code, service_day.c.day == scene.day
        )
    ).first()
    if row is None:
        return {"state": "new", "at": None}
    if row.closed_at is None:
        return {"state": "open", "at": instant(row.opened_at)}
    return {"state": "closed", "at": instant(row.closed_at)}


def _staff_counter(scene: Scene, desk: Desk) -> dict[str, Any]:
    serving_id = None if desk.serving is None else desk.serving["id"]
    return {
        "number": desk.number,
        "state": desk.state,
        "officer": desk.officer,
        "seat": desk.seat,
        "taken_from": desk.taken_from,
        "since": instant(desk.since),
        "pause_reason": desk.pause_reason,
        "services": sorted(scene.catalogue.by_counter[desk.number].skills),
        "services_changed": desk.number in scene.catalogue.changed,
        "ticket": desk.ticket and ticket_shape(desk.ticket, code=desk.code, serving=serving_id),
        "serving": desk.serving,
    }


def _staff_field(scene: Scene, field: Any, lengths: Mapping[str, int]) -> dict[str, Any]:
    yields_s = {s.code: 0 for s in scene.catalogue.services if s.field == field.code}
    limit = min(ROWS_PER_FIELD, ROWS_SHOWN // len(scene.catalogue.fields))
    rows = first_waiting(scene.connection, scene.code, yields_s=yields_s, limit=limit)
    return {
        "code": field.code,
        "letter": field.letter,
        "name_vi": field.name_vi,
        "name_en": field.name_en,
        "waiting": sum(lengths.get(code, 0) for code in yields_s),
        "rows": [waiting_shape(row) for row in rows],
    }


def service_shape(
    scene: Scene, service: Service, lengths: Mapping[str, int], desks: list[Desk]
) -> dict[str, Any]:
    """Write a service with how many wait for it and how many open counters can serve it."""
    return {
        "code": service.code,
        "field": service.field,
        "name_vi": service.name_vi,
        "name_en": service.name_en,
        "short_vi": service.short_vi,
        "short_en": service.short_en,
        "waiting": lengths.get(service.code, 0),
        "open_counters": open_counters(scene.catalogue, service.code, desks),
    }


def open_counters(catalogue: Catalogue, service: str, desks: list[Desk]) -> int:
    """Count the counters open, not paused, that can serve a service."""
    return sum(
        desk.state == "open" and service in catalogue.by_counter[desk.number].skills
        for desk in desks
    )


def _missed(scene: Scene) -> list[dict[str, Any]]:
    rows = scene.connection.execute(
        select(ticket.c.id, ticket.c.label, ticket.c.service, ticket.c.ended_at)
        .where(ticket.c.site == scene.code, ticket.c.day == scene.day, ticket.c.state == "missed")
        .order_by(ticket.c.ended_at.desc())
        .limit(MISSED_SHOWN)
    )
    return [
        {"id": r.id, "label": r.label, "service": r.service, "missed_at": instant(r.ended_at)}
        for r in rows
    ]


def _held(scene: Scene) -> list[dict[str, Any]]:
    """Whom a counter set aside, the one whose time is up first on top."""
    rows = held_tickets(scene.connection, scene.code)
    rows.sort(key=lambda row: (row.held_until is None, row.held_until or row.issued_at, row.id))
    return [
        {
            "id": row.id,
            "label": row.label,
            "service": row.service,
            "counter": row.counter,
            "reason": row.held_reason,
            "until": instant(row.held_until),
        }
        for row in rows[:HELD_SHOWN]
    ]


def _devices(scene: Scene) -> list[dict[str, Any]]:
    rows = scene.connection.execute(
        select(device.c.id, device.c.kind, device.c.name, device.c.counter, device.c.state)
        .where(device.c.site == scene.code)
        .order_by(device.c.created_at, device.c.id)
    )
    return [dict(row) for row in rows.mappings()]


def counter_view(scene: Scene, number: int) -> dict[str, Any]:
    """Give what a counter's screen and pad see. Refuses with CounterUnknown."""
    if number not in scene.catalogue.by_counter:
        raise CounterUnknown(counter=number)
    desk = next(desk for desk in read_desks(scene) if desk.number == number)
    return {
        "site": scene.site_name(),
        "counter": {"number": number, "state": desk.state, "pause_reason": desk.pause_reason},
        "ticket": desk.ticket and _counter_ticket(scene, desk.ticket),
        "rating": _open_rating(scene, desk),
        "scale": write_scale(scene.catalogue.scale),
    }


def _counter_ticket(scene: Scene, row: TicketRow) -> dict[str, Any]:
    service = scene.catalogue.by_service.get(row.service)  # it may have been withdrawn
    return {
        "label": row.label,
        "state": row.state,
        "service_vi": service.name_vi if service else "",
        "service_en": service.name_en if service else "",
        "called_at": instant(row.called_at),
    }


def _open_rating(scene: Scene, desk: Desk) -> dict[str, Any] | None:
    """The newest rating of the counter while its pad may take it: until the next serving (D11)."""
    if desk.ticket is not None and desk.ticket.state == "serving":
        return None
    row = scene.connection.execute(
        select(rating.c.serving, rating.c.state, rating.c.opened_at, rating.c.pad_until)
        .where(rating.c.site == scene.code, rating.c.counter == desk.number)
        .order_by(rating.c.opened_at.desc(), rating.c.serving.desc())
        .limit(1)
    ).first()
    if row is None or row.state != "opened" or row.pad_until <= scene.now:
        return None
    return {
        "serving": row.serving,
        "opened_at": instant(row.opened_at),
        "until": instant(row.pad_until),
    }
