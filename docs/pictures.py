"""Takes the pictures in docs/pictures/ from the real product: `./dev pictures`, or some of them by
how their names begin: `./dev pictures kiosk-find hall`.

A hall is run as it is on a Monday at 09:12 (`docs/scene.py`), and a real Chromium goes through it
like the people do. Each page is taken at the size it really has.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from demo.hall import ward_hours
from docs.access_pictures import ACCESS_NAMES, the_first_start, who_may
from docs.full_pictures import FULL_NAMES, a_full_hall
from docs.hall_pictures import HALL_NAMES, what_the_hall_is_told
from docs.kiosk_pictures import (
    KIOSK,
    WAY_NAMES,
    CitizenAtKiosk,
    a_ticket,
    for_staff,
    the_ways,
    while_closed,
    with_a_code,
    with_a_dossier,
    without_paper,
    without_the_server,
)
from docs.scene import OPENING, scene
from docs.studio import Album, Choice, Studio
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
CONSOLE_NAMES = ("console-idle", "console-called", "console-serving", "console-missed")

desk = Texts.load("queue_server", "vi")
NEW_SERVICE = {
    "code": "HT04",
    "name_vi": "Đăng ký khai tử",
    "name_en": "Death registration",
    "short_vi": "Khai tử",
    "day_cap": "40",
    "papers_vi": "Thẻ căn cước hoặc hộ chiếu\nGiấy báo tử",
    "papers_en": "Identity card or passport\nNotice of death",
}


# --- paper ------------------------------------------------------------------------------------


def slips(studio: Studio, name: str, ticket: Ticket) -> None:
    """The slip that came out of the kiosk just now, and the same as a 58 mm printer prints it."""
    studio.keep(f"{name}-80mm", studio.hall.printer.paper.pages[-1].to_png())
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
    studio.keep(f"{name}-58mm", narrow.paper.pages[0].to_png())


def a_slip(studio: Studio) -> None:
    """A slip, and what its QR opens on a phone, at the address the hall has here."""
    ticket = a_ticket(studio)
    slips(studio, "slip", ticket)
    phone = studio.page(PHONE, f"{studio.hall.address}/T/{ticket.intent.token}")
    studio.take("follow", phone)


def a_slip_with_a_dossier(studio: Studio) -> None:
    slips(studio, "slip-dossier", with_a_dossier(studio))


# --- the hall, the counter and the pad ----------------------------------------------------------


def at_counter_3(studio: Studio) -> None:
    """An serves one citizen; the screens around show each step."""
    hall = studio.page(HALL, studio.hall.pairing("hall"))
    console = studio.page(DESK, studio.hall.link("quay3"))
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
    what_the_hall_offers(studio, studio.page(DESK, studio.hall.link("quantri")))


def what_the_hall_offers(studio: Studio, page: Page) -> None:
    """A service more, and a counter that serves it; nothing is published."""
    page.get_by_text(desk("admin.offer")).first.click()
    page.locator("tbody tr").first.wait_for()
    studio.take("admin-offer", page)
    press(page, "admin.add.services")
    for name, text in NEW_SERVICE.items():
        page.locator(f"dialog [name={name}]").fill(text)
    page.locator("dialog [name=field]").select_option("HT")
    page.locator("dialog").evaluate("(dialog) => dialog.scrollTo(0, 0)")
    studio.take("admin-service", page)
    press(page, "admin.keep")
    page.get_by_role("button", name=desk("admin.list.counters"), exact=True).click()
    page.get_by_role("button", name=desk("admin.add"), exact=True).click()
    for code in ("HT01", "HT04"):
        page.get_by_label(f"Quầy 6: {code}").check()
    page.evaluate("scrollTo(0, 0)")
    studio.take("admin-counters", page)
    press(page, "admin.compare")
    page.locator("dialog li").first.wait_for()
    studio.take("admin-plan", page)
    page.get_by_role("button", name=f"{desk('page.no')} Esc").click()
    page.get_by_role("button", name="English").click()
    studio.take("admin-counters-en", page)
    page.get_by_role("button", name="Tiếng Việt").click()


def kiosk_without_paper(studio: Studio) -> None:
    """What citizen, officer and manager see, and the staff who put it right."""
    without_paper(studio)
    for login, name in (("quay3", "console-no-paper"), ("quanly", "manager-no-paper")):
        page = studio.page(DESK, studio.hall.link(login))
        page.get_by_text("hết giấy").first.wait_for()
        studio.take(name, page)
    for_staff(studio)


def the_server_falls_silent(studio: Studio) -> None:
    hall = studio.page(HALL, studio.hall.pairing("hall"))
    console = studio.page(DESK, studio.hall.link("quay3"))
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


@dataclass(frozen=True)
class Act:
    """Something that is done in a hall, and how the names of its pictures begin."""

    names: tuple[str, ...]
    play: Callable[[Studio], None]


A_BUSY_MORNING = (
    Act(WAY_NAMES, the_ways),
    Act(("slip-80mm", "slip-58mm", "follow"), a_slip),
    Act(("slip-dossier", "kiosk-with-dossier"), a_slip_with_a_dossier),
    Act(("kiosk-scan-",), with_a_code),
    Act(("hall-live", "counter-", "pad-", *CONSOLE_NAMES), at_counter_3),
    Act(HALL_NAMES, what_the_hall_is_told),
    Act(("manager", "admin-offer", "admin-service", "admin-counters", "admin-plan"), staff_pages),
    Act(
        ("kiosk-no-paper", "console-no-paper", "manager-no-paper", "kiosk-staff-"),
        kiosk_without_paper,
    ),
    Act(
        ("hall-stale", "hall-past", "console-stale", "kiosk-away", "kiosk-own-"),
        the_server_falls_silent,
    ),
)
A_FULL_HALL = (Act(FULL_NAMES, a_full_hall),)
IN_THE_MORNING = (Act(("hall-empty", "console-choose"), before_anybody_came),)


@dataclass
class Company:
    """Plays acts, each set in a hall of its own."""

    browser: Browser
    choice: Choice

    def play(
        self,
        acts: tuple[Act, ...],
        *,
        is_empty: bool = True,
        at: datetime = OPENING,
        hours: Hours = ALWAYS,
    ) -> None:
        """Play those acts of which a picture may be wanted; without any, no hall is opened."""
        wanted = [act for act in acts if self.choice.may_hold(act.names)]
        if not wanted:
            return
        with (
            tempfile.TemporaryDirectory() as folder,
            scene(Path(folder), is_empty=is_empty, at=at, hours=hours) as hall,
        ):
            for act in wanted:
                act.play(Studio(self.browser, self.choice, hall))


def main(beginnings: list[str]) -> int:
    """Take all pictures, or those whose names begin like one of these."""
    with sync_playwright() as playwright:
        # As screens are run: sound needs no first touch.
        sound = "--autoplay-policy=no-user-gesture-required"
        browser = playwright.chromium.launch(executable_path=chromium(), args=[sound])
        company = Company(browser, Choice(tuple(beginnings)))
        company.play(A_BUSY_MORNING, is_empty=False)
        company.play(A_FULL_HALL, is_empty=False)
        company.play(IN_THE_MORNING)
        company.play((Act(ACCESS_NAMES, who_may),), is_empty=False)
        the_first_start(Album(browser, company.choice))
        for name, at in CLOSED.items():
            closed = Act((f"kiosk-closed-{name}",), partial(while_closed, name=f"closed-{name}"))
            company.play((closed,), at=at, hours=ward_hours())
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
