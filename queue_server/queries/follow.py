"""What a slip's token opens on a phone: the label, the queue, and a rating. Nothing else."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from protocol.ids import parse_token
from protocol.instants import format_instant
from queue_server.domain.rating import RatingState
from queue_server.domain.refusals import SlipUnknown
from queue_server.domain.scale import write_scale
from queue_server.domain.ticket import TicketState
from queue_server.queries.board import board_view
from queue_server.queries.scene import Scene
from queue_server.queries.snapshot import read_scene
from queue_server.store.pads import has_pad, is_pad_over, newest_rating_of
from queue_server.store.rows import TicketRow, people_ahead, ticket_by_id
from queue_server.store.store import Store
from queue_server.store.tables.queue import slip_token

CALLING_SHOWN = 3


class Slip(NamedTuple):
    """The site and ticket a token stands for."""

    site: str
    ticket: str


def find_slip(store: Store, text: str, *, now: datetime) -> Slip:
    """Give what a slip's token opens; SlipUnknown for any token that opens nothing.

    What is no token at all is looked up like one, so that every miss takes as long.
    """
    try:
        token = parse_token(text)
    except ValueError:
        token = ""
    with store.read() as connection:
        row = connection.execute(select(slip_token).where(slip_token.c.token == token)).first()
        if row is None:
            raise SlipUnknown()
        days = store.site(connection, row.site).settings.token_days
    if now - row.created_at > timedelta(days=days):
        raise SlipUnknown()
    return Slip(row.site, row.ticket)


def follow_slip(store: Store, text: str, *, now: datetime) -> dict[str, Any]:
    """Give what the holder of a slip may see; refuses as `find_slip`."""
    slip = find_slip(store, text, now=now)

    def look(scene: Scene, rev: int) -> dict[str, Any]:
        return _follow(scene, slip.ticket, rev=rev)

    answer: dict[str, Any] = read_scene(store, slip.site, look, now=now)
    return answer


def _follow(scene: Scene, ticket_id: str, *, rev: int) -> dict[str, Any]:
    row = ticket_by_id(scene.connection, scene.code, ticket_id)
    if row is None:
        raise SlipUnknown()
    service = scene.catalogue.by_service.get(row.service)
    calls = [c for c in board_view(scene)["calls"] if c["state"] in {"called", "serving"}]
    is_here = row.state in {"called", "serving"}
    return {
        "site": {"name_vi": scene.site.name_vi, "name_en": scene.site.name_en},
        "label": row.label,
        "day": row.day.isoformat(),
        "state": row.state,
        "service_vi": service.name_vi if service else "",
        "service_en": service.name_en if service else "",
        "ahead": people_ahead(scene.connection, row) if row.state == "waiting" else None,
        "counter": row.counter if is_here else None,
        "calling": [{"label": c["label"], "counter": c["counter"]} for c in calls[:CALLING_SHOWN]],
        "rating": _rating(scene, row) if row.state == TicketState.SERVED else None,
        "at": format_instant(scene.now),
        "rev": rev,
    }


def _rating(scene: Scene, ticket: TicketRow) -> dict[str, Any] | None:
    """Say whether the last serving may be rated here now; the answer itself is never shown."""
    row = newest_rating_of(scene.connection, scene.code, ticket.id)
    if row is None or row.state == RatingState.LAPSED:
        return None
    if row.state == RatingState.GIVEN:
        return {"state": "given", "scale": None}
    if scene.now >= row.until:
        return None
    if has_pad(scene.connection, scene.code, row.counter) and not is_pad_over(
        scene.connection, row, now=scene.now
    ):
        return {"state": "at_pad", "scale": None}
    return {"state": "open", "scale": write_scale(scene.catalogue.scale)}
