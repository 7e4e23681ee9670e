"""A real server process with the demonstration hall, and what people do to it and see of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, WebSocketRoute

from demo.client import Caller, enter
from demo.house import Doors, Place
from demo.parts import LOOPBACK, SERVER
from protocol.events import SYSTEM
from queue_server.actions.devices import add_device, make_device_link
from queue_server.app import open_beside
from queue_server.domain.device import DeviceKind
from tests.display.forked import ForkedServer, fork_server

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "best-practice"]
LOOKS, LOOK_MS = 1_200, 25
# Where a test says nothing else, it waits as long as a busy machine needs.
PATIENCE_S = 30.0
# A letter cut off, a box beyond the edge.
OUTSIDE = """() => [...document.querySelectorAll('body *')]
  .filter((element) => !element.closest('.spoken, svg'))
  .filter((element) => {
    const box = element.getBoundingClientRect();
    return box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1;
  })
  .map((element) => `${element.tagName}.${element.className} ${element.textContent}`)"""


@dataclass
class LiveHall:
    """The hall's server, which can be ended and started again."""

    place: Place
    doors: Doors
    server: ForkedServer | None = None

    def start(self) -> None:
        said = ("--database-url", self.place.database_url)
        address = ("--host", LOOPBACK, "--port", str(self.place.port + SERVER))
        self.server = fork_server(*said, "serve", *address, log=self.place.data / "server.log")
        self.server.wait_until_ready(self.place.url() + "/readyz")

    def end(self) -> None:
        """Pull the plug."""
        if self.server is not None:
            self.server.kill()
            self.server = None

    def officer(self, counter: int = 3) -> OfficerAtConsole:
        caller = enter(self.place.url(), self.doors.accounts.pop(f"quay{counter}"))
        return OfficerAtConsole(caller, counter)

    def manager(self) -> Caller:
        return enter(self.place.url(), self.doors.accounts.pop("quanly"))

    def add_hall_screen(self, name: str) -> str:
        """A second screen, of the whole hall; gives what pairs it."""
        store = open_beside(self.place.database_url, may_write=True)
        try:
            with store.write(self.doors.site, by=SYSTEM) as tx:
                return make_device_link(tx, add_device(tx, kind=DeviceKind.HALL, name=name))
        finally:
            store.close()

    def administrator(self) -> Caller:
        return enter(self.place.url(), self.doors.accounts.pop("quantri"))


@contextmanager
def running_hall(place: Place, doors: Doors) -> Iterator[LiveHall]:
    hall = LiveHall(place, doors)
    try:
        hall.start()
        yield hall
    finally:
        hall.end()


@dataclass
class OfficerAtConsole:
    """An officer by the console's own API."""

    caller: Caller
    counter: int

    def open(self) -> None:
        self.caller.post(f"/counters/{self.counter}/shift")

    def close(self) -> None:
        self.caller.send("DELETE", f"/counters/{self.counter}/shift")

    def pause(self) -> None:
        self.caller.post(f"/counters/{self.counter}/shift/pause", {"reason": "rest"})

    def issue(self, service: str = "HT01") -> dict[str, Any]:
        wish = {"service": service, "class": "ordinary", "group": None, "lang": "vi"}
        issued: dict[str, Any] = self.caller.post("/tickets", wish)
        return issued

    def call(self) -> dict[str, Any]:
        ticket: dict[str, Any] = self.caller.post(f"/counters/{self.counter}/calls")["ticket"]
        return ticket

    def call_new(self, service: str = "HT01") -> dict[str, Any]:
        self.issue(service)
        return self.call()

    def start(self, ticket: dict[str, Any]) -> str:
        started: str = self.caller.post(f"/tickets/{ticket['id']}/servings")["serving"]["id"]
        return started

    def finish(self, serving: str) -> None:
        self.caller.put(f"/servings/{serving}/outcome", {"outcome": "done"})

    def miss(self, ticket: dict[str, Any]) -> None:
        self.caller.post(f"/tickets/{ticket['id']}/absences")

    def serve_one(self) -> str:
        serving = self.start(self.call_new())
        self.finish(serving)
        return serving


class Watched:
    """A page of a real browser of a given size, paired with the hall or not."""

    def __init__(
        self,
        browser: Browser,
        hall: LiveHall,
        *,
        width: int,
        height: int,
        url: str | None = None,
        keeps: bool = False,
    ) -> None:
        """`url`: where it finds the server; `keeps`: a worker may serve its pages."""
        self.hall = hall
        self.url = url or hall.place.url()
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="UTC",
            service_workers="allow" if keeps else "block",
        )
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def pair(self, kind: str, counter: int | None = None) -> None:
        self.enter(self.hall.doors.devices.pop((kind, counter)))

    def enter(self, secret: str) -> None:
        self.page.goto(f"{self.url}/enter#{secret}")
        self.page.wait_for_url(lambda address: "/enter" not in address)

    def sees(self, selector: str, *, within_s: float = PATIENCE_S) -> str:
        """The text of what is shown there, once it is shown."""
        place = self.page.locator(selector).first
        place.wait_for(timeout=within_s * 1_000)
        return place.inner_text()

    def sees_text(self, selector: str, text: str, *, within_s: float = PATIENCE_S) -> None:
        shown = self.page.locator(selector).filter(has_text=text).first
        shown.wait_for(timeout=within_s * 1_000)

    def no_longer_sees(self, selector: str, *, within_s: float = PATIENCE_S) -> None:
        self.page.locator(selector).first.wait_for(state="detached", timeout=within_s * 1_000)

    def texts(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_inner_texts()

    def complaints(self) -> list[str]:
        """What axe finds, what stands outside the screen, what went wrong in the script."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("(rules) => axe.run({runOnly: rules})", RULES)
        seen = [f"{v['id']}: {n['target']}" for v in found["violations"] for n in v["nodes"]]
        outside: list[str] = self.page.evaluate(OUTSIDE)
        return seen + outside + self.faults

    def close(self) -> None:
        self.context.close()


class BadLine:
    """Carries the frames of a page's socket; may lose, repeat or hold back views."""

    def __init__(self, page: Page) -> None:
        self.mode = "good"
        self.held: list[str | bytes] = []
        self.lost = 0
        self.page = page
        self.near: WebSocketRoute | None = None
        page.route_web_socket("**/socket.io/**", self._carry)

    def _carry(self, near: WebSocketRoute) -> None:
        self.near = near
        far = near.connect_to_server()
        far.on_message(lambda frame: self._pass(near, frame))

    def _pass(self, near: WebSocketRoute, frame: str | bytes) -> None:
        is_view = isinstance(frame, str) and frame.startswith('42["view"')
        if is_view and self.mode == "lose":
            self.lost += 1
            return
        if is_view and self.mode == "hold":
            self.held.append(frame)
            return
        near.send(frame)
        if is_view and self.mode == "repeat":
            near.send(frame)

    def wait_until_lost(self) -> None:
        self._wait_until(lambda: self.lost > 0)

    def wait_until_held(self, count: int) -> None:
        self._wait_until(lambda: len(self.held) >= count)

    def _wait_until(self, is_so: Callable[[], bool]) -> None:
        for _ in range(LOOKS):
            if is_so():
                return
            self.page.wait_for_timeout(LOOK_MS)
        raise TimeoutError("no view came")

    def let_go_newest_first(self) -> None:
        assert self.near is not None
        assert len(self.held) > 1, "nothing to put in another order"
        self.mode = "good"
        for frame in reversed(self.held):
            self.near.send(frame)
