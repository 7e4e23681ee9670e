"""The stage every test of the server may stand on: a hall, a movable clock, and the cast.

Kiosk 1; officers An (counter 3) and Bình (counter 5); manager Chi; administrator Khánh; and
Dũng, an officer of another site, who must see nothing. The clock stands until it is moved;
randomness is seeded, so a failing run can be run again.
"""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from demo.hall import seed_hall
from protocol.events import SYSTEM, Actor
from queue_server.actions.calling import call_next
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.devices import make_device_link, pair_device
from queue_server.actions.issuing import Issued, Wish, issue_ticket
from queue_server.actions.people import make_account_link
from queue_server.actions.serving import finish_serving, start_serving
from queue_server.actions.shifts import open_shift
from queue_server.domain.serving import Outcome
from queue_server.domain.site import Catalogue
from queue_server.domain.ticket import TicketClass
from queue_server.store import tables
from queue_server.store.db import Database
from queue_server.store.rows import TicketRow
from queue_server.store.store import Store, Tx
from queue_server.store.tables.access import account, device

# A Monday, 08:00 in Hanoi.
OPENING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HERE, ELSEWHERE = "nghia-do", "ba-dinh"
AN, BINH, CHI, KHANH = "quay3", "quay5", "quanly", "quantri"


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = OPENING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


def seeded_bytes(seed: int) -> Callable[[int], bytes]:
    return random.Random(seed).randbytes


@dataclass
class Stage:
    """A store with the demonstration hall, and short ways to do what people do."""

    store: Store
    clock: FixedClock
    site: str
    other_site: str
    accounts: dict[str, str]
    devices: dict[tuple[str, int | None], str]
    strangers: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def act(self, login: str = AN) -> Iterator[Tx]:
        """A transaction by one of the cast."""
        with self.store.write(self.site, by=Actor("officer", self.accounts[login])) as tx:
            yield tx

    def settle(self, **settings: object) -> None:
        """Give the hall other settings, as if it had been opened with them."""
        table = tables.journal.site
        with self.store.database.write() as connection:
            change = update(table).where(table.c.code == self.site)
            connection.execute(change.values(settings=json.dumps(settings)))
        self.store.forget_sites()

    def publish(self, catalogue: Catalogue) -> None:
        """Let the hall offer something else, from now on."""
        with self.store.write(self.site, by=SYSTEM) as tx:
            publish_catalogue(tx, catalogue, organisations={"UBND": "UBND"})

    def open(self, counter: int = 3, login: str = AN) -> None:
        with self.act(login) as tx:
            open_shift(tx, counter=counter, officer=self.accounts[login])

    def issue(self, service: str = "HT01", *, group: str | None = None) -> Issued:
        class_ = TicketClass.PRIORITY if group else TicketClass.ORDINARY
        with self.act() as tx:
            return issue_ticket(tx, wish=Wish(service, class_, group))

    def call(self, counter: int = 3, login: str = AN) -> TicketRow | None:
        with self.act(login) as tx:
            return call_next(tx, counter=counter, officer=self.accounts[login]).ticket

    def start(self, ticket_id: str, login: str = AN) -> str:
        with self.act(login) as tx:
            return start_serving(tx, ticket_id, officer=self.accounts[login])[0].id

    def finish(
        self, serving_id: str, login: str = AN, outcome: Outcome = Outcome.DONE
    ) -> TicketRow:
        with self.act(login) as tx:
            me = self.accounts[login]
            return finish_serving(tx, serving_id, officer=me, outcome=outcome)[1]

    def serve_one(self, service: str = "HT01") -> str:
        """One citizen from ticket to finish at An's open counter; gives the serving's id."""
        self.issue(service)
        called = self.call()
        assert called is not None
        serving = self.start(called.id)
        self.finish(serving)
        return serving

    def link(self, login: str, *, site: str | None = None) -> str:
        """A one-time sign-in secret for one of the cast."""
        where = site or self.site
        known = self.accounts if where == self.site else self.strangers
        with self.store.write(where, by=SYSTEM) as tx:
            return make_account_link(tx, known[login])

    def pairing(self, kind: str, counter: int | None = None) -> str:
        """A one-time pairing secret for a device."""
        with self.store.write(self.site, by=SYSTEM) as tx:
            return make_device_link(tx, self.devices[(kind, counter)])

    def pair(self, kind: str, counter: int | None = None) -> str:
        """A paired device's key."""
        secret = self.pairing(kind, counter)
        with self.store.write(self.site, by=SYSTEM) as tx:
            return pair_device(tx, secret).key


def capped(whole: Catalogue, caps: dict[str, int]) -> Catalogue:
    """The same catalogue with caps on some services."""
    services = tuple(replace(s, day_cap=caps.get(s.code)) for s in whole.services)
    return replace(whole, services=services)


def set_stage(url: str, *, seed: int = 1, at: datetime = OPENING) -> Stage:
    """Seed two halls in a migrated database."""
    clock = FixedClock(at)
    store = Store(Database(url), clock=clock, random_bytes=seeded_bytes(seed))
    site = seed_hall(store, slug=HERE, epoch="epoch-1")
    other = seed_hall(store, slug=ELSEWHERE, epoch="epoch-1")
    with store.read() as connection:
        people = connection.execute(select(account.c.site, account.c.login, account.c.id)).all()
        things = connection.execute(
            select(device.c.kind, device.c.counter, device.c.id).where(device.c.site == site)
        ).all()
    return Stage(
        store=store,
        clock=clock,
        site=site,
        other_site=other,
        accounts={login: id_ for where, login, id_ in people if where == site},
        devices={(kind, counter): id_ for kind, counter, id_ in things},
        strangers={login: id_ for where, login, id_ in people if where == other},
    )
