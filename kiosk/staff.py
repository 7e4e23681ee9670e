"""The staff menu's other side: who may, how the machine is, and the few orders there are.

A session is opened with the PIN, one at a time, and ends by itself. Orders act on paper and on
the process, never on numbers: a number is given by the tap alone.
"""

import hmac
from collections.abc import Callable
from typing import Any, Literal, get_args

import structlog

from kiosk.catalogue import Catalogue
from kiosk.clock import SiteClock
from kiosk.health import HealthWatch
from kiosk.printing import Printing
from kiosk.refusals import (
    PrinterMissing,
    PrintQueueFull,
    SlipUnknown,
    StaffOrderInvalid,
    StaffSignedOut,
)
from kiosk.staff_pin import StaffPin
from kiosk.store import Store
from kiosk.world import World
from printers.print_job import Job, NoSuchJob, NotAllowed, QueueFull
from printers.slips import from_json
from printers.slips.test_page import TestPage
from printers.slips.ticket import TicketSlip
from printers.spooler import Spooler
from protocol.ids import new_token
from protocol.instants import format_instant

SESSION_S = 120
HELD_SHOWN = 50
TEST_SUBJECT = "test."

Order = Literal["test_slip", "reprint_last", "print_held", "drop_held", "paper_changed", "restart"]
ORDERS: tuple[Order, ...] = get_args(Order)

log = structlog.get_logger("kiosk.staff")


class StaffMenu:
    """What staff may do at the machine."""

    def __init__(
        self,
        *,
        pin: StaffPin,
        store: Store,
        printing: Printing,
        health: HealthWatch,
        catalogue: Callable[[], Catalogue | None],
        clock: SiteClock,
        world: World,
        new_id: Callable[[], str],
    ) -> None:
        self._pin = pin
        self._store = store
        self._printing = printing
        self._health = health
        self._catalogue = catalogue
        self._clock = clock
        self._world = world
        self._new_id = new_id
        self._token: str | None = None
        self._ends_s = 0.0

    @property
    def is_open_to_staff(self) -> bool:
        """Tell whether there is a PIN, without which there is no menu."""
        return self._pin.is_set

    # --- the session ------------------------------------------------------------------------

    def sign_in(self, pin: str) -> str:
        """Give the token of a new session, which ends the one before; refuses as StaffPin does."""
        self._pin.check(pin)
        self._token = new_token(self._world.random_bytes)
        self._prolong()
        log.info("staff.signed_in")
        return self._token

    def check(self, token: str) -> None:
        """Pass with the token of the session; refuses with StaffSignedOut."""
        is_over = self._token is None or self._world.elapsed_s() >= self._ends_s
        if is_over or not hmac.compare_digest(token.encode(), (self._token or "").encode()):
            raise StaffSignedOut()

    def _prolong(self) -> None:
        self._ends_s = self._world.elapsed_s() + SESSION_S

    # --- looking ----------------------------------------------------------------------------

    def status(self) -> dict[str, Any]:
        """Give how the machine is, and the slips that wait for a person."""
        health = self._health.look()
        device = self._store.device()
        spooler = self._printing.open()
        held = [] if spooler is None else spooler.held()[:HELD_SHOWN]
        return {
            "printers": [
                {
                    "name": printer.name,
                    "state": printer.state,
                    "cause": printer.cause,
                    "paper": printer.paper,
                    "model": printer.model,
                }
                for printer in health.printers
            ],
            "link": health.link,
            "backlog": health.backlog,
            "rejected": health.rejected,
            "held": [_held(job) for job in held],
            "clock": health.clock,
            "disk": health.disk,
            "version": health.version,
            "issuer_no": None if device is None else device.issuer_no,
        }

    # --- orders -----------------------------------------------------------------------------

    def obey(self, order: str, *, job: str | None) -> None:
        """Carry out an order.

        `job` names one held slip, None all of them. Refuses with StaffOrderInvalid,
        PrinterMissing, PrintQueueFull or SlipUnknown.
        """
        obeyed: dict[str, Callable[[], None]] = {
            "test_slip": self._print_tests,
            "reprint_last": self._reprint_last,
            "print_held": lambda: self._each_held(job, self._spooler().release),
            "drop_held": lambda: self._each_held(job, self._spooler().drop),
            "paper_changed": lambda: self._spooler().change_roll(),
            "restart": self._world.restart,
        }
        if order not in obeyed:
            raise StaffOrderInvalid()
        self._prolong()
        log.info("staff.ordered", order=order, job=job)
        try:
            obeyed[order]()
        except QueueFull as full:
            raise PrintQueueFull() from full
        except (NoSuchJob, NotAllowed) as wrong:
            raise SlipUnknown() from wrong

    def _spooler(self) -> Spooler:
        spooler = self._printing.open()
        if spooler is None:
            raise PrinterMissing()
        return spooler

    def _print_tests(self) -> None:
        """Print a test page on each printer."""
        spooler, catalogue = self._spooler(), self._catalogue()
        for printer in spooler.printers:
            page = TestPage(
                site_name="motcua" if catalogue is None else catalogue.site_vi,
                printer_name=printer.name,
                profile_name=printer.profile.name,
                printed_at_local=self._clock.local(self._clock.now()),
            )
            id_ = TEST_SUBJECT + self._new_id()
            spooler.submit(page, job_id=id_, subject=id_, printer=printer)

    def _reprint_last(self) -> None:
        """Print the newest number's slip: the one that waits for it, else a marked copy."""
        spooler, ticket = self._spooler(), self._store.last_ticket()
        if ticket is None:
            raise SlipUnknown()
        jobs = spooler.jobs_of(ticket.id)
        if jobs and jobs[-1].state == "held":
            spooler.release(jobs[-1].id)
        else:
            spooler.reprint(ticket.id)

    def _each_held(self, job: str | None, act: Callable[[str], Job]) -> None:
        for one in [job] if job is not None else [held.id for held in self._spooler().held()]:
            act(one)


def _held(job: Job) -> dict[str, Any]:
    return {
        "job": job.id,
        "label": _label(job),
        "at": format_instant(job.created_at),
        "why": job.cause,
    }


def _label(job: Job) -> str:
    """Give what a person knows a slip by; "" for one without a number."""
    try:
        slip = from_json(job.slip)
    except (ValueError, KeyError, TypeError):
        return ""
    return slip.label if isinstance(slip, TicketSlip) else ""
