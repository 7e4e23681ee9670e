"""Twenty-five ways out of the kiosk, tried in a real Chromium under the shipped policies.

After each step the kiosk's own page stands where it stood, nothing else was opened, and nothing
was left behind. One browser walks through all of them.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright
from playwright.sync_api import Error as PageError

from kiosk.screen import end
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import make_kiosk
from tests.kiosk.locked import PLACE, locked_browser, locked_context, shipped, why_not_locked
from tests.kiosk.touch import served
from tests.stage import Stage

WHY_NOT = why_not_locked()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT)),
]

HEADING = "Ông/bà cần làm việc gì?"
HOLD_MS, SETTLE_MS = 900, 120
IDLE_S, WARNING_S = 40, 20
# Seen last, in the window, after whoever else listens: did the browser get it?
WITNESS = """() => {
  window.leaked = [];
  const kinds = ['keydown', 'contextmenu', 'wheel', 'dragstart', 'drop', 'auxclick', 'selectstart'];
  for (const kind of kinds) addEventListener(kind, (event) => {
    if (!event.defaultPrevented && event.key !== 'Shift')
      window.leaked.push(`${kind} ${event.key ?? ''}`.trim());
  });
  addEventListener('beforeprint', () => window.leaked.push('print'));
}"""
STATE = """async () => ({
  scale: visualViewport.scale, ratio: devicePixelRatio, width: innerWidth,
  selected: getSelection().toString(), frames: frames.length, title: document.title,
  leaked: window.leaked,
})"""


@dataclass
class Escapee:
    """Somebody at the screen who wants something else than a number."""

    context: BrowserContext
    page: Page
    wire: CDPSession
    url: str
    opened: list[str] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)

    def watch(self) -> None:
        self.context.on("page", lambda page: self.opened.append(f"window {page.url}"))
        self.page.on("download", lambda got: self.opened.append(f"download {got.url}"))
        self.page.on("dialog", self._note_dialog)
        self.page.evaluate(WITNESS)
        self.before = self.page.evaluate(STATE)

    def _note_dialog(self, dialog: Any) -> None:
        self.opened.append(f"dialog {dialog.type}")
        dialog.dismiss()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def run(self, script: str) -> None:
        """As a script in the page would, just after a touch: what a citizen could at most reach."""
        self.page.evaluate(
            "(code) => addEventListener('click', code.length ? new Function(code) : null,"
            " {once: true, capture: true})".replace("new Function(code)", f"() => {{ {script} }}"),
            script,
        )
        self.page.mouse.click(4, 4)

    def go(self, address: str) -> None:
        self.run(f"location = {address!r}")

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self.wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def check(self) -> None:
        """The kiosk's page, as it was, and nothing else."""
        self.page.wait_for_timeout(SETTLE_MS)
        self.page.get_by_role("heading", name=HEADING).wait_for()
        assert (self.page.url, self.opened) == (self.url, [])
        assert self.page.evaluate(STATE) == self.before
        assert self.context.pages == [self.page]


Step = Callable[[Escapee], None]
STEPS: dict[str, Step] = {}


def step(name: str) -> Callable[[Step], Step]:
    def keep(act: Step) -> Step:
        STEPS[name] = act
        return act

    return keep


@step("keys that open windows and tabs")
def _(him: Escapee) -> None:
    him.press("Control+N", "Control+T", "Control+Shift+N", "Control+Shift+T", "Control+W")


@step("keys that open files, print, save, show the source, lists")
def _(him: Escapee) -> None:
    him.press(*(f"Control+{letter}" for letter in "OPSUJHDFGE"))


@step("function keys")
def _(him: Escapee) -> None:
    him.press(*(f"F{number}" for number in range(1, 13)))


@step("keys that leave the page")
def _(him: Escapee) -> None:
    him.press("Alt+F4", "Alt+Home", "Alt+ArrowLeft", "Alt+ArrowRight", "Alt+D", "Control+L")
    him.press("Control+R", "Control+K", "Control+Shift+R", "Control+Tab", "Control+1")


