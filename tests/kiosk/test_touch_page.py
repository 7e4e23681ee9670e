"""Journeys of citizens at the touchscreen, in a real browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Route

from printers.emulator import EmulatedPrinter, TcpPrinter
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.day import close_day, today
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import Kiosk, make_kiosk
from tests.kiosk.touch import CitizenAtKiosk, served
from tests.stage import Stage

NAME_95 = (
    "Cấp đổi Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn với đất ở"
)
NAME_200 = (
    "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong các trường "
    "hợp chuyển đổi, chuyển nhượng, cho thuê, cho thuê lại, thừa kế, tặng cho, góp vốn bằng quyền "
    "sử dụng đất"
)
SETTINGS = {"poll_interval_s": 0.1, "tap_interval_s": 0, "idle_s": 10, "number_s": 10}

Arrive = Callable[[], CitizenAtKiosk]


@pytest.fixture
def printer() -> EmulatedPrinter:
    return EmulatedPrinter(clock=lambda: datetime(2026, 11, 23, 1, tzinfo=UTC), speed_mm_s=5_000)


@pytest.fixture
def kiosk(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path, printer: EmulatedPrinter
) -> Iterator[Kiosk]:
    with TcpPrinter(printer) as line:
        address = f"tcp://127.0.0.1:{line.port}"
        made = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", printers=(address,), **SETTINGS)
        yield made
        made.agent.stop()


@pytest.fixture
def arrive(kiosk: Kiosk, page: Page) -> Iterator[Arrive]:
    """A citizen comes; at the end the browser must not have complained of anything."""
    citizens = []
    with ExitStack() as stack:

        def come() -> CitizenAtKiosk:
            citizens.append(CitizenAtKiosk(page, stack.enter_context(served(kiosk))))
            return citizens[-1]

        yield come
        assert [complaint for citizen in citizens for complaint in citizen.complaints] == []


def test_three_touches_to_a_number_and_a_slip(
    kiosk: Kiosk, arrive: Arrive, printer: EmulatedPrinter, tmp_path: Path
) -> None:
    kiosk.stage.issue("HT01")
    citizen = arrive()
    citizen.reads("1 người chờ")
    citizen.touch("Hộ tịch", "Đăng ký khai sinh", "Lấy số")
    citizen.reads("Phiếu đã in, mời ông/bà lấy phiếu")
    assert citizen.label == "H002"
    assert "TAM-00160-261123-H002" in citizen.screen
    assert citizen.page.locator(".amount").inner_text() == "1"
    assert len(printer.paper.pages) == 1
    assert code_on_screen(citizen, tmp_path).startswith("HTTPS://MOTCUA.EXAMPLE/T/")
    citizen.touch("Xong")
    citizen.reads("Ông/bà cần làm việc gì?")


def code_on_screen(citizen: CitizenAtKiosk, folder: Path) -> str:
    citizen.page.screenshot(path=folder / "screen.png")
    (code,) = zxingcpp.read_barcodes(Image.open(folder / "screen.png"))
    return code.text


def test_a_field_with_one_service_needs_two_touches(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.touch("Bảo trợ xã hội", "Lấy số")
    citizen.reads("Số thứ tự của ông/bà")
    assert citizen.label == "S001"


def test_a_group_is_one_touch_too(kiosk: Kiosk, arrive: Arrive) -> None:
    citizen = arrive()
    citizen.touch("Hộ tịch", "Đăng ký khai sinh", "Người từ đủ 75 tuổi")
    citizen.reads("Số ưu tiên của ông/bà")
    (ticket_id,) = kiosk.facts("ticket.offered")
    assert kiosk.server_ticket(ticket_id).group == "NCT75"


def test_one_touch_makes_everything_english(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.touch("English")
    citizen.reads("What do you need today?")
    assert citizen.page.get_attribute("html", "lang") == "en"
    citizen.touch("Civil status", "Birth registration", "Take a number")
    citizen.reads("Your slip is printed, please take it")
    left = [words for words in ("ông/bà", "Phiếu", "Mã tạm", "Xong") if words in citizen.screen]
    assert left == []
    citizen.touch("Done")
    citizen.reads("Ông/bà cần làm việc gì?")  # the next citizen is met in Vietnamese


def test_a_finger_that_bounces_takes_one_number(kiosk: Kiosk, arrive: Arrive) -> None:
    citizen = arrive()
    citizen.touch("Hộ tịch", "Đăng ký khai sinh")
    citizen.page.wait_for_timeout(500)
    citizen.button("Lấy số").dblclick()
    citizen.reads("Số thứ tự của ông/bà")
    assert kiosk.server_labels().keys() == {"H001"}


def test_a_double_touch_on_a_field_does_not_choose_the_service_below_it(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.page.wait_for_timeout(500)
    citizen.button("Hộ tịch").dblclick()
    citizen.reads("Ông/bà cần thủ tục nào?")


def test_back_goes_one_question_back(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.touch("Hộ tịch", "Đăng ký khai sinh", "Quay lại")
    citizen.reads("Ông/bà cần thủ tục nào?")
    citizen.touch("Quay lại")
    citizen.reads("Ông/bà cần làm việc gì?")


def test_an_answer_lost_on_the_way_to_the_page_is_asked_for_again(
    kiosk: Kiosk, arrive: Arrive
) -> None:
    citizen = arrive()
    lost = []

    def lose_first(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    citizen.page.route("**/api/taps", lose_first)
    citizen.touch("Hộ tịch", "Đăng ký khai sinh", "Lấy số")
    citizen.reads("Số thứ tự của ông/bà")
    assert lost
    assert citizen.label == "H001"
    assert kiosk.server_labels().keys() == {"H001"}


def test_without_paper_the_screen_says_the_number_stands(
    arrive: Arrive, printer: EmulatedPrinter
) -> None:
    printer.take_out_paper()
    citizen = arrive()
    citizen.touch("Hộ tịch", "Đăng ký khai sinh", "Lấy số")
    citizen.reads("Máy in hết giấy. Số của ông/bà vẫn có hiệu lực")
    assert citizen.flaws() == []


def test_while_the_server_is_away_numbers_are_given_and_no_old_count_is_shown(
    kiosk: Kiosk, arrive: Arrive
) -> None:
    kiosk.lose_link()
    citizen = arrive()
    citizen.reads("Máy đang tạm mất kết nối")
    assert "người chờ" not in citizen.screen
    assert citizen.flaws() == []
    citizen.touch("Hộ tịch", "Đăng ký khai sinh", "Lấy số")
    citizen.reads("nên tự cấp số này")
    assert citizen.label == "H1-001"
    assert citizen.flaws() == []


def test_the_refusal_of_the_server_stands_there_in_a_sentence(kiosk: Kiosk, arrive: Arrive) -> None:
    kiosk.stage.issue("HT01")
    with kiosk.stage.act() as tx:
        close_day(tx, today(tx))
    citizen = arrive()
    citizen.touch("Hộ tịch", "Đăng ký khai sinh", "Lấy số")
    citizen.reads("không cấp thêm số")
    assert citizen.flaws() == []
    citizen.touch("Về màn hình đầu")
    citizen.reads("Ông/bà cần làm việc gì?")


def test_a_kiosk_that_may_give_nothing_sends_people_to_the_counter(
    kiosk: Kiosk, arrive: Arrive
) -> None:
    kiosk.edit_store("DELETE FROM device")
    citizen = arrive()
    citizen.reads("Máy lấy số đang tạm ngừng")
    citizen.reads("Dành cho cán bộ: máy chưa được ghép nối")
    assert citizen.flaws() == []


def test_an_untouched_page_asks_and_then_goes_to_the_start(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.page.clock.install()
    citizen.page.reload()
    wait_in(citizen, 1)
    citizen.touch_at_once("Hộ tịch")
    wait_in(citizen, 11)
    citizen.reads("Ông/bà còn ở đây không?")
    assert citizen.flaws() == []
    citizen.touch_at_once("Tôi cần thêm thời gian")
    wait_in(citizen, 9)
    citizen.reads("Ông/bà cần thủ tục nào?")
    wait_in(citizen, 2)
    citizen.reads("Ông/bà còn ở đây không?")
    wait_in(citizen, 21)
    citizen.reads("Ông/bà cần làm việc gì?")


def wait_in(citizen: CitizenAtKiosk, seconds: int) -> None:
    """Let the page's own time pass, with what it asks for answered in between."""
    for _ in range(seconds):
        citizen.page.clock.run_for(1_000)


