"""A real kiosk without threads: tests move it step by step."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kiosk.agent import Agent
from kiosk.config import Config
from kiosk.pairing import by_secret, pair
from kiosk.schema import FILE_NAME
from kiosk.staff_pin import StaffPin
from kiosk.tickets import Intent, Ticket, Wish
from kiosk.wire import Wire, open_pool
from kiosk.world import Checkpoint, World, go_on
from queue_server.store.tables.journal import journal
from queue_server.store.tables.queue import label_ledger, slip_token, ticket
from tests.kiosk.desk_server import Desk
from tests.stage import FixedClock, Stage

BIRTH = Wish("HT01", "ordinary", None, "vi")
COPY = Wish("CT01", "ordinary", None, "vi")
OLD_AGE = Wish("HT01", "priority", "NCT75", "vi")
NOBODY = "http://127.0.0.1:1"


@dataclass
class Machine:
    """The box the kiosk runs in: its clock may lie, its counter since start may not."""

    truth: FixedClock
    started_at: datetime
    boot: str = "boot-1"
    wrong_by: timedelta = timedelta(0)
    is_set: bool = False
    at_checkpoint: Checkpoint = go_on

    def wall(self) -> datetime:
        return self.truth() + self.wrong_by

    def elapsed_s(self) -> float:
        return (self.truth() - self.started_at).total_seconds()

    def restart(self, boot: str) -> None:
        self.boot, self.started_at = boot, self.truth()


@dataclass
class Kiosk:
    """One kiosk of the stage's hall, its machine, and the server it talks to."""

    agent: Agent
    machine: Machine
    config: Config
    desk: Desk
    stage: Stage
    taps: int = 0
    seed: int = 1

    def tap(self, wish: Wish = BIRTH, *, request: str | None = None) -> Ticket:
        """A deliberate touch, some seconds after the one before."""
        self.taps += 1
        self.machine.truth.move(seconds=10)
        return self.agent.issuer.tap(request or f"request-{self.taps:04d}", wish)

    def new_intent(self, request: str, wish: Wish = BIRTH) -> Intent:
        return Intent(self.agent.new_id(), request, f"token-of-{request}", wish, self.stage.clock())

    def poll(self) -> None:
        self.agent.link.poll()

    def deliver(self) -> None:
        self.agent.outbox.deliver()

    def lose_link(self) -> None:
        self.desk.line.set("away")
        self.poll()

    def heal_link(self) -> None:
        """Open the line and look until the breaker believes it."""
        self.desk.line.set("open")
        self.poll_until(lambda: self.agent.link.is_up)

    def poll_until(self, is_so: Callable[[], bool]) -> None:
        """Look again and again, as the kiosk does; the server forgets in real time."""
        pause = threading.Event()
        for _ in range(200):
            self.poll()
            if is_so():
                return
            self.machine.truth.move(seconds=2)
            pause.wait(0.02)
        raise AssertionError("never came true")

    @property
    def server_file(self) -> Path:
        return Path(str(self.stage.store.database.url).removeprefix("sqlite:///"))

    def set_pin(self, pin: str) -> None:
        """As `motcua kiosk pin` does."""
        staff = StaffPin(self.config.data, elapsed_s=self.machine.elapsed_s)
        staff.set(pin, random_bytes=random.Random(self.seed).randbytes)

    def is_refused(self) -> bool:
        device = self.agent.store.device()
        return device is not None and device.refused

    def restart(self) -> None:
        """The agent ends and begins again; the machine runs on."""
        self.agent.stop()
        self.agent = make_agent(self.config, self.machine, seed=self.seed + 1)
        self.seed += 1
        self.agent.issuer.give_up_open_intents()

    def edit_store(self, sql: str, *values: object) -> None:
        """Change the kiosk's file behind its back."""
        with closing(sqlite3.connect(self.config.data / FILE_NAME)) as db, db:
            db.execute(sql, values)

    def server_ticket(self, ticket_id: str) -> Any:
        with self.stage.store.read() as connection:
            return connection.execute(select(ticket).where(ticket.c.id == ticket_id)).one_or_none()

    def server_labels(self) -> dict[str, str]:
        """The label ledger: label to its state."""
        with self.stage.store.read() as connection:
            found = connection.execute(
                select(label_ledger.c.label, label_ledger.c.state).where(
                    label_ledger.c.site == self.stage.site
                )
            )
            return {row.label: row.state for row in found}

    def server_token(self, ticket_id: str) -> str | None:
        with self.stage.store.read() as connection:
            found = select(slip_token.c.token).where(slip_token.c.ticket == ticket_id)
            return connection.execute(found).scalar()

    def facts(self, *types: str) -> list[str]:
        """Subjects of the site's facts of these types, in order."""
        with self.stage.store.read() as connection:
            found = connection.execute(
                select(journal.c.subject)
                .where(journal.c.site == self.stage.site, journal.c.type.in_(types))
                .order_by(journal.c.seq)
            )
            return list(found.scalars())


def make_agent(config: Config, machine: Machine, *, seed: int) -> Agent:
    world = World(
        wall=machine.wall,
        elapsed_s=machine.elapsed_s,
        boot=machine.boot,
        is_wall_set=lambda: machine.is_set,
        random_bytes=random.Random(seed).randbytes,
        pause=lambda _seconds: None,
        checkpoint=lambda name: machine.at_checkpoint(name),
    )
    return Agent(config, world=world, pool=open_pool())


def make_kiosk(
    stage: Stage,
    desk: Desk,
    folder: Path,
    /,
    *,
    is_paired: bool = True,
    patience_s: float = 1.5,
    **settings: Any,
) -> Kiosk:
    """A kiosk that was paired with the desk and has looked at it once.

    `patience_s` may be more than a citizen's, where a browser beside it slows the machine.
    """
    checked = Config(data=folder, **{"reserve_mb": 0, **settings})
    config = checked.model_copy(update={"offer_timeout_s": patience_s})
    machine = Machine(stage.clock, stage.clock() - timedelta(hours=1))
    if is_paired:
        pair_kiosk(stage, desk, folder)
    kiosk = Kiosk(make_agent(config, machine, seed=1), machine, config, desk, stage)
    kiosk.agent.issuer.give_up_open_intents()
    kiosk.poll()
    is_expected = is_paired and desk.line.mode == "open" and "server" not in settings
    if is_expected and not kiosk.agent.link.is_up:  # a busy machine may answer too late
        kiosk.poll_until(lambda: kiosk.agent.link.is_up)
    return kiosk


def copy_database(source: Path, target: Path) -> None:
    """Back up or restore, while somebody has it open."""
    with closing(sqlite3.connect(source)) as kept, closing(sqlite3.connect(target)) as live:
        kept.backup(live)


def pair_kiosk(stage: Stage, desk: Desk, folder: Path, *, is_again: bool = False) -> int:
    """Gives the issuer number."""
    device = pair(
        folder,
        server=desk.url,
        proof=by_secret(stage.pairing("kiosk")),
        is_again=is_again,
        wire=Wire(open_pool(), monotonic=lambda: 0.0),
        now=stage.clock(),
    )
    return device.issuer_no
