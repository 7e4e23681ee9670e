"""Screens of a real hall: its server runs as a process, its pages in a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from demo.house import Doors, Place, prepare
from demo.parts import free_ports
from tests.display.live_hall import LiveHall, OfficerAtConsole, Watched, running_hall

SITE, PORTS = "nghia-do", 4


@pytest.fixture(scope="session")
def _seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Doors]:
    """The data of a hall at its opening, to be copied, and its unused links."""
    folder = tmp_path_factory.mktemp("seeded") / "hall"
    return folder, prepare(Place(folder, 0, SITE), is_fresh=False)


@pytest.fixture
def hall(tmp_path: Path, _seeded: tuple[Path, Doors]) -> Iterator[LiveHall]:
    folder, doors = _seeded
    shutil.copytree(folder, tmp_path / "hall")
    own = Doors(dict(doors.accounts), dict(doors.devices), doors.site)
    with running_hall(Place(tmp_path / "hall", free_ports(PORTS), SITE), own) as running:
        yield running


@pytest.fixture
def an(hall: LiveHall) -> OfficerAtConsole:
    """An, whose counter 3 is open."""
    officer = hall.officer()
    officer.open()
    return officer


@pytest.fixture
def screen(browser: Browser, hall: LiveHall) -> Iterator[Watched]:
    """A television; not paired yet."""
    watched = Watched(browser, hall, width=1920, height=1080)
    yield watched
    watched.close()


@pytest.fixture
def tablet(browser: Browser, hall: LiveHall) -> Iterator[Watched]:
    """The pad on the desk of counter 3."""
    watched = Watched(browser, hall, width=1280, height=800)
    watched.pair("pad", 3)
    yield watched
    watched.close()


@pytest.fixture
def phone(browser: Browser, hall: LiveHall) -> Iterator[Watched]:
    """A citizen's phone."""
    watched = Watched(browser, hall, width=390, height=844)
    yield watched
    watched.close()
