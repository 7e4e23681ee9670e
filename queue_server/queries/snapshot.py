"""One snapshot: where the journal stands and the view computed at that point."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from protocol.views import ViewMessage
from queue_server.domain.screen import Zone, zone_of, zone_text
from queue_server.queries.board import board_view
from queue_server.queries.scene import Scene
from queue_server.queries.views import counter_view, staff_view
from queue_server.store.reading import load_head
from queue_server.store.store import SiteUnknown, Store

BOARD = "board"
STAFF = "staff"


def board_name(zone: Zone) -> str:
    """Give the name of the board of some counters, `board:3 4`; of the whole hall, `board`."""
    return f"{BOARD}:{zone_text(zone)}" if zone else BOARD


def counter_name(number: int) -> str:
    """Give the name of a counter's view."""
    return f"counter:{number}"


def read_view(store: Store, site: str, name: str, *, now: datetime) -> ViewMessage:
    """Give a view by name (`board`, `board:3 4`, `staff`, `counter:3`) with its rev."""
    kind, _, what = name.partition(":")
    if kind == BOARD:
        return _read(store, site, lambda scene: board_view(scene, zone_of(what)), now=now)
    if kind == STAFF:
        return _read(store, site, staff_view, now=now)
    number = int(what)
    return _read(store, site, lambda scene: counter_view(scene, number), now=now)


def _read(
    store: Store, site: str, view: Callable[[Scene], dict[str, Any]], *, now: datetime
) -> ViewMessage:
    with store.read() as connection:
        head = load_head(connection, site)
        if head is None:
            raise SiteUnknown(site)
        record = store.site(connection, site, head.catalogue_seq)
        catalogue = store.catalogue(connection, site, head.catalogue_seq)
        body = view(Scene(connection, record, catalogue, now))
    return {"epoch": head.epoch, "rev": head.seq, "body": body}


def read_scene(store: Store, site: str, look: Callable[[Scene, int], Any], *, now: datetime) -> Any:
    """Ask something else of one snapshot: `look(scene, rev)`."""
    with store.read() as connection:
        head = load_head(connection, site)
        if head is None:
            raise SiteUnknown(site)
        record = store.site(connection, site, head.catalogue_seq)
        catalogue = store.catalogue(connection, site, head.catalogue_seq)
        return look(Scene(connection, record, catalogue, now), head.seq)
