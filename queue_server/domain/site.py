"""A hall's own rules, as data: nothing here is Vietnam's unless a setting says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from protocol.hours import ALWAYS, Hours
from protocol.numbering import LETTERS
from queue_server.domain.dispatch import DispatchRule
from queue_server.domain.scale import FIVE_FACES, Scale

DAY_CLOSE_HOUR_MIN, DAY_CLOSE_HOUR_MAX = 12.0, 30.0
# Where a scanned dossier leads by itself: to its result, or to what is missing in it.
LANES = ("", "result", "supplement")
AGE_MAX = 120
SPEECH_LANGS = ("vi", "en", "vi en", "en vi")
SPEECH_REPEAT_MAX = 3
SECOND_FACTORS = ("optional", "required")
YIELD_MAX_S = 600  # H of queue.md 1.4: how long a counter may hold a service back
PAPERS_MAX, PAPER_MAX = 8, 160  # lines of a list of papers, and letters of a line
DAY_CAP_MAX = 9_999
DEVICE_NAME_MAX = 80
IDLE_MIN_MAX = 720
KEPT_DAYS_MAX = 36_500


@dataclass(frozen=True)
class SiteSettings:
    """Settings of one site; durations in seconds unless the name says otherwise.

    day_close_hour: hours after local midnight when a service day is closed by rule.
    return_window_s: how long a missed ticket may come back (queue.md 1.4).
    calls_max: how often a ticket is called before it counts as missed; 0 is no limit.
    pad_window_s, rating_days: how long a rating may be given at the pad and by slip (D11).
    target_wait_s: the national target, 15 minutes (Decision 468/QĐ-TTg).
    token_days: how long a slip's token opens anything (D10).
    speech_*: languages in their order, how often each call is said in the first, what 105 is said
    with ("linh" or "le" for lẻ), volume in percent, local hours between which the hall speaks.
    day_slip_at: name of the kiosk or desk that prints a day's slip when it closes; empty: none.
    ticket_days, reason_days, dossier_days: how long the personal parts of a day are kept.
    account_days: how long an account is kept that nobody signs in to.
    second_factor: whether managers and administrators need one-time codes.
    session_idle_min: after so many minutes unused a session asks for the password; 0: never.
    """

    timezone: str = "Asia/Ho_Chi_Minh"
    day_close_hour: float = 24.0
    priority_credit_s: int = 1_800
    return_credit_s: int = 600
    overtake_max_s: int = 1_800
    return_window_s: int = 1_800
    calls_max: int = 3
    pad_window_s: int = 180
    rating_days: int = 7
    token_days: int = 30
    target_wait_s: int = 900
    speech_langs: str = "vi"
    speech_repeat: int = 2
    speech_link: str = "linh"
    speech_volume: int = 80
    speech_from_hour: float = 0.0
    speech_until_hour: float = 24.0
    day_slip_at: str = ""
    ticket_days: int = 30
    reason_days: int = 365
    dossier_days: int = 730
    account_days: int = 730
    second_factor: str = "optional"
    session_idle_min: int = 0

    def __post_init__(self) -> None:
        """Check what would break a promise: a credit above the bound, an impossible hour."""
        numbers = {k: v for k, v in vars(self).items() if isinstance(v, int | float)}
        if negative := [name for name, value in numbers.items() if value < 0]:
            raise ValueError(f"negative: {negative}")
        if max(self.priority_credit_s, self.return_credit_s) > self.overtake_max_s:
            raise ValueError("a credit may not exceed overtake_max_s")
        if not DAY_CLOSE_HOUR_MIN <= self.day_close_hour <= DAY_CLOSE_HOUR_MAX:
            raise ValueError("day_close_hour out of range")
        self._check_speech()
        self._check_keeping()
        if len(self.day_slip_at) > DEVICE_NAME_MAX:
            raise ValueError("day_slip_at is longer than a device's name")
        if self.session_idle_min > IDLE_MIN_MAX:
            raise ValueError("session_idle_min is longer than a session")
        if self.second_factor not in SECOND_FACTORS:
            raise ValueError("second_factor is optional or required")
        try:
            ZoneInfo(self.timezone)
        except ZoneInfoNotFoundError:
            raise ValueError(f"no such time zone: {self.timezone}") from None

    def _check_speech(self) -> None:
        if self.speech_langs not in SPEECH_LANGS or self.speech_link not in ("linh", "le"):
            raise ValueError("speech in an unknown language")
        if not 1 <= self.speech_repeat <= SPEECH_REPEAT_MAX or self.speech_volume > 100:
            raise ValueError("speech out of range")

    def _check_keeping(self) -> None:
        kept = (self.ticket_days, self.reason_days, self.dossier_days, self.account_days)
        if not all(1 <= days <= KEPT_DAYS_MAX for days in kept):
            raise ValueError(f"what is personal is kept 1 to {KEPT_DAYS_MAX} days")
        if self.reason_days <= self.rating_days:
            raise ValueError("reason_days must be longer than rating_days")

    @property
    def rule(self) -> DispatchRule:
        """The dispatch rule these settings make."""
        return DispatchRule(self.priority_credit_s, self.return_credit_s, self.overtake_max_s)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.timezone)

    def said(self) -> dict[str, Any]:
        """Give what is not as usual: what is stored."""
        usual = SiteSettings()
        return {k: v for k, v in vars(self).items() if v != getattr(usual, k)}

    @classmethod
    def parse(cls, values: dict[str, Any]) -> "SiteSettings":
        """Read stored settings; ValueError for a key that does not exist."""
        unknown = set(values) - {f.name for f in fields(cls)}
        if unknown:
            raise ValueError(f"unknown settings: {sorted(unknown)}")
        return cls(**values)


@dataclass(frozen=True)
class Field:
    """A group of services on the kiosk's first page, with the letter of its series."""

    code: str
    letter: str
    name_vi: str
    name_en: str
    hint_vi: str = ""
    hint_en: str = ""


