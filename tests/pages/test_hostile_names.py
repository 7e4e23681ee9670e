"""Names that are something else to a browser: on every page they are letters and nothing happens.

They stand in the database as they are, as if whatever cleans them on the way in had failed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from demo.client import enter
from demo.hall import hall_catalogue
from demo.house import Place, prepare
from demo.parts import free_ports
from protocol.events import SYSTEM
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.screens import post_notice
from queue_server.app import open_beside
from queue_server.domain.screen import NoticeKind
from queue_server.store.tables.access import account, device
from tests.display.live_hall import LiveHall, OfficerAtConsole, Watched, running_hall
from tests.hostile import HOSTILE
from tests.kiosk.desk_server import running_desk
from tests.kiosk.kiosks import make_kiosk
from tests.kiosk.touch import GHOST_MS, CitizenAtKiosk, served
from tests.pages.staff import Console, StaffPage
from tests.stage import Stage

# An unpaired half of a letter and a NUL are no text for a database: they never come so far.
NAMES = [name.replace("\x00", "") for kind, name in HOSTILE.items() if kind != "surrogate"]
SCRIPT = """<img src=x onerror="window.hit=1"><script>window.hit=1</script>{{constructor}}"""
WATCH = """window.hit = 0; window.refused = [];
const note = (event) => window.refused.push(event.violatedDirective);
document.addEventListener('securitypolicyviolation', note);
const hit = () => { window.hit = 1; };
for (const way of ['alert', 'confirm', 'prompt', 'open']) window[way] = hit;"""
MADE = "script:not([src]), img[src=x], iframe, object, [onerror]"
LOOK = """(made) => ({ hit: window.hit, refused: window.refused,
  made: document.querySelectorAll(made).length, text: document.body.textContent })"""


def named_badly() -> object:
    """The demonstration's catalogue with a name of another kind at each place."""
    names = cycle([SCRIPT, *NAMES])
    bad = hall_catalogue()
    fields = tuple(replace(f, name_vi=next(names), name_en=next(names)) for f in bad.fields)
    services = tuple(
        replace(
            s,
            name_vi=next(names)[:390],
            name_en=next(names)[:390],
            short_vi=next(names)[:390],
            short_en=next(names)[:390],
            papers_vi=(SCRIPT,),
            papers_en=(SCRIPT,),
        )
        for s in bad.services
    )
    groups = tuple(
        replace(g, name_vi=next(names), name_en=SCRIPT, evidence_vi=SCRIPT) for g in bad.groups
    )
    return replace(bad, fields=fields, services=services, groups=groups)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHall]:
    place = Place(tmp_path_factory.mktemp("hostile") / "hall", free_ports(4), "nghia-do")
    doors = prepare(place, is_fresh=False)
    store = open_beside(place.database_url, may_write=True)
    with store.write(doors.site, by=SYSTEM) as tx:
        publish_catalogue(tx, named_badly(), organisations={"UBND": SCRIPT})  # type: ignore[arg-type]
        post_notice(tx, NoticeKind.TICKER, text_vi=SCRIPT, text_en=SCRIPT)
        tx.connection.execute(update(account).values(name=SCRIPT))
        tx.connection.execute(update(device).values(name=SCRIPT[:80]))
    store.close()
    with running_hall(place, doors) as running:
        yield running


def unharmed(page: Page, name: str) -> str:
    """Nothing ran, nothing was made of a name, the policy had nothing to refuse; gives the text."""
    seen = page.evaluate(LOOK, MADE)
    assert (seen["hit"], seen["refused"], seen["made"]) == (0, [], 0), name
    return unicodedata.normalize("NFC", seen["text"])


def test_names_are_letters_on_every_page_of_a_hall(browser: Browser, hall: LiveHall) -> None:
    screens = {
        "hall": Watched(browser, hall, width=1920, height=1080),
        "counter": Watched(browser, hall, width=1280, height=800),
        "pad": Watched(browser, hall, width=1280, height=800),
        "phone": Watched(browser, hall, width=390, height=844),
    }
    staff = {login: StaffPage(browser, hall) for login in ("quanly", "quantri", "tiepdon")}
    an = Console(browser, hall)
    pages: dict[str, Watched] = {**screens, **staff, "quay3": an}
    for watched in pages.values():
        watched.page.add_init_script(WATCH)
    screens["hall"].pair("hall")
    screens["counter"].pair("counter", 3)
    screens["pad"].pair("pad", 3)
    for login, page in {**staff, "quay3": an}.items():
        page.enter(login)
    other = OfficerAtConsole(enter(hall.place.url(), hall.doors.accounts.pop("quay5")), 2)
    other.open()
    an.open_counter(3)
    issued = an.begin_serving(other)
    screens["phone"].page.goto(f"{hall.place.url()}/T/{issued['token']}")
    screens["hall"].sees_text("body", issued["ticket"]["label"])
    screens["phone"].sees_text("body", issued["ticket"]["label"])
    staff["quanly"].sees(".cards b")
    staff["quantri"].sees("table")
    an.press("Enter")
    screens["pad"].sees(".question")
    texts = {name: unharmed(watched.page, name) for name, watched in pages.items()}
    bare = {name: watched.faults for name, watched in pages.items() if watched.faults}
    assert bare == {}
    for name in ("hall", "quanly", "quantri", "quay3"):
        assert "window.hit=1" in texts[name], name  # the name is there, as the letters it is
    for watched in pages.values():
        watched.close()


def test_names_are_letters_at_the_kiosk(sqlite_stage: Stage, tmp_path: Path, page: Page) -> None:
    sqlite_stage.publish(named_badly())  # type: ignore[arg-type]
    page.add_init_script(WATCH)
    with running_desk(sqlite_stage.store) as desk:
        kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", patience_s=20.0)
        with served(kiosk) as url:
            citizen = CitizenAtKiosk(page, url)
            citizen.reads("Ông/bà cần làm việc gì?")
            assert "window.hit=1" in unharmed(page, "fields")
            page.wait_for_timeout(GHOST_MS)
            page.get_by_role("button", name="window.hit=1").first.click()
            citizen.reads("Ông/bà cần thủ tục nào?")
            unharmed(page, "services")
            assert citizen.complaints == []
        kiosk.agent.stop()
