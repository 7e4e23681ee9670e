"""From a ticket to paper: the slip joins the spooler's queue in the ticket's own transaction.

The number never depends on its paper. What became of the slip is shown on the page while the
citizen is there, and told to the server through the outbox.
"""

import sqlite3
import threading
from collections.abc import Callable
from typing import Any, Literal

import structlog

from kiosk.catalogue import Catalogue
from kiosk.clock import SiteClock
from kiosk.config import Config
from kiosk.records import Entry
from kiosk.store import Store
from kiosk.tickets import Ticket, qr_text
from printers.addresses import printer_name
from printers.health import PrinterHealth
from printers.job_store import enqueue
from printers.print_job import Attempt, Job, QueueFull
from printers.slips.ticket import TicketSlip
from printers.spooler import Spooler
from protocol.ids import is_id

# What the page says of a slip; `none` when this kiosk has no printer.
PrintState = Literal["none", "printing", "printed", "paper_out", "failed", "uncertain"]
PrinterState = Literal["none", "ready", "paper_out", "failed"]

ATTEMPTS_AT_ONCE = 100

log = structlog.get_logger("kiosk.printing")


class Printing:
    """The slips of this kiosk; without a way to a spooler it has no printer."""

    def __init__(
        self,
        store: Store,
        *,
        open_spooler: Callable[[], Spooler] | None,
        catalogue: Callable[[], Catalogue | None],
        clock: SiteClock,
        config: Config,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._open_spooler = open_spooler
        self._catalogue = catalogue
        self._clock = clock
        self._config = config
        self._new_id = new_id
        self._spooler: Spooler | None = None
        self._opening = threading.Lock()  # two loops come here in the agent's first moment
        self._is_started = False

    def open(self) -> Spooler | None:
        """Give the spooler; it keeps its jobs in the store, which may not be there yet."""
        with self._opening:
            if self._spooler is None and self._open_spooler is not None:
                try:
                    self._spooler = self._open_spooler()
                except sqlite3.Error as error:
                    log.error("spooler.failed", reason=str(error))
            return self._spooler

    def start(self) -> None:
        """Begin to print what is queued, once the spooler can be opened."""
        if not self._is_started and (spooler := self.open()) is not None:
            self._is_started = True
            spooler.start()

    def stop(self) -> None:
        if self._spooler is not None:
            self._spooler.stop()

    def queue_slip(self, db: sqlite3.Connection, ticket: Ticket) -> None:
        """Put the slip into the print queue, inside the transaction that gives the number."""
        catalogue = self._catalogue()
        if self._open_spooler is None or catalogue is None:
            return
        slip = ticket_slip(ticket, catalogue, config=self._config, clock=self._clock)
        try:
            enqueue(db, slip, job_id=ticket.id, subject=ticket.id, now=ticket.intent.at)
        except QueueFull:  # a number never depends on its paper
            log.warning("slip.not_queued", ticket=ticket.id)

    def wake(self) -> None:
        if self._spooler is not None:
            self._spooler.wake()

    def forget(self) -> None:
        """Drop what was held too long."""
        if self._spooler is not None:
            self._spooler.forget_old()

    def state_of(self, ticket: Ticket) -> PrintState:
        """Give the state of the newest slip of a ticket."""
        if self._open_spooler is None:
            return "none"
        jobs = [] if self._spooler is None else self._spooler.jobs_of(ticket.id)
        return _print_state(jobs[-1]) if jobs else "failed"

    def printer_state(self) -> PrinterState:
        """Tell a citizen beforehand whether there will be paper."""
        if self._open_spooler is None:
            return "none"
        health = [] if self._spooler is None else self._spooler.health()
        if any(printer.state != "fault" for printer in health):
            return "ready"
        return "paper_out" if any(p.cause == "paper_out" for p in health) else "failed"

    def health(self) -> list[PrinterHealth]:
        """Give what was last heard of each printer; one that cannot be driven is unknown."""
        if self._open_spooler is None:
            return []
        if self._spooler is not None:
            return self._spooler.health()
        now = self._clock.now()
        return [
            PrinterHealth(name=name, state="unknown", cause=None, paper_low_since=None, at=now)
            for name in map(printer_name, self._config.printers)
        ]

    def tell_outcomes(self) -> None:
        """Put what became of slips into the outbox, each attempt once, in order."""
        if self._spooler is None:
            return
        told = self._store.told_attempt()
        for attempt in self._spooler.attempts_after(told, limit=ATTEMPTS_AT_ONCE):
            self._store.tell_attempt(attempt.seq, slip_entry(attempt, id_=self._new_id()))


def ticket_slip(
    ticket: Ticket, catalogue: Catalogue, *, config: Config, clock: SiteClock
) -> TicketSlip:
    """Give what stands on the paper."""
    service = catalogue.by_service[ticket.intent.wish.service]
    return TicketSlip(
        site_name=catalogue.site_vi,
        subtitle_vi=config.subtitle_vi,
        subtitle_en=config.subtitle_en,
        label=ticket.label,
        service_vi=service.name_vi,
        service_en=service.name_en,
        issued_at_local=clock.local(ticket.intent.at),
        ahead=ticket.ahead,
        code=ticket.code,
        qr_text=qr_text(ticket, catalogue.public_url),
        priority="" if ticket.intent.wish.class_ == "priority" else None,
        offline=ticket.origin == "kiosk",
    )


def slip_entry(attempt: Attempt, *, id_: str) -> Entry | None:
    """Give what the server is told of an attempt; None of a slip that nobody there knows.

    A ticket's own slip is a job with the ticket's id; an order of staff is one with the order's.
    """
    is_ticket = is_id(attempt.subject)
    is_order = is_id(attempt.job_id) and attempt.job_id != attempt.subject
    if not is_ticket and not is_order:
        return None
    body: dict[str, Any] = {"ticket": attempt.subject} if is_ticket else {}
    if is_order:
        body["order"] = attempt.job_id
    body |= {"outcome": attempt.outcome, "copy": attempt.copy, "cause": attempt.cause}
    return Entry(id_, "slip", body, attempt.at)


def _print_state(job: Job) -> PrintState:
    if job.state == "printed":
        return "printed"
    if job.state == "uncertain":
        return "uncertain"
    if job.state in ("queued", "sending") and job.cause is None:
        return "printing"
    return "paper_out" if job.cause == "paper_out" else "failed"
