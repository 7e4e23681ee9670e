"""A hall's catalogue as a file people edit: TOML, or the same as JSON.

What is wrong is said with its place in the file. Reading a file that was written gives the same
catalogue, so a hall is exported, edited and published again.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from protocol.hours import ALWAYS, DayException, Hours, write_hours
from queue_server.catalogue_faults import Fault, FileWrong
from queue_server.catalogue_form import (
    PUBLISHED_SETTINGS,
    CounterForm,
    FileForm,
    HoursForm,
    ServiceForm,
    period_of,
    read_form,
)
from queue_server.catalogue_form import WEEKDAYS as WEEKDAYS
from queue_server.domain.calendar import day_exceptions
from queue_server.domain.scale import FIVE_FACES, read_scale, write_scale
from queue_server.domain.site import (
    Catalogue,
    Counter,
    Field,
    PriorityGroup,
    Service,
    SiteSettings,
)
from queue_server.reference import CALENDARS, read_rows

BEFORE = ("opens_before_min", "closes_before_min")
LINE_MAX = 80
MARK_LETTERS = 32


@dataclass(frozen=True)
class Offered:
    """What a file says: the catalogue, organisations by code, and some of the hall's settings."""

    catalogue: Catalogue
    organisations: dict[str, str]
    settings: dict[str, Any] = field(default_factory=dict)


# --- reading -------------------------------------------------------------------------------------


def read_file(text: str) -> Offered:
    """Read a catalogue; FileWrong says what is wrong and where."""
    try:
        is_json = text.lstrip().startswith("{")
        values = json.loads(text) if is_json else tomllib.loads(text)
    except ValueError as wrong:
        raise FileWrong(Fault("", "syntax", {"name": str(wrong)})) from None
    form = read_form(values)
    try:
        return Offered(_catalogue(form), dict(form.organisations), _settings(form))
    except ValueError as wrong:
        raise FileWrong(Fault("", "impossible", {"name": str(wrong)})) from None


def _catalogue(form: FileForm) -> Catalogue:
    return Catalogue(
        fields=tuple(Field(**f.model_dump()) for f in form.fields),
        services=tuple(_service(service) for service in form.services),
        groups=tuple(PriorityGroup(**g.model_dump()) for g in form.groups),
        counters=tuple(_counter(counter) for counter in form.counters),
        hours=ALWAYS if form.hours is None else _hours(form.hours),
        scale=FIVE_FACES if form.scale is None else read_scale(form.scale.model_dump()),
    )


def _settings(form: FileForm) -> dict[str, Any]:
    return {} if form.settings is None else form.settings.model_dump(exclude_none=True)


def published_settings(settings: SiteSettings) -> dict[str, Any]:
    """Give those of a hall's settings that a file may say."""
    return {name: getattr(settings, name) for name in PUBLISHED_SETTINGS}


def settings_with(now: SiteSettings, said: dict[str, Any]) -> SiteSettings:
    """Give a hall's settings with those a file says; FileWrong if they do not go together."""
    whole = {**vars(now), **said}
    if max(whole["priority_credit_s"], whole["return_credit_s"]) > whole["overtake_max_s"]:
        raise FileWrong(Fault("settings.overtake_max_s", "credit"))
    try:
        return replace(now, **said)
    except ValueError as wrong:
        raise FileWrong(Fault("settings", "impossible", {"name": str(wrong)})) from None


def _service(said: ServiceForm) -> Service:
    values = said.model_dump()
    short = {"short_vi": said.short_vi or said.name_vi, "short_en": said.short_en or said.name_en}
    return Service(**{**values, **short})


def _counter(said: CounterForm) -> Counter:
    return Counter(said.number, {code: said.yield_s.get(code, 0) for code in said.services})


