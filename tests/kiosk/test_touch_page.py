"""Journeys of citizens at the touchscreen, in a real browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from demo.hall import hall_catalogue, ward_hours
from printers.emulator import EmulatedPrinter, TcpPrinter
from protocol.texts import Texts
from queue_server.actions.day import close_day, today
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import Kiosk, make_kiosk
from tests.kiosk.touch import GHOST_MS, PATIENCE_S, CitizenAtKiosk, Fingers, served
from tests.stage import Stage, capped

NAME_95 = (
    "Cấp đổi Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn với đất ở"
)
NAME_200 = (
    "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong các trường "
    "hợp chuyển đổi, chuyển nhượng, cho thuê, cho thuê lại, thừa kế, tặng cho, góp vốn bằng quyền "
    "sử dụng đất"
)
SETTINGS = {"poll_interval_s": 0.1, "tap_interval_s": 0, "patience_s": PATIENCE_S}
SETTINGS |= {"idle_s": 10, "number_s": 10}

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
    assert citizen.code(tmp_path).startswith("HTTPS://MOTCUA.EXAMPLE/T/")
    citizen.touch("Xong")
    citizen.reads("Ông/bà cần làm việc gì?")


def test_a_field_with_one_service_and_a_group_needs_two_touches(
    kiosk: Kiosk, arrive: Arrive
) -> None:
    citizen = arrive()
    citizen.touch("Bảo trợ xã hội", "Người từ đủ 75 tuổi")
    citizen.reads("Số ưu tiên của ông/bà")
    assert citizen.label[0] == "S"
    (ticket_id,) = kiosk.facts("ticket.offered")
    assert kiosk.server_ticket(ticket_id).group == "NCT75"


def test_one_touch_makes_everything_english(arrive: Arrive) -> None:
    citizen = arrive()
    citizen.touch("English")
    citizen.reads("What do you need today?")
    assert citizen.page.get_attribute("html", "lang") == "en"
    citizen.touch("Civil status", "Birth registration")
    citizen.reads("Identity card (year of birth)")
    citizen.touch("Take a number")
    citizen.reads("Your slip is printed, please take it")
    left = [words for words in ("ông/bà", "Phiếu", "Mã tạm", "Xong") if words in citizen.screen]
    assert left == []
    citizen.touch("Done")
    citizen.reads("Ông/bà cần làm việc gì?")  # the next citizen is met in Vietnamese


@pytest.mark.fault(58)
def test_ghosts_fingers_held_and_fingers_two_at_once_take_one_number_or_none(
    kiosk: Kiosk, arrive: Arrive
) -> None:
    citizen = arrive()
    fingers = Fingers(citizen.page)
    citizen.touch("Hộ tịch", "Đăng ký khai sinh")
    take = citizen.button("Lấy số")

    citizen.page.wait_for_timeout(GHOST_MS)
    fingers.down(take, 1)
    fingers.down(citizen.button("Người từ đủ 75 tuổi"), 2)
    fingers.up(1)
    fingers.up(2)
    citizen.page.wait_for_timeout(GHOST_MS)
    citizen.reads("Ông/bà đã chọn")
    assert kiosk.server_labels() == {}

    fingers.down(take)
    citizen.page.wait_for_timeout(1_200)  # longer than a browser waits before it gives no click
    fingers.up()
    citizen.reads("Số thứ tự của ông/bà")
    assert kiosk.server_labels().keys() == {"H001"}

    citizen.touch("Lấy thêm số", "Chứng thực", "bản sao")
    citizen.page.wait_for_timeout(GHOST_MS)
    fingers.storm(citizen.button("Lấy số"), touches=100, every_ms=20)
    citizen.reads("Số thứ tự của ông/bà")
    assert kiosk.server_labels().keys() == {"H001", "B001"}


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
    citizen.waits(1)
    citizen.touch_at_once("Hộ tịch")
    citizen.waits(11)
    citizen.reads("Ông/bà còn ở đây không?")
    assert citizen.flaws() == []
    citizen.touch_at_once("Tôi cần thêm thời gian")
    citizen.waits(9)
    citizen.reads("Ông/bà cần thủ tục nào?")
    citizen.waits(2)
    citizen.reads("Ông/bà còn ở đây không?")
    citizen.waits(21)
    citizen.reads("Ông/bà cần làm việc gì?")


PLAIN, ENGLISH, LARGE = (), ("English",), ("Chữ to",)
CONTRAST, LOW, ALL = ("Tương phản",), ("Hạ thấp",), ("Chữ to", "Tương phản", "Hạ thấp")


@pytest.mark.parametrize("style", [PLAIN, ENGLISH, LARGE, CONTRAST, LOW, ALL], ids="+".join)
def test_every_page_is_without_flaw_as_one_wants_it(
    kiosk: Kiosk, arrive: Arrive, style: tuple[str, ...]
) -> None:
    citizen = arrive()
    words = Texts.load("kiosk", "en" if style == ENGLISH else "vi")
    citizen.touch(*style)
    field, service = ("Civil", "Birth") if style == ENGLISH else ("Hộ tịch", "khai sinh")
    flaws = {"fields": citizen.flaws()}
    citizen.touch(words("kiosk.find"))
    flaws["find"] = citizen.flaws()
    citizen.types("ks")
    flaws["found"] = citizen.flaws()
    citizen.touch(words("kiosk.back"), field)
    flaws["services"] = citizen.flaws()
    citizen.touch(service)
    flaws["last"] = citizen.flaws()
    citizen.touch(words("kiosk.take"))
    citizen.reads(words("kiosk.slip_printed"))
    flaws["number"] = citizen.flaws()
    label = citizen.label  # the kiosk's own, where a busy machine's server answers too late
    citizen.touch(words("kiosk.another"), field, service, words("kiosk.take"))
    citizen.reads(words("kiosk.again"))
    flaws["again"] = citizen.flaws()
    assert {page: found for page, found in flaws.items() if found} == {}
    citizen.touch(words("kiosk.again_no"))
    citizen.reads("Ông/bà cần làm việc gì?")
    assert citizen.page.locator(".kiosk").get_attribute("class") == "kiosk"
    kiosk.poll_until(lambda: bool(kiosk.server_labels()))
    assert kiosk.server_labels().keys() == {label}


@pytest.mark.parametrize(
    ("name", "style"), [(NAME_95, PLAIN), (NAME_200, ALL), (NAME_200, LARGE)], ids=str
)
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
        catalogue = tx.catalogue
    services = tuple(
        replace(service, name_vi=name, name_en=name) if service.field == field else service
        for service in catalogue.services
    )
    stage.publish(replace(catalogue, services=services))


def test_the_whole_way_can_be_gone_with_the_keyboard(arrive: Arrive) -> None:
    citizen = arrive()
    ways = (("Chứng thực", "thủ tục nào?"), ("bản sao", "Ông/bà đã chọn"), ("Lấy số", "Số thứ tự"))
    for name, heading in ways:
        citizen.tab_to(name)
        citizen.page.keyboard.press("Enter")
        citizen.reads(heading)
    assert citizen.label[0] == "B"


def test_a_service_is_found_by_its_first_letters(kiosk: Kiosk, arrive: Arrive) -> None:
    citizen = arrive()
    citizen.touch("Tìm thủ tục")
    citizen.types("ks")
    citizen.touch("Đăng ký khai sinh", "Quay lại")
    assert citizen.typed == "KS"
    citizen.touch("Đăng ký khai sinh", "Lấy số")
    citizen.reads("Số thứ tự của ông/bà")
    assert kiosk.server_labels().keys() == {"H001"}
    citizen.touch("Xong", "Tìm thủ tục")
    assert citizen.typed == ""  # nobody sees what the one before was looking for
    stored = "() => [document.cookie, localStorage.length, sessionStorage.length]"
    assert citizen.page.evaluate(stored) == ["", 0, 0]


def test_the_same_citizen_is_asked_before_a_second_number_for_the_same_the_next_is_not(
    kiosk: Kiosk, arrive: Arrive
) -> None:
    citizen = arrive()
    way = ("Hộ tịch", "Đăng ký khai sinh", "Lấy số")
    citizen.touch(*way, "Lấy thêm số", *way)
    citizen.reads("Ông/bà vừa lấy số cho thủ tục này")
    assert kiosk.server_labels().keys() == {"H001"}
    citizen.touch("Có, lấy thêm một số")
    citizen.reads("Số thứ tự của ông/bà")
    assert kiosk.server_labels().keys() == {"H001", "H002"}
    citizen.touch("Xong", *way)
    citizen.reads("Số thứ tự của ông/bà")


def test_a_hall_at_lunch_says_why_and_when_numbers_are_given_again(
    kiosk: Kiosk, arrive: Arrive
) -> None:
    kiosk.stage.publish(hall_catalogue(hours=ward_hours()))
    kiosk.machine.truth.at = datetime(2026, 11, 23, 5, tzinfo=UTC)  # 12:00 in Hanoi
    kiosk.poll()
    citizen = arrive()
    citizen.reads("Đang trong giờ nghỉ trưa")
    citizen.reads("13:15")
    assert citizen.flaws() == []
    citizen.touch("Chữ to", "Tương phản", "Hạ thấp")
    assert citizen.flaws() == []


def test_a_service_without_numbers_left_is_seen_and_cannot_be_taken(
    kiosk: Kiosk, arrive: Arrive
) -> None:
    kiosk.stage.publish(capped(hall_catalogue(), {"HT01": 1}))
    kiosk.stage.issue("HT01")
    kiosk.poll()
    citizen = arrive()
    citizen.touch("Hộ tịch")
    citizen.reads("Hết số hôm nay")
    assert citizen.page.get_by_role("button", name="Đăng ký khai sinh").count() == 0
    assert citizen.flaws() == []
    citizen.touch("Trích lục hộ tịch")
    citizen.reads("Xin mang theo")  # the others are taken as ever


PIN = "260711"


def test_without_paper_a_number_stands_and_staff_come_in_by_name_and_pin(
    kiosk: Kiosk, arrive: Arrive, printer: EmulatedPrinter
) -> None:
    kiosk.set_pin(PIN)
    printer.take_out_paper()
    citizen = arrive()
    words = Texts.load("kiosk", "vi")
    citizen.touch("Hộ tịch", "Đăng ký khai sinh", "Lấy số")
    citizen.reads("Máy in hết giấy. Số của ông/bà vẫn có hiệu lực")
    assert citizen.flaws() == []
    citizen.touch("Xong")
    citizen.holds_the_name()
    citizen.reads(words("kiosk.desk.pin"))
    assert citizen.flaws() == []
    citizen.enters("111111")
    citizen.reads(words("kiosk.refused.staff_pin_wrong"))
    citizen.enters(PIN)
    citizen.reads(words("kiosk.desk.paper.out"))
    assert citizen.flaws() == []
    printer.refill()
    citizen.touch(words("kiosk.desk.paper_changed"))
    citizen.reads(words("kiosk.desk.done.paper_changed"))
    citizen.touch(words("kiosk.desk.reprint_last"))
    citizen.reads(words("kiosk.desk.done.reprint_last"))
    citizen.touch(words("kiosk.desk.restart"))
    citizen.reads(words("kiosk.desk.sure_restart"))
    assert citizen.flaws() == []
    citizen.touch(words("kiosk.desk.no"), words("kiosk.desk.leave"))
    citizen.reads("Ông/bà cần làm việc gì?")
    citizen.holds_the_name()
    citizen.reads(words("kiosk.desk.pin"))  # again from the beginning


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
