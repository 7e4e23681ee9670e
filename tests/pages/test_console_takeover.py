"""OfficerAtConsole: one counter, two browsers. It is seen, asked for, and never open at two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import insert, select

from demo.client import Caller
from demo.house import Place
from protocol.events import SYSTEM
from queue_server.app import open_store
from queue_server.credentials import COOKIE_PREFIX
from queue_server.store.reading import list_sites
from queue_server.store.store import hash_secret
from queue_server.store.tables.access import account, session
from tests.display.live_hall import LiveHall, OfficerAtConsole
from tests.pages.staff import Console, StaffPage, facts


@pytest.fixture
def second_session(place: Place) -> str:
    """An signed in at a laptop too, before the hall opened; a link signs in only one browser."""
    store = open_store(place.database_url)
    try:
        with store.read() as connection:
            site = list_sites(connection)[0]
        with store.write(site, by=SYSTEM) as tx:
            an = tx.run(select(account.c.id).where(account.c.login == "quay3")).scalar_one()
            secret, ends_at = tx.new_secret("ses"), tx.now + timedelta(hours=12)
            row = {"secret_hash": hash_secret(secret), "site": site, "account": an}
            tx.run(insert(session), **row, created_at=tx.now, ends_at=ends_at)
            return secret
    finally:
        store.close()


@pytest.fixture
def laptop(browser: Browser, second_session: str, hall: LiveHall) -> Iterator[Console]:
    """An's second browser."""
    console = Console(browser, hall)
    cookie = {"name": f"{COOKIE_PREFIX}console", "value": second_session, "url": console.url}
    console.context.add_cookies([cookie])
    yield console
    console.close()


def test_counter_is_open_in_one_browser_at_a_time_and_its_citizen_goes_along(
    laptop: Console, at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    label = binh.issue("HT01")["ticket"]["label"]
    at_counter.press("Enter")
    at_counter.phase("called")
    laptop.page.goto(f"{laptop.url}/console")
    laptop.sees_text(".ticket.elsewhere", "Quầy 3 đang được mở ở máy khác")
    laptop.sees_text(".ticket.elsewhere", f"Số {label} đang ở quầy")
    assert laptop.complaints() == []
    laptop.press("Enter")
    assert laptop.phase("called") == label
    at_counter.sees_text(".ticket.elsewhere", "Quầy 3 đang được mở ở máy khác")
    expect(at_counter.page.locator(".actions button")).to_have_count(1)
    at_counter.page.go_back()
    at_counter.page.go_forward()
    at_counter.sees_text(".ticket.elsewhere", "Máy này không gọi số")
    laptop.press("Enter")
    laptop.phase("serving")
    at_counter.press("Enter")  # the only thing left to do there: take it back
    assert at_counter.phase("serving") == label
    laptop.sees(".ticket.elsewhere")
    at_counter.press("k")
    at_counter.sees(".ticket.ready")
    told = facts(journal, "shift.opened", "shift.taken", "serving.started", "serving.finished")
    assert [fact["type"] for fact in told[1:]] == [  # the first is Bình's
        "shift.opened",
        "shift.taken",
        "serving.started",
        "shift.taken",
        "serving.finished",
    ]


def test_colleague_takes_a_counter_after_a_question_and_help_is_seen_by_all(
    at_counter: Console, browser: Browser, hall: LiveHall, chi: StaffPage, journal: Caller
) -> None:
    colleague = Console(browser, hall)
    colleague.enter("quay5")
    at_counter.press("s")
    for page in (at_counter, colleague):
        page.sees_text(".alarm-line.bad", "Quầy 3 (")
    chi.sees_text(".alarms .help", "gọi hỗ trợ từ")
    assert at_counter.complaints() + colleague.complaints() + chi.complaints() == []
    chi.page.get_by_role("button", name="Đã có hỗ trợ").click()
    colleague.no_longer_sees(".alarm-line")
    colleague.page.locator(".place.occupied").first.click()
    colleague.sees_text("dialog h2", "Nhận quầy 3?")
    assert colleague.complaints() == []
    colleague.page.get_by_role("button", name="Nhận quầy", exact=True).click()
    colleague.sees(".ticket.ready")
    at_counter.sees_text(".taken-over", "Quầy 3 đang được mở ở máy khác")
    assert at_counter.complaints() == []
    told = facts(journal, "help.asked", "help.ended", "shift.taken")
    assert [fact["type"] for fact in told] == ["help.asked", "help.ended", "shift.taken"]
    colleague.close()
