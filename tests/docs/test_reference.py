"""Everything a reader may look up is there: events, settings, codes, addresses."""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import select

from docs.answers import morning, play
from kiosk.agent import Agent
from kiosk.app import real_world
from kiosk.config import Config as KioskConfig
from kiosk.pages import create_app
from kiosk.wire import open_pool
from printers.profiles import PROFILES
from protocol.events import EVENT_TYPES
from queue_server.domain import refusals, refusals_of_access
from queue_server.domain.site import SiteSettings
from queue_server.store.tables.journal import journal
from tests.architecture.sources import ROOT, calls, files_with, tree_of

DOCS = ROOT / "docs"
NONE, NOT_YET = "–", "not yet"


def rows_of(page: str, *, cells: int) -> list[list[str]]:
    """Rows of a page's tables with this many cells, without heads; backticks dropped."""
    lines = (DOCS / page).read_text("utf-8").splitlines()
    found = [
        [cell.strip().replace("`", "") for cell in line.strip("|").split("|")]
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith("|") and not line.startswith("|---") and not following.startswith("|---")
    ]
    return [row for row in found if len(row) == cells]


@pytest.fixture(scope="module")
def events() -> dict[str, list[str]]:
    """Meaning, carried keys and recorder by event, as docs/events.md says."""
    rows = rows_of("events.md", cells=4)
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: row[1:] for row in rows}


def test_every_event_is_explained(events: dict[str, list[str]]) -> None:
    assert set(events) == EVENT_TYPES
    assert [name for name, (meaning, *_) in events.items() if len(meaning) < 10] == []


def test_events_name_who_records_them(events: dict[str, list[str]]) -> None:
    said = {name: row[2] for name, row in events.items()}
    assert said == {name: ", ".join(sorted(recorders()[name])) or NOT_YET for name in said}


def recorders() -> dict[str, set[str]]:
    """The actions in which an event's name is given to `record`, or kept for it in a name."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in files_with(".py", inside=("queue_server",)):
        if path.parent.name == "actions":
            for name in recorded(tree_of(path)):
                found[name].add(f"actions/{path.name}")
    return found


def recorded(tree: ast.Module) -> Iterator[str]:
    for called, call in calls(tree):
        if called.endswith(".record"):
            yield from literals(call.args[0])
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and "EventType" in ast.unparse(node.annotation):
            yield from literals(node.value)


def literals(node: ast.AST | None) -> list[str]:
    """Texts in an expression that are events: of `"a" if … else "b"` both."""
    nodes = [] if node is None else list(ast.walk(node))
    texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [text for text in texts if text in EVENT_TYPES]


def test_events_carry_what_their_page_says(events: dict[str, list[str]]) -> None:
    carried = keys_in_a_journal()
    said = {name: row[1] for name, row in events.items() if row[2] != NOT_YET}
    assert said == {name: carried[name] for name in said}


def keys_in_a_journal() -> dict[str, str]:
    """What a real journal holds of each event after a morning in which each happens."""
    with morning() as day:
        play(day)
        with day.stage.store.read() as connection:
            rows = connection.execute(select(journal.c.type, journal.c.payload)).all()
    keys: dict[str, set[str]] = defaultdict(set)
    for type_, payload in rows:
        keys[type_] |= set(json.loads(payload))
    return {type_: ", ".join(sorted(found)) or NONE for type_, found in keys.items()}


def test_every_setting_of_a_site_is_explained() -> None:
    rows = rows_of("configuration.md", cells=3)
    defaults = {field.name: str(field.default) for field in fields(SiteSettings)}
    assert {key: default for key, default, _ in rows} == defaults
    assert [key for key, _, meaning in rows if len(meaning) < 10] == []


# What opens something, or proves something: each secret that is made, each hash, each signature.
KEYS_IN = {
    "Ed25519": "queue_server/store/seals.py",
    "ECDSA P-256": "queue_server/tls.py",
    "Argon2id": "queue_server/hashing.py",
    "TOTP": "queue_server/one_time.py",
    "scrypt": "kiosk/staff_pin.py",
    "SHA-256": "queue_server/store/chain.py",
    "256 random bits": "protocol/ids.py",
    "128 random bits": "protocol/ids.py",
}
CRYPTOGRAPHY = re.compile(r"Ed25519PrivateKey|SECP256R1|PasswordHasher|pyotp|hashlib\.scrypt")


def test_every_key_is_in_the_inventory() -> None:
    rows = rows_of("operations.md", cells=6)
    algorithms = " ".join(algorithm for _, algorithm, *_ in rows)
    assert [kind for kind in KEYS_IN if kind not in algorithms] == []
    used = {
        path.relative_to(ROOT).as_posix()
        for path in files_with(".py", inside=("queue_server", "kiosk", "protocol", "printers"))
        if CRYPTOGRAPHY.search(path.read_text("utf-8"))
    }
    assert used - set(KEYS_IN.values()) == set()


@pytest.mark.parametrize("source", ["queue_server/config.py", "kiosk/config.py"])
def test_every_setting_is_explained(source: str) -> None:
    """Read from the source, so that a key the generator overlooks is seen too."""
    keys = {
        node.target.id
        for node in ast.walk(tree_of(ROOT / source))
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.value, ast.Call)
    }
    explained = {row[0] for row in rows_of("configuration.md", cells=5) if len(row[4]) > 10}
    assert keys
    assert keys <= explained


def test_every_printer_profile_is_listed_with_its_width() -> None:
    widths = {name: str(profile.width_dots) for name, profile in PROFILES.items()}
    listed = {name: dots for name, dots, _ in rows_of("printing.md", cells=3) if dots.isdigit()}
    assert listed == widths


def test_every_refusal_is_listed() -> None:
    classes = [
        node.name
        for part in (refusals, refusals_of_access)
        for node in tree_of(Path(part.__file__)).body
        if isinstance(node, ast.ClassDef) and node.name != "Refusal"
    ]
    codes = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in classes}
    assert codes
    assert codes == {row[0] for row in rows_of("errors.md", cells=4)} & codes
    assert "`internal`" in (DOCS / "errors.md").read_text("utf-8")


def test_every_address_of_a_kiosk_is_listed(tmp_path: Path) -> None:
    agent = Agent(KioskConfig(data=tmp_path), world=real_world(), pool=open_pool())
    rules = create_app(agent).url_map.iter_rules()
    own = {re.sub(r"<(\w+)>", r"{\1}", rule.rule) for rule in rules if rule.endpoint != "static"}
    page = (DOCS / "api.md").read_text("utf-8").split("## The kiosk's own page")[1]
    listed = re.findall(r"^\| `\w+ (\S+)` \|", page.split("\n## ")[0], flags=re.MULTILINE)
    assert own == set(listed)
