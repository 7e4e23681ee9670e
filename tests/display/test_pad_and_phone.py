"""The rating pad after a serving, and the phone with a slip."""

from __future__ import annotations

import json

from playwright.sync_api import APIResponse, Route

from tests.display.live_hall import OfficerAtConsole, Watched

ANSWERS = ".answers button"
RATES = ".rating .answers button"
HIDE = """(hidden) => {
  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def ratings_sent(tablet: Watched) -> list[dict[str, object]]:
    """Each rating the page sends, as it is sent."""
    sent: list[dict[str, object]] = []
    tablet.page.on(
        "request",
        lambda request: (
            sent.append(json.loads(request.post_data or "{}"))
            if request.url.endswith("/rating")
            else None
        ),
    )
    return sent


def test_pad_sleeps_asks_thanks_and_sleeps(tablet: Watched, an: OfficerAtConsole) -> None:
    tablet.sees(".asleep")
    assert tablet.complaints() == []
    an.serve_one()
    tablet.sees(".question")
    assert tablet.complaints() == []
    tablet.page.locator(ANSWERS).filter(has_text="Rất hài").click()
    tablet.sees(".thanks")
    assert tablet.complaints() == []
    tablet.sees(".asleep", within_s=7.0)


def test_bad_answer_is_kept_at_once_and_then_asked_why(
    tablet: Watched, an: OfficerAtConsole
) -> None:
    sent = ratings_sent(tablet)
    an.serve_one()
    tablet.sees(".question")
    tablet.page.locator(ANSWERS).first.click()
    tablet.sees(".pad.why")
    assert sent == [{"value": 1, "scale_version": "five-1"}]
    assert tablet.complaints() == []
    with tablet.page.expect_response("**/rating/reason") as told:
        tablet.page.locator(".reasons button").filter(has_text="Phải chờ lâu").click()
    tablet.sees(".thanks")
    assert told.value.status == 200


def test_hasty_taps_send_one_rating_the_first(tablet: Watched, an: OfficerAtConsole) -> None:
    sent = ratings_sent(tablet)
    an.serve_one()
    tablet.sees(".question")
    tablet.page.evaluate(
        "(where) => { const all = [...document.querySelectorAll(where)];"
        " for (const index of [3, 3, 0, 4, 3]) all[index].click(); }",
        ANSWERS,
    )
    tablet.sees(".thanks")
    assert sent == [{"value": 4, "scale_version": "five-1"}]


def test_answers_are_large_enough_for_a_thumb(tablet: Watched, an: OfficerAtConsole) -> None:
    an.serve_one()
    tablet.sees(".question")
    boxes = [button.bounding_box() for button in tablet.page.locator("button").all()]
    # A ten-inch pad of 1280 × 800 shows 5.9 dots a millimetre: 118 make 20 mm.
    sizes = [(box["width"] >= 118, box["height"] >= 80) for box in boxes if box]
    assert sizes == [(True, True)] * 6


def test_next_serving_closes_the_question(tablet: Watched, an: OfficerAtConsole) -> None:
    an.serve_one()
    tablet.sees(".question")
    an.start(an.call_new())
    tablet.sees(".asleep", within_s=1.5)


def test_skipped_question_stays_away_and_the_next_one_is_asked(
    tablet: Watched, an: OfficerAtConsole
) -> None:
    sent = ratings_sent(tablet)
    an.serve_one()
    tablet.sees(".question")
    tablet.page.locator(".skip").click()
    tablet.sees(".asleep")
    an.serve_one()
    tablet.sees(".question")
    assert sent == []


def test_rating_that_came_too_late_is_refused_kindly(tablet: Watched, an: OfficerAtConsole) -> None:
    an.serve_one()
    tablet.sees(".question")

    def begin_next_first(route: Route) -> None:
        an.start(an.call_new())
        route.continue_()

    tablet.page.route("**/rating", begin_next_first)
    tablet.page.locator(ANSWERS).first.click()
    assert "Thời gian đánh giá tại quầy đã hết" in tablet.sees(".refused")
    assert tablet.complaints() == []


def test_rating_survives_an_answer_that_was_lost(tablet: Watched, an: OfficerAtConsole) -> None:
    sent = ratings_sent(tablet)
    an.serve_one()
    tablet.sees(".question")
    lost: list[APIResponse] = []

    def lose_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort()

    tablet.page.route("**/rating", lose_first)
    tablet.page.locator(ANSWERS).first.click()
    tablet.sees(".thanks")
    assert sent == [{"value": 1, "scale_version": "five-1"}] * 2


def test_unpaired_pad_asks_nothing(phone: Watched) -> None:
    phone.page.goto(f"{phone.url}/pad/3")
    phone.sees_text("h1", "chưa được ghép")
    assert phone.texts(ANSWERS) == []


def test_phone_follows_a_slip_from_the_queue_to_the_end(
    phone: Watched, an: OfficerAtConsole
) -> None:
    first, second = an.issue(), an.issue()
    phone.page.goto(f"{phone.url}/T/{second['token']}")
    phone.sees_text(".number .label", second["ticket"]["label"])
    assert phone.texts(".ahead b") == ["1"]
    assert phone.complaints() == []
    an.finish(an.start(an.call()))
    phone.sees_text(".state h2", "Sắp đến lượt", within_s=8.0)
    ticket = an.call()
    assert first["ticket"]["id"] != ticket["id"] == second["ticket"]["id"]
    phone.sees_text(".state.called", "Xin mời đến quầy\u00a03", within_s=8.0)
    assert phone.complaints() == []
    an.finish(an.start(ticket))
    phone.sees_text(".state.served", "Đã phục vụ xong", within_s=8.0)
    phone.sees_text(".rating.question h2", "Ông/bà có hài lòng")
    phone.page.set_viewport_size({"width": 390, "height": 1200})  # a page to be scrolled
    assert phone.complaints() == []
    sizes = [
        box["height"] >= 60 for b in phone.page.locator(RATES).all() if (box := b.bounding_box())
    ]
    assert sizes == [True] * 5
    phone.page.locator(RATES).first.click()
    phone.sees_text(".rating.why h2", "Vì sao")
    assert phone.complaints() == []
    with phone.page.expect_response("**/rating/reason") as told:
        phone.page.locator(RATES).filter(has_text="Phải chờ lâu").click()
    phone.sees_text(".rating.thanks h2", "Cảm ơn ông/bà đã đánh giá")
    assert (told.value.status, phone.complaints()) == (200, [])


def test_slip_link_typed_in_small_letters_works(phone: Watched, an: OfficerAtConsole) -> None:
    issued = an.issue()
    phone.page.goto(f"{phone.url}/T/{issued['token'].lower()}")
    phone.sees_text(".number .label", issued["ticket"]["label"])


def test_english_is_one_tap_away_and_remembered(phone: Watched, an: OfficerAtConsole) -> None:
    address = f"{phone.url}/T/{an.issue()['token']}"
    phone.page.goto(address)
    phone.page.get_by_role("button", name="English").click()
    phone.sees_text(".state h2", "Your turn is near")
    assert phone.page.locator("html").get_attribute("lang") == "en"
    assert phone.complaints() == []
    phone.page.goto(address)
    phone.sees_text(".state h2", "Your turn is near")


def test_unknown_slip_is_told_without_blame(phone: Watched, an: OfficerAtConsole) -> None:
    issued = an.issue()["token"]
    stranger = issued[:-1] + ("B" if issued[-1] != "B" else "C")
    phone.page.goto(f"{phone.url}/T/{stranger}")
    phone.sees_text("h1", "Chưa tìm thấy phiếu này")
    assert phone.complaints() == []


def test_missed_citizen_is_told_where_to_go(phone: Watched, an: OfficerAtConsole) -> None:
    issued = an.issue()
    phone.page.goto(f"{phone.url}/T/{issued['token']}")
    phone.sees(".state")
    an.miss(an.call())
    phone.sees_text(".state.missed", "quầy hướng dẫn", within_s=8.0)


def test_phone_in_a_pocket_asks_nothing(phone: Watched, an: OfficerAtConsole) -> None:
    phone.page.clock.install()
    phone.page.goto(f"{phone.url}/T/{an.issue()['token']}")
    phone.sees(".state")
    asked: list[str] = []
    phone.page.on("request", lambda sent: asked.append(sent.url) if "/api/" in sent.url else None)
    phone.page.evaluate(HIDE, True)
    phone.page.clock.run_for(120_000)
    assert asked == []
    phone.page.evaluate(HIDE, False)
    phone.page.clock.run_for(100)
    assert len(asked) == 1
