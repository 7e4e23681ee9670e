"""The tap: from a citizen's touch to a number that cannot be lost (decision D6).

1. The intent is written down: ticket id and slip token, before anybody is asked.
2. The server is asked for a label, at most a second, or not at all when it is known to be away.
3. One transaction: label, day, slip to print, outbox entry. Without an offer the label is the
   kiosk's own, `B2-017`, apart from all others by its issuer number.
4. Only then is the number shown and printed. The outbox tells the server.

Whatever is killed wherever, the citizen was shown nothing (the intent is reported as not
taken, its offer is retired) or a number that is in the store (the page asks again with the
same request id and gets the same ticket). What the citizen was shown wins.
"""

from collections.abc import Callable
from threading import Lock

import structlog

from kiosk.catalogue import Catalogue
from kiosk.clock import SiteClock
from kiosk.giving import Giving
from kiosk.link import DeviceRefused, Link, Refused
from kiosk.refusals import (
    GroupUnknown,
    KioskBacklogFull,
    KioskCopied,
    KioskIsDesk,
    KioskNotReady,
    KioskRevoked,
    KioskStoreFailed,
    KioskUnpaired,
    ServerRefused,
    ServiceUnknown,
    TapDiffers,
    TapTooSoon,
)
from kiosk.schema import StoreFault
from kiosk.store import BACKLOG_MAX, QueueSlip, Store
from kiosk.tickets import Intent, Offer, Ticket, Wish
from kiosk.world import World
from protocol.ids import new_id, new_token

log = structlog.get_logger("kiosk.issue")


class Issuer:
    """Gives numbers, one at a time."""

    def __init__(
        self,
        store: Store,
        *,
        link: Link,
        clock: SiteClock,
        world: World,
        giving: Giving,
        queue_slip: QueueSlip | None,
        given: Callable[[], None],
        tap_interval_s: float,
        is_desk: bool = False,
    ) -> None:
        self._is_desk = is_desk
        self._store = store
        self._link = link
        self._clock = clock
        self._world = world
        self._giving = giving
        self._queue_slip = queue_slip
        self._given = given
        self._tap_interval_s = tap_interval_s
        self._one_at_a_time = Lock()
        self._last_given_s: float | None = None

    def tap(self, request: str, wish: Wish) -> Ticket:
        """Give the number for this touch; the same request again gives the same number."""
        with self._one_at_a_time:
            try:
                return self._known(request, wish) or self._give(request, wish)
            except StoreFault as fault:
                log.error("store.failed", reason=str(fault))
                raise KioskStoreFailed() from fault

    def give_up_open_intents(self) -> None:
        """Report every intent that never got a label; there is no tap under way."""
        for intent in self._store.open_intents():
            self._give_up(intent)

    def check_open(self) -> Catalogue:
        """Give what may be issued; an IssuingStopped refusal says why nothing may."""
        if self._is_desk:
            raise KioskIsDesk()
        try:
            device = self._store.device()
            catalogue = self._link.catalogue()
            backlog = self._store.count("pending")
        except StoreFault as fault:
            raise KioskStoreFailed() from fault
        if device is None:
            raise KioskUnpaired()
        if device.refused:
            raise KioskRevoked()
        if device.copied:
            raise KioskCopied()
        if catalogue is None:
            raise KioskNotReady()
        if backlog >= BACKLOG_MAX:
            raise KioskBacklogFull()
        return catalogue

    def _known(self, request: str, wish: Wish) -> Ticket | None:
        ticket = self._store.ticket_of(request)
        if ticket is not None and ticket.intent.wish != wish:
            raise TapDiffers()
        return ticket

    def _give(self, request: str, wish: Wish) -> Ticket:
        catalogue = self.check_open()
        _check_wish(catalogue, wish)
        self._giving.check(catalogue, wish.service)
        self._check_pace()
        self.give_up_open_intents()
        intent = self._new_intent(request, wish)
        self._store.add_intent(intent)
        letter = catalogue.letter_of(wish.service)
        offer = self._ask(intent, letter=letter)
        ticket = self._store.take(
            intent,
            entry=self._new_id(),
            offer=offer,
            letter=letter,
            day=self._clock.service_day(),
            day_cap=catalogue.by_service[wish.service].day_cap,
            queue_slip=self._queue_slip,
        )
        self._last_given_s = self._world.elapsed_s()
        log.info("ticket.given", ticket=ticket.id, label=ticket.label, origin=ticket.origin)
        self._given()
        return ticket

    def _ask(self, intent: Intent, *, letter: str) -> Offer | None:
        self._world.checkpoint("offer.ask")
        answer = self._link.ask_offer(intent, letter=letter)
        self._world.checkpoint("offer.answered")
        if isinstance(answer, Refused):
            self._give_up(intent)
            raise ServerRefused(answer.code, answer.message)
        if isinstance(answer, DeviceRefused):
            self._give_up(intent)
            raise KioskRevoked()
        return answer

    def _give_up(self, intent: Intent) -> None:
        self._store.give_up(intent, entry=self._new_id())
        log.info("intent.given_up", ticket=intent.ticket)
        self._given()

    def _check_pace(self) -> None:
        last = self._last_given_s
        if last is not None and self._world.elapsed_s() - last < self._tap_interval_s:
            raise TapTooSoon()

    def _new_intent(self, request: str, wish: Wish) -> Intent:
        token = new_token(self._world.random_bytes)
        return Intent(self._new_id(), request, token, wish, self._clock.now())

    def _new_id(self) -> str:
        return new_id(self._clock.now(), self._world.random_bytes)


def _check_wish(catalogue: Catalogue, wish: Wish) -> None:
    if wish.service not in catalogue.by_service:
        raise ServiceUnknown()
    groups = {group.code for group in catalogue.declared}
    is_priority = wish.class_ == "priority"
    if is_priority != (wish.group is not None) or (is_priority and wish.group not in groups):
        raise GroupUnknown()
