"""A view is computed once for everybody who asks at once, as when a pulse outruns it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from queue_server.realtime.presence import Presence
from queue_server.realtime.publisher import Publisher
from tests.stage import Stage

SCREENS = 24


def test_screens_that_ask_at_once_get_one_view(stage: Stage) -> None:
    presence = Presence(seats_max=SCREENS, clock=stage.clock)
    publisher = Publisher(stage.store, presence, lambda *_: None)
    before = publisher.view(stage.site, "board")
    stage.issue()
    together = threading.Barrier(SCREENS)

    def ask(_number: int) -> int:
        together.wait()
        return id(publisher.view(stage.site, "board"))

    with ThreadPoolExecutor(SCREENS) as screens:
        asked = set(screens.map(ask, range(SCREENS)))
    newest = publisher.view(stage.site, "board")
    assert asked == {id(newest)}
    assert newest["rev"] > before["rev"]
