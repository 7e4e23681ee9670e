"""Looking: views, catalogue, dossiers, an officer's ratings, lists for the administrator."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from protocol.instants import format_instant
from queue_server.api.answers import Document, ScanAnswer, ViewAnswer
from queue_server.api.commands import answer_json, principal
from queue_server.api.schemas import JournalQuery
from queue_server.api.tickets import RATING_READERS
from queue_server.domain.refusals import RoleRefused
from queue_server.parts import parts
from queue_server.queries.catalogue import catalogue_shape
from queue_server.queries.journal import journal_tail
from queue_server.queries.scans import look_up_scan
from queue_server.queries.snapshot import STAFF, board_name, counter_name, read_scene, read_view
from queue_server.queries.tickets import find_dossier
from queue_server.stats.own_ratings import own_ratings

views = APIBlueprint("views", __name__, url_prefix="/api/v1/views", tag="views")
catalogue = APIBlueprint("catalogue", __name__, url_prefix="/api/v1/catalogue", tag="catalogue")
dossiers = APIBlueprint("dossiers", __name__, url_prefix="/api/v1/dossiers", tag="dossiers")
scans = APIBlueprint("scans", __name__, url_prefix="/api/v1/scans", tag="tickets")
ratings = APIBlueprint("ratings", __name__, url_prefix="/api/v1/ratings", tag="reports")
journal = APIBlueprint("journal", __name__, url_prefix="/api/v1/journal", tag="administration")


def _view(name: str) -> Response:
    own = parts()
    return answer_json(dict(read_view(own.store, principal().site, name, now=own.now())))


@views.get("/board")
@views.output(ViewAnswer)
def board() -> Response:
    """Give the public view of one's site; to a hall screen, of the counters it shows."""
    return _view(board_name(principal().zone))


@views.get("/staff")
@views.output(ViewAnswer)
def staff() -> Response:
    """Give the view of consoles and managers."""
    return _view(STAFF)


@views.get("/counters/<int:number>")
@views.output(ViewAnswer)
def counter(number: int) -> Response:
    """Give a counter's view to its own screen and pad, and to staff."""
    who = principal()
    if who.kind == "device" and who.counter != number:
        raise RoleRefused()
    return _view(counter_name(number))


@catalogue.get("")
@catalogue.output(Document)
def show_catalogue() -> Response:
    """Give what the hall offers, with how many wait; a kiosk asks every two seconds."""
    own, who = parts(), principal()
    if who.kind == "device":
        own.contacts[who.id] = format_instant(own.now())

    def look(scene: Any, rev: int) -> Any:
        return catalogue_shape(scene, rev=rev, public_url=own.public_url, issuer_no=who.issuer_no)

    return answer_json(read_scene(own.store, who.site, look, now=own.now()))


@dossiers.get("/<path:name>")
@dossiers.output(Document)
def show_dossier(name: str) -> Response:
    """Give a dossier thread by code, slip token or slip address."""
    may = principal().role in RATING_READERS

    def look(scene: Any, _rev: int) -> Any:
        return find_dossier(scene, name, may_see_ratings=may)

    return answer_json(read_scene(parts().store, principal().site, look, now=parts().now()))


@scans.get("/<path:name>")
@scans.output(ScanAnswer)
def show_scan(name: str) -> Response:
    """Give a kiosk what a scanned slip or dossier leads to; nothing of a person."""

    def look(scene: Any, _rev: int) -> Any:
        return look_up_scan(scene, name)

    return answer_json(read_scene(parts().store, principal().site, look, now=parts().now()))


@ratings.get("/own")
@ratings.output(Document)
def own() -> Response:
    """Give an officer the ratings of their own servings: in groups of at least 5, a day later."""
    who, now = principal(), parts().now()

    def look(scene: Any, _rev: int) -> Any:
        scale = scene.catalogue.scale
        return own_ratings(scene.connection, site=scene.site, officer=who.id, scale=scale, now=now)

    return answer_json(read_scene(parts().store, who.site, look, now=now))


@journal.get("")
@journal.input(JournalQuery, location="query", arg_name="query")
@journal.output(Document)
def tail(query: JournalQuery) -> Response:
    """Give the journal's newest rows."""
    with parts().store.read() as connection:
        rows = journal_tail(connection, principal().site, before=query.before, limit=query.limit)
    return answer_json({"rows": rows})


BLUEPRINTS = (views, catalogue, dossiers, scans, ratings, journal)
