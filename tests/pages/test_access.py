"""Who may: one's own account, the administrator's forms, a session left alone, a screen's code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select, update

from demo.client import Caller, enter
from demo.house import Doors, Place
from demo.parts import free_ports
from queue_server.app import open_beside
from queue_server.store.tables.access import account, session
from tests.display.live_hall import LiveHall, Watched, running_hall
from tests.pages.conftest import PORTS, SITE
from tests.pages.staff import PHONE, StaffPage, facts

PASSWORD = "con voi xanh uống trà"
REVOKED_S = 5.0


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, _seeded_pages: tuple[Path, Doors]
) -> Iterator[LiveHall]:
    """One server for the whole file."""
    folder = tmp_path_factory.mktemp("access") / "hall"
    shutil.copytree(_seeded_pages[0], folder)
    doors = _seeded_pages[1]
    own = Doors(dict(doors.accounts), dict(doors.devices), doors.site)
    with running_hall(Place(folder, free_ports(PORTS), SITE), own) as running:
        yield running


@pytest.fixture(scope="module")
def reader(shared: LiveHall) -> Caller:
    """Khánh by the API: reads the journal, and whose cookie the administrator's page takes."""
    return enter(shared.place.url(), shared.doors.accounts.pop("quantri"))


def leave_alone(hall: LiveHall, login: str) -> None:
    """As if nobody had touched somebody's pages for an hour."""
    long_ago = {"used_at": datetime.now(UTC) - timedelta(hours=1), "idle_min": 60}
    whose = select(account.c.id).where(account.c.login == login)
    mine = update(session).where(session.c.account.in_(whose))
    with (
        closing(open_beside(hall.place.database_url, may_write=True)) as store,
        store.database.write() as connection,
    ):
        connection.execute(mine.values(long_ago))


def hire(khanh: StaffPage) -> str:
    """Make Oanh's account, after a login that is taken and one that is none; gives her link."""
    form = khanh.page.locator("form.adding")
    form.get_by_label("Tên đăng nhập").fill("quay3")
    form.get_by_label("Họ tên").fill("Trần Thị Oanh")
    form.get_by_role("button", name="Thêm").click()
    khanh.sees_text(".wrong", "đã có người dùng")
    expect(form.get_by_label("Tên đăng nhập")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Tên đăng nhập").fill("Quầy 9")
    form.get_by_role("button", name="Thêm").click()
    khanh.sees_text(".wrong", "Mục này chưa đúng")
    assert khanh.complaints() == []
    form.get_by_label("Tên đăng nhập").fill("quay9")
    form.get_by_role("button", name="Thêm").click()
    khanh.sees_text("dialog h2", "Trần Thị Oanh (quay9)")
    khanh.page.get_by_role("button", name="Tạo đường dẫn đặt mật khẩu").click()
    link = khanh.page.locator(".invited input").input_value()
    assert khanh.complaints() == []
    return link


def type_password(page: StaffPage, password: str = PASSWORD) -> None:
    page.page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.page.keyboard.press("Enter")


def end_the_others(phone: StaffPage) -> None:
    phone.page.goto(f"{phone.url}/account#console")
    expect(phone.page.locator(".sessions li")).to_have_count(2)
    expect(phone.page.locator(".sessions .here")).to_have_count(1)
    phone.sees_text(".own-ratings", "Chưa có nhóm đánh giá nào đủ để hiển thị.")
    assert phone.complaints() == []
    phone.page.get_by_role("button", name="Kết thúc các phiên khác").click()
    expect(phone.page.locator(".sessions li")).to_have_count(1)


def test_account_is_made_used_locked_and_ended(
    browser: Browser, shared: LiveHall, reader: Caller
) -> None:
    """Oanh is hired, chooses a password, ends a session, meets a locked page, and is shut out."""
    khanh, oanh = StaffPage(browser, shared), StaffPage(browser, shared)
    phone = StaffPage(browser, shared, size=PHONE)
    khanh.enter_as(reader, "/admin#accounts")
    oanh.page.goto(hire(khanh))
    oanh.page.get_by_label("Mật khẩu mới").fill(PASSWORD)
    oanh.page.get_by_role("button", name="Đặt mật khẩu").click()
    oanh.sees(".place")

    phone.page.goto(f"{phone.url}/enter")
    phone.page.get_by_label("Tên đăng nhập").fill("quay9")
    type_password(phone)
    phone.sees(".place")
    end_the_others(phone)
    oanh.sees_text("h1", "Xin đăng nhập để tiếp tục", within_s=10)
    assert [fact["data"] for fact in facts(reader, "session.ended")][-1:] == [{"why": "holder"}]

    phone.page.goto(f"{phone.url}/console")
    phone.sees(".place")
    leave_alone(shared, "quay9")
    phone.sees_text("h1", "Trang tạm khóa", within_s=15)
    assert phone.complaints() == []
    type_password(phone, "không phải mật khẩu này")
    phone.sees_text(".banner.bad", "Mật khẩu hiện tại chưa đúng")
    type_password(phone)
    phone.sees(".place")

    khanh.page.get_by_role("button", name="Khóa tài khoản").click()
    khanh.sees_text("dialog", "Các phiên đang mở kết thúc ngay")
    assert khanh.complaints() == []
    khanh.page.get_by_role("button", name="Khóa tài khoản").click()
    expect(khanh.page.locator("tr", has_text="quay9").locator(".state")).to_have_text("đã khóa")
    phone.sees_text("h1", "Xin đăng nhập để tiếp tục", within_s=10)
    for page in (khanh, oanh, phone):
        page.close()


def test_screen_shows_where_to_type_its_code_and_nothing_else_before_and_after(
    browser: Browser, shared: LiveHall, reader: Caller
) -> None:
    pad = Watched(browser, shared, width=1280, height=800)
    pad.page.goto(f"{pad.url}/pad/3")
    pad.sees_text("h1", "chưa được ghép")
    assert pad.page.locator("main").count() == 1
    assert "HT01" not in pad.page.content()
    assert pad.complaints() == []
    id_ = next(
        row["id"]
        for row in reader.get("/devices")["devices"]
        if (row["kind"], row["counter"]) == ("pad", 3)
    )
    pad.page.locator("input").fill(reader.post(f"/devices/{id_}/codes")["code"])
    pad.page.get_by_role("button").click()
    pad.sees("main.asleep")
    reader.send("DELETE", f"/devices/{id_}/pairing")
    pad.sees_text("h1", "chưa được ghép", within_s=REVOKED_S)
    pad.close()
