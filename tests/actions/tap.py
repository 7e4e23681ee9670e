"""A kiosk's side of the tap, as the server's actions see it (decision D6)."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime

from protocol.events import Actor
from protocol.ids import new_id, new_token
from protocol.instants import service_day
from queue_server.actions.intake import Taken, forget_ticket, take_ticket
from queue_server.actions.issuing import Wish, offer_ticket
from queue_server.domain.site import SiteSettings
from queue_server.store.rows import TicketRow
from tests.stage import Stage

ISSUER = 1
HANOI = SiteSettings().zone


@dataclass
class Tap:
    """One citizen's touch: its id, its slip's token, and what was asked for."""

    stage: Stage
    wish: Wish = field(default_factory=lambda: Wish("HT01"))
    site: str = ""
    seed: int = 1

    def __post_init__(self) -> None:
        self.site = self.site or self.stage.site
        chance = random.Random(f"{self.seed}").randbytes
        self.id = new_id(self.stage.clock(), chance)
        self.token = new_token(chance)

    @property
    def by(self) -> Actor:
        return Actor("device", self.stage.devices[("kiosk", None)])

    def today(self) -> date:
        return service_day(self.stage.clock(), HANOI)

    def offer(self) -> tuple[TicketRow, int]:
        with self.stage.store.write(self.site, by=self.by) as tx:
            return offer_ticket(tx, self.id, wish=self.wish, issuer_no=ISSUER)

    def take(
        self,
        label: str,
        *,
        day: date | None = None,
        at: datetime | None = None,
        issuer_no: int = ISSUER,
    ) -> TicketRow:
        on, when = day or self.today(), at or self.stage.clock()
        taken = Taken(self.id, label, on, self.token, when, self.wish)
        with self.stage.store.write(self.site, by=self.by) as tx:
            return take_ticket(tx, taken, issuer_no=issuer_no)

    def forget(self) -> None:
        with self.stage.store.write(self.site, by=self.by) as tx:
            forget_ticket(tx, self.id)