@pytest.mark.parametrize("choices", [(), ("Hộ tịch",), ("Hộ tịch", "Đăng ký khai sinh")])
@pytest.mark.parametrize("style", [(), ("English",), ("Chữ to hơn",)], ids=str)
def test_every_question_is_without_flaw(
    arrive: Arrive, choices: tuple[str, ...], style: tuple[str, ...]
) -> None:
    citizen = arrive()
    citizen.touch(*choices, *style)
    assert citizen.flaws() == []


@pytest.mark.parametrize("name", [NAME_95, NAME_200], ids=["95", "200"])
@pytest.mark.parametrize("style", [(), ("Chữ to hơn",)], ids=str)
def test_long_names_stand_whole_on_every_page(
    kiosk: Kiosk, arrive: Arrive, name: str, style: tuple[str, ...]
) -> None:
    rename_services(kiosk.stage, "HT", name)
    kiosk.poll()
    citizen = arrive()
    citizen.touch(*style, "Hộ tịch")
    citizen.reads(name)
    assert citizen.flaws() == []
    citizen.touch(name)
    citizen.button("Lấy số").wait_for()
    assert citizen.flaws() == []
    citizen.touch("Lấy số")
    citizen.reads("Phiếu đã in")
    assert name in citizen.screen
    assert citizen.flaws() == []


def rename_services(stage: Stage, field: str, name: str) -> None:
    with stage.act() as tx:
        services = tuple(
            replace(service, name_vi=name, name_en=name) if service.field == field else service
            for service in tx.catalogue.services
        )
        offers = replace(tx.catalogue, services=services)
        publish_catalogue(tx, offers, organisations={"UBND": "Ủy ban nhân dân"})


def test_the_whole_way_can_be_gone_with_the_keyboard(arrive: Arrive) -> None:
    citizen = arrive()
    for heading in ("Ông/bà cần thủ tục nào?", "Ông/bà đã chọn", "Số thứ tự của ông/bà"):
        citizen.page.wait_for_timeout(500)
        citizen.page.keyboard.press("Tab")
        focused = citizen.page.locator(":focus-visible")
        assert focused.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
        citizen.page.keyboard.press("Enter")
        citizen.reads(heading)
    assert citizen.label == "B001"


def test_a_flaw_would_be_seen(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.page.evaluate(
        """() => {
          const bad = document.createElement('p');
          bad.textContent = 'hard to read';
          bad.className = 'hard';
          const sheet = new CSSStyleSheet();
          sheet.replaceSync('.hard {color: #666; position: relative; left: 30rem}');
          document.adoptedStyleSheets = [sheet];
          document.querySelector('.page').prepend(bad, document.createElement('img'));
        }"""
    )
    kinds = {flaw.split()[0] for flaw in citizen.flaws()}
    assert {"faint", "cut", "image-alt"} <= kinds
