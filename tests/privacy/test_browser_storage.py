"""What pages leave in a browser: settings and what screens show anyway, nothing about anybody."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from demo.client import Caller, enter
from demo.house import Doors, Place, prepare
from demo.parts import free_ports
from queue_server.app import open_beside
from queue_server.store.tables.access import account
from tests.display.live_hall import LiveHall, OfficerAtConsole, Watched, running_hall
from tests.pages.staff import Console, StaffPage
from tests.privacy.canaries import Seen, found

NAME, CODE = "Canary Nguyễn Văn A", "H26.12-261123-4711"
# Whatever a page may keep, by what its key begins with; docs/privacy.md says by which file.
KEYS = ("motcua.", "motcua-")
KEPT = """async () => {
  const kept = { local: { ...localStorage }, session: { ...sessionStorage },
    cookies: document.cookie, databases: [], cached: {} };
  if (indexedDB.databases) kept.databases = (await indexedDB.databases()).map(({ name }) => name);
  for (const name of 'caches' in window ? await caches.keys() : []) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      const isText = /text|json|javascript/.test(answer.headers.get('Content-Type') || '');
      kept.cached[request.url] = isText ? await answer.text() : '';
    }
  }
  return kept;
}"""


def kept_by(page: Page) -> dict[str, object]:
    """All that scripts of the page can read again later, and what it holds in its history."""
    kept: dict[str, object] = page.evaluate(KEPT)
    return {**kept, "address": page.url, "state": page.evaluate("history.state")}


def keys_of(kept: dict[str, object]) -> list[str]:
    return [*kept["local"], *kept["session"]]  # type: ignore[misc]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHall]:
    """A hall whose staff all bear the same name, which stands out."""
    place = Place(tmp_path_factory.mktemp("kept") / "hall", free_ports(4), "nghia-do")
    doors: Doors = prepare(place, is_fresh=False)
    store = open_beside(place.database_url, may_write=True)
    with store.database.write() as connection:
        connection.execute(update(account).values(name=NAME))
    store.close()
    with running_hall(place, doors) as running:
        yield running
    shutil.rmtree(place.data)


def test_pages_of_a_hall_keep_nothing_about_anybody(browser: Browser, hall: LiveHall) -> None:
    tv = Watched(browser, hall, width=1920, height=1080, keeps=True)
    tv.pair("hall")
    board, pad = (
        Watched(browser, hall, width=1280, height=800),
        Watched(browser, hall, width=1280, height=800),
    )
    board.pair("counter", 3)
    pad.pair("pad", 3)
    manager, admin, reception = (StaffPage(browser, hall) for _ in range(3))
    for page, login in ((manager, "quanly"), (admin, "quantri"), (reception, "tiepdon")):
        page.enter(login)
        page.sees("h1")
    an, other = Console(browser, hall), OfficerAtConsole(come(hall, "quay5"), 2)
    other.open()
    an.enter("quay3")
    an.open_counter(3)
    issued = an.begin_serving(other)
    token = issued["token"]
    an.page.get_by_label("Mã hồ sơ").first.fill(CODE)
    phone = Watched(browser, hall, width=390, height=844)
    phone.page.goto(f"{hall.place.url()}/T/{token}")
    phone.sees("h1")
    tv.sees_text("body", issued["ticket"]["label"])
    planted = {"name": NAME, "code": CODE, "token": token}
    pages = {"hall": tv, "counter": board, "pad": pad, "manager": manager, "admin": admin}
    pages |= {"reception": reception, "console": an, "phone": phone}
    for name, watched in pages.items():
        kept = kept_by(watched.page)
        if watched is phone:
            kept.pop("address")  # of the page itself, by its own slip
        seen = [Seen.text(name, key, json.dumps(kept[key], ensure_ascii=False)) for key in kept]
        assert {what: found(canary, seen) for what, canary in planted.items()} == {
            what: {} for what in planted
        }
        assert (kept["cookies"], kept["databases"]) == ("", [])
        assert [key for key in keys_of(kept) if not key.startswith(KEYS)] == []
        jar = watched.context.cookies()
        assert [cookie["name"] for cookie in jar if not cookie["httpOnly"]] == []
        assert len(jar) == (0 if watched is phone else 1)
        values = [cookie["value"] for cookie in jar]
        assert found("no cookie at all" if not values else values[0], seen) == {}
    assert keys_of(kept_by(tv.page)) != []  # the net holds: something is kept
    for watched in pages.values():
        watched.close()


def come(hall: LiveHall, login: str) -> Caller:
    return enter(hall.place.url(), hall.doors.accounts.pop(login))
