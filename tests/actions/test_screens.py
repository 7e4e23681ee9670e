"""What hall screens show: a zone of counters, notices of the manager; who speaks for which."""

import pytest
from sqlalchemy import select

from protocol.events import Actor
from queue_server.actions.announcing import claim_voice
from queue_server.actions.devices import add_device, revoke_device
from queue_server.actions.screens import post_notice, set_zone, withdraw_notice
from queue_server.domain.device import DeviceKind
from queue_server.domain.refusals import CounterUnknown, DeviceRevoked, DeviceUnknown
from queue_server.domain.screen import NoticeKind
from queue_server.domain.screen_refusals import NoHallScreen
from queue_server.domain.speech import VOICE_S
from queue_server.queries.snapshot import board_name, read_view
from queue_server.store.tables.journal import journal
from tests.stage import BINH, CHI, KHANH, Stage

ALL = (1, 2, 3, 4, 5)


def screen(stage: Stage) -> str:
    return stage.devices[("hall", None)]


def second_screen(stage: Stage) -> str:
    with stage.act() as tx:
        return add_device(tx, kind=DeviceKind.HALL, name="Màn hình sảnh 2")


def zone(stage: Stage, device: str, *counters: int) -> tuple[int, ...]:
    with stage.act(KHANH) as tx:
        return set_zone(tx, device, list(counters))


def claim(stage: Stage, device: str, *, is_able: bool = True) -> tuple[int, ...]:
    with stage.store.write(stage.site, by=Actor("device", device)) as tx:
        return claim_voice(tx, screen=device, is_able=is_able)


def board(stage: Stage, *counters: int) -> dict[str, object]:
    return read_view(stage.store, stage.site, board_name(counters), now=stage.clock())["body"]


def facts(stage: Stage, *types: str) -> list[tuple[str, str]]:
    with stage.store.read() as connection:
        found = select(journal.c.type, journal.c.payload).where(journal.c.type.in_(types))
        return [
            (row.type, row.payload) for row in connection.execute(found.order_by(journal.c.seq))
        ]


# --- zones ------------------------------------------------------------------------------------


def test_a_zone_is_kept_in_order_and_journalled_once(stage: Stage) -> None:
    assert zone(stage, screen(stage), 5, 3, 5) == (3, 5)
    assert zone(stage, screen(stage), 3, 5) == (3, 5)
    assert facts(stage, "screen.zoned") == [("screen.zoned", '{"counters":[3,5]}')]


def test_a_zone_shows_its_calls_its_counters_and_the_fields_they_serve(stage: Stage) -> None:
    stage.open(3)
    stage.open(5, BINH)
    here = stage.issue("HT01").ticket
    stage.clock.move(seconds=1)
    there = stage.issue("BT01").ticket
    stage.call(3)
    stage.call(5, BINH)
    whole, seen = board(stage), board(stage, 3)
    assert [call["label"] for call in whole["calls"]] == [there.label, here.label]
    assert [call["label"] for call in seen["calls"]] == [here.label]
    assert [counter["number"] for counter in seen["counters"]] == [3]
    letters = {field["letter"] for field in seen["fields"]}
    assert letters < {field["letter"] for field in whole["fields"]}
    assert here.label[0] in letters


def test_a_zone_of_counters_the_hall_no_longer_has_shows_the_whole_hall(stage: Stage) -> None:
    assert board(stage, 98, 99)["counters"] == board(stage)["counters"]


@pytest.mark.parametrize("case", ["kiosk", "unknown", "revoked", "counter"])
def test_what_cannot_be_a_zone_is_refused_and_leaves_no_trace(stage: Stage, case: str) -> None:
    device, counters, refusal = screen(stage), [3], DeviceRevoked
    if case == "kiosk":
        device, refusal = stage.devices[("kiosk", None)], NoHallScreen
    elif case == "unknown":
        device, refusal = "nobody", DeviceUnknown
    elif case == "counter":
        counters, refusal = [3, 77], CounterUnknown
    else:
        with stage.act(KHANH) as tx:
            revoke_device(tx, device)
    with pytest.raises(refusal):
        zone(stage, device, *counters)
    assert facts(stage, "screen.zoned") == []


# --- the voice of each counter ----------------------------------------------------------------


def test_screens_of_two_zones_both_speak_each_for_its_own(stage: Stage) -> None:
    one, two = screen(stage), second_screen(stage)
    zone(stage, one, 1, 2, 3)
    zone(stage, two, 4, 5)
    assert (claim(stage, one), claim(stage, two)) == ((1, 2, 3), (4, 5))


def test_no_counter_is_spoken_for_twice(stage: Stage) -> None:
    one, two = screen(stage), second_screen(stage)
    zone(stage, one, 3, 4)
    assert claim(stage, one) == (3, 4)
    assert claim(stage, two) == (1, 2, 5)
    stage.clock.move(seconds=VOICE_S)
    assert claim(stage, two) == ALL


def test_a_screen_of_fewer_counters_gets_them_when_the_larger_one_asks_next(stage: Stage) -> None:
    one, two = screen(stage), second_screen(stage)
    zone(stage, one, 3, 4)
    assert claim(stage, two) == ALL
    assert claim(stage, one) == ()  # never two at once
    assert claim(stage, two) == (1, 2, 5)
    assert claim(stage, one) == (3, 4)
    stage.clock.move(seconds=VOICE_S)
    assert claim(stage, two) == ALL  # the smaller one was switched off


def test_a_screen_of_fewer_counters_that_has_no_sound_takes_nothing(stage: Stage) -> None:
    one, two = screen(stage), second_screen(stage)
    zone(stage, one, 3, 4)
    assert claim(stage, two) == ALL
    assert claim(stage, one, is_able=False) == ()
    assert claim(stage, two) == ALL


def test_a_screen_that_is_zoned_anew_asks_for_its_voice_anew(stage: Stage) -> None:
    one, two = screen(stage), second_screen(stage)
    assert claim(stage, one) == ALL
    zone(stage, one, 3)
    assert claim(stage, two) == ALL


# --- notices ----------------------------------------------------------------------------------


def test_a_notice_stands_on_every_board_until_it_is_withdrawn(stage: Stage) -> None:
    with stage.act(CHI) as tx:
        post_notice(tx, NoticeKind.URGENT, text_vi="Xin ra cửa số 2", text_en="Use gate 2")
    at = "2026-11-23T01:00:00.000Z"
    said = {"vi": "Xin ra cửa số 2", "en": "Use gate 2", "at": at}
    assert [board(stage)["urgent"], board(stage, 3)["urgent"]] == [said, said]
    assert board(stage)["ticker"] is None
    with stage.act(CHI) as tx:
        withdraw_notice(tx, NoticeKind.URGENT)
    assert board(stage)["urgent"] is None


def test_the_same_words_again_and_nothing_to_withdraw_are_no_facts(stage: Stage) -> None:
    for _ in range(2):
        with stage.act(CHI) as tx:
            post_notice(tx, NoticeKind.TICKER, text_vi="Nghỉ trưa 11:30", text_en="")
            withdraw_notice(tx, NoticeKind.URGENT)
    told = facts(stage, "notice.posted", "notice.withdrawn")
    assert told == [("notice.posted", '{"text_en":"","text_vi":"Nghỉ trưa 11:30"}')]
