"""Signing in by a one-time link: once, without leaving the secret anywhere."""

from __future__ import annotations

from playwright.sync_api import Browser

from demo.client import Caller
from tests.display.live_hall import LiveHall, OfficerAtConsole
from tests.pages.staff import Console, StaffPage, facts

PASSWORD = "con voi xanh uống trà"


def test_link_signs_in_once_and_leaves_no_secret_behind(browser: Browser, hall: LiveHall) -> None:
    secret = hall.doors.accounts["quay3"]
    first, second = StaffPage(browser, hall), StaffPage(browser, hall)
    asked: list[str] = []
    first.page.on("request", lambda request: asked.append(request.url))
    first.enter("quay3")
    first.sees(".place")
    assert first.page.url == first.url + "/console"
    assert [url for url in asked if secret in url.split("#")[0]] == []
    second.page.goto(f"{second.url}/enter#{secret}")
    assert second.sees("h1") == "Chưa đăng nhập được"
    second.sees_text("p", "Mỗi đường dẫn chỉ dùng được một lần")
    assert second.page.url == second.url + "/enter"
    assert second.complaints() == []
    first.close()
    second.close()


def test_page_without_a_credential_says_how_to_get_one(browser: Browser, hall: LiveHall) -> None:
    stranger = StaffPage(browser, hall)
    for path in ("/console", "/manager", "/admin"):
        stranger.page.goto(stranger.url + path)
        stranger.sees_text("h1", "Xin đăng nhập để tiếp tục", within_s=10)
    assert stranger.complaints() == []
    stranger.page.get_by_role("link", name="Đăng nhập").click()
    stranger.sees_text("h1", "Đăng nhập")
    assert stranger.page.url == stranger.url + "/enter"
    stranger.close()


def test_officer_chooses_a_password_by_link_and_signs_in_with_it(
    browser: Browser, hall: LiveHall, journal: Caller
) -> None:
    officers = {row["login"]: row["id"] for row in journal.get("/accounts")["accounts"]}
    secret = journal.post(f"/accounts/{officers['quay3']}/links")["secret"]
    an = StaffPage(browser, hall)
    an.page.goto(f"{an.url}/enter#{secret}")
    an.sees_text("h1", "Đặt mật khẩu mới")
    an.page.get_by_label("Mật khẩu mới").fill("quay3quay3quay3")
    an.page.get_by_role("button", name="Đặt mật khẩu").click()
    an.sees_text(".banner.bad", "dễ đoán")
    assert an.complaints() == []
    an.page.get_by_label("Mật khẩu mới").fill(PASSWORD)
    an.page.get_by_role("button", name="Đặt mật khẩu").click()
    an.sees(".place")
    an.page.get_by_role("button", name="Đăng xuất").click()
    an.sees_text("h1", "Xin đăng nhập để tiếp tục", within_s=10)
    an.page.get_by_role("link", name="Đăng nhập").click()
    an.page.get_by_label("Tên đăng nhập").fill("quay3")
    an.page.get_by_label("Mật khẩu", exact=True).fill("không phải mật khẩu này")
    an.page.keyboard.press("Enter")
    an.sees_text(".banner.bad", "Tên đăng nhập hoặc mật khẩu chưa đúng")
    assert an.complaints() == []
    an.page.get_by_label("Hiện mật khẩu").check()
    an.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    an.page.keyboard.press("Enter")
    an.sees(".place")
    an.close()


def test_officer_who_signs_out_closes_the_counter_first(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    binh.issue("HT01")
    at_counter.press("Enter")
    label = at_counter.phase("called")
    at_counter.page.get_by_role("button", name="Đăng xuất").click()
    at_counter.sees_text(".notice.bad", f"Xin hoàn tất số {label} trước khi đăng xuất")
    at_counter.press("v")
    at_counter.sees(".ticket.ready")
    at_counter.page.get_by_role("button", name="Đăng xuất").click()
    at_counter.sees_text("dialog h2", "Đóng quầy 3 và đăng xuất?")
    at_counter.page.locator("dialog .button.main").click()
    at_counter.sees_text("h1", "Xin đăng nhập để tiếp tục", within_s=10)
    assert [fact["data"] for fact in facts(journal, "shift.closed")] == [{"counter": 3}]


def test_signing_out_ends_the_session(browser: Browser, hall: LiveHall) -> None:
    page = StaffPage(browser, hall)
    page.enter("quanly")
    page.sees(".cards b")
    page.page.get_by_role("button", name="Đăng xuất").click()
    page.sees_text("h1", "Xin đăng nhập để tiếp tục", within_s=10)
    assert page.context.cookies() == []
    page.close()
