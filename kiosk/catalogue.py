"""What the hall offers, as the server said it, checked before it is believed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from protocol.hours import ALWAYS, Hours, read_hours
from protocol.numbering import LETTERS

TEXT_MAX = 400
PAPERS_MAX = 8
ROWS_MAX = 500
T = TypeVar("T")


class ForeignAnswer(ValueError):
    """Not what our server would say: another program answered, or another version."""


@dataclass(frozen=True)
class Field:
    """A group of services on the kiosk's first page."""

    code: str
    letter: str
    name_vi: str
    name_en: str
    hint_vi: str
    hint_en: str


@dataclass(frozen=True)
class Service:
    """What a citizen comes for, what to bring, and how it was at the moment it was heard.

    `left` are the numbers the day has left under its `day_cap`; None where there is no cap.
    """

    code: str
    field: str
    name_vi: str
    name_en: str
    short_vi: str
    short_en: str
    tthc_code: str
    papers_vi: tuple[str, ...]
    papers_en: tuple[str, ...]
    day_cap: int | None
    left: int | None
    waiting: int
    open_counters: int
    lane: str = ""


@dataclass(frozen=True)
class Group:
    """People whom the hall serves first, on their own word when it is `self_declared`.

    What shows it (`evidence_*`) is for them to have ready; nobody checks it at the kiosk.
    """

    code: str
    name_vi: str
    name_en: str
    evidence_vi: str
    evidence_en: str
    self_declared: bool
    age_min: int | None = None


@dataclass(frozen=True)
class Catalogue:
    """All of it."""

    site_code: str
    site_vi: str
    site_en: str
    public_url: str | None
    fields: tuple[Field, ...]
    services: tuple[Service, ...]
    groups: tuple[Group, ...]
    hours: Hours = ALWAYS

    @cached_property
    def by_service(self) -> dict[str, Service]:
        return {service.code: service for service in self.services}

    @cached_property
    def by_field(self) -> dict[str, Field]:
        return {field.code: field for field in self.fields}

    @cached_property
    def declared(self) -> tuple[Group, ...]:
        """The groups a citizen may name at the kiosk."""
        return tuple(group for group in self.groups if group.self_declared)

    def letter_of(self, service: str) -> str:
        return self.by_field[self.by_service[service].field].letter


def read_catalogue(answer: object) -> Catalogue:
    """Check and take `GET /api/v1/catalogue`; ForeignAnswer when it is not one."""
    body = expect(answer, dict)
    site = expect(body.get("site"), dict)
    fields = rows(body, "fields", _field)
    catalogue = Catalogue(
        site_code=text(site, "code"),
        site_vi=text(site, "name_vi"),
        site_en=text(site, "name_en"),
        public_url=_url(body.get("public_url")),
        fields=fields,
        services=rows(body, "services", _service),
        groups=rows(body, "groups", _group),
        hours=_hours(body.get("hours")),
    )
    if any(service.field not in catalogue.by_field for service in catalogue.services):
        raise ForeignAnswer("a service of no field")
    return catalogue


def lasting_text(answer: dict[str, Any]) -> str:
    """Give the part worth keeping: counts of the moment are set to nothing."""
    moment = {"waiting": 0, "open_counters": 0, "left": None}
    services = [{**row, **moment} for row in answer["services"]]
    kept = {"site", "public_url", "fields", "groups", "hours"}
    body = {key: value for key, value in answer.items() if key in kept}
    return json.dumps({**body, "services": services}, ensure_ascii=False, sort_keys=True)


def _field(row: dict[str, Any]) -> Field:
    letter = text(row, "letter")
    if len(letter) != 1 or letter not in LETTERS:
        raise ForeignAnswer("a field without a series letter")
    return Field(
        code=text(row, "code"),
        letter=letter,
        name_vi=text(row, "name_vi"),
        name_en=text(row, "name_en"),
        hint_vi=text(row, "hint_vi"),
        hint_en=text(row, "hint_en"),
    )


def _service(row: dict[str, Any]) -> Service:
    return Service(
        code=text(row, "code"),
        field=text(row, "field"),
        name_vi=text(row, "name_vi"),
        name_en=text(row, "name_en"),
        short_vi=text(row, "short_vi"),
        short_en=text(row, "short_en"),
        tthc_code=text(row, "tthc_code"),
        papers_vi=_papers(row, "papers_vi"),
        papers_en=_papers(row, "papers_en"),
        day_cap=_count_or_none(row, "day_cap"),
        left=_count_or_none(row, "left"),
        waiting=count(row, "waiting"),
        open_counters=count(row, "open_counters"),
        lane=text(row, "lane"),
    )


def _group(row: dict[str, Any]) -> Group:
    return Group(
        code=text(row, "code"),
        name_vi=text(row, "name_vi"),
        name_en=text(row, "name_en"),
        evidence_vi=text(row, "evidence_vi"),
        evidence_en=text(row, "evidence_en"),
        self_declared=expect(row.get("self_declared"), bool),
        age_min=None if row.get("age_min") is None else count(row, "age_min"),
    )


def _papers(row: dict[str, Any], key: str) -> tuple[str, ...]:
    lines = expect(row.get(key, []), list)
    return tuple(expect(line, str)[:TEXT_MAX] for line in lines[:PAPERS_MAX])


def _count_or_none(row: dict[str, Any], key: str) -> int | None:
    return None if row.get(key) is None else count(row, key)


def _hours(value: object) -> Hours:
    """Read the hours; a server that says nothing of them gives numbers always."""
    try:
        return ALWAYS if value is None else read_hours(value)
    except ValueError as error:
        raise ForeignAnswer("hours that are none") from error


def _url(value: object) -> str | None:
    if value is None or value == "":
        return None
    url = expect(value, str)
    if not url.lower().startswith(("http://", "https://")) or len(url) > TEXT_MAX:
        raise ForeignAnswer("a public address that is none")
    return url.rstrip("/")


# --- small checks that every answer goes through ---------------------------------------------


def expect(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise ForeignAnswer(f"expected {kind.__name__}")
    return value


def text(row: dict[str, Any], key: str) -> str:
    """Give a text of bounded length; a missing or null one is empty."""
    value = row.get(key)
    if value is None:
        return ""
    return expect(value, str)[:TEXT_MAX]


def count(row: dict[str, Any], key: str) -> int:
    value = row.get(key)
    if type(value) is not int or value < 0:
        raise ForeignAnswer(f"{key} is not a count")
    return value


def rows(body: dict[str, Any], key: str, read: Callable[[dict[str, Any]], T]) -> tuple[T, ...]:
    found = expect(body.get(key), list)
    if len(found) > ROWS_MAX:
        raise ForeignAnswer(f"too many {key}")
    return tuple(read(expect(row, dict)) for row in found)
