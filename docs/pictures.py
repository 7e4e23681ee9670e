"""Takes the pictures in docs/pictures/ from the real product: `./dev pictures`.

A hall is run as it is on a Monday at 09:12 (`docs/scene.py`), and a real Chromium goes through it
like the people do. Each page is taken at the size it really has.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from demo.hall import ward_hours
from docs.kiosk_pictures import (
    KIOSK,
    CitizenAtKiosk,
    at_the_kiosk,
    for_staff,
    while_closed,
    with_a_code,
    without_paper,
    without_the_server,
)
from docs.scene import OPENING, scene
from docs.studio import Studio, keep
from kiosk.printing import ticket_slip
from kiosk.tickets import Ticket
from printers.driver import print_slip
from printers.emulator import EmulatedPrinter
from printers.profiles import profile_named
from printers.slips import compose
from printers.transports.memory import MemoryTransport, VirtualTime
from protocol.hours import ALWAYS, Hours
from protocol.texts import Texts

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HALL, PAD, DESK, PHONE = (1920, 1080), (1280, 800), (1366, 768), (390, 844)
CLOSED = {
    "lunch": datetime(2026, 11, 23, 5, 0, tzinfo=UTC),
    "night": datetime(2026, 11, 27, 14, 0, tzinfo=UTC),  # a Friday
    "holiday": datetime(2026, 9, 2, 2, 0, tzinfo=UTC),
}
STALE_MS, PAST_MS = 8_000, 32_000
NARROW_DOTS = 384

desk = Texts.load("queue_server", "vi")


# --- paper ------------------------------------------------------------------------------------


def slips(studio: Studio, ticket: Ticket) -> None:
    """The slip that came out of the kiosk, and the same as a 58 mm printer prints it."""
    keep("slip-80mm", studio.hall.printer.paper.pages[0].to_png())
    agent = studio.hall.agent
    catalogue = agent.link.catalogue()
    assert catalogue is not None
    narrow = EmulatedPrinter(clock=studio.hall.store.clock, width_dots=NARROW_DOTS)
    passing = VirtualTime()
    outcome = print_slip(
        compose(ticket_slip(ticket, catalogue, config=agent.config, clock=agent.clock)),
        profile=profile_named("58mm"),
        transport=MemoryTransport(narrow, passing),
        monotonic=passing.monotonic,
        job_id="picture",
    )
    assert outcome.kind == "printed", outcome
    keep("slip-58mm", narrow.paper.pages[0].to_png())


# --- the hall, the counter and the pad ----------------------------------------------------------


def at_counter_3(studio: Studio, hall: Page, console: Page) -> None:
    """An serves one citizen; the screens around show each step."""
    sign = studio.page(HALL, studio.hall.pairing("counter", 3))
    pad = studio.page(PAD, studio.hall.pairing("pad", 3))
    studio.take("console-idle", console)
    press(console, "console.do.call")
    console.get_by_role("button").filter(has_text=desk("console.do.start")).wait_for()
    studio.take("console-called", console)
    studio.take("hall-live", hall)
    studio.take("counter-called", sign)
    press(console, "console.do.start")
    console.get_by_role("button").filter(has_text=desk("console.do.finish")).first.wait_for()
    studio.take("console-serving", console)
    console.keyboard.press("q")
    studio.take("console-missed", console)
    console.keyboard.press("q")
    press(console, "console.do.finish", exact=True)
    pad.locator(".answers").wait_for()
    studio.take("pad-asked", pad)
    pad.locator(".answers button").last.click()
    pad.get_by_role("status").wait_for()
    studio.take("pad-thanks", pad)
    studio.take("counter-ready", sign)
    pad.locator("main.asleep").wait_for()
    studio.take("pad-asleep", pad)


def press(page: Page, key: str, *, exact: bool = False) -> None:
    """Press a button of the console by its name."""
    named = page.get_by_role("button").filter(has_text=desk(key))
    (named.last if exact else named.first).click()


# --- the whole day ------------------------------------------------------------------------------


def staff_pages(studio: Studio) -> None:
    manager = studio.hall.link("quanly")
    studio.take("manager", studio.page(DESK, manager))
    studio.take("manager-phone", studio.page(PHONE, studio.hall.link("quanly")))
    administrator = studio.page(DESK, studio.hall.link("quantri"))
    studio.take("admin-devices", administrator)
    administrator.get_by_text(desk("admin.journal")).first.click()
    studio.take("admin-journal", administrator)
    studio.take("signed-out", studio.page(DESK, f"{studio.hall.address}/console"))
    used = studio.page(DESK, f"{studio.hall.address}/enter")
    studio.take("sign-in", used)


def follow(studio: Studio, ticket: Ticket) -> Page:
    """Open what the QR on the slip says, at the address the hall has here."""
    return studio.page(PHONE, f"{studio.hall.address}/T/{ticket.intent.token}")


def a_busy_morning(studio: Studio) -> None:
    hall = studio.page(HALL, studio.hall.pairing("hall"))
    console = studio.page(DESK, studio.hall.link("quay3"))
    ticket = at_the_kiosk(studio)
    slips(studio, ticket)
    phone = follow(studio, ticket)
    studio.take("follow", phone)
    at_counter_3(studio, hall, console)
    staff_pages(studio)
    with_a_code(studio, ticket)
    without_paper(studio)
    for_staff(studio)
    citizen = CitizenAtKiosk(studio, studio.page(KIOSK, studio.hall.kiosk))
    studio.hall.fall_silent()
    hall.wait_for_timeout(STALE_MS)
    studio.take("hall-stale", hall)
    studio.take("console-stale", console)
    without_the_server(citizen)
    hall.wait_for_timeout(PAST_MS)
    studio.take("hall-past", hall)


def before_anybody_came(studio: Studio) -> None:
    studio.take("hall-empty", studio.page(HALL, studio.hall.pairing("hall")))
    console = studio.page(DESK, studio.hall.link("quay3"))
    studio.take("console-choose", console)


def chromium() -> str | None:
    named = os.environ.get("MOTCUA_CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def on_scene(
    browser: Browser,
    act: Callable[[Studio], None],
    *,
    is_empty: bool = True,
    at: datetime = OPENING,
    hours: Hours = ALWAYS,
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        scene(Path(folder), is_empty=is_empty, at=at, hours=hours) as hall,
    ):
        act(Studio(browser, hall))


def main() -> int:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        on_scene(browser, a_busy_morning, is_empty=False)
        on_scene(browser, before_anybody_came)
        for name, at in CLOSED.items():
            act = partial(while_closed, name=f"closed-{name}")
            on_scene(browser, act, at=at, hours=ward_hours())
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
