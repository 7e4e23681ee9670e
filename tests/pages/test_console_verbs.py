"""OfficerAtConsole: one morning with everything that is not simply call, serve, finish."""

from __future__ import annotations

from playwright.sync_api import expect

from demo.client import Caller
from tests.display.live_hall import OfficerAtConsole
from tests.pages.staff import SETTLE_MS, Console, facts

# A keypad sends the code, whatever the layout calls the key.
PAD = """(code) => document.activeElement.dispatchEvent(
  new KeyboardEvent('keydown', { key: 'Unidentified', code, bubbles: true, cancelable: true }))"""


def press_pad(console: Console, place: int) -> None:
    console.page.wait_for_timeout(SETTLE_MS)
    console.page.evaluate(PAD, f"F{12 + place}")


def test_one_morning_by_keyboard(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    first = at_counter.begin_serving(binh)["ticket"]["label"]
    # Held: the citizen fills in a form, and is called back.
    at_counter.press("g")
    at_counter.sees_text("dialog h2", f"Tạm giữ số {first}")
    assert at_counter.complaints() == []
    at_counter.page.keyboard.press("2")
    at_counter.page.keyboard.press("Enter")
    at_counter.sees(".ticket.ready")
    at_counter.press("q")
    at_counter.press("q")
    at_counter.sees_text(".row.held", "Sao chụp giấy tờ")
    assert at_counter.complaints() == []
    at_counter.press("Enter")
    assert at_counter.phase("called") == first
    at_counter.press("Enter")
    at_counter.phase("serving")
    # Finished too early, and undone.
    at_counter.press("k")
    at_counter.sees_text(".undo", f"Đã hoàn tất số {first}")
    assert at_counter.complaints() == []
    at_counter.press("z")
    assert at_counter.phase("serving") == first
    at_counter.no_longer_sees(".undo")
    # Sent to counter 2, to come back.
    at_counter.press("t")
    at_counter.page.locator("select[name=service]").select_option("HT01")
    at_counter.page.locator("select[name=to]").select_option("counter 2")
    at_counter.page.locator("input[name=back]").check()
    assert at_counter.complaints() == []
    at_counter.page.locator("dialog .button.main").click()
    at_counter.sees_text(".notice.calm", f"Đã chuyển số {first}")
    moved = facts(journal, "ticket.transferred")[-1]["data"]
    assert (moved["label"], moved["counter"], moved["back_to"]) == (first, 2, 3)
    # Somebody at the counter who never took a number.
    at_counter.press("w")
    at_counter.page.locator("select[name=service]").select_option("HT03")
    at_counter.page.locator("dialog .button.main").click()
    walk_up = at_counter.phase("serving")
    at_counter.press("k")
    at_counter.sees_text(".undo", walk_up)
    kinds = [fact["data"].get("by_hand") for fact in facts(journal, "ticket.called")]
    assert kinds == [None, None, "walk_up"]


def test_counter_serves_land_today_and_calls_by_itself(
    at_counter: Console, binh: OfficerAtConsole
) -> None:
    at_counter.press("m")
    at_counter.sees_text("dialog h2", "Quầy 3 hôm nay phục vụ những thủ tục nào?")
    assert at_counter.complaints() == []
    at_counter.page.locator("dialog input[value=DD01]").check()
    at_counter.page.locator("dialog .button.main").click()
    at_counter.sees_text(".serves-today", "Đất đai (1/2), Bảo trợ xã hội · đã đổi hôm nay")
    at_counter.press("a")
    land = binh.issue("DD01")["ticket"]["label"]
    at_counter.sees_text(".autocall p", "giây")
    assert at_counter.complaints() == []
    at_counter.press("Escape")
    at_counter.no_longer_sees(".autocall p")
    at_counter.press("a")
    at_counter.press("a")
    assert at_counter.phase("called") == land


def test_this_one_is_called_before_its_turn_with_a_reason(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    binh.issue("HT01")
    chosen = binh.issue("HT01")["ticket"]["label"]
    at_counter.sees_text(".rows", chosen)
    at_counter.page.locator(".rows button").nth(1).click()
    at_counter.sees_text(".thread .choices", f"Gọi số {chosen} ngay")
    assert at_counter.complaints() == []
    at_counter.press("o")
    at_counter.sees_text("dialog h2", f"Gọi số {chosen} trước lượt")
    at_counter.page.keyboard.press("4")
    at_counter.page.keyboard.press("Enter")
    assert at_counter.phase("called") == chosen
    assert facts(journal, "ticket.called")[-1]["data"]["by_hand"] == "overlooked"
    at_counter.sees_text(".timeline", "Bị gọi sót")


def test_call_over_the_limit_marks_absent_says_so_and_may_be_undone(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    label = binh.issue("HT01")["ticket"]["label"]
    press_pad(at_counter, 1)
    at_counter.phase("called")
    for count in (2, 3):
        press_pad(at_counter, 2)
        at_counter.sees_text(".ticket .about", f"gọi lần {count}")
    press_pad(at_counter, 2)
    at_counter.sees_text(".notice.calm", f"Đã gọi số {label} đủ số lần")
    at_counter.sees_text(".undo", f"Số {label} đã ghi vắng mặt")
    assert at_counter.complaints() == []
    at_counter.press("z")
    at_counter.sees_rows(label)
    press_pad(at_counter, 1)
    assert at_counter.phase("called") == label
    types = ("ticket.missed", "ticket.requeued")
    assert [fact["type"] for fact in facts(journal, *types)] == list(types)


def test_keypad_answers_questions(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    at_counter.begin_serving(binh)
    press_pad(at_counter, 3)
    at_counter.sees("dialog")
    press_pad(at_counter, 4)
    at_counter.no_longer_sees("dialog")
    press_pad(at_counter, 3)
    at_counter.sees("dialog")
    press_pad(at_counter, 2)
    expect(at_counter.page.locator("input[value=copies]")).to_be_checked()
    press_pad(at_counter, 1)
    at_counter.sees(".ticket.ready")
    assert [fact["data"]["reason"] for fact in facts(journal, "ticket.held")] == ["copies"]