@step("keys of developers and of the desktop")
def _(him: Escapee) -> None:
    him.press("Control+Shift+I", "Control+Shift+J", "Control+Shift+C", "Control+Shift+Delete")
    him.press("Control+Alt+T", "Meta+L", "Control+Escape", "Shift+Escape", "Alt+Tab", "ContextMenu")


@step("a long press")
def _(him: Escapee) -> None:
    him.touch("touchStart", (540, 400))
    him.page.wait_for_timeout(HOLD_MS)
    him.touch("touchEnd")


@step("the menu of the other button")
def _(him: Escapee) -> None:
    him.page.mouse.click(540, 300, button="right")


@step("the middle button, and those for back and forward")
def _(him: Escapee) -> None:
    him.page.mouse.click(540, 700, button="middle")
    for button in ("back", "forward"):
        for kind in ("mousePressed", "mouseReleased"):
            said = {"type": kind, "x": 9, "y": 9, "button": button, "clickCount": 1}
            him.wire.send("Input.dispatchMouseEvent", said)


@step("dragging a button away")
def _(him: Escapee) -> None:
    him.page.mouse.move(540, 400)
    him.page.mouse.down()
    him.page.mouse.move(300, 1500, steps=5)
    him.page.mouse.up()


@step("dropping a file")
def _(him: Escapee) -> None:
    carried = {"items": [], "files": ["/etc/hostname"], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        place = {"type": kind, "x": 500, "y": 900, "data": carried}
        him.wire.send("Input.dispatchDragEvent", place)


@step("selecting text")
def _(him: Escapee) -> None:
    him.page.mouse.click(540, 160, click_count=3)
    him.press("Control+A", "Control+C")


@step("pinching")
def _(him: Escapee) -> None:
    place = {"x": 540, "y": 900, "scaleFactor": 3, "gestureSourceType": "touch"}
    him.wire.send("Input.synthesizePinchGesture", place)


@step("zooming by wheel and keys")
def _(him: Escapee) -> None:
    him.page.keyboard.down("Control")
    him.page.mouse.wheel(0, -600)
    him.page.keyboard.up("Control")
    him.press("Control++", "Control+-", "Control+0")


@step("a double tap")
def _(him: Escapee) -> None:
    place = {"x": 540, "y": 160, "tapCount": 2, "gestureSourceType": "touch"}
    him.wire.send("Input.synthesizeTapGesture", place)


@step("swiping back, and Back and Forward")
def _(him: Escapee) -> None:
    for distance in (900, -900):
        place = {"x": 540, "y": 900, "xDistance": distance, "gestureSourceType": "touch"}
        him.wire.send("Input.synthesizeScrollGesture", {**place, "speed": 4_000})
    him.page.evaluate("() => { history.forward() }")


@step("view-source: and devtools:")
def _(him: Escapee) -> None:
    him.go(f"view-source:{him.url}")
    him.go("devtools://devtools/bundled/inspector.html")


@step("file:")
def _(him: Escapee) -> None:
    him.go("file:" + "//" + "/etc/passwd")


@step("chrome:")
def _(him: Escapee) -> None:
    for address in ("chrome://settings", "chrome://version", "chrome-untrusted://terminal"):
        him.go(address)


@step("javascript: and data:")
def _(him: Escapee) -> None:
    him.go("javascript:document.title='out'")
    him.go("data:text/html,out")


@step("popups and a second window")
def _(him: Escapee) -> None:
    for address in (him.url, "about:blank", "chrome://newtab"):
        him.run(f"window.open({address!r})")
    him.run(
        "const a = document.createElement('a'); a.target = '_blank'; a.href = '/'; "
        "document.body.append(a); a.click(); a.remove()"
    )


@step("a download")
def _(him: Escapee) -> None:
    him.run(
        "const a = document.createElement('a'); a.download = 'x.html'; a.href = '/'; "
        "document.body.append(a); a.click(); a.remove()"
    )


@step("the printing dialog and other dialogs")
def _(him: Escapee) -> None:
    him.run("print(); alert('out'); confirm('out'); prompt('out')")


@step("other programs")
def _(him: Escapee) -> None:
    for address in ("mailto:a@b.example", "tel:113", "intent://x", "ms-settings:"):
        him.go(address)


@step("choosing a file")
def _(him: Escapee) -> None:
    him.run(
        "const i = document.createElement('input'); i.type = 'file'; document.body.append(i); "
        "i.click(); i.remove()"
    )


@step("a frame, and a page that does not want to be left")
def _(him: Escapee) -> None:
    him.run(
        "const f = document.createElement('iframe'); f.src = '/'; document.body.append(f); "
        "f.onload = () => { try { if (f.contentDocument.body.children.length) "
        "leaked.push('frame'); } catch {} f.remove() }"
    )
    him.run("onbeforeunload = (event) => { event.preventDefault(); return 'stay' }")
    him.page.wait_for_function("frames.length === 0")
    him.page.reload()
    him.page.evaluate(WITNESS)


@pytest.fixture(autouse=True)
def policies_stay_within_the_test() -> Iterator[None]:
    """Nobody else's browser on this machine ever meets them."""
    before = sorted(PLACE.rglob("*"))
    yield
    assert sorted(PLACE.rglob("*")) == before


@pytest.fixture
def him(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path, playwright: Playwright, chromium_path: str
) -> Iterator[Escapee]:
    kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", idle_s=IDLE_S, warning_s=WARNING_S)
    with (
        served(kiosk) as url,
        locked_context(playwright, tmp_path, chromium_path, url=url) as context,
    ):
        page = context.pages[0]
        page.clock.install()
        page.goto(url)
        page.get_by_role("heading", name=HEADING).wait_for()
        wire = context.new_cdp_session(page)
        wire.send("Page.resetNavigationHistory")  # a box begins with the page, nothing before it
        yield Escapee(context, page, wire, url)
    kiosk.agent.stop()


def test_no_way_leads_out_of_the_kiosk(him: Escapee) -> None:
    assert len(STEPS) == 25
    him.watch()
    got_out = {}
    for name, act in STEPS.items():
        try:
            act(him)
            him.check()
        except (AssertionError, PageError) as way:
            got_out[name] = str(way)[:400]
            him.opened.clear()
            him.page.goto(him.url)
            him.page.evaluate(WITNESS)
    assert got_out == {}
    leave_nothing_behind(him)


def leave_nothing_behind(him: Escapee) -> None:
    """A citizen walks away in the middle: the next one finds the start, and no storage."""
    him.page.get_by_role("button").first.click()
    him.page.get_by_role("heading", name=HEADING).wait_for(state="detached")
    for _ in range(IDLE_S + WARNING_S + 2):
        him.page.clock.run_for(1_000)
    him.check()
    left = him.page.evaluate(
        """async () => {
          const tried = async (read) => { try { return await read(); } catch { return 0; } };
          return [
            await tried(() => localStorage.length), await tried(() => sessionStorage.length),
            await tried(async () => (await indexedDB.databases()).length),
            await tried(async () => (await caches.keys()).length), document.cookie.length,
          ];
        }"""
    )
    assert (left, him.context.cookies()) == ([0, 0, 0, 0, 0], [])


def test_shipped_policies_let_nobody_drive_the_browser(tmp_path: Path, chromium_path: str) -> None:
    program = locked_browser(tmp_path, chromium_path, shipped())
    flags = ["--headless", "--no-sandbox", "--remote-debugging-port=0"]
    command = [str(program), *flags, f"--user-data-dir={tmp_path / 'profile'}", "about:blank"]
    heard = tmp_path / "said"
    with heard.open("wb") as said:
        browser = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
    try:
        wait_for(lambda: re.search("DevTools .*\n", heard.read_text("utf-8", "replace")))
    finally:
        end(browser)
    assert "DevTools remote debugging is disallowed" in heard.read_text("utf-8", "replace")


def wait_for(is_so: Callable[[], object]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("never came true")
