"""Tables made from the code: routes and roles, settings, refusals, dossier statuses."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from babel.messages.pofile import read_po
from flask import Flask
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from werkzeug.routing import Rule

from kiosk import refusals as kiosk_no
from kiosk.config import ENV_PREFIX as KIOSK_PREFIX
from kiosk.config import Config as KioskConfig
from queue_server.app import create_server, open_store
from queue_server.config import ENV_PREFIX as SERVER_PREFIX
from queue_server.config import ServerConfig
from queue_server.domain import refusals as server_no
from queue_server.domain.access import PUBLIC, ROUTES
from queue_server.domain.dossier import MOVES
from queue_server.reference import read_rows

ROOT = Path(__file__).resolve().parents[1]
No = TypeVar("No")

API = "/api/v1"
METHODS = ("GET", "POST", "PUT", "DELETE")
# Routes of a library, which says nothing of them.
UNSPOKEN = {"openapi.spec": "Give all of this as an OpenAPI document."}
ROLE_ORDER = (
    *("officer", "reception", "manager", "administrator"),
    *("kiosk", "hall", "counter", "pad"),
)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Give a Markdown table; a bar inside a cell would end it, so it is escaped."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines
    )


@contextmanager
def server_app() -> Iterator[Flask]:
    """The real server on an empty database, not listening."""
    with tempfile.TemporaryDirectory() as folder:
        server = create_server(open_store(f"sqlite:///{Path(folder) / 'motcua.db'}"))
        try:
            yield server.app
        finally:
            server.store.close()


def rules(app: Flask, *, inside: bool) -> list[tuple[str, Rule]]:
    """Give method and rule of every address, those of the API or the others."""
    found = [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in METHODS
        if method in (rule.methods or ()) and rule.rule.startswith(API) is inside
    ]
    return sorted(found, key=lambda pair: (pair[1].rule, METHODS.index(pair[0])))


def routes() -> str:
    """Who may call what of the API."""
    with server_app() as app:
        rows = [
            (f"`{method} {address(rule)}`", who(rule), what(app, rule))
            for method, rule in rules(app, inside=True)
        ]
    return table(("Call", "Who", "What"), rows)


def pages() -> str:
    """The addresses outside the API."""
    with server_app() as app:
        rows = [
            (f"`{address(rule)}`", who(rule), what(app, rule))
            for _, rule in rules(app, inside=False)
            if rule.endpoint.partition(".")[2] != "static"
        ]
    return table(("Address", "Who", "What"), rows)


def address(rule: Rule) -> str:
    """Give the path as people write it: `{n}` for what varies, without the type."""
    parts = [part.rpartition(":")[2] for part in rule.rule.replace(">", "}").split("<")]
    return "{".join(parts)


def who(rule: Rule) -> str:
    roles = ROUTES[rule.endpoint]
    if PUBLIC in roles:
        return "anybody"
    return ", ".join(role for role in ROLE_ORDER if role in roles)


def what(app: Flask, rule: Rule) -> str:
    """Give the first line of what the route says of itself."""
    if rule.endpoint in UNSPOKEN:
        return UNSPOKEN[rule.endpoint]
    said = app.view_functions[rule.endpoint].__doc__ or ""
    return said.strip().partition("\n")[0].strip()


def server_settings() -> str:
    return settings(ServerConfig, prefix=SERVER_PREFIX)


def kiosk_settings() -> str:
    return settings(KioskConfig, prefix=KIOSK_PREFIX)


def settings(model: type[BaseModel], *, prefix: str) -> str:
    rows = [
        (f"`{key}`", f"`{prefix}{key.upper()}`", plain(field.default), bounds(field), said(field))
        for key, field in model.model_fields.items()
    ]
    return table(("Key", "Environment", "Default", "Bounds", "What it sets"), rows)


def plain(default: object) -> str:
    return "–" if default in (None, "", ()) else f"`{default}`"


def bounds(field: FieldInfo) -> str:
    """Give the numbers a value must keep to, as its own check says them."""
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤", "max_length": "length ≤"}
    found = [
        f"{sign} {getattr(check, name)}"
        for check in field.metadata
        for name, sign in signs.items()
        if getattr(check, name, None) is not None
    ]
    return ", ".join(found) or "–"


def said(field: FieldInfo) -> str:
    words = (field.description or "").rstrip(".")
    return words[:1].upper() + words[1:]


def server_refusals() -> str:
    english = sentences("queue_server", "en")
    rows = [
        (f"`{no.code()}`", no.status, no.__doc__, english[f"error.{no.code()}"])
        for no in subclasses(server_no.Refusal)
    ]
    return table(("Code", "Status", "Tiếng Việt", "English"), sorted(rows))


def kiosk_refusals() -> str:
    vietnamese = sentences("kiosk", "vi")
    rows = [
        (f"`{no().code}`", no.status, no.__doc__, vietnamese[f"kiosk.refused.{no().code}"])
        for no in subclasses(kiosk_no.Refusal)
        if no not in (kiosk_no.IssuingStopped, kiosk_no.ServerRefused)
    ]
    return table(("Code", "Status", "Why", "Tiếng Việt"), sorted(rows))


def sentences(package: str, lang: str) -> dict[str, str]:
    """Give a catalogue as it is written, placeholders and all."""
    with (ROOT / package / "locales" / f"{lang}.po").open("rb") as text:
        return {str(message.id): str(message.string) for message in read_po(text)}


def subclasses(base: type[No]) -> list[type[No]]:
    found: list[type[No]] = base.__subclasses__()
    return [*found, *(further for one in found for further in subclasses(one))]


def dossier_statuses() -> str:
    rows = [
        (row["national_code"], row["name_vi"], row["name_en"], row["step"], moves(row))
        for row in read_rows("dossier_states")
    ]
    return table(("Status", "Tiếng Việt", "English", "Step", "May become"), rows)


def moves(row: dict[str, str]) -> str:
    return ", ".join(map(str, sorted(MOVES[int(row["national_code"])]))) or "– (ends)"
