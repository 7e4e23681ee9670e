"""Sends each changed view, whole, to those who look at it (decisions D3, D4).

A doorbell says that a site changed; the first ring is answered at once, rings within
QUIET_S of it are answered together. A view is computed once a change from the database and kept
with its rev. Every PULSE_S each socket hears where its site is, read from the database, so a
screen notices what it missed and other processes' changes arrive even with no doorbell.
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog

from protocol.instants import format_instant
from protocol.views import Pulse, ViewMessage
from queue_server.faults import where
from queue_server.queries.access import find_standing
from queue_server.queries.snapshot import read_view
from queue_server.realtime.copies import Copies
from queue_server.realtime.presence import Presence, room_of
from queue_server.store.store import Store

log = structlog.get_logger()

QUIET_S = 0.05
PULSE_S = 2.0
KEPT_MAX = 2_048

Send = Callable[[str, dict[str, Any], str], None]


class Publisher:
    """One thread that sends views, one that sends pulses."""

    def __init__(self, store: Store, presence: Presence, send: Send) -> None:
        """`send(event, message, room)` gives a message to a room's sockets."""
        self.store = store
        self.presence = presence
        self._send = send
        self._bell = threading.Condition()
        self._rung: dict[str, int] = {}
        self._kept: dict[tuple[str, str], ViewMessage] = {}
        # A pulse between a change and its view makes every screen ask: one computes for them all.
        self._computing = threading.Lock()
        self._sent: dict[str, int] = {}
        self.copies = Copies(store, presence)
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to listen, in threads that end with the process."""
        self.store.doorbells.append(self.ring)
        threading.Thread(target=self._publish_forever, name="publisher", daemon=True).start()
        threading.Thread(target=self._pulse_forever, name="pulse", daemon=True).start()

    def stop(self) -> None:
        """End both threads."""
        self._stopped.set()
        with self._bell:
            self._bell.notify_all()

    def ring(self, site: str, seq: int) -> None:
        """Say that a site changed."""
        with self._bell:
            self._rung[site] = max(seq, self._rung.get(site, 0))
            self._bell.notify()

    def view(self, site: str, name: str) -> ViewMessage:
        """Give the newest view: the one kept if nothing changed since, else computed now."""
        newest = self._newest(site, name)
        if newest is None:
            with self._computing:
                newest = self._newest(site, name) or self._compute(site, name)
        return newest

    def _newest(self, site: str, name: str) -> ViewMessage | None:
        """Give the view that is kept, unless something changed since."""
        kept = self._kept.get((site, name))
        head = self.store.head(site)
        is_newest = kept is not None and (kept["epoch"], kept["rev"]) == (head.epoch, head.seq)
        return kept if is_newest else None

    def _compute(self, site: str, name: str) -> ViewMessage:
        message = read_view(self.store, site, name, now=self.store.clock())
        if len(self._kept) >= KEPT_MAX:
            self._kept.clear()
        self._kept[(site, name)] = message
        return message

    def _publish_forever(self) -> None:
        while not self._stopped.is_set():
            with self._bell:
                self._bell.wait_for(lambda: self._rung or self._stopped.is_set())
                rung, self._rung = self._rung, {}
            wanted = self.presence.audiences()
            for site in rung:
                self._publish(site, wanted.get(site, set()))
            self._stopped.wait(QUIET_S)

    def _publish(self, site: str, names: set[str]) -> None:
        for name in sorted(names):
            self._survive("view_fault", partial(self._publish_one, site, name))

    def _publish_one(self, site: str, name: str) -> None:
        message = self.view(site, name)
        self._send("view", dict(message), room_of(site, name))
        self._sent[site] = max(message["rev"], self._sent.get(site, 0))

    def _pulse_forever(self) -> None:
        while not self._stopped.wait(PULSE_S):
            self._survive("pulse_fault", self.pulse)
            self._survive("dismiss_fault", self.dismiss)
            self._survive("copies_fault", self.copies.look)

    def _survive(self, event: str, act: Callable[[], None]) -> None:
        """Act at a thread's edge: one broken view must not silence every screen for good.

        A screen that missed a view hears so from the next pulse, and asks.
        """
        try:
            act()
        except Exception as fault:  # noqa: BLE001 -- the boundary of this thread
            log.error(event, kind=type(fault).__name__, where=where(fault))

    def pulse(self) -> None:
        """Tell every socket where its site is; ring for a site another process changed."""
        at = format_instant(self.store.clock())
        for site, names in self.presence.audiences().items():
            head = self.store.head(site)
            message: Pulse = {"epoch": head.epoch, "rev": head.seq, "at": at}
            for name in sorted(names):
                self._send("pulse", dict(message), room_of(site, name))
            if head.seq > self._sent.get(site, 0):
                self.ring(site, head.seq)

    def dismiss(self) -> None:
        """Close the sockets of those who may not look any more (I16: within 5 s)."""
        seats = self.presence.seats()
        asked = {seat.secret_hash for seat in seats}
        with self.store.read() as connection:
            standing = find_standing(connection, asked, now=self.store.clock())
        for seat in seats:
            if seat.secret_hash not in standing:
                self.presence.remove(seat.sid)
                self.presence.close(seat.sid)
