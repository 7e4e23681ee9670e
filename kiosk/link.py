"""Is the server there? The 2 s poll, what it tells, and the one question a tap asks.

The board view is the bell: small, and its `rev` says whether anything changed. When it did,
the catalogue is fetched again for its counts. From each good answer the kiosk also learns the
server's time and epoch.
"""

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote

import structlog

from kiosk.breaker import Breaker
from kiosk.catalogue import (
    Catalogue,
    ForeignAnswer,
    count,
    expect,
    lasting_text,
    read_catalogue,
    text,
)
from kiosk.clock import SiteClock
from kiosk.records import Device
from kiosk.store import Store
from kiosk.tickets import Intent, Offer
from kiosk.wire import LinkFault, Reply, Wire
from protocol.instants import format_instant
from protocol.numbering import parse_label

POLL_TIMEOUT_S = 3.0
OFFER_THREADS = 2
# The server is there but has no time: nothing was decided against this citizen.
BUSY_STATUSES = frozenset({408, 425, 429})

T = TypeVar("T")
log = structlog.get_logger("kiosk.link")


@dataclass(frozen=True)
class Refused:
    """The server said no to this wish, in its own words."""

    code: str
    message: str


@dataclass(frozen=True)
class DeviceRefused:
    """The server does not know this kiosk any more."""


