"""Keeps the touch page on the screen: starts the browser and ends it when it hangs.

Whoever starts this starts it again when it ends (`deploy/kiosk/systemd`), so there is nothing to
repair here: a browser that crashed, or whose page does not ask the agent any more, is ended with
all its processes. Each start has an empty profile, so nothing of the last citizen is in it.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog

from kiosk.wire import LinkFault, Wire, open_pool

LOOK_EVERY_S = 1.0
ASK_TIMEOUT_S = 2.0
# The page asks every few seconds; a slow box needs longer for its first question.
HUNG_AFTER_S = 15.0
BEGIN_WITHIN_S = 45.0
END_WITHIN_S = 3.0
FLAGS = (
    "--kiosk",
    "--no-first-run",
    "--noerrdialogs",
    "--disable-session-crashed-bubble",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--autoplay-policy=no-user-gesture-required",
    "--password-store=basic",
)

log = structlog.get_logger("kiosk.screen")


class BrowserEnded(Exception):
    """The browser is gone, or was ended because its page was."""


def show(url: str, *, browser: Sequence[str]) -> None:
    """Show the touch page until its browser ends or hangs; always ends with BrowserEnded."""
    wire = Wire(open_pool(), monotonic=time.monotonic)
    with tempfile.TemporaryDirectory(prefix="motcua-screen-") as profile:
        command = [*browser, *FLAGS, f"--user-data-dir={profile}", url]
        process = subprocess.Popen(command, start_new_session=True)
        try:
            watch(process, asked_s_ago=lambda: asked_s_ago(wire, url), pause=time.sleep)
        finally:
            end(process)


def watch(
    process: "subprocess.Popen[bytes]",
    *,
    asked_s_ago: Callable[[], float | None],
    pause: Callable[[float], None],
) -> None:
    """Look every second; BrowserEnded when the browser is gone or its page asks no more."""
    looked = 0
    while True:
        if process.poll() is not None:
            raise BrowserEnded(f"the browser ended with {process.returncode}")
        silent_s = asked_s_ago()
        patience_s = HUNG_AFTER_S if looked > BEGIN_WITHIN_S / LOOK_EVERY_S else BEGIN_WITHIN_S
        if silent_s is not None and silent_s > patience_s:
            raise BrowserEnded(f"the page has not asked for {silent_s:.0f} s")
        pause(LOOK_EVERY_S)
        looked += 1


def asked_s_ago(wire: Wire, url: str) -> float | None:
    """Ask the agent when the page last asked it; None while the agent itself is away."""
    try:
        reply = wire.send("GET", f"{url.rstrip('/')}/api/screen", timeout_s=ASK_TIMEOUT_S)
    except LinkFault:
        return None
    asked = reply.body.get("asked_s_ago")
    return float(asked) if isinstance(asked, int | float) else None


def end(process: "subprocess.Popen[bytes]") -> None:
    """End the browser with all its processes: asked first, then without asking."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_WITHIN_S)
