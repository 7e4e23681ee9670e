"""Pictures of a hall at its worst: 200 wait, names of 95 letters, numbers of seven signs."""

from dataclasses import replace

from playwright.sync_api import Page
from sqlalchemy import update

from docs.studio import PULSE_MS, Studio
from protocol.events import SYSTEM, Actor
from protocol.instants import service_day
from queue_server.actions.calling import call_next, miss_ticket
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.issuing import Issued, Wish, issue_ticket
from queue_server.actions.people import create_account
from queue_server.actions.shifts import open_shift
from queue_server.domain.access import AccountRole
from queue_server.domain.site import Catalogue, Counter
from queue_server.domain.ticket import TicketClass
from queue_server.store.reading import load_organisations
from queue_server.store.store import Store
from queue_server.store.tables.queue import series

HALL, UPRIGHT, SMALL = (1920, 1080), (1080, 1920), (1280, 720)
DESK, PAD, PHONE = (1366, 768), (1280, 800), (390, 844)
WAITING, COUNTERS, LAST = 200, 16, 99_999
NAME_VI = (
    "Đăng ký biến động quyền sử dụng đất, quyền sở hữu nhà ở "
    "và tài sản khác gắn liền với đất tại xã"
)
NAME_EN = (
    "Registration of changes to land-use rights, ownership of houses "
    "and other assets on commune land"
)
GROUP = "NCT75"
FULL_NAMES = ("full-",)
OTHER = "English"


def a_full_hall(studio: Studio) -> None:
    """Everything at once, on every page."""
    slip = fill(studio)
    console = staff_page(studio, "quay3")
    in_both_languages(studio, "full-console", console)
    console.keyboard.press("Enter")
    console.locator(".ticket").first.wait_for()
    screens_of_a_full_hall(studio)
    in_both_languages(studio, "full-manager", staff_page(studio, "quanly"))
    reception = staff_page(studio, "tiepdon")
    reception.keyboard.type(slip.ticket.label)
    reception.keyboard.press("Enter")
    in_both_languages(studio, "full-reception", reception)
    phone = studio.page(PHONE, f"{studio.hall.address}/T/{slip.token}")
    in_both_languages(studio, "full-follow", phone)


def staff_page(studio: Studio, login: str) -> Page:
    page = studio.page(DESK, studio.hall.link(login))
    page.wait_for_timeout(PULSE_MS)  # 200 who wait are more to draw
    return page


def screens_of_a_full_hall(studio: Studio) -> None:
    hall = studio.page(HALL, studio.hall.pairing("hall"))
    for name, (width, height) in (
        ("full-hall", HALL),
        ("full-hall-upright", UPRIGHT),
        ("full-hall-720p", SMALL),
    ):
        hall.set_viewport_size({"width": width, "height": height})
        studio.take(name, hall)
    studio.take("full-counter", studio.page(HALL, studio.hall.pairing("counter", 3)))


def in_both_languages(studio: Studio, name: str, page: Page) -> None:
    """Take a page as it opens, and again after its language was changed."""
    studio.take(name, page)
    page.get_by_role("button", name=OTHER, exact=True).click()
    studio.take(f"{name}-en", page)


def fill(studio: Studio) -> Issued:
    """Make the hall full; gives the last who waits."""
    hall = studio.hall
    with hall.store.write(hall.site, by=SYSTEM) as tx:
        organisations = load_organisations(tx.connection, hall.site)
        publish_catalogue(tx, with_long_names(tx.catalogue), organisations=organisations)
        day = service_day(tx.now, tx.settings.zone)
        here = (series.c.site == hall.site) & (series.c.day == day)
        tx.connection.execute(update(series).where(here).values(last=LAST))
    officers = more_officers(hall.store, hall.site)
    while call(hall.store, hall.site, 6, officers[6], goes_away=True):
        pass
    with hall.store.write(hall.site, by=SYSTEM) as tx:
        services = [service.code for service in tx.catalogue.services]
    for number in range(WAITING):
        class_ = TicketClass.PRIORITY if number % 9 == 0 else TicketClass.ORDINARY
        wish = Wish(services[number % len(services)], class_, None if number % 9 else GROUP)
        with hall.store.write(hall.site, by=SYSTEM) as tx:
            last = issue_ticket(tx, wish=wish)
    for counter, officer in officers.items():
        call(hall.store, hall.site, counter, officer)
    return last


def more_officers(store: Store, site: str) -> dict[int, str]:
    """Open counters 6 to 16; gives the officers' ids."""
    officers = {}
    for counter in range(6, COUNTERS + 1):
        with store.write(site, by=SYSTEM) as tx:
            account = (f"quay{counter}", f"Cán bộ {counter}", AccountRole.OFFICER)
            officers[counter] = create_account(
                tx, login=account[0], name=account[1], role=account[2]
            )
        with store.write(site, by=Actor("officer", officers[counter])) as tx:
            open_shift(tx, counter=counter, officer=officers[counter])
    return officers


def call(store: Store, site: str, counter: int, officer: str, *, goes_away: bool = False) -> bool:
    """Call whoever is next; tells whether somebody was."""
    with store.write(site, by=Actor("officer", officer)) as tx:
        ticket = call_next(tx, counter=counter, officer=officer).ticket
        if ticket is not None and goes_away:
            miss_ticket(tx, ticket.id, officer=officer)
    return ticket is not None


def with_long_names(catalogue: Catalogue) -> Catalogue:
    names = {"name_vi": NAME_VI, "name_en": NAME_EN, "short_vi": NAME_VI, "short_en": NAME_EN}
    skills = {service.code: 0 for service in catalogue.services}
    more = tuple(Counter(number, skills) for number in range(6, COUNTERS + 1))
    return replace(
        catalogue,
        fields=tuple(replace(f, name_vi=NAME_VI, name_en=NAME_EN) for f in catalogue.fields),
        services=tuple(replace(service, **names) for service in catalogue.services),
        counters=(*catalogue.counters, *more),
    )
