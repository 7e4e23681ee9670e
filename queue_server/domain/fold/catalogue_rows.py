"""Rows that a published catalogue decides: what the hall offers, and where."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from queue_server.domain.fold.row import Row


@dataclass(slots=True)
class Organisation(Row):
    """Who owns counters."""

    TABLE = "organisation"
    KEY = ("code",)
    code: str
    name_vi: str


@dataclass(slots=True)
class Field(Row):
    """A group of services."""

    TABLE = "field"
    KEY = ("code",)
    code: str
    letter: str
    name_vi: str
    name_en: str
    hint_vi: str
    hint_en: str
    position: int


@dataclass(slots=True)
class Service(Row):
    """What a citizen comes for."""

    TABLE = "service"
    KEY = ("code",)
    code: str
    field: str
    name_vi: str
    name_en: str
    short_vi: str
    short_en: str
    tthc_code: str
    position: int
    lane: str = ""


@dataclass(slots=True)
class Paper(Row):
    """A line of what to bring for a service."""

    TABLE = "paper"
    KEY = ("service", "position")
    service: str
    position: int
    text_vi: str
    text_en: str


@dataclass(slots=True)
class DayCap(Row):
    """How many numbers of a service a day gives at most."""

    TABLE = "day_cap"
    KEY = ("service",)
    service: str
    cap: int


@dataclass(slots=True)
class HallHours(Row):
    """When the hall gives numbers."""

    TABLE = "hours"
    KEY = ()
    body: dict[str, Any]


@dataclass(slots=True)
class RatingScale(Row):
    """Answers that are offered now, or were."""

    TABLE = "rating_scale"
    KEY = ("version",)
    version: str
    body: dict[str, Any]
    is_current: bool


@dataclass(slots=True)
class PriorityGroup(Row):
    """Who may be called earlier."""

    TABLE = "priority_group"
    KEY = ("code",)
    code: str
    name_vi: str
    name_en: str
    evidence_vi: str
    is_self_declared: bool
    position: int
    age_min: int | None = None
    evidence_en: str = ""


@dataclass(slots=True)
class Counter(Row):
    """A numbered place."""

    TABLE = "counter"
    KEY = ("number",)
    number: int
    organisation: str


@dataclass(slots=True)
class Skill(Row):
    """A service a counter can serve, and the seconds it holds back."""

    TABLE = "skill"
    KEY = ("counter", "service")
    counter: int
    service: str
    yield_s: int


@dataclass(slots=True)
class DaySkill(Row):
    """A service a counter serves today, instead of what the catalogue says."""

    TABLE = "day_skill"
    KEY = ("counter", "service")
    counter: int
    service: str
    yield_s: int
    day: date


CATALOGUE_KINDS: tuple[type[Row], ...] = (
    Organisation,
    Field,
    Service,
    Paper,
    DayCap,
    HallHours,
    PriorityGroup,
    Counter,
    Skill,
    DaySkill,
    RatingScale,
)
