"""Staff at their own pages: a real browser, a real server, and what the journal says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from demo.client import Caller
from tests.display.live_hall import AXE, RULES, LiveHall, OfficerAtConsole, Watched

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# A press right after an answer is taken for the second half of a double click.
SETTLE_MS = 600
# A scanner types faster than a loaded machine can be told to: the page gets its keys at once.
# Gives whether Enter was left to the button in focus.
SCAN = """(text) => [...text, 'Enter'].map((key) =>
  document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))).pop()"""
LOOKS, LOOK_MS = 1_200, 25
WIDER_THAN_PAGE = "() => document.documentElement.scrollWidth - innerWidth"
CUT_OFF = """() => [...document.querySelectorAll('button, h1, h2, .label, .field, input')]
  .filter((element) => getComputedStyle(element).overflowX === 'visible')
  .filter((element) => !element.closest('.spoken'))
  .filter((element) => element.scrollWidth > element.clientWidth + 1)
  .map((element) => `${element.tagName}.${element.className} ${element.textContent}`)"""


class StaffPage(Watched):
    """A page of somebody who signed in by a link."""

    def __init__(self, browser: Browser, hall: LiveHall, *, size: dict[str, int] = DESK) -> None:
        super().__init__(browser, hall, **size)

    def enter(self, login: str) -> None:
        self.page.goto(f"{self.url}/enter#{self.hall.doors.accounts.pop(login)}")
        self.page.wait_for_url(lambda address: "/enter" not in address)

    def enter_as(self, caller: Caller, path: str) -> None:
        """The session of somebody who signed in already; a link works once."""
        name, value = caller.cookie.split("=", 1)
        self.context.add_cookies([{"name": name, "value": value, "url": self.url}])
        self.page.goto(self.url + path)

    def complaints(self) -> list[str]:
        """What axe finds, what does not fit, what went wrong in the script."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("(rules) => axe.run({runOnly: rules})", RULES)
        seen = [f"{v['id']}: {n['target']}" for v in found["violations"] for n in v["nodes"]]
        wider = self.page.evaluate(WIDER_THAN_PAGE)
        cut: list[str] = self.page.evaluate(CUT_OFF)
        return seen + cut + self.faults + ([f"{wider} px wider than the page"] if wider > 0 else [])

    def until(self, is_so: Callable[[], bool]) -> None:
        for _ in range(LOOKS):
            if is_so():
                return
            self.page.wait_for_timeout(LOOK_MS)
        raise TimeoutError


class Console(StaffPage):
    """An officer's console, used by keyboard as officers do."""

    def press(self, key: str) -> None:
        """A deliberate press: not within the moment after an answer."""
        self.page.wait_for_timeout(SETTLE_MS)
        self.page.keyboard.press(key)

    def scan(self, text: str) -> None:
        """As a scanner types, Enter included; that Enter must press nothing."""
        self.page.wait_for_timeout(SETTLE_MS)
        is_left_to_button = self.page.evaluate(SCAN, text)
        assert not is_left_to_button

    def look_up(self, text: str) -> None:
        self.page.keyboard.press("/")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def open_counter(self, number: int = 3) -> None:
        self.sees(".place")
        self.press(str(number))
        self.sees_text("h1", f"Quầy {number}")
        self.sees(".ticket")

    def phase(self, name: str) -> str:
        """The label at hand, once the ticket is in that phase."""
        return self.sees(f".ticket.{name} .label")

    def sees_rows(self, *labels: str) -> None:
        """The labels in the list, in this order."""
        expect(self.page.locator(".rows .label")).to_have_text(list(labels))

    def begin_serving(self, officer: OfficerAtConsole, service: str = "HT01") -> dict[str, Any]:
        """A citizen comes, is called and served; gives what was issued."""
        issued = officer.issue(service)
        self.press("Enter")
        self.phase("called")
        self.press("Enter")
        self.phase("serving")
        return issued

    def main(self) -> Locator:
        return self.page.locator("#main-action")


def facts(reader: Caller, *types: str) -> list[dict[str, Any]]:
    """The journal's facts of these types, oldest first."""
    rows: list[dict[str, Any]] = reader.get("/journal?limit=200")["rows"]
    return [row for row in reversed(rows) if row["type"] in types]


def labels(reader: Caller, *types: str) -> list[str]:
    return [fact["data"]["label"] for fact in facts(reader, *types)]
