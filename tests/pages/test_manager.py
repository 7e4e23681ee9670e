"""The manager's page: the day as it is, live, by phone, and on days gone by."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from demo.client import Caller
from tests.display.live_hall import LiveHall, OfficerAtConsole
from tests.pages.staff import StaffPage

# At most every five seconds the figures are asked for anew, and they take a moment.
FRESH_S = 8.0


def test_quiet_morning_shows_dashes_with_their_reason_and_never_0(chi: StaffPage) -> None:
    chi.sees(".cards b")
    shown = dict(zip(chi.texts(".cards .name"), chi.texts(".cards b"), strict=True))
    assert shown["đang chờ"] == "0"
    for name, why in {
        "chờ lâu nhất": "Hiện không có ai chờ",
        "chờ trung vị": "Chưa có lượt gọi nào",
        "trong 15 phút": "Chưa có số nào để tính",
        "hài lòng, thang 1 đến 5": "Chưa có lượt đánh giá nào",
    }.items():
        assert shown[name].split() == ["–", *why.split()]
    assert chi.complaints() == []


def test_alarm_and_figures_follow_the_hall(chi: StaffPage, binh: OfficerAtConsole) -> None:
    chi.sees(".cards b")
    binh.issue("DD01")
    binh.issue("DD01")
    serving = binh.start(binh.call_new("HT01"))
    binh.finish(serving)
    chi.sees_text(".alarms", "Chưa có quầy mở cho Cấp giấy chứng nhận đất: 2 người đang chờ.")
    chi.sees_text(".figure:has-text('đang chờ') b", "2", within_s=FRESH_S)
    chi.sees_text(".figure:has-text('đã phục vụ') b", "1", within_s=FRESH_S)
    chi.sees_text(".figure:has-text('đang chờ') .about", "1 quầy đang mở", within_s=FRESH_S)
    chi.sees_text(".reconciled", "3 số đã cấp = 2 đang chờ + 1 đã phục vụ. Khớp.")
    row = chi.page.locator("tr", has_text="Đăng ký đất đai").first
    expect(row.locator("td").nth(0)).to_have_text("2")
    expect(row.locator("td.lack")).to_have_text("0")
    assert chi.complaints() == []


def test_figures_on_the_page_are_those_of_the_report(
    chi: StaffPage, hall: LiveHall, binh: OfficerAtConsole
) -> None:
    for _ in range(3):
        binh.finish(binh.start(binh.call_new("HT01")))
    binh.miss(binh.call_new("HT03"))
    chi.page.reload()
    chi.sees_text(".reconciled", "4 số đã cấp", within_s=FRESH_S)
    manager = Caller(hall.place.url(), "manager", cookie_of(chi))
    figures = manager.get("/reports/today")
    shown = dict(zip(chi.texts(".cards .name"), chi.texts(".cards b"), strict=True))
    assert shown["đã phục vụ"] == str(figures["served"]) == "3"
    assert shown["trong 15 phút"] == "100%"
    assert figures["within_15_share"] == 1
    assert chi.texts(".figure:has-text('đã phục vụ') .about") == ["1 vắng mặt"]
    chi.page.get_by_role("button", name="English").click()
    chi.sees_text(".reconciled", "4 numbers given = 3 served + 1 missed. It adds up.")
    assert chi.complaints() == []


def cookie_of(page: StaffPage) -> str:
    return "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())


def test_day_gone_by_is_chosen_and_its_table_taken_away(
    chi: StaffPage, binh: OfficerAtConsole, tmp_path: Path
) -> None:
    binh.issue("HT01")
    chi.sees_text(".reconciled", "1 số đã cấp", within_s=FRESH_S)
    today = date.fromisoformat(chi.page.locator("input[type=date]").input_value())
    chi.page.get_by_role("button", name="Ngày trước").click()
    chi.sees_text(".day-choice label", f"{today - timedelta(days=1):%d/%m/%Y}")
    chi.sees_text("[role=alert], .reconciled", "")
    chi.page.get_by_role("button", name="In phiếu khóa sổ").click()
    chi.sees_text(".day-slip", "Chưa có kiosk hay bàn tiếp nhận nào in được phiếu này.")
    assert chi.complaints() == []
    chi.page.get_by_role("button", name="Hôm nay").click()
    chi.sees_text(".reconciled", "1 số đã cấp", within_s=FRESH_S)
    for format_, name in (("csv", "Tải bảng số liệu (CSV)"), ("xlsx", "Tải bảng số liệu (Excel)")):
        with chi.page.expect_download() as taken:
            chi.page.get_by_role("link", name=name).click()
        taken.value.save_as(tmp_path / f"day.{format_}")
        assert taken.value.suggested_filename == f"motcua-00160-{today}.{format_}"
    assert (tmp_path / "day.csv").read_text("utf-8-sig").count("\n") > 10
    assert load_workbook(tmp_path / "day.xlsx").active["A1"].value == "Điểm phục vụ"


def test_table_with_names_is_taken_away_for_a_reason(
    chi: StaffPage, binh: OfficerAtConsole, tmp_path: Path
) -> None:
    binh.finish(binh.start(binh.call_new("HT01")))
    chi.sees_text(".figure:has-text('đã phục vụ') b", "1", within_s=FRESH_S)
    chi.page.get_by_role("button", name="Tải kèm tên cán bộ").click()
    chi.page.get_by_role("button", name="Tải về").click()
    expect(chi.page.get_by_label("Phục vụ thanh tra, kiểm tra")).to_be_focused()
    chi.page.get_by_label("Giải quyết phản ánh, kiến nghị").check()
    assert chi.complaints() == []
    with chi.page.expect_download() as taken:
        chi.page.get_by_role("button", name="Tải về").click()
    taken.value.save_as(tmp_path / "named.xlsx")
    (sheet,) = load_workbook(tmp_path / "named.xlsx").worksheets
    assert "Theo cán bộ" in [cell.value for cell in sheet["A"]]
    expect(chi.page.get_by_role("dialog")).to_have_count(0)
    chi.page.get_by_role("button", name="English").click()
    chi.page.get_by_role("button", name="Download with officers’ names").click()
    expect(chi.page.get_by_text("This table names each officer")).to_be_visible()
    assert chi.complaints() == []


def test_phone_shows_the_same_in_one_column(
    chi_by_phone: StaffPage, binh: OfficerAtConsole
) -> None:
    for service in ("DD01", "BT01", "HK01"):
        binh.issue(service)
    chi_by_phone.page.reload()
    chi_by_phone.sees_text(".figure:has-text('đang chờ') b", "3", within_s=FRESH_S)
    assert chi_by_phone.complaints() == []


def test_counter_is_changed_for_today_and_the_day_closed_by_hand(
    chi: StaffPage, binh: OfficerAtConsole
) -> None:
    binh.issue("HT01")
    chi.sees_text(".service-day p", "Mở từ")
    counters = chi.page.locator("section", has=chi.page.get_by_role("heading", name="Các quầy"))
    row = counters.locator("tbody tr").nth(2)
    row.get_by_role("button").click()
    chi.sees_text("dialog h2", "Quầy 3 hôm nay phục vụ những thủ tục nào?")
    assert chi.complaints() == []
    chi.page.locator("dialog input[value=HT01]").uncheck()
    chi.page.locator("dialog .button.main").click()
    expect(row).to_contain_text("đã đổi hôm nay")
    row.get_by_role("button").click()
    chi.page.get_by_role("button", name="Trở lại như danh mục").click()
    expect(row).not_to_contain_text("đã đổi hôm nay")
    chi.sees_text(".reconciled", "1 số đã cấp = 1 đang chờ", within_s=FRESH_S)
    chi.page.get_by_role("button", name="Khóa sổ hôm nay").click()
    chi.sees_text("dialog p", "1 người đang chờ và 0 số đang tạm giữ sẽ hết hiệu lực.")
    assert chi.complaints() == []
    chi.page.locator("dialog .button.main").click()
    chi.sees_text(".service-day p", "Đã khóa sổ lúc")
    chi.sees_text(".reconciled", "1 số đã cấp = 1 hết hiệu lực", within_s=FRESH_S)
    assert chi.complaints() == []
    chi.page.get_by_role("link", name="Tiếp nhận").click()
    chi.page.wait_for_url("**/reception/manager")
    chi.page.get_by_role("link", name="Điều hành").click()
    chi.page.wait_for_url("**/manager")
