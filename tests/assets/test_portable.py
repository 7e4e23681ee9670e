"""Televisions run browsers of 2020: the built pages ask for nothing newer than Chromium 80."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from hatch_build import system_node, wheel_node
from protocol.assets import page_assets, static_folder

ROOT = Path(__file__).parents[2]
SCREENS = [
    ("display", "hall"),
    ("display", "counter"),
    ("display", "pad"),
    ("display", "worker"),
    ("queue_server", "follow"),
]
PAGES = [*SCREENS, ("kiosk", "kiosk"), ("queue_server", "console"), ("queue_server", "manager")]
# What a browser cannot read, esbuild must write otherwise: then both outputs differ.
LOWERED = """
import { transform } from "esbuild";
import { readFileSync } from "node:fs";
const lowered = [];
for (const path of JSON.parse(process.argv[1])) {
  const text = readFileSync(path, "utf8");
  const loader = path.split(".").pop();
  const write = async (target) => (await transform(text, { loader, target })).code;
  if ((await write(["es2019", "chrome80"])) !== (await write(["esnext"]))) lowered.push(path);
}
console.log(JSON.stringify(lowered));
"""
NEW_CALLS = re.compile(
    r"\.replaceAll\(|\.at\(|\.findLast|\bstructuredClone\(|Object\.hasOwn\(|Promise\.any\("
    r"|\.randomUUID\(|AbortSignal\.(?:timeout|any)\(|\.replaceChildren\(|\bWeakRef\b|\.toSorted\("
)
NEW_STYLE = re.compile(
    r":has\(|:is\(|:where\(|@container|@layer|\d(?:dvh|svh|lvh|cqw|cqi)\b|[;{]inset(?:-[a-z]+)*:"
    r"|color-mix|aspect-ratio|accent-color|content-visibility|text-wrap:|overflow:clip"
)
FLEX, GAP = re.compile(r"display:(?:inline-)?flex"), re.compile(r"(?:^|;)(?:row-|column-)?gap:")


def built(package: str, page: str, kind: str) -> Path | None:
    address = getattr(page_assets(package, page), kind)
    return None if address is None else static_folder(package) / address.rsplit("/", 1)[-1]


def styles() -> list[Path]:
    return [path for each in SCREENS if (path := built(*each, "css"))]


def lowered(paths: list[Path]) -> list[str]:
    program = (system_node() or wheel_node())[0]
    command = [program, "--input-type=module", "-e", LOWERED, json.dumps([*map(str, paths)])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


def test_no_bundle_has_syntax_that_chromium_80_cannot_read(tmp_path: Path) -> None:
    newer = tmp_path / "newer.js"
    newer.write_text("value ||= other?.one;", encoding="utf-8")
    scripts = [path for each in PAGES if (path := built(*each, "js"))]
    assert lowered([*scripts, *styles(), newer]) == [str(newer)]


@pytest.mark.parametrize(("package", "page"), SCREENS)
def test_no_screen_calls_what_chromium_80_does_not_have(package: str, page: str) -> None:
    path = built(package, page, "js")
    assert path is not None
    assert NEW_CALLS.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("style", styles(), ids=lambda path: path.name.split("-")[0])
def test_no_built_style_needs_more_than_chromium_80(style: Path) -> None:
    """A gap between flex items is drawn since 84 only: there the items would touch."""
    text = style.read_text("utf-8")
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", text)
    assert [name for name, body in rules if FLEX.search(body) and GAP.search(body)] == []
    assert NEW_STYLE.findall(text) == []
    assert [name for name, body in rules if "infinite" in body] == []  # nothing blinks
