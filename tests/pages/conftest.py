"""Staff pages of a real hall: its server runs as a process, its pages in a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from demo.client import Caller, enter
from demo.house import Doors, Place, prepare
from demo.parts import free_ports
from tests.display.live_hall import LiveHall, OfficerAtConsole, running_hall
from tests.pages.staff import PHONE, Console, StaffPage

SITE, PORTS = "nghia-do", 4


@pytest.fixture(scope="session")
def _seeded_pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Doors]:
    """The data of a hall at its opening, to be copied, and its unused links."""
    folder = tmp_path_factory.mktemp("seeded") / "hall"
    return folder, prepare(Place(folder, 0, SITE), is_fresh=False)


@pytest.fixture
def place(tmp_path: Path, _seeded_pages: tuple[Path, Doors]) -> Place:
    """A hall's own copy of the data, not served yet."""
    shutil.copytree(_seeded_pages[0], tmp_path / "hall")
    return Place(tmp_path / "hall", free_ports(PORTS), SITE)


@pytest.fixture
def hall(place: Place, _seeded_pages: tuple[Path, Doors]) -> Iterator[LiveHall]:
    doors = _seeded_pages[1]
    own = Doors(dict(doors.accounts), dict(doors.devices), doors.site)
    with running_hall(place, own) as running:
        yield running


@pytest.fixture
def journal(hall: LiveHall) -> Caller:
    """Who may read the journal."""
    return enter(hall.place.url(), hall.doors.accounts.pop("quantri"))


@pytest.fixture
def binh(hall: LiveHall) -> OfficerAtConsole:
    """Bình, who works by the API at counter 2, which serves what counter 3 serves."""
    caller = enter(hall.place.url(), hall.doors.accounts.pop("quay5"))
    officer = OfficerAtConsole(caller, 2)
    officer.open()
    return officer


@pytest.fixture
def an(browser: Browser, hall: LiveHall) -> Iterator[Console]:
    """An's console, signed in, no counter open."""
    console = Console(browser, hall)
    console.enter("quay3")
    yield console
    console.close()


@pytest.fixture
def at_counter(an: Console) -> Console:
    """An's console with counter 3 open."""
    an.open_counter(3)
    return an


@pytest.fixture
def chi(browser: Browser, hall: LiveHall) -> Iterator[StaffPage]:
    """Chi's page: the manager."""
    page = StaffPage(browser, hall)
    page.enter("quanly")
    yield page
    page.close()


@pytest.fixture
def chi_by_phone(browser: Browser, hall: LiveHall) -> Iterator[StaffPage]:
    page = StaffPage(browser, hall, size=PHONE)
    page.enter("quanly")
    yield page
    page.close()


@pytest.fixture
def khanh(browser: Browser, hall: LiveHall, journal: Caller) -> Iterator[StaffPage]:
    """Khánh's page: the administrator."""
    page = StaffPage(browser, hall)
    page.enter_as(journal, "/admin")
    yield page
    page.close()
