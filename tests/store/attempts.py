"""Transactions at a stage, in any order: refused, they leave no trace; together, they add up."""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select

from protocol.instants import service_day
from queue_server.actions.closing import close_due_days
from queue_server.actions.holding import release_due
from queue_server.actions.retention import forget_expired, forget_oldest
from queue_server.domain.keeping import Part
from queue_server.domain.refusals import Refusal
from queue_server.store.store import Tx
from queue_server.store.tables import service
from tests.stage import Stage
from tests.store.looking import everything, facts, states, verify

T = TypeVar("T")
EARLY_DAYS = 3
SOMEWHERE = ("waiting", "called", "serving", "held", "served", "missed", "cancelled", "lapsed")


@dataclass
class Experience:
    """What a whole run of the machine came by, so that it cannot pass by doing nothing."""

    facts: Tally[str] = field(default_factory=Tally)
    refusals: Tally[str] = field(default_factory=Tally)
    calls: Tally[bool] = field(default_factory=Tally)


def keep_house(tx: Tx) -> None:
    """What the keeper does; days are forgotten early, so that halls of a few days meet it."""
    release_due(tx)
    close_due_days(tx)
    forget_expired(tx)
    while forget_oldest(tx, dict.fromkeys(Part, EARLY_DAYS)):
        pass


class Attempts(RuleBasedStateMachine):
    """What every rule stands on, and what must be true when the last one was followed."""

    def __init__(self, stage: Stage, experience: Experience) -> None:
        super().__init__()
        self.stage = stage
        self.experience = experience
        self.tickets: list[str] = []
        self.now_rows = self.look()

    def look(self) -> dict[str, list[tuple[Any, ...]]]:
        with self.stage.store.read() as connection:
            return everything(connection)

    def attempt(self, act: Callable[[Tx], T], *, login: str = "quay3") -> T | None:
        """One transaction; refused, it leaves no trace."""
        try:
            with self.stage.act(login) as tx:
                done = act(tx)
        except Refusal as refusal:
            self.experience.refusals[refusal.code()] += 1
            assert self.look() == self.now_rows
            return None
        self.now_rows = self.look()
        return done

    def new_id(self) -> str:
        with self.stage.act() as tx:
            return tx.new_id()

    def officer(self, counter: int) -> str:
        return self.stage.accounts[f"quay{counter}"]

    @property
    def now(self) -> datetime:
        return self.stage.clock.at

    @property
    def today(self) -> date:
        return service_day(self.now, ZoneInfo("Asia/Ho_Chi_Minh"))

    def pick(self, things: list[T], which: int) -> T:
        """Rather a late one than an early one: old tickets are mostly over."""
        return things[-1 - which % min(len(things), 12)]

    def token(self) -> str:
        with self.stage.act() as tx:
            return tx.new_token()

    def ago(self, seconds: int) -> datetime:
        return self.now - timedelta(seconds=seconds)

    def teardown(self) -> None:
        try:
            self.check()
        finally:
            self.stage.store.close()

    def check(self) -> None:
        for site in (self.stage.site, self.stage.other_site):
            assert verify(self.stage.store, site).lines()[1:] == []
        with self.stage.store.read() as connection:
            told = facts(connection, self.stage.site)
            now = states(connection, self.stage.site)
            open_servings = connection.execute(
                select(service.serving.c.ticket).where(service.serving.c.state == "open")
            ).all()
        self.experience.facts.update(told)
        # I10: everybody who was given a ticket waits, is looked after, or is done.
        held = sum(now[state] for state in SOMEWHERE)
        assert told["ticket.issued"] == held == len(self.tickets)
        assert len(open_servings) == now["serving"]
