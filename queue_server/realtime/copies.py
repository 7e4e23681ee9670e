"""Notices a device's key that is used in two places at once: somebody has a copy of it.

A screen, a pad and a counter's screen stand in one place. Two windows of one browser are one
place; another address or another browser is another. A screen that lost its line has a dead
socket for some seconds beside its new one, so only what is seen again and again counts.
"""

from protocol.events import SYSTEM
from queue_server.actions.devices import note_copy
from queue_server.realtime.presence import Presence
from queue_server.security import tell
from queue_server.store.store import Store

# Looks in a row, one with every pulse: longer than a dead socket is kept.
LOOKS = 4


class Copies:
    """Counts in how many looks in a row a device was in two places."""

    def __init__(self, store: Store, presence: Presence) -> None:
        """Nothing was seen yet."""
        self.store = store
        self.presence = presence
        self._seen: dict[tuple[str, str], int] = {}

    def look(self) -> None:
        """Look once; who was in two places long enough is noted, once."""
        now = self.presence.in_two_places()
        self._seen = {who: self._seen.get(who, 0) + 1 for who in now}
        for site, device in [who for who, looks in self._seen.items() if looks == LOOKS]:
            with self.store.write(site, by=SYSTEM) as tx:
                is_news = note_copy(tx, device)
            if is_news:
                tell("device_copied", device=device, site=site)
