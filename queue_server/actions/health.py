"""How kiosks are: hearing their reports, and noticing by rule that one is not heard any more."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from protocol.health import SILENT_AFTER_S
from protocol.instants import to_ms
from queue_server.domain.health import (
    SILENT,
    TRANSITIONS,
    ContactState,
    Report,
    alarms_of,
    begun,
)
from queue_server.domain.machine import next_state
from queue_server.store.rows import change_row
from queue_server.store.store import Tx
from queue_server.store.tables.access import kiosk_health


def hear_kiosk(tx: Tx, device_id: str, report: Report) -> ContactState:
    """Take a kiosk's report; it is a fact only when it says something else than before."""
    known = tx.run(select(kiosk_health).where(kiosk_health.c.id == device_id)).first()
    told = report.told_after(was_copied=known is not None and known.copied)
    heard = {"heard_at": tx.now, "undelivered": report.backlog}
    if known is not None and known.contact == ContactState.HEARD and _told(known) == told:
        change_row(tx.connection, kiosk_health, device_id, **heard)
        return ContactState.HEARD
    state = None if known is None else ContactState(known.contact)
    contact = next_state(TRANSITIONS, state, "device.reported")
    tx.record("device.reported", device_id, asdict(told))
    before = {} if known is None else json.loads(known.since)
    since = begun(alarms_of(told), before=before, now_ms=to_ms(tx.now))
    values = {"contact": str(contact), **asdict(told), "since": json.dumps(since), **heard}
    if known is None:
        tx.run(insert(kiosk_health), id=device_id, site=tx.code, **values)
    else:
        change_row(tx.connection, kiosk_health, device_id, **values)
    return contact


def _told(known: Any) -> Report:
    return Report(**{name: getattr(known, name) for name in Report.__dataclass_fields__})


def silent_before(now: datetime) -> datetime:
    """Give the instant since which a kiosk must have been heard."""
    return now - timedelta(seconds=SILENT_AFTER_S)


def silence_kiosks(tx: Tx) -> int:
    """Note each kiosk of the site that was not heard for SILENT_AFTER_S; gives how many."""
    overdue = tx.run(
        select(kiosk_health.c.id, kiosk_health.c.since).where(
            kiosk_health.c.site == tx.code,
            kiosk_health.c.contact == ContactState.HEARD,
            kiosk_health.c.heard_at < silent_before(tx.now),
        )
    ).all()
    for row in overdue:
        contact = next_state(TRANSITIONS, ContactState.HEARD, "device.silenced")
        tx.record("device.silenced", row.id, {})
        since = json.dumps({**json.loads(row.since), SILENT: to_ms(tx.now)})
        change_row(tx.connection, kiosk_health, row.id, contact=str(contact), since=since)
    return len(overdue)
