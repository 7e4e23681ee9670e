"""Keeps the days: closes by rule what is due, forgets what may not be kept longer."""

import threading

import structlog

from protocol.events import SYSTEM
from queue_server.actions.day import close_due_days
from queue_server.actions.retention import forget_expired
from queue_server.faults import where
from queue_server.store.reading import has_open_day, list_sites
from queue_server.store.store import Store

log = structlog.get_logger()

ROUND_S = 20.0


class Keeper:
    """One thread that goes round all sites."""

    def __init__(self, store: Store) -> None:
        """Nothing runs before start()."""
        self.store = store
        self._stopped = threading.Event()

    def start(self) -> None:
        """Go round now and every ROUND_S."""
        threading.Thread(target=self._forever, name="keeper", daemon=True).start()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()

    def _forever(self) -> None:
        while not self._stopped.is_set():
            try:
                self.go_round()
            except Exception as fault:  # noqa: BLE001 -- a keeper that ends closes no day again
                log.error("keeper_fault", kind=type(fault).__name__, where=where(fault))
            self._stopped.wait(ROUND_S)

    def go_round(self) -> None:
        """Close the days that are due at every site."""
        with self.store.read() as connection:
            sites = [site for site in list_sites(connection) if has_open_day(connection, site)]
        for site in sites:
            with self.store.write(site, by=SYSTEM) as tx:
                if close_due_days(tx):
                    forget_expired(tx)
