"""From the touch to the number on the screen: online, in the first touch without a server, later.

A real Chromium at the kiosk's size, a real agent that prints, a real server. Measured in the page,
from the finger on the glass to the frame with the number. The first touch without a server is
counted where it is worst: the server is stopped while it still takes connections and answers none.
"""

import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from playwright.sync_api import Page

from benchmarks.box import Away, Box
from benchmarks.browser import open_browser
from benchmarks.figures import arguments, last_line, percentile, table, tree
from benchmarks.server import Measured, measured_server
from demo.parts import free_ports
from printers.emulator import EmulatedPrinter, TcpPrinter

ONLINE, SMALL_ONLINE = 200, 3
AWAY, SMALL_AWAY = 200, 2  # half of them with a killed server, half with a frozen one
FIRST_S, SMALL_FIRST_S = 120.0, 0.0
PATIENCE_S = 60.0
LOOK_MS = 50
TURN_MS = 450  # a touch sooner after a page was turned is taken for the same finger
KNOWN_MS = 1_200  # twice as often the page asks whether the agent is another one
SCREEN = {"width": 1080, "height": 1920}
FAST_MM_S, PAGES_KEPT = 4_000.0, 10
# Done when the frame that shows the number was drawn.
WATCH = """() => {
  window.tapped = new Promise((resolve) => {
    const watch = (down) => {
      const look = () => {
        if (document.querySelector('.page.number .label') === null) requestAnimationFrame(look);
        else setTimeout(() => resolve(performance.now() - down.timeStamp));
      };
      look();
    };
    addEventListener('pointerdown', watch, { capture: true, once: true });
  });
}"""
# The field with one service alone: its touch leads to the last question.
SHORTEST_WAY = """() => {
  const one = (field) => field.services.length === 1;
  return fetch('/api/state').then((answer) => answer.json()).then((state) =>
    state.fields.find(one).name_vi);
}"""


@dataclass
class Kiosk:
    """The page of a kiosk, and who stands behind it."""

    page: Page
    box: Box
    server: Measured
    field: str = ""

    def come(self) -> None:
        """Open the page and learn the shortest way through it."""
        self.page.goto(self.box.url)
        self.page.locator(".answer").first.wait_for()
        self.field = self.page.evaluate(SHORTEST_WAY)

    def go_to_last_question(self) -> None:
        """Leave the number before, and choose what to come for."""
        if self.page.locator(".page.number").count():
            self.touch(".page.number .main-button")
        self.touch(".answer", self.field)
        self.page.locator(".take").wait_for()
        self.page.wait_for_timeout(TURN_MS)

    def touch(self, what: str, words: str | None = None) -> None:
        """Touch something, when the page has stood for a moment."""
        place = self.page.locator(what, has_text=words).first
        place.wait_for()
        self.page.wait_for_timeout(TURN_MS)
        place.tap()

    def take(self) -> tuple[float, str]:
        """The touch that counts; gives its milliseconds and the number."""
        self.page.evaluate(WATCH)
        self.page.locator(".take").tap()
        took_ms = float(self.page.evaluate("() => window.tapped"))
        return took_ms, self.page.locator(".page.number .label").inner_text()

    def take_many(self, count: int) -> list[tuple[float, str]]:
        """One citizen after the other."""
        taken = []
        for _ in range(count):
            self.go_to_last_question()
            taken.append(self.take())
        return taken

    def take_first(self) -> tuple[float, str]:
        """The agent knows a server that is well; then the server freezes, and a finger comes."""
        self.box.kill_worker()  # a new agent has no reason yet to mistrust the link
        self.box.wait_until_ready(link="up")
        self.page.wait_for_timeout(KNOWN_MS)
        self.go_to_last_question()
        wait_for_link(self.box, "up")
        with frozen(self.server):
            return self.take()


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__).small
    online, away = (SMALL_ONLINE, SMALL_AWAY) if small else (ONLINE, AWAY)
    with ExitStack() as stack:
        kiosk = set_up(stack)
        taken = {"online": kiosk.take_many(online), "away, killed": [], "away, frozen": []}
        taken["first away"] = first_touches(kiosk, SMALL_FIRST_S if small else FIRST_S)
        with frozen(kiosk.server):
            kiosk.take_many(1)
            taken["away, frozen"] = kiosk.take_many(away // 2)
        kill(kiosk.server)
        kiosk.take_many(1)
        taken["away, killed"] = kiosk.take_many(away // 2)
    show(taken)
    last_line(
        p99_online_ms=p99(taken["online"]),
        p99_first_away_ms=p99(taken["first away"]),
        p99_away_ms=p99(taken["away, frozen"] + taken["away, killed"]),
    )


def first_touches(kiosk: Kiosk, span_s: float) -> list[tuple[float, str]]:
    """As many first touches without a server as fit into a time, at least one."""
    ends = time.monotonic() + span_s
    taken = [kiosk.take_first()]
    while time.monotonic() < ends:
        taken.append(kiosk.take_first())
    return taken


def set_up(stack: ExitStack) -> Kiosk:
    """Start everything and wait until the page offers numbers."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-tap-")))
    server = stack.enter_context(measured_server())
    printer = EmulatedPrinter(
        clock=lambda: datetime.now(UTC), speed_mm_s=FAST_MM_S, pages_kept=PAGES_KEPT
    )
    line = stack.enter_context(TcpPrinter(printer))
    settings: dict[str, object] = {"tap_interval_s": 0}
    box = Box(folder, free_ports(1), server.place.url(), line.port, settings)
    stack.callback(box.kill)
    box.pair(server.doors.devices["kiosk", None])
    box.start()
    box.wait_until_ready(link="up")
    browser = stack.enter_context(open_browser())
    page = browser.new_page(viewport=SCREEN, has_touch=True)  # type: ignore[arg-type]
    kiosk = Kiosk(page, box, server)
    kiosk.come()
    return kiosk


@contextmanager
def frozen(server: Measured) -> Iterator[None]:
    """A server that takes connections and says nothing."""
    processes = tree(server.pid)
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


def kill(server: Measured) -> None:
    """End the server without a goodbye."""
    for process in tree(server.pid):
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)


def wait_for_link(box: Box, link: str) -> None:
    """Wait until the agent says that its server is there, or away."""
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        with suppress(Away):
            if box.state()["link"] == link:
                return
        time.sleep(LOOK_MS / 1000)
    raise TimeoutError(f"the link is never {link}")


def p99(taken: list[tuple[float, str]]) -> float:
    """Give the milliseconds that 99 of 100 touches keep."""
    return percentile([took_ms for took_ms, _ in taken], 0.99)


def show(taken: dict[str, list[tuple[float, str]]]) -> None:
    """Print the times, and how many numbers the kiosk gave by itself."""
    rows = []
    for name, each in taken.items():
        times_ms = [took_ms for took_ms, _ in each]
        own = sum("-" in label for _, label in each)
        half, worst = percentile(times_ms, 0.5), max(times_ms)
        rows.append((name, len(each), own, half, percentile(times_ms, 0.99), worst))
    table(("touches", "n", "own labels", "p50 ms", "p99 ms", "max ms"), rows)


if __name__ == "__main__":
    main()
