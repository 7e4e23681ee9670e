"""What a catalogue's file may say, checked place by place, so that each fault stands at its field.

The shape is pydantic's; what holds between two places is checked afterwards. The rules themselves
are those of `domain/site.py`, `domain/scale.py` and `protocol/hours.py`, which check again.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from protocol.hours import DAY_MIN, PERIODS_MAX, DayKind, Period
from protocol.hours import NAME_MAX as DAY_NAME_MAX
from protocol.numbering import LETTERS
from queue_server.catalogue_faults import Fault, FaultWhy, FileWrong
from queue_server.domain import scale as s
from queue_server.domain.plain_text import plain_text
from queue_server.domain.site import (
    AGE_MAX,
    DAY_CAP_MAX,
    DAY_CLOSE_HOUR_MAX,
    DAY_CLOSE_HOUR_MIN,
    DEVICE_NAME_MAX,
    IDLE_MIN_MAX,
    PAPER_MAX,
    PAPERS_MAX,
    SPEECH_REPEAT_MAX,
    YIELD_MAX_S,
)
from queue_server.reference import CALENDARS

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CODE_MAX, NAME_MAX, TTHC_MAX = 16, 400, 20
COUNTER_MAX = 999
DAY_S, DAYS_MAX, CALLS_MAX = 86_400, 60, 20
_PERIOD = re.compile(
    r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)(?: (\d{1,4}) (\d{1,4}))?", re.ASCII
)
# Why pydantic refuses a value, as this room says it.
_WHYS: dict[str, FaultWhy] = {
    "missing": "needed",
    "string_too_short": "needed",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "too_short": "too_few",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "int_type": "no_number",
    "int_parsing": "no_number",
    "float_type": "no_number",
    "float_parsing": "no_number",
    "literal_error": "not_listed",
    "extra_forbidden": "unknown",
    "letter": "letter",
    "no_date": "no_date",
    "period": "period",
    "not_listed": "not_listed",
}
_BOUNDS = {"ge": "least", "le": "most", "min_length": "least", "max_length": "most"}


def _letter(text: str) -> str:
    if len(text) != 1 or text not in LETTERS:
        raise PydanticCustomError("letter", "no letter", {"letters": " ".join(LETTERS)})
    return text


def _day(said: Any) -> Any:
    """Refuse numbers: a library would read them as seconds since 1970."""
    if isinstance(said, date):
        return said
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError):
        raise PydanticCustomError("no_date", "no date", {}) from None


def _period(text: str) -> str:
    if _PERIOD.fullmatch(" ".join(text.split())) is None:
        raise PydanticCustomError("period", "no period", {})
    return " ".join(text.split())


def _calendar(name: str) -> str:
    if name not in CALENDARS:
        raise PydanticCustomError("not_listed", "none of them", {"listed": ", ".join(CALENDARS)})
    return name


PLAIN = AfterValidator(plain_text)  # composed before it is measured
Code = Annotated[str, PLAIN, StringConstraints(min_length=1, max_length=CODE_MAX)]
Name = Annotated[str, PLAIN, StringConstraints(min_length=1, max_length=NAME_MAX)]
Maybe = Annotated[str, PLAIN, StringConstraints(max_length=NAME_MAX)]
DayName = Annotated[str, PLAIN, StringConstraints(min_length=1, max_length=DAY_NAME_MAX)]
MaybeDayName = Annotated[str, PLAIN, StringConstraints(max_length=DAY_NAME_MAX)]
Paper = Annotated[str, PLAIN, StringConstraints(min_length=1, max_length=PAPER_MAX)]
Words = Annotated[str, PLAIN, StringConstraints(min_length=1, max_length=s.WORDS_MAX)]
Papers = Annotated[tuple[Paper, ...], Field(max_length=PAPERS_MAX)]
Minutes = Annotated[int, Field(strict=True, ge=0, le=DAY_MIN)]
Yes = Annotated[bool, Field(strict=True)]
Periods = Annotated[
    tuple[Annotated[str, AfterValidator(_period)], ...], Field(max_length=PERIODS_MAX)
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldForm(_Part):
    """A field of services, with the letter of its series."""

    code: Code
    letter: Annotated[str, AfterValidator(_letter)]
    name_vi: Name
    name_en: Maybe = ""
    hint_vi: Maybe = ""
    hint_en: Maybe = ""


class ServiceForm(_Part):
    """A service."""

    code: Code
    field: Code
    name_vi: Name
    name_en: Maybe = ""
    short_vi: Maybe = ""
    short_en: Maybe = ""
    tthc_code: Annotated[str, PLAIN, StringConstraints(max_length=TTHC_MAX)] = ""
    day_cap: Annotated[int, Field(strict=True, ge=1, le=DAY_CAP_MAX)] | None = None
    papers_vi: Papers = ()
    papers_en: Papers = ()
    lane: Literal["", "result", "supplement"] = ""


class GroupForm(_Part):
    """A priority group."""

    code: Code
    name_vi: Name
    name_en: Maybe = ""
    evidence_vi: Maybe = ""
    evidence_en: Maybe = ""
    is_self_declared: Yes = True
    age_min: Annotated[int, Field(strict=True, ge=1, le=AGE_MAX)] | None = None


class CounterForm(_Part):
    """A counter, what it serves, and how long it holds some of that back."""

    number: Annotated[int, Field(strict=True, ge=1, le=COUNTER_MAX)]
    services: tuple[Code, ...] = ()
    yield_s: dict[str, Annotated[int, Field(strict=True, ge=0, le=YIELD_MAX_S)]] = {}


class ExceptionForm(_Part):
    """A date that is not what its weekday says."""

    day: Annotated[date, BeforeValidator(_day)]
    kind: DayKind
    name_vi: DayName
    name_en: MaybeDayName = ""
    worked_as: Annotated[int, Field(strict=True, ge=1, le=7)] | None = None


class HoursForm(_Part):
    """The periods of the week, and the dates that differ."""

    opens_before_min: Minutes = 0
    closes_before_min: Minutes = 0
    monday: Periods = ()
    tuesday: Periods = ()
    wednesday: Periods = ()
    thursday: Periods = ()
    friday: Periods = ()
    saturday: Periods = ()
    sunday: Periods = ()
    calendars: tuple[Annotated[str, AfterValidator(_calendar)], ...] = ()
    exceptions: tuple[ExceptionForm, ...] = ()


class AnswerForm(_Part):
    """An answer of the scale."""

    value: Annotated[int, Field(strict=True, ge=1, le=s.VALUE_MAX)]
    text_vi: Words
    text_en: Words
    asks_reason: Yes = False


class ReasonForm(_Part):
    """A reason that goes with a bad answer."""

    code: Code
    text_vi: Words
    text_en: Words


class ScaleForm(_Part):
    """How the hall is rated."""

    version: Code
    answers: Annotated[
        tuple[AnswerForm, ...], Field(min_length=s.ANSWERS_MIN, max_length=s.ANSWERS_MAX)
    ]
    reasons: Annotated[tuple[ReasonForm, ...], Field(max_length=s.REASONS_MAX)] = ()


Seconds = Annotated[int, Field(strict=True, ge=0, le=DAY_S)]
Days = Annotated[int, Field(strict=True, ge=1, le=DAYS_MAX)]
Hour = Annotated[float, Field(ge=0, le=24)]


class SettingsForm(_Part):
    """What one hall decides; what is not said stays as it is.

    Not the zone that dates labels, nor who needs a second factor, nor how long persons are kept.
    """

    day_close_hour: Annotated[float, Field(ge=DAY_CLOSE_HOUR_MIN, le=DAY_CLOSE_HOUR_MAX)] | None = (
        None
    )
    priority_credit_s: Seconds | None = None
    return_credit_s: Seconds | None = None
    overtake_max_s: Seconds | None = None
    return_window_s: Seconds | None = None
    calls_max: Annotated[int, Field(strict=True, ge=0, le=CALLS_MAX)] | None = None
    pad_window_s: Seconds | None = None
    rating_days: Days | None = None
    token_days: Days | None = None
    target_wait_s: Seconds | None = None
    session_idle_min: Annotated[int, Field(strict=True, ge=0, le=IDLE_MIN_MAX)] | None = None
    speech_langs: Literal["vi", "en", "vi en", "en vi"] | None = None
    speech_repeat: Annotated[int, Field(strict=True, ge=1, le=SPEECH_REPEAT_MAX)] | None = None
    speech_link: Literal["linh", "le"] | None = None
    speech_volume: Annotated[int, Field(strict=True, ge=0, le=100)] | None = None
    speech_from_hour: Hour | None = None
    speech_until_hour: Hour | None = None
    day_slip_at: Annotated[str, PLAIN, StringConstraints(max_length=DEVICE_NAME_MAX)] | None = None


PUBLISHED_SETTINGS = tuple(SettingsForm.model_fields)


class FileForm(_Part):
    """The whole of a file."""

    organisations: Annotated[dict[Code, Name], Field(min_length=1)]
    settings: SettingsForm | None = None
    hours: HoursForm | None = None
    scale: ScaleForm | None = None
    fields: tuple[FieldForm, ...] = ()
    services: tuple[ServiceForm, ...] = ()
    groups: tuple[GroupForm, ...] = ()
    counters: tuple[CounterForm, ...] = ()


def read_form(values: Any) -> FileForm:
    """Check a file's values; FileWrong names each fault and its place."""
    try:
        form = FileForm.model_validate(values)
    except ValidationError as wrong:
        raise FileWrong(
            *map(_fault, wrong.errors(include_url=False, include_input=False))
        ) from None
    if faults := tuple(_between(form)):
        raise FileWrong(*faults)
    return form


