"""Chromium as on a kiosk box: its own profile, full screen, under the shipped policies.

Policies are read from one folder of the machine. The browser runs in a mount namespace of its own
in which that folder is another one, so that nobody else's browser meets them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright

from tests.architecture.sources import ROOT

SHIPPED = ROOT / "deploy" / "kiosk" / "chromium" / "motcua.json"
PLACE = Path("/etc/chromium")
SCREEN: Any = {"width": 1080, "height": 1920}
# A test drives the browser by what the box forbids; nothing else is let go.
LET_GO = {"RemoteDebuggingAllowed": True, "DeveloperToolsAvailability": 1}
# What follows runs where its mounts are seen by nobody else, and end with it.
APART = ["unshare", "--mount", "--propagation", "private", "sh", "-c"]
FLAGS = ["--kiosk", "--disable-pinch", "--overscroll-history-navigation=0"]


def shipped() -> dict[str, Any]:
    policies: dict[str, Any] = json.loads(SHIPPED.read_text("utf-8"))
    return policies


def why_not_locked() -> str | None:
    """Why no browser here can be given policies of its own; None where it can."""
    if not PLACE.is_dir():
        return f"no Chromium that reads its policies from {PLACE}"
    if shutil.which("unshare") is None:
        return "no unshare(1), which gives Chromium a folder of policies of its own"
    tried = subprocess.run([*APART, f'mount --bind "{PLACE}" "{PLACE}"'], capture_output=True)
    return None if tried.returncode == 0 else "this user may not mount in a namespace of its own"


def locked_browser(folder: Path, chromium: str, policies: dict[str, Any]) -> Path:
    """A program that starts Chromium under these policies."""
    managed = folder / "etc" / "policies" / "managed"
    managed.mkdir(parents=True)
    (managed / SHIPPED.name).write_text(json.dumps(policies), "utf-8")
    program = folder / "chromium"
    mount = f'mount --bind "{folder / "etc"}" {PLACE} && exec "{chromium}" "$@"'
    program.write_text(f"#!/bin/sh\nexec {' '.join(APART)} '{mount}' chromium \"$@\"\n")
    program.chmod(0o755)
    return program


@contextmanager
def locked_context(
    playwright: Playwright, folder: Path, chromium: str, *, url: str
) -> Iterator[BrowserContext]:
    """The one window of a kiosk; `url` stands for the address the shipped list allows."""
    policies = {**shipped(), **LET_GO, "URLAllowlist": [url.rstrip("/")]}
    context = playwright.chromium.launch_persistent_context(
        folder / "profile",
        executable_path=locked_browser(folder, chromium, policies),
        args=FLAGS,
        viewport=SCREEN,
        has_touch=True,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    try:
        yield context
    finally:
        context.close()
