"""The kiosk's page in a real browser, served as on a real kiosk, and what a citizen does there."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image
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
# What the browser says of an answer that was lost, and of the page's own sandbox, whose name it
# takes for a frame's: a page that is no frame cannot take its sandbox off.
EXPECTED = (
    "Failed to load resource",
    "An iframe which has both allow-scripts and allow-same-origin for its sandbox attribute",
)
# A kiosk that waits longer for the server than a citizen would: no test here is about that.
PATIENCE_S = 20.0


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def served(kiosk: Kiosk) -> Iterator[str]:
    """The agent with its threads, and its page on a loopback port; it sees the server if it can."""
    if kiosk.desk.line.mode == "open":
        kiosk.poll_until(lambda: kiosk.agent.link.is_up)
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
        is_expected = any(words in message.text for words in EXPECTED)
        if message.type in ("error", "warning") and not is_expected:
            self.complaints.append(message.text)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name).first

    def touch(self, *names: str) -> None:
        """Touch one thing after the other, at a human pace."""
        for name in names:
            self.button(name).wait_for()
            self.page.wait_for_timeout(GHOST_MS)
            self.button(name).click()

    def types(self, letters: str) -> None:
        """Type on the page's own keyboard, as fast as one can."""
        self.page.wait_for_timeout(GHOST_MS)
        for letter in letters.upper():
            self.page.locator(".letter", has_text=re.compile(f"^{letter}$")).click()

    def holds_the_name(self) -> None:
        """The staff's way in: a finger on the site's name until another page stands there."""
        self.page.wait_for_timeout(GHOST_MS)
        fingers = Fingers(self.page)
        fingers.down(self.page.locator(".site"))
        self.page.locator(".staff").wait_for()
        fingers.up()

    def enters(self, pin: str) -> None:
        self.page.wait_for_timeout(GHOST_MS)
        for digit in pin:
            self.page.get_by_role("button", name=digit, exact=True).click()
        self.touch("Vào")

    def tab_to(self, name: str) -> None:
        """Go with the Tab key until it is there; what has the focus must be seen to have it."""
        for _ in range(40):
            self.page.keyboard.press("Tab")
            focused = self.page.locator(":focus-visible")
            assert focused.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
            if name in focused.inner_text():
                return
        raise AssertionError(f"no way to {name}")

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
    def typed(self) -> str:
        self.page.locator(".typed").wait_for()
        return self.page.locator(".typed").inner_text().split(":")[-1].strip()

    @property
    def label(self) -> str:
        return self.page.locator(".label").inner_text()

    def code(self, folder: Path) -> str:
        """What a phone reads from the QR on the screen."""
        self.page.screenshot(path=folder / "screen.png")
        (code,) = zxingcpp.read_barcodes(Image.open(folder / "screen.png"))
        return code.text

    def waits(self, seconds: int) -> None:
        """Let the page's own time pass, with what it asks for answered in between."""
        for _ in range(seconds):
            self.page.clock.run_for(1_000)

    def flaws(self) -> list[str]:
        """What axe finds, what is too faint, too small or out of reach, and what does not fit."""
        drawn = [
            flaw for look in (FAINT, CUT_OFF, UNTOUCHABLE, OVERLAPPING) for flaw in self._ask(look)
        ]
        return [*self._axe(), *drawn]

    def _ask(self, look: str) -> list[str]:
        found: list[str] = self.page.evaluate(look)
        return found

    def _axe(self) -> list[str]:
        self.page.evaluate(AXE)
        found = self.page.evaluate("(rules) => axe.run(document, {runOnly: rules})", RULES)
        return [
            f"{violation['id']} {node['html'][:80]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]


class Fingers:
    """Fingers on the pane, as the browser hears them from the touchscreen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._line = page.context.new_cdp_session(page)
        self._down: dict[int, tuple[float, float]] = {}

    def down(self, place: Locator, finger: int = 0) -> None:
        box = place.bounding_box()
        assert box is not None
        self._down[finger] = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self._send("touchStart")

    def up(self, *fingers: int) -> None:
        for finger in fingers or tuple(self._down):
            del self._down[finger]
        self._send("touchEnd")

    def storm(self, place: Locator, *, touches: int, every_ms: int) -> None:
        """Ghost touches on one spot, wherever the page has gone meanwhile."""
        self.down(place)
        spot = self._down[0]
        self.up()
        for _ in range(touches - 1):
            self._down[0] = spot
            self._send("touchStart")
            self.up()
            self._page.wait_for_timeout(every_ms)

    def _send(self, kind: str) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in self._down.items()]
        self._line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


# axe lets large letters be fainter; at the kiosk all are 7:1 against what is behind them,
# and 15:1 for those who ask for high contrast.
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
  const least = document.querySelector('.contrast') ? 15 : 7;
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    const style = getComputedStyle(node);
    if (!own || style.visibility === 'hidden' || node.closest('noscript')) continue;
    const [a, b] = [light(parts(style.color)), light(behind(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < least) bad.push(`faint ${node.textContent}`);
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
# 20 mm on a pane of 27 inches is 64 dots; and what was lowered is within the lower 60 %.
UNTOUCHABLE = """() => {
  const isLow = document.querySelector('.low') !== null;
  const bad = [];
  for (const button of document.querySelectorAll('button')) {
    const {width, height, top} = button.getBoundingClientRect();
    if (getComputedStyle(button).visibility === 'hidden') continue;
    if (width < 64 || height < 64) bad.push(`small ${button.textContent}`);
    if (isLow && top < innerHeight * 0.4) bad.push(`high ${button.textContent}`);
  }
  return bad;
}"""
# No words lie over other words, over a button they do not belong to, or outside of their button.
OVERLAPPING = """() => {
  const cross = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  const clip = (rect, node) => {
    let {left, top, right, bottom} = rect;
    for (let box = node; box; box = box.parentElement) {
      if (getComputedStyle(box).overflowY !== 'hidden') continue;
      const own = box.getBoundingClientRect();
      [left, top] = [Math.max(left, own.left), Math.max(top, own.top)];
      [right, bottom] = [Math.min(right, own.right), Math.min(bottom, own.bottom)];
    }
    return {left, top, right, bottom, node};
  };
  // What lies under a question is covered on purpose.
  const within = document.querySelector('.veil') ?? document.body;
  const words = [];
  for (const node of within.querySelectorAll('*')) {
    if (getComputedStyle(node).visibility === 'hidden') continue;
    if (node.closest('noscript, .spoken')) continue;
    for (const text of node.childNodes) {
      if (text.nodeType !== 3 || !text.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      // What is drawn of letters is smaller than the box of their line.
      const {left, right, top, bottom, width} = range.getBoundingClientRect();
      if (width === 0) continue;
      const spare = parseFloat(getComputedStyle(node).fontSize) * 0.14;
      words.push(clip({left, right, top: top + spare, bottom: bottom - spare}, node));
    }
  }
  const buttons = [...within.querySelectorAll('button')];
  const boxes = buttons.map((node) => clip(node.getBoundingClientRect(), node));
  const bad = [];
  words.forEach((one, at) => {
    for (const other of words.slice(at + 1)) {
      if (one.node !== other.node && cross(one, other)) {
        bad.push(`overlap ${one.node.textContent} / ${other.node.textContent}`);
      }
    }
    for (const box of boxes) {
      const isOwn = box.node.contains(one.node);
      if (!isOwn && cross(one, box)) bad.push(`covered ${one.node.textContent}`);
      const spills = one.left < box.left - 1 || one.right > box.right + 1
        || one.top < box.top - 1 || one.bottom > box.bottom + 1;
      if (isOwn && spills) bad.push(`spills ${one.node.textContent}`);
    }
  });
  return bad;
}"""
