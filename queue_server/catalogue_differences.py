"""What publishing would change, and what in it is seldom meant: for file and page alike."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from queue_server.catalogue_file import Offered, plain_values

NOBODY: Mapping[str, int] = MappingProxyType({})
NOWHERE: Mapping[int, int] = MappingProxyType({})
ChangeKind = Literal["added", "removed", "changed", "moved"]
DoubtWhy = Literal[
    "left_open", "left_devices", "left_waiting", "unserved", "empty", "idle", "no_english"
]


@dataclass(frozen=True)
class Change:
    """One thing that would be otherwise.

    `part` is where in the file (`services`), `key` which of it (`HT01`), `name` which of its values
    changed, or what it is called when it is new or gone. `moved` is about the order of all.
    """

    kind: ChangeKind
    part: str = ""
    key: str = ""
    name: str = ""
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class Doubt:
    """Something allowed and seldom meant; its sentence is `catalogue.doubt.<why>`."""

    why: DoubtWhy
    part: str
    key: str
    count: int = 0


# --- what would change ---------------------------------------------------------------------------

Key = tuple[str, str]


def differences(now: Offered, then: Offered) -> list[Change]:
    """Give what would change, thing by thing."""
    # What a file does not say of the settings stays.
    kept_settings = replace(then, settings={**now.settings, **then.settings})
    before, after = (_items(plain_values(offered)) for offered in (now, kept_settings))
    gone = [Change("removed", *key, name=_name(before[key])) for key in before if key not in after]
    changes = [*gone]
    for key, values in after.items():
        if key not in before:
            changes.append(Change("added", *key, name=_name(values)))
        if key in before or not key[1]:  # what there is one of is told value by value
            changes += _changed(key, before.get(key, {}), values)
    kept = [[key for key in known if key in before and key in after] for known in (before, after)]
    return changes if kept[0] == kept[1] else [*changes, Change("moved")]


def _changed(key: Key, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for name in {**after, **before}:  # in the order of the file
        old, new = before.get(name), after.get(name)
        if old != new:
            yield Change("changed", *key, name=name, before=old, after=new)


def _items(values: dict[str, Any]) -> dict[Key, dict[str, Any]]:
    items: dict[Key, dict[str, Any]] = {}
    for part, value in values.items():
        if not isinstance(value, list):
            items[part, ""] = value
            continue
        for row in value:
            items[part, str(row.get("code", row.get("number")))] = row
    return items


def _name(values: dict[str, Any]) -> str:
    return str(values.get("name_vi") or ", ".join(values.get("services", ())))


# --- what is seldom meant ------------------------------------------------------------------------


def doubts(
    now: Offered,
    then: Offered,
    *,
    waiting: Mapping[str, int] = NOBODY,
    open_counters: Collection[int] = (),
    devices: Mapping[int, int] = NOWHERE,
) -> list[Doubt]:
    """Give what is allowed and seldom meant.

    `waiting` is how many wait for each service, `devices` how many stand at each counter.
    """
    catalogue = then.catalogue
    served = {code for counter in catalogue.counters for code in counter.skills}
    used = {service.field for service in catalogue.services}
    unserved = [s.code for s in catalogue.services if s.code not in served]
    gone = [s.code for s in now.catalogue.services if s.code not in catalogue.by_service]
    left = [(code, waiting.get(code, 0)) for code in (*gone, *unserved)]
    return [
        *(
            Doubt("left_open", "counters", str(number))
            for number in sorted(set(open_counters) - set(catalogue.by_counter))
        ),
        *(
            Doubt("left_devices", "counters", str(number), count)
            for number, count in sorted(devices.items())
            if number in now.catalogue.by_counter and number not in catalogue.by_counter
        ),
        *(Doubt("left_waiting", "services", code, count) for code, count in left if count),
        *(Doubt("unserved", "services", code) for code in unserved),
        *(Doubt("empty", "fields", f.code) for f in catalogue.fields if f.code not in used),
        *(Doubt("idle", "counters", str(c.number)) for c in catalogue.counters if not c.skills),
        *(Doubt("no_english", "services", s.code) for s in catalogue.services if not s.name_en),
    ]


# --- as lines ------------------------------------------------------------------------------------

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def change_line(change: Change) -> str:
    """Write a change for a terminal: + new, - gone, ~ changed."""
    if change.kind == "moved":
        return "~ the order in which things are shown"
    place = f"{_SIGNS[change.kind]} {change.part} {change.key}".rstrip()
    if change.kind == "changed":
        return f"{place} {change.name}: {_shown(change.before)} → {_shown(change.after)}"
    return f"{place}: {change.name}".rstrip(": ")


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return "; ".join(_shown(item) for item in value)
    if isinstance(value, dict):
        return " ".join(f"{name} {_shown(item)}" for name, item in value.items())
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
