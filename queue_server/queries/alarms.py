"""What needs somebody in the hall now: people without a counter, an idle counter, a call for help.

An alarm that only time brings about carries `from`, when it begins: a view is computed when
something changed, and the page that shows it knows the hour.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, literal, select

from queue_server.queries.desks import Desk
from queue_server.queries.scene import Scene
from queue_server.queries.shapes import instant
from queue_server.store.tables.access import device
from queue_server.store.tables.queue import ticket
from queue_server.store.tables.service import serving

# So long a counter may stand idle while people wait whom it could call.
IDLE_S = 600


def hall_alarms(
    scene: Scene, *, desks: list[Desk], services: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Give every alarm of a hall.

    Help first, then copied keys, services without a counter, idle counters.
    """
    asked = [desk for desk in desks if desk.help_at is not None]
    return [
        *({"kind": "help", "counter": d.number, "since": instant(d.help_at)} for d in asked),
        *_copied_keys(scene),
        *(
            {"kind": "no_counter", "service": s["code"], "waiting": s["waiting"]}
            for s in services
            if s["waiting"] and not s["open_counters"]
        ),
        *_idle_counters(scene, desks),
    ]


def _copied_keys(scene: Scene) -> list[dict[str, Any]]:
    """Give the devices whose key is used in two places."""
    copied = select(device.c.name, device.c.copied_at).where(
        device.c.site == scene.code, device.c.copied_at.is_not(None)
    )
    rows = scene.connection.execute(copied.order_by(device.c.copied_at, device.c.id))
    return [
        {"kind": "key_copied", "device": row.name, "since": instant(row.copied_at)} for row in rows
    ]


def _idle_counters(scene: Scene, desks: list[Desk]) -> list[dict[str, Any]]:
    """Give the counters that call nobody although people wait whom they could call."""
    free = [desk for desk in desks if desk.state == "open" and desk.ticket is None]
    if not free:
        return []
    waiting = _waiting_for_anybody(scene)
    alarms = []
    for desk in free:
        lines = [waiting[code] for code in _skills(scene, desk) if code in waiting]
        if lines:
            since = _latest(scene, desk, min(line.ready_at for line in lines))
            count = sum(line.people for line in lines)
            begins = instant(since + timedelta(seconds=IDLE_S))
            alarms.append(
                {"kind": "idle_counter", "counter": desk.number, "waiting": count, "from": begins}
            )
    return alarms


def _skills(scene: Scene, desk: Desk) -> Iterable[str]:
    return scene.catalogue.by_counter[desk.number].skills


def _waiting_for_anybody(scene: Scene) -> dict[str, Any]:
    """Give, by service, how many wait for no counter or officer in particular, and since when."""
    rows = scene.connection.execute(
        select(
            ticket.c.service,
            func.min(ticket.c.ready_at, type_=ticket.c.ready_at.type).label("ready_at"),
            func.count().label("people"),
        )
        .where(
            ticket.c.site == scene.code,
            ticket.c.state == literal("waiting", literal_execute=True),
            ticket.c.for_counter.is_(None),
            ticket.c.for_officer.is_(None),
        )
        .group_by(ticket.c.service)
    )
    return {row.service: row for row in rows}


def _latest(scene: Scene, desk: Desk, since: datetime) -> datetime:
    """Give since when nothing has kept a counter from calling: its last citizen, or its opening."""
    ended = select(func.max(ticket.c.ended_at, type_=ticket.c.ended_at.type)).where(
        ticket.c.site == scene.code, ticket.c.day == scene.day, ticket.c.counter == desk.number
    )
    finished = select(func.max(serving.c.finished_at, type_=serving.c.finished_at.type)).where(
        serving.c.site == scene.code, serving.c.day == scene.day, serving.c.counter == desk.number
    )
    freed = (scene.connection.execute(one).scalar() for one in (ended, finished))
    return max(moment for moment in (since, desk.since, *freed) if moment is not None)
