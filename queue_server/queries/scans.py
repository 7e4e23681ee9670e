"""What a kiosk is told of a code it read: the ticket of today, or where the dossier leads.

An allow-list (I14): of a ticket no more than the hall screen and its slip say, of a dossier its
code and whether it waits for its owner. Whose it is stands nowhere near.
"""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import select

from protocol.dossier_code import CODE_MAX
from protocol.ids import token_in
from protocol.instants import service_day
from protocol.numbering import is_provisional_code
from queue_server.domain.ticket import TicketState
from queue_server.queries.scene import Scene
from queue_server.reference import read_rows
from queue_server.store.rows import TicketRow, people_ahead, ticket_by_id
from queue_server.store.tables.queue import slip_token, ticket
from queue_server.store.tables.service import dossier
from queue_server.store.threads import find_thread

# Somebody with such a ticket needs no other.
_GOES_ON = frozenset(
    {
        TicketState.WAITING,
        TicketState.CALLED,
        TicketState.SERVING,
        TicketState.HELD,
        TicketState.MISSED,
    }
)
_AT_COUNTER = frozenset({TicketState.CALLED, TicketState.SERVING})


def look_up_scan(scene: Scene, name: str) -> dict[str, Any]:
    """Give `ticket` (of today, not ended) and `dossier` of a slip's token or a dossier's code.

    What the site does not know is null. An official code never leads to a number: whoever has
    the receipt of a dossier need not be who waits.
    """
    token = token_in(name)
    if token is not None:
        row = _row_of_token(scene, token)
        thread = None if row is None else row.dossier
    else:
        row, thread = _of_code(scene, "".join(name.split()).upper()[: CODE_MAX + 1])
    is_current = row is not None and _is_current(scene, row)
    return {
        "ticket": _ticket_shape(scene, row) if row is not None and is_current else None,
        "dossier": None if thread is None else _dossier_shape(scene, thread),
    }


def _row_of_token(scene: Scene, token: str) -> TicketRow | None:
    found = scene.connection.execute(
        select(slip_token.c.ticket, slip_token.c.created_at).where(
            slip_token.c.token == token, slip_token.c.site == scene.code
        )
    ).first()
    days = timedelta(days=scene.site.settings.token_days)
    if found is None or scene.now - found.created_at > days:
        return None
    return ticket_by_id(scene.connection, scene.code, found.ticket)


def _of_code(scene: Scene, code: str) -> tuple[TicketRow | None, str | None]:
    thread = find_thread(scene.connection, scene.code, code)
    if thread is None or not is_provisional_code(code):
        return None, thread
    newest = scene.connection.execute(
        select(ticket.c.id)
        .where(ticket.c.dossier == thread)
        .order_by(ticket.c.issued_at.desc())
        .limit(1)
    ).scalar_one()
    return ticket_by_id(scene.connection, scene.code, newest), thread


def _is_current(scene: Scene, row: TicketRow) -> bool:
    today = service_day(scene.now, scene.site.settings.zone)
    return row.day == today and row.state in _GOES_ON


def _ticket_shape(scene: Scene, row: TicketRow) -> dict[str, Any]:
    is_waiting = row.state == TicketState.WAITING
    return {
        "label": row.label,
        "state": row.state,
        "service": row.service,
        "ahead": people_ahead(scene.connection, row) if is_waiting else None,
        "counter": row.counter if row.state in _AT_COUNTER else None,
    }


def _dossier_shape(scene: Scene, thread: str) -> dict[str, Any]:
    head = scene.connection.execute(select(dossier).where(dossier.c.id == thread)).one()
    lane = None if head.status is None else lanes()[head.status]
    return {"code": head.official_code or head.code, "service": head.service, "lane": lane}


@cache
def lanes() -> dict[int, str | None]:
    """Give the lane of each national status, where there is one."""
    return {int(row["national_code"]): row["lane"] or None for row in read_rows("dossier_states")}