def _fault(error: ErrorDetails) -> Fault:
    place = ".".join(str(part) for part in error["loc"] if part != "[key]")
    context = error.get("ctx", {})
    kind = error["type"]
    if kind in ("too_short", "too_long") and context.get("field_type") == "Value":
        kind = f"string_{kind}"  # a text that was composed first
    values = {_BOUNDS.get(name, name): value for name, value in context.items()}
    if kind == "literal_error":
        return Fault(place, "not_listed", {"listed": context["expected"].replace("'", "")})
    why = _WHYS.get(kind, "wrong")
    known = {"least", "most", "letters", "listed"}
    kept = {name: value for name, value in values.items() if name in known}
    return Fault(place, why, {} if why == "needed" else kept)


# --- what holds between two places ----------------------------------------------------------------


def _between(form: FileForm) -> Iterator[Fault]:
    yield from _twice(form.fields, "fields", "code")
    yield from _twice(form.fields, "fields", "letter")
    yield from _twice(form.services, "services", "code")
    yield from _twice(form.groups, "groups", "code")
    yield from _twice(form.counters, "counters", "number")
    yield from _of_services(form)
    yield from _of_counters(form)
    if form.hours is not None:
        yield from _of_hours(form.hours)
    if form.scale is not None:
        yield from _of_scale(form.scale)