@dataclass(frozen=True)
class Service:
    """What a citizen comes for.

    papers_vi, papers_en: what to bring, a line each; the English may be missing as a whole.
    day_cap: how many numbers are given on a day at most; None is no cap.
    lane: what a scanned dossier may bring somebody here for.
    """

    code: str
    field: str
    name_vi: str
    name_en: str
    short_vi: str
    short_en: str
    tthc_code: str = ""
    papers_vi: tuple[str, ...] = ()
    papers_en: tuple[str, ...] = ()
    day_cap: int | None = None
    lane: str = ""

    def __post_init__(self) -> None:
        """Check what a kiosk could not show or count."""
        if self.papers_en and len(self.papers_en) != len(self.papers_vi):
            raise ValueError(f"service {self.code}: papers in English for each or for none")
        if len(self.papers_vi) > PAPERS_MAX:
            raise ValueError(f"service {self.code}: at most {PAPERS_MAX} papers")
        lines = (*self.papers_vi, *self.papers_en)
        if not all(line.strip() and len(line) <= PAPER_MAX for line in lines):
            raise ValueError(f"service {self.code}: a paper is a line of 1 to {PAPER_MAX} letters")
        if self.day_cap is not None and not 1 <= self.day_cap <= DAY_CAP_MAX:
            raise ValueError(f"service {self.code}: a cap is 1 to {DAY_CAP_MAX}, or none")


@dataclass(frozen=True)
class PriorityGroup:
    """Who may be called earlier, and what shows it; `age_min`: the years that make one belong."""

    code: str
    name_vi: str
    name_en: str
    evidence_vi: str
    evidence_en: str
    is_self_declared: bool
    age_min: int | None = None


@dataclass(frozen=True)
class Counter:
    """A numbered place; `skills` maps service code to seconds it holds back (yield)."""

    number: int
    skills: dict[str, int]


@dataclass(frozen=True)
class Catalogue:
    """All a hall offers, in the order it is shown, when it gives numbers, and its scale."""

    fields: tuple[Field, ...] = ()
    services: tuple[Service, ...] = ()
    groups: tuple[PriorityGroup, ...] = ()
    counters: tuple[Counter, ...] = ()
    hours: Hours = ALWAYS
    scale: Scale = FIVE_FACES
    # Counters that serve something else today than was published.
    changed: frozenset[int] = frozenset()
    by_service: dict[str, Service] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    by_field: dict[str, Field] = field(init=False, repr=False, compare=False, default_factory=dict)
    by_counter: dict[int, Counter] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Index by code, and check that every reference has its other end."""
        self.by_service.update({s.code: s for s in self.services})
        self.by_field.update({f.code: f for f in self.fields})
        self.by_counter.update({c.number: c for c in self.counters})
        self._check_names()
        for service in self.services:
            if service.field not in self.by_field:
                raise ValueError(f"service {service.code} in unknown field {service.field}")
            if service.lane not in LANES:
                raise ValueError(f"service {service.code} in unknown lane {service.lane}")
        for group in self.groups:
            if group.age_min is not None and not 0 < group.age_min <= AGE_MAX:
                raise ValueError(f"group {group.code} from an impossible age")
        for counter in self.counters:
            self._check_skills(counter)
        if not self.hours.is_always_open and not any(self.hours.week):
            raise ValueError("hours in which no number is ever given")

    def with_skills(self, skills: Mapping[int, dict[str, int]]) -> "Catalogue":
        """Give the same catalogue with other skills at some counters, as long as the day lasts."""
        counters = tuple(Counter(c.number, skills.get(c.number, c.skills)) for c in self.counters)
        return replace(self, counters=counters, changed=frozenset(skills))

    def _check_names(self) -> None:
        letters = [f.letter for f in self.fields]
        if bad := [letter for letter in letters if len(letter) != 1 or letter not in LETTERS]:
            raise ValueError(f"not letters of a series: {bad}")
        if len(set(letters)) != len(letters):
            raise ValueError("two fields share a letter")
        for given, known in (
            (self.services, self.by_service),
            (self.fields, self.by_field),
            (self.counters, self.by_counter),
        ):
            if len(given) != len(known):
                raise ValueError("a code or number is given twice")

    def _check_skills(self, counter: Counter) -> None:
        unknown = set(counter.skills) - set(self.by_service)
        if unknown:
            raise ValueError(f"counter {counter.number} serves unknown {sorted(unknown)}")
        if counter.number < 1 or not all(0 <= s <= YIELD_MAX_S for s in counter.skills.values()):
            raise ValueError(f"counter {counter.number}: number or yield out of range")
