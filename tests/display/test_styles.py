"""Televisions run browsers of 2020: what they cannot draw must not stand in a style."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STYLES = sorted([*ROOT.glob("display/ui/*.css"), ROOT / "queue_server" / "ui" / "follow.css"])
TOO_NEW = re.compile(
    r":has\(|:is\(|:where\(|@container|@layer|\d(?:dvh|svh|lvh|cqw)\b|\binset:|color-mix"
)


def rules(style: Path) -> Iterator[tuple[str, str]]:
    text = re.sub(r"/\*.*?\*/", "", style.read_text("utf-8"), flags=re.S)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        yield selector.strip(), body


def test_styles_were_found() -> None:
    assert "hall.css" in [style.name for style in STYLES]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_gaps_stand_in_grids_only(style: Path) -> None:
    """Chromium draws a gap between flex items only since 84."""
    found = [name for name, body in rules(style) if "display: flex" in body and "gap:" in body]
    assert found == []


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_nothing_newer_than_chromium_80_is_asked_for(style: Path) -> None:
    assert TOO_NEW.findall(style.read_text("utf-8")) == []


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_nothing_blinks(style: Path) -> None:
    assert [body for _, body in rules(style) if "infinite" in body] == []