def _twice(rows: tuple[Any, ...], part: str, name: str) -> Iterator[Fault]:
    """What must be told apart stands at its second place."""
    seen: set[Any] = set()
    for place, row in enumerate(rows):
        value = getattr(row, name)
        if value in seen:
            yield Fault(f"{part}.{place}.{name}", "twice", {"name": str(value)})
        seen.add(value)


def _of_services(form: FileForm) -> Iterator[Fault]:
    known = {f.code for f in form.fields}
    for place, service in enumerate(form.services):
        if service.field not in known:
            yield Fault(f"services.{place}.field", "no_field", {"name": service.field})
        if service.papers_en and len(service.papers_en) != len(service.papers_vi):
            yield Fault(f"services.{place}.papers_en", "papers_uneven")


def _of_counters(form: FileForm) -> Iterator[Fault]:
    known = {service.code for service in form.services}
    for place, counter in enumerate(form.counters):
        for code in counter.services:
            if code not in known:
                yield Fault(f"counters.{place}.services", "no_service", {"name": code})
        for code in counter.yield_s:
            if code not in counter.services:
                yield Fault(f"counters.{place}.yield_s", "not_served", {"name": code})


def _of_hours(hours: HoursForm) -> Iterator[Fault]:
    for name in WEEKDAYS:
        yield from _of_day(name, hours)
    if not any(getattr(hours, name) for name in WEEKDAYS):
        yield Fault("hours.monday", "week_empty")
    yield from _twice(hours.exceptions, "hours.exceptions", "day")
    for place, exception in enumerate(hours.exceptions):
        if exception.worked_as is not None and exception.kind != "makeup_workday":
            yield Fault(f"hours.exceptions.{place}.worked_as", "not_worked")


def _of_day(name: str, hours: HoursForm) -> Iterator[Fault]:
    end_min = 0
    for text in getattr(hours, name):
        try:
            period = period_of(text, hours)
        except ValueError:
            yield Fault(f"hours.{name}", "period_never", {"name": text})
            return
        if period.opens_min < end_min:
            yield Fault(f"hours.{name}", "periods_cross")
            return
        end_min = period.closes_min


def period_of(text: str, hours: HoursForm) -> Period:
    """Read `08:00-11:30`; `08:00-11:30 15 30` has its own minutes before opening and closing.

    ValueError for a period in which no number is ever given.
    """
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise ValueError("not a period")
    opens, opens_min, closes, closes_min = map(int, found.groups()[:4])
    usual = (hours.opens_before_min, hours.closes_before_min)
    own = usual if found[5] is None else (int(found[5]), int(found[6]))
    return Period(opens * 60 + opens_min, closes * 60 + closes_min, *own)


def _of_scale(scale: ScaleForm) -> Iterator[Fault]:
    values = [answer.value for answer in scale.answers]
    for place, (before, value) in enumerate(pairwise(values), start=1):
        if value <= before:
            yield Fault(f"scale.answers.{place}.value", "scale_order")
    yield from _twice(scale.reasons, "scale.reasons", "code")
    if not scale.reasons:
        for place, answer in enumerate(scale.answers):
            if answer.asks_reason:
                yield Fault(f"scale.answers.{place}.asks_reason", "no_reasons")
