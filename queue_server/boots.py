"""Which runs of a kiosk's agent were heard: one that comes back after another is a second box.

An agent that starts anew names itself anew, and the name before never returns. Kept in memory, at
most KEPT_MAX kiosks: after a restart of the server two boxes are noticed again within three
reports.
"""

import threading

from queue_server.recent import Recent

KEPT_MAX = 512


class Boots:
    """The two newest runs of each kiosk; safe from any thread."""

    def __init__(self) -> None:
        """Nobody was heard yet."""
        self._lock = threading.Lock()
        self._heard: Recent[tuple[str, str | None]] = Recent(KEPT_MAX)

    def is_back(self, kiosk: str, boot: str | None) -> bool:
        """Hear a run; tells whether it was heard before the present one. None says nothing."""
        if boot is None:
            return False
        with self._lock:
            newest, before = self._heard.find(kiosk) or (boot, None)
            self._heard.keep(kiosk, (newest, before) if boot == newest else (boot, newest))
            return boot == before
