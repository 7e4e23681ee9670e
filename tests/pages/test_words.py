"""The staff pages' words: whatever the server may say has a sentence, and none is left over."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po

from protocol.events import EVENT_TYPES, ActorKind
from protocol.health import ClockState, DiskState, PaperState, PrinterState
from queue_server.catalogue_differences import DoubtWhy
from queue_server.catalogue_faults import FaultWhy
from queue_server.domain.access import AccountRole
from queue_server.domain.device import DeviceKind, DeviceState
from queue_server.domain.health import ALARMS, Condition
from queue_server.domain.rating import RatingRefused
from queue_server.domain.serving import Outcome

SERVER = Path("queue_server")
# Facts of a dossier's thread; the others never stand on its timeline, as a counter's do not.
THREAD = ("ticket.", "serving.", "slip.", "rating.", "dossier.")
SILENT = {"ticket.offered", "ticket.retired", "dossier.opened", "rating.refused"}
# Made of a stem and a word of a closed list: `outcome.${outcome}` in pages, f"…{…}" in Python.
STEM = re.compile(r"`([a-z_.]+)\$\{|f\"([a-z_.]+)\{")


def keys(lang: str) -> set[str]:
    with (SERVER / "locales" / f"{lang}.po").open("rb") as text:
        return {str(message.id) for message in read_po(text, locale=lang) if message.id}


KNOWN = keys("vi")


def sources() -> str:
    commands = list(SERVER.glob("*.py"))
    folders = [SERVER / "ui", SERVER / "pages", SERVER / "stats"]
    files = commands + [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    texts = [path.read_text("utf-8") for path in files if path.suffix in {".ts", ".tsx", ".py"}]
    return "\n".join(texts)


@pytest.mark.parametrize(
    ("stem", "words"),
    [
        ("outcome", [str(outcome) for outcome in Outcome]),
        ("admin.kind", [str(kind) for kind in DeviceKind]),
        ("admin.state", [str(state) for state in DeviceState]),
        ("admin.role", [str(role) for role in AccountRole]),
        ("admin.by", list(get_args(ActorKind))),
        ("catalogue.fault", list(get_args(FaultWhy))),
        ("catalogue.doubt", list(get_args(DoubtWhy))),
        ("health", list(ALARMS)),
        ("health.condition", [*get_args(Condition), "silent", "never"]),
        ("health.printer", list(get_args(PrinterState))),
        ("health.paper", list(get_args(PaperState))),
        ("health.clock", [*get_args(ClockState), "unknown"]),
        ("health.disk", list(get_args(DiskState))),
        ("manager.refused", [str(why) for why in RatingRefused]),
        ("timeline", [kind for kind in EVENT_TYPES - SILENT if kind.startswith(THREAD)]),
    ],
)
def test_every_word_of_a_closed_list_has_a_sentence(stem: str, words: list[str]) -> None:
    assert [word for word in words if f"{stem}.{word}" not in KNOWN] == []


def test_no_sentence_is_left_over() -> None:
    text = sources()
    # Refusals are looked up by the code that the server sends.
    spoken = {key for key in KNOWN if key.startswith((*stems(text), "error."))}
    assert sorted(key for key in KNOWN - spoken if f'"{key}"' not in text) == []


def stems(text: str) -> set[str]:
    return {stem for pair in STEM.findall(text) for stem in pair if stem.count(".")}


def test_stems_were_found() -> None:
    assert {"outcome.", "timeline.", "console.do."} <= stems(sources())
