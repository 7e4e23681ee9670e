"""Keeps the days and watches the kiosks: what happens by rule, without anybody asking.

Days that are due are closed, what may not be kept longer is forgotten once a night, journals that
moved are sealed, and a kiosk that is not heard any more is called silent, soon enough for an
officer to see it within ten seconds.
"""

import itertools
import threading
from collections.abc import Callable
from datetime import date

import structlog

from protocol.events import SYSTEM
from protocol.instants import service_day
from queue_server.actions.closing import close_due_days
from queue_server.actions.health import silence_kiosks, silent_before
from queue_server.actions.holding import release_due
from queue_server.actions.retention import forget_expired, forget_persons
from queue_server.faults import where
from queue_server.store.reading import has_open_day, list_sites, sites_with_silent_kiosks
from queue_server.store.seals import Sealer
from queue_server.store.store import Store

log = structlog.get_logger()

ROUND_S = 20.0
WATCH_S = 1.0


class Keeper:
    """One thread that goes round all sites."""

    def __init__(self, store: Store, *, sealer: Sealer | None = None) -> None:
        """Nothing runs before start()."""
        self.store = store
        self.sealer = sealer
        self._stopped = threading.Event()
        # A server that was off has heard nobody: kiosks get their time to be heard again.
        self._began = store.clock()
        self._forgot_on: dict[str, date] = {}

    def start(self) -> None:
        """Go round now and every ROUND_S, look at the kiosks every WATCH_S."""
        self._began = self.store.clock()
        threading.Thread(target=self._forever, name="keeper", daemon=True).start()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()

    def _forever(self) -> None:
        beats = ROUND_S / WATCH_S
        for beat in itertools.count():
            if self._stopped.is_set():
                return
            if beat % beats == 0:
                self._survive(self.go_round)
            self._survive(self.watch)
            self._stopped.wait(WATCH_S)

    def _survive(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as fault:  # noqa: BLE001 -- a keeper that ends closes no day again
            log.error("keeper_fault", kind=type(fault).__name__, where=where(fault))

    def watch(self) -> None:
        """Note the kiosks that are not heard any more."""
        before = silent_before(self.store.clock())
        if self._began > before:
            return
        with self.store.read() as connection:
            sites = sites_with_silent_kiosks(connection, before)
        for site in sites:
            with self.store.write(site, by=SYSTEM) as tx:
                silence_kiosks(tx)

    def go_round(self) -> None:
        """Release the held, close the days that are due at every site, seal what moved."""
        with self.store.read() as connection:
            sites = [site for site in list_sites(connection) if has_open_day(connection, site)]
        for site in sites:
            with self.store.write(site, by=SYSTEM) as tx:
                release_due(tx)
                close_due_days(tx)
        self.forget()
        if self.sealer is not None:
            self.sealer.go_round()

    def forget(self) -> None:
        """Forget what is due at every site on each of its days, a little in each round."""
        with self.store.read() as connection:
            halls = [self.store.site(connection, site) for site in list_sites(connection)]
        for hall in halls:
            day = service_day(self.store.clock(), hall.settings.zone)
            if self._forgot_on.get(hall.code) == day:
                continue
            with self.store.write(hall.code, by=SYSTEM) as tx:
                forget_expired(tx)
                if forget_persons(tx):
                    self._forgot_on[hall.code] = day
