"""The board: what a hall screen shows, of the whole hall or of its zone."""

from typing import Any

from protocol.views import CALLS_SHOWN
from queue_server.domain.screen import WHOLE_HALL, Zone, shown
from queue_server.queries.announcements import announced_among
from queue_server.queries.desks import TICKETS, read_desks
from queue_server.queries.notices import shown_media, standing_notices
from queue_server.queries.scene import Scene
from queue_server.queries.shapes import instant
from queue_server.store.rows import TicketRow, queue_lengths
from queue_server.store.tables.queue import ticket


def board_view(scene: Scene, zone: Zone = WHOLE_HALL) -> dict[str, Any]:
    """Give what the hall may see: calls, counters, how many wait. No ids, no codes, no names.

    A zone's board has the calls and counters of the zone, and the fields those counters serve.
    """
    counters = shown(zone, scene.catalogue.by_counter)
    return {
        "site": scene.site_name(),
        "day": scene.day.isoformat(),
        "calls": _calls(scene, counters),
        "counters": [
            {
                "number": desk.number,
                "state": desk.state,
                "label": desk.ticket and desk.ticket.label,
                "phase": desk.ticket and desk.ticket.state,
            }
            for desk in read_desks(scene)
            if desk.number in counters
        ],
        "fields": _fields(scene, counters),
        **standing_notices(scene.connection, scene.code),
        "media": shown_media(scene.connection, scene.code),
    }


def _calls(scene: Scene, counters: Zone) -> list[dict[str, Any]]:
    rows = _newest_calls(scene, counters)
    seqs = [row.call_seq for row in rows if row.call_seq is not None]
    announced = announced_among(scene.connection, scene.code, seqs)
    return [{**_call(row), "announced": row.call_seq in announced} for row in rows]


def _newest_calls(scene: Scene, counters: Zone) -> list[TicketRow]:
    asked = TICKETS.where(
        ticket.c.site == scene.code, ticket.c.call_seq.is_not(None), ticket.c.day == scene.day
    )
    if len(counters) < len(scene.catalogue.counters):
        asked = asked.where(ticket.c.counter.in_(counters))
    rows = scene.connection.execute(asked.order_by(ticket.c.call_seq.desc()).limit(CALLS_SHOWN))
    return [row for row in (TicketRow._make(values) for values in rows) if row.counter is not None]


def _call(row: TicketRow) -> dict[str, Any]:
    return {
        "seq": row.call_seq,
        "label": row.label,
        "counter": row.counter,
        "call": row.calls,
        "at": instant(row.called_at),
        "state": row.state,
    }


def _fields(scene: Scene, counters: Zone) -> list[dict[str, Any]]:
    waiting = _waiting_by_field(scene)
    catalogue = scene.catalogue
    skills = {code for number in counters for code in catalogue.by_counter[number].skills}
    served = {service.field for service in catalogue.services if service.code in skills}
    is_whole = len(counters) == len(catalogue.counters)
    return [
        {
            "code": f.code,
            "letter": f.letter,
            "name_vi": f.name_vi,
            "name_en": f.name_en,
            "waiting": waiting[f.code],
        }
        for f in catalogue.fields
        if is_whole or f.code in served
    ]


def _waiting_by_field(scene: Scene) -> dict[str, int]:
    lengths = queue_lengths(scene.connection, scene.code)
    totals = {f.code: 0 for f in scene.catalogue.fields}
    for service in scene.catalogue.services:
        totals[service.field] += lengths.get(service.code, 0)
    return totals
