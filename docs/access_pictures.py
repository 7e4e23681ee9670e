"""Pictures of signing in, the first start, pairing, and of accounts, sessions and devices."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page
from sqlalchemy import update

from docs.scene import NOW, SEED, open_seeded, running_clock, serving_server
from docs.studio import Album, Studio
from protocol.events import SYSTEM
from protocol.texts import Texts
from queue_server.actions.credentials import store_password
from queue_server.actions.devices import make_device_link, note_copy, pair_device
from queue_server.actions.opening import open_site
from queue_server.actions.people import create_account, make_account_link
from queue_server.domain.access import CITY_KIND, AccountRole
from queue_server.domain.site import SiteSettings
from queue_server.store.store import SiteRecord
from queue_server.store.tables.access import session

DESK, PAD, PHONE, HALL = (1366, 768), (1280, 800), (390, 844), (1920, 1080)
CITY = ("city", "ha-noi", CITY_KIND, "Thành phố Hà Nội", "Hanoi City")
LISTS = ("admin-devices", "admin-pairing", "admin-account", "admin-journal")
ACCESS_NAMES = ("sign", "pairing", "account", *LISTS, "city")
FIRST_START = ("setup",)

desk = Texts.load("queue_server", "vi")


def who_may(studio: Studio) -> None:
    """The doors, then one's own account, the administrator's lists, and the city's page."""
    hall = studio.hall
    in_both(studio, "sign-in", studio.page(DESK, f"{hall.address}/enter"))
    studio.take("signed-out", studio.page(DESK, f"{hall.address}/console"))
    studio.take("pairing-pad", studio.page(PAD, f"{hall.address}/pad/4"))
    studio.take("pairing-hall", studio.page(HALL, f"{hall.address}/hall"))
    own_account(studio)
    administrator(studio)
    city(studio)


def in_both(studio: Album, name: str, page: Page) -> None:
    """The same page in Vietnamese and in English; it is left in Vietnamese."""
    studio.take(name, page)
    page.get_by_role("button", name="English").last.click()
    studio.take(f"{name}-en", page)
    page.get_by_role("button", name="Tiếng Việt").last.click()


def own_account(studio: Studio) -> None:
    hall, an = studio.hall, studio.hall.accounts["quay3"]
    studio.page(PHONE, hall.link("quay3"))
    page = studio.page(DESK, hall.link("quay3"))
    page.goto(f"{hall.address}/account#console")
    page.locator(".sessions li").first.wait_for()
    in_both(studio, "account", page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    studio.take("account-phone", page)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    with hall.store.database.write() as connection:
        alone = {"used_at": NOW - timedelta(hours=2), "idle_min": 60}
        connection.execute(update(session).where(session.c.account == an).values(**alone))
    page.goto(f"{hall.address}/console")
    page.locator(".lock").wait_for()
    in_both(studio, "account-locked", page)


def administrator(studio: Studio) -> None:
    hall = studio.hall
    with hall.store.write(hall.site, by=SYSTEM) as tx:
        store_password(tx, hall.accounts["quay5"], "unused")
        pad = hall.devices["pad", 3]
        pair_device(tx, make_device_link(tx, pad))
        note_copy(tx, pad)
    page = studio.page(DESK, hall.link("quantri"))
    in_both(studio, "admin-devices", page)
    page.locator("tr", has_text="Màn hình quầy 2").get_by_role("button").first.click()
    page.locator(".pairing-code").wait_for()
    studio.take("admin-pairing", page)
    page.keyboard.press("Escape")
    page.goto(f"{hall.address}/admin#accounts")
    page.locator("tbody tr").first.wait_for()
    in_both(studio, "admin-accounts", page)
    form = page.locator("form.adding")
    form.locator("[name=login]").fill("quay3")
    form.locator("[name=name]").fill("Hoàng Thu Oanh")
    form.get_by_role("button").click()
    page.locator(".wrong").scroll_into_view_if_needed()
    studio.take("admin-account-taken", page)
    page.locator("tr", has_text="quay3").get_by_role("button").click()
    page.get_by_role("button", name=desk("admin.make_link")).click()
    page.locator(".invited").wait_for()
    studio.take("admin-account", page)
    page.keyboard.press("Escape")
    page.locator("nav a").last.click()
    page.locator("tbody tr").first.wait_for()
    studio.take("admin-journal", page)


def city(studio: Studio) -> None:
    hall = studio.hall
    open_site(hall.store, SiteRecord(*CITY, SiteSettings()), epoch="2026-11-23")
    with hall.store.write(CITY[0], by=SYSTEM) as tx:
        id_ = create_account(tx, login="thanhpho", name="Giang", role=AccountRole.CITY)
        secret = make_account_link(tx, id_)
    page = studio.page(DESK, f"{hall.address}/enter#{secret}")
    page.locator(".cards b").first.wait_for()
    in_both(studio, "city", page)


@contextmanager
def first_start() -> Iterator[str]:
    """A server that nobody has set up yet; gives its address."""
    with TemporaryDirectory() as folder:
        chance = random.Random(SEED)  # noqa: S311 -- the same each time
        store = open_seeded(Path(folder), running_clock(NOW), chance)
        with serving_server(store) as (server, address, _):
            server.open_setup(None)
            yield address


def the_first_start(album: Album) -> None:
    """The page of the first administrator."""
    if album.choice.may_hold(FIRST_START):
        with first_start() as address:
            page = album.page(DESK, f"{address}/setup")
            page.locator("select option").first.wait_for(state="attached")
            in_both(album, "setup", page)
