"""A real Chromium, as televisions and kiosks run it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from demo.client import Caller

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SOUND = "--autoplay-policy=no-user-gesture-required"
# Clips are said so many times as fast; the chime is the longest, nothing else lasts 1.5 s.
FAST_AND_COUNTED = """
sessionStorage.setItem('motcua.clip_rate', '%d');
window.chimes = 0;
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...said) {
  if (this.buffer.duration > 1.5) window.chimes += 1;
  return start.apply(this, said);
};
"""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start it; ends with the block."""
    program = os.environ.get("MOTCUA_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[SOUND])
        try:
            yield browser
        finally:
            browser.close()


def open_hall(browser: Browser, hall: Caller, script: str, *, url: str | None = None) -> Page:
    """Give the page of a paired hall screen, with a script of the benchmark's own, once it shows.

    `url` is where it finds its server, if not where the screen was paired.
    """
    address = url or hall.url
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    name, _, value = hall.cookie.partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": address}])
    page.add_init_script(script)
    page.goto(f"{address}/hall")
    page.wait_for_selector("main.hall")
    return page
