"""OfficerAtConsole: a day at the counter by keyboard, in good times."""

from __future__ import annotations

from playwright.sync_api import expect

from demo.client import Caller
from tests.display.live_hall import OfficerAtConsole
from tests.pages.staff import Console, facts, labels


def test_one_citizen_from_call_to_finish_with_enter_alone(
    an: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    an.sees_text(".place.occupied", "Bình đang phụ trách")
    assert an.complaints() == []
    an.open_counter(3)
    an.sees_text(".ticket h2", "Hiện không có ai chờ")
    assert an.complaints() == []
    label = binh.issue("HT01")["ticket"]["label"]
    an.sees_text(".ticket", f"Tiếp theo là số {label}")
    an.press("Enter")
    assert an.phase("called") == label
    assert an.complaints() == []
    an.press("Enter")
    assert an.phase("serving") == label
    an.sees_text(".timeline", "Bắt đầu phục vụ tại quầy 3")
    assert an.complaints() == []
    an.press("Enter")
    an.sees(".ticket.ready")
    an.sees_text(".notice.calm", "hàng chờ của quầy này đang trống")
    assert [f["data"]["outcome"] for f in facts(journal, "serving.finished")] == ["done"]


def test_each_outcome_has_its_key_and_what_belongs_to_it(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    tickets = [binh.issue("HT01")["ticket"]["label"] for _ in range(4)]
    at_counter.begin_serving(binh)
    at_counter.press("5")
    at_counter.press("Enter")
    at_counter.sees_text(".notice.bad", "Xin chọn lý do không giải quyết")
    assert at_counter.complaints() == []
    at_counter.press("6")  # the first of its reasons
    expect(at_counter.page.locator("#outcome-reason")).to_be_checked()
    at_counter.press("Enter")  # finishes, and calls the next
    at_counter.sees_text(".ticket.called .label", tickets[1])
    at_counter.press("Enter")
    at_counter.phase("serving")
    at_counter.press("2")
    at_counter.scan("H26.12-261123-0001")
    code = at_counter.page.locator(".outcome .field input")
    expect(code).to_have_value("H26.12-261123-0001")
    at_counter.press("Enter")
    at_counter.sees_text(".ticket.called .label", tickets[2])
    at_counter.press("Enter")
    at_counter.phase("serving")
    at_counter.press("4")
    at_counter.press("8")
    at_counter.press("k")  # finishes only
    at_counter.sees(".ticket.ready")
    said = [fact["data"] for fact in facts(journal, "serving.finished")]
    assert [(one["outcome"], one["reason"]) for one in said] == [
        ("refused", "elsewhere"),
        ("accepted", None),
        ("incomplete", "no_proof"),
    ]
    (accepted,) = facts(journal, "dossier.accepted")
    thread = journal.get("/dossiers/H26.12-261123-0001")["dossier"]
    assert thread["id"] == accepted["subject"]


def test_whoever_is_not_here_may_come_back(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    label = binh.issue("HT01")["ticket"]["label"]
    at_counter.press("Enter")
    at_counter.phase("called")
    at_counter.press("r")
    at_counter.sees_text(".ticket .about", "gọi lần 2")
    at_counter.press("v")
    at_counter.sees(".ticket.ready")
    at_counter.press("q")
    at_counter.sees_rows(label)
    assert at_counter.complaints() == []
    at_counter.press("Enter")
    at_counter.sees_text(".notice.calm", f"Số {label} đã vào lại hàng chờ")
    at_counter.press("q")
    at_counter.sees_text(".rows .next", "đã quay lại")
    assert labels(journal, "ticket.missed", "ticket.requeued") == [label, label]


def test_list_says_why_each_stands_where_it_stands(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    ordinary = binh.issue("HT01")["ticket"]["label"]
    binh.issue("CT01")  # not a service of counter 3
    at_counter.press("c")
    at_counter.page.locator("select[name=service]").select_option("BT01")
    at_counter.page.locator("select[name=group]").select_option("NCT75")
    assert at_counter.complaints() == []
    at_counter.page.locator("dialog .button.main").click()
    elder = at_counter.sees(".given .label")
    at_counter.page.keyboard.press("Enter")
    at_counter.no_longer_sees("dialog")
    at_counter.sees_rows(elder, ordinary)
    why = at_counter.texts(".rows .next .why")[0]
    assert "ưu tiên" in why
    assert "Người từ đủ 75 tuổi trở lên" in why
    assert why.count("xếp theo giờ") == 1
    assert at_counter.complaints() == []
    issued = facts(journal, "ticket.issued")[-1]["data"]
    assert (issued["label"], issued["class"], issued["group"]) == (elder, "priority", "NCT75")


def test_ticket_from_the_list_is_cancelled_with_a_reason(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    label = binh.issue("HT01")["ticket"]["label"]
    at_counter.page.locator(".rows button").click()
    at_counter.page.get_by_role("button", name=f"Hủy số {label}").click()
    at_counter.sees_text("dialog h2", f"Hủy số {label}?")
    assert at_counter.complaints() == []
    at_counter.page.get_by_label("Lấy nhầm thủ tục").check()
    at_counter.page.keyboard.press("Enter")
    at_counter.sees_text(".queue .empty", "Hiện không có ai chờ")
    cancelled = [fact["data"] for fact in facts(journal, "ticket.cancelled")]
    assert cancelled == [{"label": label, "reason": "mistaken"}]


def test_resting_and_closing_ask_first_and_say_so(at_counter: Console, journal: Caller) -> None:
    at_counter.press("n")
    at_counter.page.get_by_label("Họp").check()
    at_counter.page.keyboard.press("Enter")
    at_counter.sees_text(".ticket.resting", "Họp")
    assert at_counter.complaints() == []
    expect(at_counter.main()).to_contain_text("Làm việc lại")
    at_counter.press("Enter")
    at_counter.sees(".ticket.ready")
    at_counter.press("d")
    at_counter.sees_text("dialog h2", "Đóng quầy 3?")
    at_counter.page.keyboard.press("Escape")
    at_counter.no_longer_sees("dialog")
    at_counter.press("d")
    at_counter.page.locator("dialog .button.main").click()
    at_counter.sees_text(".place:enabled", "Quầy 3")
    shifts = facts(journal, "shift.paused", "shift.resumed", "shift.closed")
    assert [fact["type"] for fact in shifts] == ["shift.paused", "shift.resumed", "shift.closed"]


def test_dossier_is_found_by_whatever_the_citizen_brings(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    first = at_counter.begin_serving(binh)
    at_counter.press("k")
    at_counter.sees(".ticket.ready")
    second = binh.issue("HT05")
    code, label = (second["ticket"]["dossier"]["code"], second["ticket"]["label"])
    at_counter.look_up(label.lower())
    at_counter.sees_text(".thread h2", code)
    at_counter.look_up(first["ticket"]["dossier"]["code"])
    at_counter.sees_text(".timeline", "Mời công dân đánh giá")
    at_counter.look_up(f"https://motcua.example/T/{second['token']}")
    at_counter.sees_text(".timeline", f"Cấp số {label} tại quầy tiếp đón")
    at_counter.look_up("rvhkncd12345")
    at_counter.sees_text(".thread [role=alert]", "Không tìm thấy hồ sơ với mã này")
    assert at_counter.page.locator("dialog").count() == 0
    assert facts(journal, "shift.paused", "ticket.cancelled") == []


def test_scan_with_nothing_in_focus_looks_up_and_presses_no_key(
    at_counter: Console, binh: OfficerAtConsole, journal: Caller
) -> None:
    binh.issue("HT01")
    at_counter.press("Enter")
    label = at_counter.phase("called")
    other = binh.issue("HT05")["ticket"]
    # As keys, V would miss, R call again, H cancel, Enter start.
    at_counter.scan(other["dossier"]["code"] + "-VRH")
    at_counter.sees_text(".thread [role=alert]", "Không tìm thấy hồ sơ với mã này")
    at_counter.scan(other["dossier"]["code"])
    at_counter.sees_text(".thread h2", other["dossier"]["code"])
    assert at_counter.phase("called") == label
    assert facts(journal, "ticket.missed", "ticket.recalled", "serving.started") == []


def test_every_word_follows_the_language_and_it_is_kept(
    at_counter: Console, binh: OfficerAtConsole
) -> None:
    binh.issue("HT01")
    at_counter.press("Enter")
    at_counter.phase("called")
    at_counter.page.get_by_role("button", name="English").click()
    expect(at_counter.main()).to_contain_text("Start serving")
    at_counter.sees_text("h1", "Counter 3")
    at_counter.sees_text(".timeline", "called to counter 3")
    assert at_counter.page.evaluate("document.documentElement.lang") == "en"
    assert at_counter.complaints() == []
    at_counter.page.reload()
    expect(at_counter.main()).to_contain_text("Start serving")
