"""A hall's catalogue as a file people edit: TOML, or the same as JSON.

What is wrong is said with its place in the file. Reading a file that was written gives the same
catalogue, so a hall is exported, edited and published again.
"""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from protocol.hours import ALWAYS, DayException, Hours, read_hours, write_hours
from queue_server.domain.calendar import day_exceptions
from queue_server.domain.plain_text import plain_text
from queue_server.domain.scale import FIVE_FACES, read_scale, write_scale
from queue_server.domain.site import Catalogue, Counter, PriorityGroup, Service
from queue_server.domain.site import Field as FieldOfServices
from queue_server.reference import CALENDARS, read_rows

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CODE_MAX, NAME_MAX, TTHC_MAX = 16, 400, 20
BEFORE = ("opens_before_min", "closes_before_min")

Code = Annotated[str, StringConstraints(min_length=1, max_length=CODE_MAX, strip_whitespace=True)]
Name = Annotated[
    str, AfterValidator(plain_text), StringConstraints(min_length=1, max_length=NAME_MAX)
]
Maybe = Annotated[str, AfterValidator(plain_text), StringConstraints(max_length=NAME_MAX)]


class FileWrong(Exception):
    """The file says something a hall cannot be; the sentences name the places."""


@dataclass(frozen=True)
class Offered:
    """What a file says: the catalogue, and organisations by code."""

    catalogue: Catalogue
    organisations: dict[str, str]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Field(_Part):
    code: Code
    letter: str
    name_vi: Name
    name_en: Maybe = ""
    hint_vi: Maybe = ""
    hint_en: Maybe = ""


class _Service(_Part):
    code: Code
    field: Code
    name_vi: Name
    name_en: Maybe = ""
    short_vi: Maybe = ""
    short_en: Maybe = ""
    tthc_code: Annotated[str, StringConstraints(max_length=TTHC_MAX)] = ""
    day_cap: int | None = None
    papers_vi: tuple[Maybe, ...] = ()
    papers_en: tuple[Maybe, ...] = ()
    lane: str = ""


class _Group(_Part):
    code: Code
    name_vi: Name
    name_en: Maybe = ""
    evidence_vi: Maybe = ""
    evidence_en: Maybe = ""
    is_self_declared: bool = True
    age_min: int | None = None


class _Counter(_Part):
    number: int
    services: tuple[Code, ...] = ()
    yield_s: dict[str, int] = {}


class _Exception(_Part):
    day: date
    kind: str
    name_vi: Name
    name_en: Maybe = ""
    worked_as: int | None = None


class _Hours(_Part):
    opens_before_min: int = 0
    closes_before_min: int = 0
    monday: tuple[str, ...] = ()
    tuesday: tuple[str, ...] = ()
    wednesday: tuple[str, ...] = ()
    thursday: tuple[str, ...] = ()
    friday: tuple[str, ...] = ()
    saturday: tuple[str, ...] = ()
    sunday: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    exceptions: tuple[_Exception, ...] = ()


class _ScaleAnswer(_Part):
    value: int
    text_vi: Name
    text_en: Name
    asks_reason: bool = False


class _ScaleReason(_Part):
    code: Code
    text_vi: Name
    text_en: Name


class _Scale(_Part):
    version: Code
    answers: tuple[_ScaleAnswer, ...]
    reasons: tuple[_ScaleReason, ...] = ()


class _File(_Part):
    organisations: Annotated[dict[Code, Name], Field(min_length=1)]
    hours: _Hours | None = None
    scale: _Scale | None = None
    fields: tuple[_Field, ...] = ()
    services: tuple[_Service, ...] = ()
    groups: tuple[_Group, ...] = ()
    counters: tuple[_Counter, ...] = ()


# --- reading -------------------------------------------------------------------------------------


