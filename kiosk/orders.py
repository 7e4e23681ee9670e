"""Slips that staff asked of this machine: fetched when the hall's rev moved, and printed.

The order's id is the print job's id, so fetching it again before the server heard of its end
prints nothing more. What becomes of it is told through the outbox like any slip.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog

from kiosk.catalogue import Catalogue, ForeignAnswer, count, expect, text
from kiosk.clock import SiteClock
from kiosk.config import Config
from kiosk.link import Link
from kiosk.printing import Printing
from kiosk.store import Store
from kiosk.tickets import follow_text
from kiosk.wire import LinkFault
from printers.print_job import COPY_MAX, QueueFull
from printers.slips import SlipData
from printers.slips.day_report import FIELDS_MAX, DayReport, FieldTotal
from printers.slips.receipt import ReceiptSlip
from printers.slips.ticket import TicketSlip
from protocol.ids import is_id, parse_token
from protocol.instants import parse_instant

FETCH_TIMEOUT_S = 3.0
Row = dict[str, Any]

log = structlog.get_logger("kiosk.orders")


@dataclass(frozen=True)
class Order:
    """One slip to print: `subject` is what it is about, by which copies are counted here."""

    id: str
    subject: str
    asked_at: datetime
    slip: SlipData


class Orders:
    """Fetches and prints what staff asked for."""

    def __init__(
        self,
        store: Store,
        *,
        link: Link,
        printing: Printing,
        clock: SiteClock,
        config: Config,
    ) -> None:
        self._store = store
        self._link = link
        self._printing = printing
        self._clock = clock
        self._config = config
        self._seen: tuple[str, int] | None = None

    def fetch(self) -> None:
        """Look whether there are orders, if anything happened in the hall since the last look."""
        device, seen = self._store.device(), self._link.seen
        is_quiet = seen is None or seen == self._seen or not self._link.is_answering
        spooler, catalogue = self._printing.open(), self._link.catalogue()
        if device is None or device.refused or is_quiet or spooler is None or catalogue is None:
            return
        try:
            reply = self._link.ask(device, "GET", "/api/v1/slip-orders", timeout_s=FETCH_TIMEOUT_S)
            if not reply.is_success:
                return
            for order in self._read(reply.body, catalogue):
                spooler.obey(
                    order.slip, job_id=order.id, subject=order.subject, asked_at=order.asked_at
                )
        except (LinkFault, ForeignAnswer, QueueFull) as fault:
            log.warning("orders.failed", reason=str(fault))
            return
        self._seen = seen

    def _read(self, body: Row, catalogue: Catalogue) -> list[Order]:
        """Give the orders that can be read: a server may be newer, and one shall not stop all."""
        writer = SlipWriter(catalogue, clock=self._clock, config=self._config)
        orders = []
        for row in expect(body.get("orders"), list):
            try:
                orders.append(writer.order(expect(row, dict)))
            except ForeignAnswer as error:
                log.warning("order.unreadable", reason=str(error))
        return orders


class SlipWriter:
    """Turns what the server says of an order into a slip; ForeignAnswer when it is not one."""

    def __init__(self, catalogue: Catalogue, *, clock: SiteClock, config: Config) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._config = config
        self._write: dict[str, Callable[[Row, int], tuple[str, SlipData]]] = {
            "ticket": self._ticket,
            "receipt": self._receipt,
            "day": self._day,
        }

    def order(self, row: Row) -> Order:
        id_, kind, copy = text(row, "id"), text(row, "kind"), count(row, "copy")
        if not is_id(id_) or kind not in self._write or copy > COPY_MAX:
            raise ForeignAnswer("no order of a slip")
        try:
            asked_at = parse_instant(text(row, "asked_at"))
            subject, slip = self._write[kind](expect(row.get("slip"), dict), copy)
        except (ValueError, KeyError, TypeError) as error:
            raise ForeignAnswer(f"an order that is no slip: {error}") from error
        return Order(id_, subject, asked_at, slip)

    def _ticket(self, said: Row, copy: int) -> tuple[str, SlipData]:
        code, token = text(said, "code"), said.get("token")
        known = None if token is None else parse_token(text(said, "token"))
        service_vi, service_en = self._service(said)
        slip = TicketSlip(
            **self._head(),
            label=text(said, "label"),
            service_vi=service_vi,
            service_en=service_en,
            issued_at_local=self._local(said, "issued_at"),
            ahead=None if said.get("ahead") is None else count(said, "ahead"),
            code=code,
            qr_text=follow_text(known, code=code, public_url=self._catalogue.public_url),
            priority="" if text(said, "class") == "priority" else None,
            offline=said.get("offline") is True,
            copy=copy,
        )
        ticket = text(said, "ticket")
        if not is_id(ticket):
            raise ForeignAnswer("no ticket")
        return ticket, slip

    def _receipt(self, said: Row, copy: int) -> tuple[str, SlipData]:
        service_vi, service_en = self._service(said)
        is_due = said.get("due_at") is not None
        slip = ReceiptSlip(
            **self._head(),
            code=text(said, "code"),
            service_vi=service_vi,
            service_en=service_en,
            received_at_local=self._local(said, "accepted_at"),
            due_at_local=self._local(said, "due_at") if is_due else None,
            collect_place=self._catalogue.site_vi,
            copy=copy,
        )
        return f"receipt.{text(said, 'dossier')}", slip

    def _day(self, said: Row, copy: int) -> tuple[str, SlipData]:
        totals = expect(said.get("totals"), dict)
        fields = [expect(row, dict) for row in expect(said.get("fields"), list)]
        day = date.fromisoformat(text(said, "day"))
        slip = DayReport(
            site_name=self._catalogue.site_vi,
            day=day,
            totals=tuple((str(state), int(number)) for state, number in totals.items()),
            fields=tuple(
                FieldTotal(
                    name_vi=text(row, "name_vi"),
                    issued=count(row, "issued"),
                    served=count(row, "served"),
                )
                for row in fields[:FIELDS_MAX]
            ),
            digest=text(said, "digest"),
            journal_seq=count(said, "journal_seq"),
            journal_hash=text(said, "journal_hash"),
            printed_at_local=self._clock.local(self._clock.now()),
            copy=copy,
        )
        return f"day.{day.isoformat()}", slip

    def _head(self) -> dict[str, Any]:
        return {
            "site_name": self._catalogue.site_vi,
            "subtitle_vi": self._config.subtitle_vi,
            "subtitle_en": self._config.subtitle_en,
        }

    def _service(self, said: Row) -> tuple[str, str]:
        """Give a service's names; one the hall offers no more stands by its code."""
        service = self._catalogue.by_service.get(text(said, "service"))
        if service is None:
            return text(said, "service"), ""
        return service.name_vi, service.name_en

    def _local(self, said: Row, name: str) -> datetime:
        return self._clock.local(parse_instant(text(said, name)))