class Link:
    """The way to the server, and what was last heard over it."""

    def __init__(
        self,
        store: Store,
        *,
        wire: Wire,
        clock: SiteClock,
        monotonic: Callable[[], float],
        server: str | None,
        offer_timeout_s: float,
    ) -> None:
        self._store = store
        self._wire = wire
        self._clock = clock
        self._monotonic = monotonic
        self._server = server
        self._offer_timeout_s = offer_timeout_s
        self._breaker = Breaker()
        self._asking = ThreadPoolExecutor(OFFER_THREADS, thread_name_prefix="offer")
        self._catalogue: Catalogue | None = None
        self._seen: tuple[str, int] | None = None

    @property
    def is_up(self) -> bool:
        return self._breaker.is_up

    @property
    def is_answering(self) -> bool:
        """True when the server answered the last time; `is_up` waits until that is steady."""
        return self._breaker.is_answering

    @property
    def seen(self) -> tuple[str, int] | None:
        """Epoch and rev of the hall as last heard; None before it was."""
        return self._seen

    def catalogue(self) -> Catalogue | None:
        """Give what the hall offers, from the server or, before it was heard, from the store."""
        if self._catalogue is None:
            kept = self._store.catalogue()
            self._catalogue = None if kept is None else read_catalogue(json.loads(kept))
        return self._catalogue

    def close(self) -> None:
        self._asking.shutdown(wait=False, cancel_futures=True)

    # --- the poll ---------------------------------------------------------------------------

    def poll(self) -> None:
        """Look at the server once and keep what it says."""
        device = self._store.device()
        if device is None:
            return
        try:
            self._look(device)
        except (LinkFault, ForeignAnswer) as fault:
            self._fail("link.away", str(fault))

    def _look(self, device: Device) -> None:
        reply = self.ask(device, "GET", "/api/v1/views/board", timeout_s=POLL_TIMEOUT_S)
        if not self._is_welcome(device, reply):
            return
        board = expect(reply.body.get("body"), dict)
        seen = (text(reply.body, "epoch"), count(reply.body, "rev"))
        day = _day(board)
        if reply.at is not None:
            self._clock.hear(reply.at, day=day)
        if seen != self._seen:
            self._fetch_catalogue(device)
            self._note_epoch(seen[0])
            self._seen = seen
        was_up = self.is_up
        self._breaker.good(self._monotonic())
        if self.is_up and not was_up:
            log.info("link.up")

    def _fetch_catalogue(self, device: Device) -> None:
        since = self._store.last_given()
        reply = self.ask(device, "GET", "/api/v1/catalogue", timeout_s=POLL_TIMEOUT_S)
        if not reply.is_success:
            raise ForeignAnswer(f"catalogue {reply.status}")
        catalogue = read_catalogue(reply.body)
        lasting = lasting_text(reply.body)
        if lasting != self._store.catalogue():
            self._store.keep_catalogue(lasting)
        left = {s.code: s.left for s in catalogue.services if s.left is not None}
        self._store.keep_left(left, day=_day(reply.body), since=since)
        self._look_for_double(reply.body, device)
        self._catalogue = catalogue

    def _look_for_double(self, body: dict[str, Any], device: Device) -> None:
        """Stop when the ledger has labels of this issuer that this store never gave (D6a).

        The store was copied, or put back from an old copy: its next label is on a slip already.
        """
        told = expect(body.get("own_last", {}), dict)
        own = self._store.last_own(_day(body), issuer_no=device.issuer_no)
        is_behind = any(count(told, letter) > own.get(letter, 0) for letter in told)
        if is_behind and not device.copied:
            log.error("store.copied", told=told, own=own)
            self._store.note_copied(device)

    def _note_epoch(self, epoch: str) -> None:
        known = self._store.heard().epoch
        if epoch != known:
            self._store.keep_epoch(epoch)
            if known is not None:
                log.warning("server.restored", epoch=epoch)

    def _is_welcome(self, device: Device, reply: Reply) -> bool:
        """Tell whether the server knows us; keep it when that changed."""
        if not reply.is_success and not reply.is_unknown_device:
            raise ForeignAnswer(f"status {reply.status}")
        if device.refused != reply.is_unknown_device:
            log.warning("device.refused" if reply.is_unknown_device else "device.welcome")
            self._store.note_refused(device, reply.is_unknown_device)
        return not reply.is_unknown_device

    # --- the question of a tap ----------------------------------------------------------------

    def ask_offer(self, intent: Intent, *, letter: str) -> Offer | Refused | DeviceRefused | None:
        """Ask for a label, in bounded time; None when the server is away or in doubt.

        The question runs in a thread of its own, for neither a name server nor a dripping
        answer keeps to a socket's time-out. What comes too late is left to the outbox.
        """
        device = self._store.device()
        if device is None or not self.is_up:
            return None
        return self._in_time("offer", self._offer, device, intent, letter)

    def ask_scan(self, name: str) -> dict[str, Any] | None:
        """Ask what a scanned token or code leads to, in the time of a tap; None as above."""
        device = self._store.device()
        if device is None or not self.is_up:
            return None
        return self._in_time("scan", self._scan, device, name)

    def _in_time(self, what: str, ask: Callable[..., T], *said: Any) -> T | None:
        question = self._asking.submit(ask, *said)
        try:
            return question.result(timeout=self._offer_timeout_s)
        except TooLate:
            question.cancel()
            question.add_done_callback(_note_late)
            self._fail(f"{what}.late", "no answer in time")
        except (LinkFault, ForeignAnswer) as fault:
            self._fail(f"{what}.failed", str(fault))
        return None

    def _scan(self, device: Device, name: str) -> dict[str, Any] | None:
        path = f"/api/v1/scans/{quote(name, safe='')}"
        reply = self.ask(device, "GET", path, timeout_s=self._offer_timeout_s)
        if not reply.is_success:
            log.warning("scan.refused", status=reply.status)
            return None
        return reply.body

    def _offer(
        self, device: Device, intent: Intent, letter: str
    ) -> Offer | Refused | DeviceRefused | None:
        reply = self.ask(
            device,
            "PUT",
            f"/api/v1/tickets/{intent.ticket}",
            body=_wish(intent),
            key=intent.ticket,
            timeout_s=self._offer_timeout_s,
        )
        if reply.is_success:
            return _read_offer(reply.body, device, intent=intent, letter=letter)
        if reply.is_unknown_device:
            self._store.note_refused(device, True)
            return DeviceRefused()
        if reply.status in BUSY_STATUSES:
            return None
        if reply.status < 500:
            return Refused(*reply.error)
        raise LinkFault(f"status {reply.status}")

    def ask(
        self,
        device: Device,
        method: str,
        path: str,
        *,
        timeout_s: float,
        body: dict[str, Any] | None = None,
        key: str | None = None,
    ) -> Reply:
        """Send a request with this kiosk's credential; LinkFault when nobody of ours answers."""
        headers = {"Authorization": f"Bearer {device.key}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        address = self._server or device.server
        return self._wire.send(
            method, address + path, body=body, headers=headers, timeout_s=timeout_s
        )

    def _fail(self, event: str, reason: str) -> None:
        if self.is_up:
            log.warning(event, reason=reason)
        self._breaker.bad(self._monotonic())


def _wish(intent: Intent) -> dict[str, Any]:
    wish = intent.wish
    return {
        "service": wish.service,
        "class": wish.class_,
        "group": wish.group,
        "lang": wish.lang,
        "at": format_instant(intent.at),
    }


def _read_offer(body: dict[str, Any], device: Device, *, intent: Intent, letter: str) -> Offer:
    """Take an offered label; ForeignAnswer unless it is this ticket's, of this field's series.

    A server that was restored gives labels with an issuer number of its own, never with ours.
    """
    ticket = expect(body.get("ticket"), dict)
    try:
        label = parse_label(text(ticket, "label"))
    except ValueError as error:
        raise ForeignAnswer("no label") from error
    is_ours = label.issuer_no == device.issuer_no
    if ticket.get("id") != intent.ticket or label.letter != letter or is_ours:
        raise ForeignAnswer("an offer for something else")
    ahead = None if body.get("ahead") is None else count(body, "ahead")
    return Offer(text(ticket, "label"), _day(ticket), ahead)


def _day(row: dict[str, Any]) -> date:
    try:
        return date.fromisoformat(text(row, "day"))
    except ValueError as error:
        raise ForeignAnswer("no day") from error


def _note_late(question: "Future[Any]") -> None:
    if not question.cancelled() and question.exception() is None:
        log.info("offer.came_too_late")
