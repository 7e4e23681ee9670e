"""One ticket or one dossier thread: what happened, on one timeline, from the journal."""

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from protocol.dossier_code import CODE_MAX
from protocol.ids import is_id, token_in
from protocol.instants import format_instant, service_day
from protocol.numbering import parse_label
from queue_server.domain.refusals import DossierUnknown, TicketUnknown
from queue_server.queries.scene import Scene
from queue_server.queries.shapes import instant, ticket_shape
from queue_server.store.rows import TicketRow, ticket_by_id, ticket_by_label
from queue_server.store.tables.access import account
from queue_server.store.tables.journal import journal
from queue_server.store.tables.queue import slip_token, ticket
from queue_server.store.tables.service import dossier, rating, serving
from queue_server.store.threads import find_thread

TIMELINE_MAX = 200
FORGOTTEN = "–"
# What whoever serves citizens does not see of a rating (D11).
HIDDEN = frozenset({"rating.given", "rating.explained", "rating.lapsed"})
# What a timeline may tell of a fact; the rest of a payload stays in the journal.
TOLD = (
    "label",
    "counter",
    "call",
    "outcome",
    "reason",
    "copy",
    "channel",
    "admitted",
    "exception",
    "by_hand",
    "service",
)


def find_ticket(
    scene: Scene, name: str, *, day: date | None, may_see_ratings: bool
) -> dict[str, Any]:
    """Give a ticket by id or label with its dossier and timeline; refuses with TicketUnknown."""
    row = _ticket(scene, name, day=day)
    if row is None or row.state == "offered" or row.dossier is None:
        raise TicketUnknown()
    thread = _thread(scene, row.dossier, may_see_ratings=may_see_ratings)
    return {**thread, "ticket": ticket_shape(row, code=thread["dossier"]["code"])}


def _ticket(scene: Scene, name: str, *, day: date | None) -> TicketRow | None:
    if is_id(name):
        return ticket_by_id(scene.connection, scene.code, name)
    try:
        label = str(parse_label(name))
    except ValueError:
        return None
    on = day or service_day(scene.now, scene.site.settings.zone)
    return ticket_by_label(scene.connection, scene.code, day=on, label=label)


def find_dossier(scene: Scene, name: str, *, may_see_ratings: bool) -> dict[str, Any]:
    """Give a thread by provisional or official code, or by a slip's token or address.

    Refuses with DossierUnknown.
    """
    token = token_in(name)
    if token is not None:
        found = _dossier_of_token(scene.connection, scene.code, token)
    else:
        code = "".join(name.split()).upper()
        if len(code) > CODE_MAX or not code.isprintable():
            raise DossierUnknown()
        found = find_thread(scene.connection, scene.code, code)
    if found is None:
        raise DossierUnknown()
    return _thread(scene, found, may_see_ratings=may_see_ratings)


def _dossier_of_token(connection: Connection, site: str, token: str) -> str | None:
    return connection.execute(
        select(ticket.c.dossier)
        .join(slip_token, slip_token.c.ticket == ticket.c.id)
        .where(slip_token.c.token == token, slip_token.c.site == site)
    ).scalar()


def _thread(scene: Scene, dossier_id: str, *, may_see_ratings: bool) -> dict[str, Any]:
    head = scene.connection.execute(select(dossier).where(dossier.c.id == dossier_id)).one()
    rows = scene.connection.execute(
        select(*(ticket.c[n] for n in TicketRow._fields))
        .where(ticket.c.dossier == dossier_id)
        .order_by(ticket.c.issued_at)
    )
    tickets = [TicketRow._make(row) for row in rows]
    servings = _servings(scene, [t.id for t in tickets])
    ratings = _ratings(scene, dossier_id, may_see_ratings=may_see_ratings)
    subjects = [dossier_id, *(t.id for t in tickets), *(s["id"] for s in servings)]
    timeline = _timeline(scene, subjects, may_see_ratings=may_see_ratings)
    return {
        "dossier": {
            "id": head.id,
            "code": _code(head),
            "official_code": head.official_code,
            "service": head.service,
            "status": head.status,
            "opened_at": instant(head.opened_at),
            "accepted_at": instant(head.accepted_at),
        },
        "tickets": [ticket_shape(t, code=_code(head)) for t in tickets],
        "servings": servings,
        "ratings": ratings,
        "timeline": [_with_codes(told, head) for told in timeline],
    }


def _code(head: Any) -> str:
    return head.code if head.forgotten_at is None else FORGOTTEN


def _with_codes(told: dict[str, Any], head: Any) -> dict[str, Any]:
    """The journal holds no codes: those that are still known stand in the thread's row."""
    codes = {
        "dossier.opened": {"code": _code(head)},
        "dossier.accepted": {"official_code": head.official_code},
    }
    return {**told, **codes.get(told["type"], {})}


def _servings(scene: Scene, tickets: list[str]) -> list[dict[str, Any]]:
    rows = scene.connection.execute(
        select(serving, account.c.name.label("officer_name"))
        .join(account, account.c.id == serving.c.officer)
        .where(serving.c.ticket.in_(tickets))
        .order_by(serving.c.started_at)
    )
    return [
        {
            "id": row.id,
            "ticket": row.ticket,
            "counter": row.counter,
            "officer": row.officer_name,
            "state": row.state,
            "started_at": instant(row.started_at),
            "finished_at": instant(row.finished_at),
            "outcome": row.outcome,
            "reason": row.reason,
        }
        for row in rows
    ]


def _ratings(scene: Scene, dossier_id: str, *, may_see_ratings: bool) -> list[dict[str, Any]]:
    """The thread's ratings; whoever serves citizens sees that one exists, never its value (D11)."""
    rows = scene.connection.execute(
        select(rating).where(rating.c.dossier == dossier_id).order_by(rating.c.opened_at)
    )
    return [
        {
            "serving": row.serving,
            "state": row.state if may_see_ratings else "opened",
            "value": row.value if may_see_ratings else None,
            "scale": row.scale if may_see_ratings else None,
            "channel": row.channel if may_see_ratings else None,
            "opened_at": instant(row.opened_at),
            "given_at": instant(row.given_at) if may_see_ratings else None,
        }
        for row in rows
    ]


def _timeline(scene: Scene, subjects: list[str], *, may_see_ratings: bool) -> list[dict[str, Any]]:
    rows = scene.connection.execute(
        select(journal.c.seq, journal.c.at, journal.c.type, journal.c.by_kind, journal.c.payload)
        .where(journal.c.site == scene.code, journal.c.subject.in_(subjects))
        .order_by(journal.c.seq)
        .limit(TIMELINE_MAX)
    )
    return [
        _told(row, may_see_ratings=may_see_ratings)
        for row in rows
        if may_see_ratings or row.type not in HIDDEN
    ]


def _told(row: Any, *, may_see_ratings: bool) -> dict[str, Any]:
    payload = json.loads(row.payload)
    told = {name: payload[name] for name in TOLD if payload.get(name) is not None}
    if may_see_ratings and "value" in payload:
        told["value"] = payload["value"]
    return {
        "seq": row.seq,
        "at": format_instant(row.at),
        "type": row.type,
        "by": row.by_kind,
        **told,
    }