def read_file(text: str) -> Offered:
    """Read a catalogue; FileWrong says what is wrong and where."""
    try:
        is_json = text.lstrip().startswith("{")
        file = _File.model_validate(json.loads(text) if is_json else tomllib.loads(text))
        return Offered(_catalogue(file), dict(file.organisations))
    except ValidationError as wrong:
        places = [(".".join(map(str, e["loc"])), e["msg"]) for e in wrong.errors()]
        raise FileWrong("\n".join(f"{place}: {why}" for place, why in places)) from None
    except ValueError as wrong:  # not TOML, not JSON, or a catalogue that cannot be
        raise FileWrong(str(wrong)) from None


def _catalogue(file: _File) -> Catalogue:
    return Catalogue(
        fields=tuple(FieldOfServices(**f.model_dump()) for f in file.fields),
        services=tuple(_service(service) for service in file.services),
        groups=tuple(PriorityGroup(**g.model_dump()) for g in file.groups),
        counters=tuple(_counter(counter) for counter in file.counters),
        hours=ALWAYS if file.hours is None else _hours(file.hours),
        scale=FIVE_FACES if file.scale is None else read_scale(file.scale.model_dump()),
    )


def _service(said: _Service) -> Service:
    values = said.model_dump()
    short = {"short_vi": said.short_vi or said.name_vi, "short_en": said.short_en or said.name_en}
    return Service(**{**values, **short})


def _counter(said: _Counter) -> Counter:
    if strange := set(said.yield_s) - set(said.services):
        raise ValueError(f"counter {said.number} holds back what it does not serve: {strange}")
    return Counter(said.number, {code: said.yield_s.get(code, 0) for code in said.services})


def _hours(said: _Hours) -> Hours:
    exceptions = {e.day: e for e in day_exceptions(_calendar_rows(said.calendars))}
    own = [DayException(**e.model_dump()) for e in said.exceptions]
    if len({e.day for e in own}) != len(own):
        raise ValueError("hours.exceptions: a date stands twice")
    exceptions.update({e.day: e for e in own})
    week = [[_period(text, said) for text in getattr(said, name)] for name in WEEKDAYS]
    body = {"always_open": False, "week": week, "exceptions": []}
    whole = sorted(exceptions.values(), key=lambda exception: exception.day)
    return Hours(read_hours(body).week, tuple(whole), is_always_open=False)


def _calendar_rows(names: Iterable[str]) -> Iterable[dict[str, str]]:
    for name in names:
        if name not in CALENDARS:
            raise ValueError(f"hours.calendars: there is {', '.join(CALENDARS)}, no {name}")
        yield from read_rows(name)


def _period(text: str, said: _Hours) -> dict[str, Any]:
    """Read `08:00-11:30`; `08:00-11:30 15 30` has its own minutes before opening and closing."""
    span, *before = text.split()
    opens, _, closes = span.partition("-")
    if len(before) not in (0, 2) or not all(minutes.isdecimal() for minutes in before):
        raise ValueError(f"hours: a period is written 08:00-11:30, not {text}")
    minutes = [int(m) for m in before] or [said.opens_before_min, said.closes_before_min]
    return {"opens": opens, "closes": closes, **dict(zip(BEFORE, minutes, strict=True))}


# --- writing -------------------------------------------------------------------------------------


