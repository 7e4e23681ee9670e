"""A newcomer adds a service and a counter on the administrator's page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from demo.client import Caller
from tests.pages.staff import StaffPage, facts

DEVICE = "Màn hình sảnh 1"


def button(page: Page, name: str, *, exact: bool = True) -> None:
    page.get_by_role("button", name=name, exact=exact).click()


def fill(page: Page, **values: str) -> None:
    """What is typed into the form of one row."""
    for name, value in values.items():
        page.locator(f"dialog [name={name}]").fill(value)


def write_service(khanh: StaffPage) -> None:
    """A service whose papers in English are one line short."""
    page = khanh.page
    button(page, "Thêm thủ tục")
    fill(page, code="HT04", name_vi="Đăng ký khai tử", name_en="Death registration")
    fill(page, papers_vi="Căn cước\nGiấy báo tử", papers_en="Identity card")
    page.locator("dialog [name=field]").select_option("HT")
    assert khanh.complaints() == []
    button(page, "Xong")


def add_counter(khanh: StaffPage) -> None:
    page = khanh.page
    button(page, "Quầy")
    button(page, "Thêm")
    page.get_by_label("Quầy 6: HT04").check()
    page.get_by_label("Quầy 6: HT01").check()
    assert khanh.complaints() == []


def correct_service(khanh: StaffPage) -> None:
    """What is wrong is said beside its field."""
    page = khanh.page
    khanh.sees_text(".banner.bad", "Danh mục chưa đúng ở 1 chỗ")
    button(page, "Thủ tục")
    line = page.locator("tr", has_text="HT04")
    expect(line.locator(".wrong")).to_have_text("Cần sửa")
    line.get_by_role("button", name="Sửa").click()
    khanh.sees_text("dialog .wrong", "Giấy tờ bằng tiếng Anh cần đủ từng dòng như tiếng Việt")
    assert khanh.complaints() == []
    fill(page, papers_en="Identity card\nNotice of death")
    button(page, "Xong")


def leave_and_stay(page: Page) -> None:
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.reload())")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()


def test_newcomer_adds_a_service_and_a_counter(khanh: StaffPage, journal: Caller) -> None:
    page = khanh.page
    page.get_by_role("link", name="Quầy và thủ tục").click()
    khanh.sees_text("tbody th", "CT01")
    assert khanh.complaints() == []
    write_service(khanh)
    add_counter(khanh)
    before = journal.get("/journal?limit=1")["rows"][0]["seq"]
    button(page, "Xem thay đổi")
    correct_service(khanh)
    button(page, "Xem thay đổi")
    khanh.sees_text("dialog h2", "Những gì sẽ thay đổi")
    said = ["Thêm thủ tục HT04: Đăng ký khai tử", "Thêm quầy 6: HT01, HT04"]
    assert khanh.texts("dialog li") == said
    assert khanh.complaints() == []
    button(page, "Thôi Esc")
    leave_and_stay(page)
    assert journal.get("/journal?limit=1")["rows"][0]["seq"] == before

    button(page, "Xem thay đổi")
    button(page, "Công bố")
    khanh.sees_text(".banner.calm", "Đã công bố")
    assert khanh.complaints() == []
    assert len(facts(journal, "catalogue.published")) == 2
    offered = journal.get("/catalogue")
    (service,) = [each for each in offered["services"] if each["code"] == "HT04"]
    assert service["papers_en"] == ["Identity card", "Notice of death"]
    assert offered["counters"][-1] == {"number": 6, "services": ["HT01", "HT04"]}


def test_file_is_brought_back_and_every_part_can_be_opened(khanh: StaffPage) -> None:
    page = khanh.page
    page.get_by_role("link", name="Quầy và thủ tục").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Lấy tệp về").click()
    file = taken.value.path()
    khanh.sees_text("tbody th", "CT01")
    page.get_by_label("Đưa tệp lên").set_input_files(file)
    khanh.sees_text("dialog", "Không có gì thay đổi so với bản đang công bố.")
    button(page, "Đóng lại")
    wrong = {"name": "hall.toml", "mimeType": "text/plain", "buffer": b'[[services]]\ncode = ""'}
    page.get_by_label("Đưa tệp lên").set_input_files(wrong)
    khanh.sees_text(".faults .wrong", "thủ tục, dòng 1: Xin điền mục này.")
    expect(page.locator("tr .wrong")).to_have_count(0)  # it is the file that is wrong
    for name in (
        "Lĩnh vực",
        "Giờ cấp số",
        "Đối tượng ưu tiên",
        "Mức đánh giá",
        "Giọng đọc và quy tắc",
        "Đơn vị",
    ):
        button(page, name)
        assert (name, khanh.complaints()) == (name, [])
    button(page, "Giờ cấp số")
    page.get_by_label("Cấp số mọi lúc, không theo giờ").uncheck()
    page.get_by_label("Thứ hai").fill("8h-11h")
    page.get_by_label("Thứ ba").fill("08:00-12:00")
    button(page, "Xem thay đổi")
    khanh.sees_text("#monday-wrong", "Xin viết mỗi buổi như 08:00-11:30")
    assert khanh.complaints() == []
    button(page, "Bỏ thay đổi")
    expect(page.get_by_label("Cấp số mọi lúc, không theo giờ")).to_be_checked()


def test_hall_screen_is_given_its_counters(khanh: StaffPage, journal: Caller) -> None:
    page = khanh.page
    line = page.locator("tr", has_text=DEVICE)
    expect(line.locator("td").nth(1)).to_have_text("cả sảnh")
    line.get_by_role("button", name="Quầy hiển thị").click()
    page.locator("dialog").get_by_label("Quầy 3").check()
    page.locator("dialog").get_by_label("Quầy 5").check()
    assert khanh.complaints() == []
    button(page, "Xong")
    expect(line.locator("td").nth(1)).to_have_text("3, 5")
    (fact,) = facts(journal, "screen.zoned")
    assert fact["data"] == {"counters": [3, 5]}
