"""How rows are written for those who may see them; allow-lists, so nothing slips through (I14)."""

from datetime import UTC, datetime
from typing import Any

from protocol.instants import format_instant
from protocol.views import WaitingRow
from queue_server.store.rows import TicketRow


def instant(value: datetime | None) -> str | None:
    """Write an instant, or None."""
    return None if value is None else format_instant(value)


def eff_instant(eff_s: int) -> str:
    """Write the stamp a ticket is ordered by."""
    return format_instant(datetime.fromtimestamp(eff_s, UTC))


def ticket_shape(
    row: TicketRow, *, code: str | None = None, serving: str | None = None
) -> dict[str, Any]:
    """Write a ticket for staff and its own kiosk; `code` is its dossier thread's."""
    return {
        "id": row.id,
        "label": row.label,
        "day": row.day.isoformat(),
        "state": row.state,
        "service": row.service,
        "field": row.field,
        "class": row.class_,
        "group": row.group,
        "issuer": {"kind": row.issuer_kind, "no": row.issuer_no},
        "issued_at": instant(row.issued_at),
        "ready_at": instant(row.ready_at),
        "eff_at": eff_instant(row.eff_s),
        "counter": row.counter,
        "calls": row.calls,
        "called_at": instant(row.called_at),
        "serving": serving,
        "dossier": None if row.dossier is None else {"id": row.dossier, "code": code},
        "slip": row.slip,
        "held_until": instant(row.held_until),
        "back_to": row.back_to,
    }


def waiting_shape(row: TicketRow) -> WaitingRow:
    """Write a waiting ticket and why it stands there; short, for a view holds 280 of them."""
    shape: WaitingRow = {
        "id": row.id,
        "label": row.label,
        "service": row.service,
        "class": row.class_,
        "group": row.group,
        "ready_at": _seconds(row.ready_at),
        "eff_at": _seconds(datetime.fromtimestamp(row.eff_s, UTC)),
    }
    # Only those few that wait for somebody say so.
    if row.for_counter is not None:
        shape["for_counter"] = row.for_counter
    if row.for_officer is not None:
        shape["for_officer"] = row.for_officer
    return shape


def _seconds(value: datetime) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}"
