"""The kiosk's pages as citizens and staff see them, each in every way one may want it."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from docs.scene import PUBLIC_URL
from docs.studio import Studio
from kiosk.scans import ANSWER_S
from kiosk.staff_pin import StaffPin
from kiosk.tickets import Ticket
from protocol.texts import LANGUAGES, Lang, Texts

KIOSK = (1080, 1920)
GHOST_MS = 500  # the kiosk ignores a second touch that comes sooner
TAP_MS = 3_200  # and gives no two numbers within three seconds
HOLD_MS = 3_300
PIN = "260711"
FORGOTTEN_MS = 1_000 * (ANSWER_S + 1)  # what was scanned before is told to no new page
# Nobody's card: born on 1 February 1950.
CARD = "001050000000|||01021950|Nam||01012022"
DOSSIER = "H26.15-261102-0007"

words = {lang: Texts.load("kiosk", lang) for lang in LANGUAGES}


@dataclass(frozen=True)
class Style:
    """How somebody wants the page; pictures carry its name."""

    name: str
    lang: Lang
    tools: tuple[str, ...]


PLAIN = Style("", "vi", ())
WAY_NAMES = tuple(
    f"kiosk-{name}" for name in ("fields", "find", "services", "last", "number", "again")
)
STYLES = (
    Style("-en", "en", ("shared.english",)),
    Style("-large", "vi", ("kiosk.larger",)),
    Style("-contrast", "vi", ("kiosk.contrast",)),
    Style("-low", "vi", ("kiosk.low",)),
)


@dataclass
class CitizenAtKiosk:
    """Somebody who touches the kiosk."""

    studio: Studio
    page: Page
    style: Style = PLAIN

    def touch(self, place: Locator) -> None:
        place.first.wait_for()
        self.page.wait_for_timeout(GHOST_MS)
        place.first.click()

    def choose(self, text: str) -> None:
        self.touch(self.page.get_by_role("button").filter(has_text=text))

    def chooses(self, key: str) -> None:
        self.choose(words[self.style.lang](key))

    def takes(self, name: str) -> None:
        self.studio.take(f"kiosk-{name}{self.style.name}", self.page)

    def waits_for(self, key: str) -> None:
        self.page.get_by_text(words[self.style.lang](key)).first.wait_for()

    def types(self, text: str) -> None:
        """Touch the letters on the pane, and see that they were taken."""
        self.page.locator(".typed").wait_for()
        self.page.wait_for_timeout(GHOST_MS)
        for letter in text:
            self.touch(self.page.get_by_role("button", name=letter, exact=True))
        self.page.locator(".typed").filter(has_text=text).wait_for()

    def scans(self, text: str) -> None:
        """Hold a code before the scanner: one on a serial line, which no busy machine slows."""
        self.page.wait_for_timeout(FORGOTTEN_MS)
        self.studio.hall.agent.scans.hear(text, True)
        self.page.locator(".dialog.scan").wait_for()

    def wants(self) -> None:
        """Touch the tools that make the page as it is wanted."""
        for tool in self.style.tools:
            self.choose("English" if tool == "shared.english" else words["vi"](tool))

    def gets_number(self) -> Ticket:
        """Touch the last button, and wait for the slip."""
        self.chooses("kiosk.take")
        self.waits_for("kiosk.slip_printed")
        ticket = self.studio.hall.agent.store.last_ticket()
        assert ticket is not None
        self.ends()
        return ticket

    def ends(self) -> None:
        self.chooses("kiosk.done")
        self.page.wait_for_timeout(TAP_MS)


def the_ways(studio: Studio) -> None:
    """Take every page on the way to a number, in each style."""
    page = studio.page(KIOSK, studio.hall.kiosk)
    page.locator(".answer").first.wait_for()
    for style in (PLAIN, *STYLES):
        citizen = CitizenAtKiosk(studio, page, style)
        citizen.wants()
        the_whole_way(citizen)
        page.wait_for_timeout(TAP_MS)


def a_ticket(studio: Studio) -> Ticket:
    """Take a number; gives it."""
    citizen = CitizenAtKiosk(studio, studio.page(KIOSK, studio.hall.kiosk))
    citizen.choose("Chứng thực")
    citizen.choose("bản sao")
    return citizen.gets_number()


def with_a_dossier(studio: Studio) -> Ticket:
    """Take a number for a dossier that was scanned; gives it."""
    page = studio.page(KIOSK, studio.hall.kiosk)
    page.locator(".answer").first.wait_for()
    citizen = CitizenAtKiosk(studio, page)
    citizen.scans(DOSSIER)
    citizen.touch(page.locator(".dialog.scan .main-button").first)
    citizen.takes("with-dossier")
    return citizen.gets_number()


def the_whole_way(citizen: CitizenAtKiosk) -> None:
    field, service = "Chứng thực", "bản sao"
    if citizen.style.lang == "en":
        field, service = "Certification", "Certified copy"
    citizen.takes("fields")
    citizen.chooses("kiosk.find")
    citizen.types("KS")
    citizen.takes("find")
    citizen.chooses("kiosk.back")
    citizen.choose(field)
    citizen.takes("services")
    citizen.choose(service)
    citizen.takes("last")
    citizen.chooses("kiosk.take")
    citizen.waits_for("kiosk.slip_printed")
    citizen.takes("number")
    citizen.chooses("kiosk.another")
    citizen.choose(field)
    citizen.choose(service)
    citizen.chooses("kiosk.take")
    citizen.waits_for("kiosk.again")
    citizen.takes("again")
    citizen.chooses("kiosk.again_no")


def with_a_code(studio: Studio) -> None:
    """What the kiosk says to a slip of today, a dossier, a card and a damaged code."""
    codes = {
        "slip": f"{PUBLIC_URL}/T/{a_ticket(studio).intent.token}".upper(),
        "dossier": DOSSIER,
        "card": CARD,
        "damaged": CARD.replace("1950", "1949"),
    }
    for style in (PLAIN, *STYLES):
        page = studio.page(KIOSK, studio.hall.kiosk)
        page.locator(".answer").first.wait_for()
        citizen = CitizenAtKiosk(studio, page, style)
        citizen.wants()
        for name, code in codes.items():
            citizen.scans(code)
            citizen.takes(f"scan-{name}")
            citizen.touch(page.locator(".dialog.scan button").last)
        page.wait_for_timeout(FORGOTTEN_MS)
        page.context.close()


def while_closed(studio: Studio, name: str) -> None:
    """The closed screen, in both languages and large print."""
    page = studio.page(KIOSK, studio.hall.kiosk)
    for style in (PLAIN, *STYLES[:2]):
        citizen = CitizenAtKiosk(studio, page, style)
        citizen.wants()
        citizen.waits_for("kiosk.closed")
        citizen.takes(name)
        if style.lang == "en":
            citizen.choose("Tiếng Việt")


def without_paper(studio: Studio) -> None:
    studio.hall.printer.take_out_paper()
    citizen = CitizenAtKiosk(studio, studio.page(KIOSK, studio.hall.kiosk))
    citizen.choose("Đất đai")
    citizen.choose("Giấy chứng nhận")
    citizen.chooses("kiosk.take")
    citizen.waits_for("kiosk.slip_paper_out")
    citizen.takes("no-paper")
    citizen.ends()


def for_staff(studio: Studio) -> None:
    """The menu of the staff, while there is no paper; they put it right."""
    agent = studio.hall.agent
    pin = StaffPin(agent.config.data, elapsed_s=agent.world.elapsed_s)
    pin.set(PIN, random_bytes=agent.world.random_bytes)
    page = studio.page(KIOSK, studio.hall.kiosk)
    page.locator(".answer").first.wait_for()
    page.wait_for_timeout(GHOST_MS)
    page.locator(".site").hover()
    page.mouse.down()
    page.wait_for_timeout(HOLD_MS)
    page.mouse.up()
    staff = CitizenAtKiosk(studio, page)
    staff.waits_for("kiosk.desk.pin")
    page.wait_for_timeout(GHOST_MS)
    for digit in PIN:
        page.get_by_role("button", name=digit, exact=True).click()
    staff.takes("staff-pin")
    staff.chooses("kiosk.desk.enter")
    staff.waits_for("kiosk.desk.printers")
    staff.takes("staff-menu")
    studio.hall.printer.refill()
    staff.chooses("kiosk.desk.leave")


def without_the_server(citizen: CitizenAtKiosk) -> None:
    citizen.waits_for("kiosk.away")
    citizen.takes("away")
    citizen.choose("Chứng thực")
    citizen.choose("bản sao")
    citizen.chooses("kiosk.take")
    citizen.waits_for("kiosk.slip_printed")
    citizen.takes("own-number")
