"""What a kiosk or desk is to print, with all that stands on the paper; no person is in it."""

import json
from collections import Counter as Tally
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from protocol.instants import format_instant
from protocol.numbering import parse_label, provisional_code
from queue_server.domain.device import DeviceKind, DeviceState
from queue_server.domain.slip_order import OPEN_MAX, ORDER_MINUTES, SlipKind, SlipOrderState
from queue_server.domain.ticket import TicketState
from queue_server.queries.scene import Scene
from queue_server.queries.shapes import instant
from queue_server.store.rows import people_ahead, ticket_by_id
from queue_server.store.tables.access import device
from queue_server.store.tables.journal import journal
from queue_server.store.tables.queue import slip_token, ticket
from queue_server.store.tables.service import dossier
from queue_server.store.tables.slips import slip_order

PRINTERS_MAX = 50
Content = dict[str, Any]


def open_orders(scene: Scene, device_id: str) -> list[dict[str, Any]]:
    """Give the orders a machine has not told of yet, oldest first; none older than they serve."""
    since = scene.now - timedelta(minutes=ORDER_MINUTES)
    rows = scene.connection.execute(
        select(slip_order)
        .where(
            slip_order.c.site == scene.code,
            slip_order.c.device == device_id,
            slip_order.c.state == SlipOrderState.ASKED,
            slip_order.c.asked_at >= since,
        )
        .order_by(slip_order.c.asked_at, slip_order.c.id)
        .limit(OPEN_MAX)
    )
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "copy": row.copy,
            "asked_at": format_instant(row.asked_at),
            "slip": CONTENTS[SlipKind(row.kind)](scene, row.subject, row.copy == 0),
        }
        for row in rows
    ]


def slip_printers(connection: Connection, site: str) -> list[dict[str, Any]]:
    """Give the kiosks and desks that may be asked for a slip."""
    rows = connection.execute(
        select(device.c.id, device.c.name, device.c.issuer_no)
        .where(
            device.c.site == site,
            device.c.kind == DeviceKind.KIOSK,
            device.c.state == DeviceState.PAIRED,
        )
        .order_by(device.c.name, device.c.id)
        .limit(PRINTERS_MAX)
    )
    return [{"id": row.id, "name": row.name, "issuer_no": row.issuer_no} for row in rows]


def _ticket_content(scene: Scene, subject: str, is_first: bool) -> Content:
    """Give a ticket's slip; who is ahead only on the first, for it was true then."""
    row = ticket_by_id(scene.connection, scene.code, subject)
    assert row is not None
    number = parse_label(row.label).issuer_no
    is_waiting = is_first and row.state == TicketState.WAITING
    return {
        "ticket": row.id,
        "label": row.label,
        "service": row.service,
        "class": row.class_,
        "issued_at": instant(row.issued_at),
        "ahead": people_ahead(scene.connection, row) if is_waiting else None,
        "code": provisional_code(site=scene.code, day=row.day, label=row.label),
        "token": _token(scene.connection, row.id),
        "offline": number is not None and number == row.issuer_no,
    }


def _token(connection: Connection, ticket_id: str) -> str | None:
    found = select(slip_token.c.token).where(slip_token.c.ticket == ticket_id)
    return connection.execute(found.limit(1)).scalar()


def _receipt_content(scene: Scene, subject: str, _is_first: bool) -> Content:
    """Give what is known of an accepted dossier; what is not yet kept is left blank on paper."""
    row = scene.connection.execute(
        select(dossier).where(dossier.c.site == scene.code, dossier.c.id == subject)
    ).one()
    return {
        "dossier": row.id,
        "code": row.official_code or row.code,
        "provisional_code": row.code,
        "service": row.service,
        "accepted_at": instant(row.accepted_at),
        "due_at": None,
    }


def _day_content(scene: Scene, subject: str, _is_first: bool) -> Content:
    """Give a closed day's totals with their digest and the journal's row that holds them."""
    closed = scene.connection.execute(
        select(journal.c.seq, journal.c.hash, journal.c.payload)
        .where(
            journal.c.site == scene.code,
            journal.c.type == "day.closed",
            journal.c.subject == subject,
        )
        .order_by(journal.c.seq.desc())
        .limit(1)
    ).one()
    said = json.loads(closed.payload)
    return {
        "day": subject,
        "totals": said["totals"],
        "fields": _field_totals(scene, date.fromisoformat(subject)),
        "digest": said["digest"],
        "journal_seq": closed.seq,
        "journal_hash": closed.hash,
    }


def _field_totals(scene: Scene, day: date) -> list[dict[str, Any]]:
    rows = scene.connection.execute(
        select(ticket.c.field, ticket.c.state).where(
            ticket.c.site == scene.code, ticket.c.day == day
        )
    )
    issued: Tally[str] = Tally()
    served: Tally[str] = Tally()
    for row in rows:
        if row.state not in (TicketState.OFFERED, TicketState.RETIRED):
            issued[row.field] += 1
        served[row.field] += row.state == TicketState.SERVED
    names = {field.code: field.name_vi for field in scene.catalogue.fields}
    return [
        {"name_vi": names.get(code, code), "issued": count, "served": served[code]}
        for code, count in sorted(issued.items())
    ]


CONTENTS: dict[SlipKind, Callable[[Scene, str, bool], Content]] = {
    SlipKind.TICKET: _ticket_content,
    SlipKind.RECEIPT: _receipt_content,
    SlipKind.DAY: _day_content,
}