def file_values(offered: Offered) -> dict[str, Any]:
    """Give what a file says of a catalogue, without what it need not say."""
    catalogue = offered.catalogue
    hours = {} if catalogue.hours.is_always_open else {"hours": _hours_values(catalogue.hours)}
    return {
        "organisations": offered.organisations,
        **hours,
        **({} if catalogue.scale == FIVE_FACES else {"scale": write_scale(catalogue.scale)}),
        "fields": [_plain(vars(f)) for f in catalogue.fields],
        "services": [_plain(vars(s)) for s in catalogue.services],
        "groups": [_plain(vars(g)) for g in catalogue.groups],
        "counters": [_counter_values(counter) for counter in catalogue.counters],
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    kept = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
    return {k: v for k, v in kept.items() if v not in ("", None, [])}


def _counter_values(counter: Counter) -> dict[str, Any]:
    yields_s = {code: s for code, s in counter.skills.items() if s}
    values = {"number": counter.number, "services": list(counter.skills)}
    return {**values, "yield_s": yields_s} if yields_s else values


def _hours_values(hours: Hours) -> dict[str, Any]:
    week = write_hours(hours)["week"]
    pairs = [(p["opens_before_min"], p["closes_before_min"]) for day in week for p in day]
    usual = max(pairs, key=pairs.count, default=(0, 0))
    days = {
        name: [_written(period, usual) for period in periods]
        for name, periods in zip(WEEKDAYS, week, strict=True)
        if periods
    }
    values = {**dict(zip(BEFORE, usual, strict=True)), **days}
    by_calendar = {name: set(day_exceptions(read_rows(name))) for name in CALENDARS}
    whole = set(hours.exceptions)
    calendars = [name for name, days_off in by_calendar.items() if days_off <= whole]
    told = set().union(*(by_calendar[name] for name in calendars))
    own = [_plain(vars_of(e)) for e in hours.exceptions if e not in told]
    if calendars:
        values["calendars"] = calendars
    return {**values, "exceptions": own} if own else values


def vars_of(exception: DayException) -> dict[str, Any]:
    """Give an exception's own values, in the order they are written."""
    names = ("day", "kind", "name_vi", "name_en", "worked_as")
    return {name: getattr(exception, name) for name in names}


def _written(period: dict[str, Any], usual: tuple[int, int]) -> str:
    span = f"{period['opens']}-{period['closes']}"
    own = (period["opens_before_min"], period["closes_before_min"])
    return span if own == usual else f"{span} {own[0]} {own[1]}"


def write_toml(values: dict[str, Any]) -> str:
    """Write file values as TOML, lists a line each where they are long."""
    parts: list[str] = []
    for name, value in values.items():
        rows = value if isinstance(value, list) else [value]
        head = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
        for row in rows:
            tables = {k: v for k, v in row.items() if v and isinstance(v, list) and _is_table(v)}
            lines = [f"{k} = {_toml(v)}" for k, v in row.items() if k not in tables]
            parts.append("\n".join([head, *lines]))
            for inner, inner_rows in tables.items():
                parts += [_table(f"[[{name}.{inner}]]", inner_row) for inner_row in inner_rows]
    return "\n\n".join(parts) + "\n"


def _is_table(value: list[Any]) -> bool:
    return isinstance(value[0], dict)


def _table(head: str, row: dict[str, Any]) -> str:
    return "\n".join([head, *(f"{k} = {_toml(v)}" for k, v in row.items())])


def _toml(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        whole = "[" + ", ".join(map(_toml, value)) + "]"
        lines = "".join(f"  {_toml(item)},\n" for item in value)
        return whole if len(whole) <= NAME_MAX // 5 else f"[\n{lines}]"
    return json.dumps(value, ensure_ascii=False)  # strings, whole numbers, true and false


# --- comparing -----------------------------------------------------------------------------------


def differences(now: Offered, then: Offered) -> list[str]:
    """Say line by line what would change: + new, - gone, ~ changed."""
    before, after = (_items(file_values(offered)) for offered in (now, then))
    lines = [f"- {key}: {_name(before[key])}" for key in before if key not in after]
    for key, values in after.items():
        if key not in before:
            lines.append(f"+ {key}: {_name(values)}")
            continue
        for name in sorted({*values, *before[key]}):
            old, new = (_shown(known.get(name)) for known in (before[key], values))
            if old != new:
                lines.append(f"~ {key} {name}: {old} → {new}")
    kept = [[key for key in known if key in before and key in after] for known in (before, after)]
    return lines if kept[0] == kept[1] else [*lines, "~ the order in which things are shown"]


def _items(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    items: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        if not isinstance(value, list):
            items[name] = value
            continue
        for row in value:
            items[f"{name} {row.get('code', row.get('number'))}"] = row
    return items


def _name(values: dict[str, Any]) -> str:
    return str(values.get("name_vi") or ", ".join(map(str, values)))


def _shown(value: Any) -> str:
    return "–" if value is None else _toml(value) if not isinstance(value, list) else _listed(value)


def _listed(value: list[Any]) -> str:
    return "; ".join(" ".join(map(str, v.values())) if isinstance(v, dict) else v for v in value)