def _hours(said: HoursForm) -> Hours:
    rows = (row for name in said.calendars for row in read_rows(name))
    exceptions = {e.day: e for e in day_exceptions(rows)}
    exceptions.update({e.day: DayException(**e.model_dump()) for e in said.exceptions})
    week = tuple(tuple(period_of(text, said) for text in getattr(said, name)) for name in WEEKDAYS)
    whole = sorted(exceptions.values(), key=lambda exception: exception.day)
    return Hours(week, tuple(whole), is_always_open=False)


# --- writing -------------------------------------------------------------------------------------


def file_values(offered: Offered) -> dict[str, Any]:
    """Give what a file says of a catalogue, without what it need not say."""
    catalogue = offered.catalogue
    hours = {} if catalogue.hours.is_always_open else {"hours": _hours_values(catalogue.hours)}
    return {
        "organisations": offered.organisations,
        **({"settings": offered.settings} if offered.settings else {}),
        **hours,
        **({} if catalogue.scale == FIVE_FACES else {"scale": write_scale(catalogue.scale)}),
        "fields": [_plain(vars(f)) for f in catalogue.fields],
        "services": [_service_values(service) for service in catalogue.services],
        "groups": [_plain(vars(g)) for g in catalogue.groups],
        "counters": [_counter_values(counter) for counter in catalogue.counters],
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    kept = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
    return {k: v for k, v in kept.items() if v not in ("", None, [])}


def _service_values(service: Service) -> dict[str, Any]:
    """A short name that is the name goes along when the name is changed."""
    values = _plain(vars(service))
    for short, whole in (("short_vi", "name_vi"), ("short_en", "name_en")):
        if values.get(short) == values.get(whole):
            values.pop(short, None)
    return values


def _counter_values(counter: Counter) -> dict[str, Any]:
    yields_s = {code: s for code, s in sorted(counter.skills.items()) if s}
    values = {"number": counter.number, "services": sorted(counter.skills)}
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


def form_values(offered: Offered) -> dict[str, Any]:
    """Give the same for a form, in JSON's own types: what is usual is written out too."""
    return {**plain_values(offered), "scale": write_scale(offered.catalogue.scale)}


def mark_of(offered: Offered) -> str:
    """Give what tells a catalogue from others: whoever changes one says which it was made from."""
    text = json.dumps(plain_values(offered), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_LETTERS]


def plain_values(offered: Offered) -> dict[str, Any]:
    """Give what a file says in JSON's own types: dates are texts."""
    told: dict[str, Any] = json.loads(json.dumps(file_values(offered), default=date.isoformat))
    return told


def write_toml(values: dict[str, Any]) -> str:
    """Write file values as TOML, lists a line each where they are long."""
    parts: list[str] = []
    for name, value in values.items():
        rows = value if isinstance(value, list) else [value]
        head = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
        for row in rows:
            tables = {k: v for k, v in row.items() if v and isinstance(v, list) and _is_table(v)}
            lines = [_line(k, v) for k, v in row.items() if k not in tables]
            parts.append("\n".join([head, *lines]))
            for inner, inner_rows in tables.items():
                parts += [_table(f"[[{name}.{inner}]]", inner_row) for inner_row in inner_rows]
    return "\n\n".join(parts) + "\n"


def _is_table(value: list[Any]) -> bool:
    return isinstance(value[0], dict)


def _table(head: str, row: dict[str, Any]) -> str:
    return "\n".join([head, *(_line(k, v) for k, v in row.items())])


def _line(key: str, value: Any) -> str:
    """A key and its value; codes of any letters are keys too."""
    is_bare = key.isascii() and key.replace("-", "_").replace("_", "a").isalnum()
    return f"{key if is_bare else json.dumps(key, ensure_ascii=False)} = {_toml(value)}"


def _toml(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(_line(k, v) for k, v in value.items()) + " }"
    if isinstance(value, list):
        whole = "[" + ", ".join(map(_toml, value)) + "]"
        lines = "".join(f"  {_toml(item)},\n" for item in value)
        return whole if len(whole) <= LINE_MAX else f"[\n{lines}]"
    return json.dumps(value, ensure_ascii=False)  # strings, whole numbers, true and false
