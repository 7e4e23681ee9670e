"""How the kiosks of a site are: for staff's screens, and with exact counts for administrators."""

import json
from typing import Any

from sqlalchemy import Connection, select

from protocol.instants import format_instant, from_ms
from queue_server.domain.device import DeviceKind
from queue_server.domain.health import SILENT, ContactState, condition_of
from queue_server.store.tables.access import device, kiosk_health

KIOSKS_SHOWN = 8

_reported = ("printer", "cause", "paper", "backlog", "rejected", "clock", "disk", "version")
_columns = [kiosk_health.c[name] for name in ("contact", *_reported, "since")]


def kiosk_rows(connection: Connection, site: str) -> list[dict[str, Any]]:
    """Give each paired kiosk with what is wrong with it; one that never reported is unknown."""
    rows = connection.execute(
        select(device.c.id, device.c.name, device.c.issuer_no, *_columns)
        .outerjoin(kiosk_health, kiosk_health.c.id == device.c.id)
        .where(device.c.site == site, device.c.kind == DeviceKind.KIOSK, device.c.state == "paired")
        .order_by(device.c.created_at, device.c.id)
        .limit(KIOSKS_SHOWN)
    )
    return [_kiosk(row) for row in rows]


def _kiosk(row: Any) -> dict[str, Any]:
    who = {"id": row.id, "name": row.name, "issuer_no": row.issuer_no}
    if row.contact is None:
        unknown = dict.fromkeys(("cause", "backlog", "rejected", "version", "since"))
        words = dict.fromkeys(("printer", "paper", "clock", "disk"), "unknown")
        return {**who, "state": "unknown", "link": "never", **words, **unknown, "alarms": []}
    began: dict[str, int] = json.loads(row.since)
    is_heard = row.contact == ContactState.HEARD
    kinds = list(began) if is_heard else [SILENT]
    alarms = [{"kind": kind, "since": format_instant(from_ms(began[kind]))} for kind in kinds]
    return {
        **who,
        "state": condition_of(kinds, printer=row.printer, paper=row.paper),
        "link": "up" if is_heard else SILENT,
        **{name: getattr(row, name) for name in _reported},
        "since": min((alarm["since"] for alarm in alarms), default=None),
        "alarms": alarms,
    }


def undelivered(connection: Connection, site: str) -> dict[str, dict[str, Any]]:
    """Give by kiosk how many numbers it had not delivered when it was heard last, and when."""
    rows = connection.execute(
        select(kiosk_health.c.id, kiosk_health.c.undelivered, kiosk_health.c.heard_at).where(
            kiosk_health.c.site == site
        )
    )
    return {
        row.id: {"undelivered": row.undelivered, "heard_at": format_instant(row.heard_at)}
        for row in rows
    }
