"""Rows as the journal decides them: only those columns, instants in milliseconds.

`TABLE` and the fields are named as in the store; `KEY` is the primary key without the site.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from queue_server.domain.fold.announcement import Announcement
from queue_server.domain.fold.catalogue_rows import CATALOGUE_KINDS
from queue_server.domain.fold.row import Row
from queue_server.domain.fold.screen_rows import Medium, Notice, Zone


@dataclass(slots=True)
class Site(Row):
    """The site's own record, without its names."""

    TABLE = "site"
    KEY = ()
    slug: str
    kind: str
    settings: dict[str, Any]


@dataclass(slots=True)
class Head(Row):
    """Where the journal stands; its hash and epoch are the chain's matter."""

    TABLE = "journal_head"
    KEY = ()
    seq: int = 0
    catalogue_seq: int = 0
    issuer_no: int = 0
    day: date | None = None
    restored_on: date | None = None
    restored_issuer_no: int | None = None

    def is_lost(self, day: date) -> bool:
        """Whether a server that is gone may have given labels of this day."""
        return self.restored_on is not None and day <= self.restored_on


@dataclass(slots=True)
class Account(Row):
    """A person's right to act; login and name are not the journal's."""

    TABLE = "account"
    id: str
    role: str
    is_active: bool
    created_at: int


@dataclass(slots=True)
class Device(Row):
    """A device since it was paired or revoked; before that the journal does not know it."""

    TABLE = "device"
    id: str
    kind: str
    counter: int | None
    issuer_no: int | None
    state: str
    revoked_at: int | None
    copied_at: int | None = None


@dataclass(slots=True)
class KioskHealth(Row):
    """How a kiosk is, since it reported first."""

    TABLE = "kiosk_health"
    id: str
    contact: str
    printer: str
    cause: str | None
    paper: str
    backlog: int
    rejected: int
    clock: str
    disk: str
    version: str
    copied: bool
    since: str


@dataclass(slots=True)
class ServiceDay(Row):
    """A service day from its first issue to its totals."""

    TABLE = "service_day"
    KEY = ("day",)
    day: date
    opened_at: int
    closed_at: int | None = None
    digest: str | None = None


@dataclass(slots=True)
class Forgotten(Row):
    """A part of a closed day that was forgotten, and of how many rows."""

    TABLE = "forgotten"
    KEY = ("day", "part")
    day: date
    part: str
    count: int
    at: int


@dataclass(slots=True)
class Series(Row):
    """The last number the server gave of a letter on a day."""

    TABLE = "series"
    KEY = ("day", "letter")
    day: date
    letter: str
    last: int


@dataclass(slots=True)
class LedgerLine(Row):
    """A label that was given on a day, and to which ticket."""

    TABLE = "label_ledger"
    KEY = ("day", "label")
    day: date
    label: str
    ticket: str
    state: str


@dataclass(slots=True)
class Ticket(Row):
    """A ticket, every column of it."""

    TABLE = "ticket"
    id: str
    day: date
    label: str
    field: str
    service: str
    class_: str
    group: str | None
    lang: str
    state: str
    issuer_kind: str
    issuer_no: int | None
    issued_at: int
    ready_at: int
    eff_s: int
    dossier: str | None
    counter: int | None = None
    calls: int = 0
    call_seq: int | None = None
    first_called_at: int | None = None
    called_at: int | None = None
    ended_at: int | None = None
    slip: str | None = None
    for_counter: int | None = None
    for_officer: str | None = None
    back_to: int | None = None
    back_service: str | None = None
    held_until: int | None = None
    held_reason: str | None = None
    by_hand: str | None = None


@dataclass(slots=True)
class Admission(Row):
    """A ticket that staff let in by its slip, and the kiosk's own id of it."""

    TABLE = "admission"
    KEY = ("ticket",)
    ticket: str
    kiosk_ticket: str | None = None
    joined_at: int | None = None


@dataclass(slots=True)
class PaperRoll(Row):
    """A range of the pre-printed roll that staff entered."""

    TABLE = "paper_roll"
    id: str
    day: date
    first: str
    last: str
    service: str
    became: str
    witness: str
    entered_at: int


@dataclass(slots=True)
class QueueLength(Row):
    """How many wait for a service that ever had anyone."""

    TABLE = "queue_length"
    KEY = ("service",)
    service: str
    waiting: int


@dataclass(slots=True)
class DayGiven(Row):
    """How many numbers of a service a day has given, less cancelled and retired ones."""

    TABLE = "day_given"
    KEY = ("day", "service")
    day: date
    service: str
    given: int


@dataclass(slots=True)
class SlipOrder(Row):
    """A slip that staff asked of a machine."""

    TABLE = "slip_order"
    id: str
    device: str
    kind: str
    subject: str
    copy: int
    state: str
    asked_at: int


@dataclass(slots=True)
class Shift(Row):
    """An officer at a counter."""

    TABLE = "shift"
    id: str
    counter: int
    officer: str
    state: str
    opened_at: int
    since: int
    seat: str | None = None
    taken_from: str | None = None
    pause_reason: str | None = None
    help_at: int | None = None
    closed_at: int | None = None


@dataclass(slots=True)
class Pause(Row):
    """A pause of a shift."""

    TABLE = "pause"
    KEY = ("shift", "place")
    shift: str
    place: int
    counter: int
    reason: str
    began_at: int
    ended_at: int | None = None


@dataclass(slots=True)
class Serving(Row):
    """A counter serving a ticket."""

    TABLE = "serving"
    id: str
    day: date
    ticket: str
    counter: int
    officer: str
    service: str
    dossier: str | None
    state: str
    started_at: int
    finished_at: int | None = None
    outcome: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class Dossier(Row):
    """A dossier thread; its codes are not the journal's, what it holds of them is."""

    TABLE = "dossier"
    id: str
    code_hash: str
    service: str
    opened_at: int
    official_hash: str | None = None
    status: int | None = None
    accepted_at: int | None = None
    forgotten_at: int | None = None


@dataclass(slots=True)
class Rating(Row):
    """An answer about one serving, or the wait for it."""

    TABLE = "rating"
    KEY = ("serving",)
    serving: str
    day: date
    counter: int
    service: str
    dossier: str | None
    state: str
    opened_at: int
    pad_until: int
    until: int
    value: int | None = None
    scale: str | None = None
    channel: str | None = None
    given_at: int | None = None
    reason: str | None = None


@dataclass(slots=True)
class RefusedRating(Row):
    """How many attempts to rate were refused at a counter on a day, for one reason."""

    TABLE = "refused_rating"
    KEY = ("day", "counter", "why")
    day: date
    counter: int
    why: str
    count: int = 0


KINDS: tuple[type[Row], ...] = (
    Site,
    Head,
    *CATALOGUE_KINDS,
    Account,
    Device,
    KioskHealth,
    Zone,
    Notice,
    Medium,
    ServiceDay,
    Forgotten,
    Series,
    LedgerLine,
    Ticket,
    Admission,
    PaperRoll,
    QueueLength,
    DayGiven,
    SlipOrder,
    Shift,
    Pause,
    Serving,
    Dossier,
    Rating,
    RefusedRating,
    Announcement,
)
