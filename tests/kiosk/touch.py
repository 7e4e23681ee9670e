"""The kiosk's page in a real browser, served as on a real kiosk, and what a citizen does there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from kiosk.pages import create_app
from tests.architecture.sources import ROOT
from tests.kiosk.kiosks import Kiosk

SCREEN = {"width": 1080, "height": 1920}
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A touch sooner after a page was turned is taken for the same finger.
GHOST_MS = 500


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def served(kiosk: Kiosk) -> Iterator[str]:
    """The agent with its threads, and its page on a loopback port."""
    kiosk.agent.start()
    app = create_app(kiosk.agent)
    http = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.port}/"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class CitizenAtKiosk:
    """Somebody in front of the screen; keeps what the browser complained of."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.set_viewport_size(SCREEN)  # type: ignore[arg-type]
        page.goto(url)
        page.get_by_role("heading", level=1).wait_for()

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name).first

    def touch(self, *names: str) -> None:
        """Touch one thing after the other, at a human pace."""
        for name in names:
            self.button(name).wait_for()
            self.page.wait_for_timeout(GHOST_MS)
            self.button(name).click()

    def touch_at_once(self, name: str) -> None:
        """For tests that hold the page's clock."""
        self.button(name).click()

    def reads(self, words: str) -> None:
        """Wait until these words stand on the screen."""
        self.page.get_by_text(words).first.wait_for()

    @property
    def screen(self) -> str:
        return self.page.inner_text("body")

    @property
    def label(self) -> str:
        return self.page.locator(".label").inner_text()

    def flaws(self) -> list[str]:
        """What axe finds, what is too faint or too small, and what does not fit."""
        drawn: list[str] = [*self.page.evaluate(FAINT), *self.page.evaluate(CUT_OFF)]
        return [*self._axe(), *self._small_targets(), *drawn]

    def _axe(self) -> list[str]:
        self.page.evaluate(AXE)
        found = self.page.evaluate("(rules) => axe.run(document, {runOnly: rules})", RULES)
        return [
            f"{violation['id']} {node['html'][:80]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def _small_targets(self) -> list[str]:
        boxes = [
            (button.inner_text(), button.bounding_box())
            for button in self.page.get_by_role("button").all()
            if button.is_visible()
        ]
        return [f"small {name}" for name, box in boxes if box is None or box["height"] < 119]


# axe lets large letters be fainter; at the kiosk all are 7:1 against what is behind them.
FAINT = """() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const channel = (value) => value <= 10.31475 ? value / 3294.6
    : Math.pow((value / 255 + 0.055) / 1.055, 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const color = parts(getComputedStyle(node).backgroundColor);
      if (color.length === 3) return color;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    const style = getComputedStyle(node);
    if (!own || style.visibility === 'hidden' || node.closest('noscript')) continue;
    const [a, b] = [light(parts(style.color)), light(behind(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 7) bad.push(`faint ${node.textContent}`);
  }
  return bad;
}"""
# Whatever is drawn stands inside the screen, and inside the box it belongs to.
CUT_OFF = """() => {
  const inside = (a, b) => a.left >= b.left - 2 && a.right <= b.right + 2
    && a.top >= b.top - 2 && a.bottom <= b.bottom + 2;
  const screen = {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
  const bad = [];
  for (const node of document.querySelectorAll('button, h1, h2, p, svg, .label, .first')) {
    const box = node.getBoundingClientRect();
    if (box.width === 0 || getComputedStyle(node).visibility === 'hidden') continue;
    const holder = node.closest('.paged, .dialog, .page')?.getBoundingClientRect() ?? screen;
    if (!inside(box, screen) || !inside(box, holder)) bad.push(`cut off ${node.textContent}`);
  }
  return bad;
}"""
