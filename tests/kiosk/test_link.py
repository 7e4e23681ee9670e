"""Is the server there: one failure is enough, coming back takes longer when it flaps."""

import json

from kiosk.breaker import BRIEF_S, STEADY_S, Breaker
from kiosk.catalogue import read_catalogue
from tests.kiosk.kiosks import COPY, Kiosk


def test_first_good_answer_after_a_start_is_believed() -> None:
    breaker = Breaker()
    assert not breaker.is_up
    breaker.good(0)
    assert breaker.is_up


def test_one_failure_is_enough() -> None:
    breaker = Breaker()
    breaker.good(0)
    breaker.bad(100)
    assert not breaker.is_up


def test_after_a_quiet_time_a_short_while_of_good_answers_is_enough() -> None:
    breaker = Breaker()
    breaker.good(0)
    breaker.bad(100)
    breaker.good(102)
    assert not breaker.is_up
    breaker.good(102 + BRIEF_S)
    assert breaker.is_up


def test_a_link_that_flaps_stays_away_until_it_is_steady() -> None:
    breaker = Breaker()
    breaker.good(0)
    now = 100.0
    for _ in range(10):  # a second up, a second down
        breaker.bad(now)
        breaker.good(now + 1)
        assert not breaker.is_up
        now += 2
    breaker.good(now + STEADY_S - 2)
    assert not breaker.is_up
    breaker.good(now + STEADY_S)
    assert breaker.is_up


def test_a_link_that_falls_right_after_it_came_back_must_be_steady() -> None:
    breaker = Breaker()
    breaker.good(0)
    breaker.bad(100)
    breaker.good(101)
    breaker.good(101 + BRIEF_S)
    breaker.bad(110)
    breaker.good(111)
    breaker.good(111 + BRIEF_S)
    assert not breaker.is_up


def test_counts_come_with_the_next_look(kiosk: Kiosk) -> None:
    kiosk.stage.issue("CT01")
    kiosk.poll()
    catalogue = kiosk.agent.link.catalogue()
    assert catalogue is not None
    assert catalogue.by_service["CT01"].waiting == 1


def test_a_quiet_hall_is_only_asked_for_its_board(kiosk: Kiosk) -> None:
    kiosk.desk.line.requests.clear()
    kiosk.poll()
    kiosk.poll()
    assert kiosk.desk.line.asked("GET") == ["/api/v1/views/board"] * 2


def test_counts_alone_are_not_written_to_disk(kiosk: Kiosk) -> None:
    before = kiosk.agent.store.catalogue()
    kiosk.tap(COPY)
    kiosk.deliver()
    kiosk.poll()
    assert kiosk.agent.store.catalogue() == before


def test_what_is_kept_can_be_read_again(kiosk: Kiosk) -> None:
    kept = read_catalogue(json.loads(kiosk.agent.store.catalogue() or ""))
    assert [field.letter for field in kept.fields] == ["B", "H", "K", "S", "M", "T"]
    assert {service.waiting for service in kept.services} == {0}


def test_connection_closed_by_the_server_while_it_was_kept_is_no_outage(kiosk: Kiosk) -> None:
    kiosk.desk.line.set("cut_once")
    kiosk.poll()
    assert kiosk.agent.link.is_up
    assert kiosk.tap().label == "H001"
