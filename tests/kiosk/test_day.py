"""Which day a number belongs to, on machines whose clocks may lie."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.kiosk.kiosks import Kiosk

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def at(kiosk: Kiosk, moment: datetime) -> None:
    """Let true time pass until a moment, less the ten seconds of the next touch."""
    kiosk.machine.truth.at = moment - timedelta(seconds=10)


@pytest.mark.fault(19)
def test_ordinals_begin_again_after_local_midnight(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    at(kiosk, datetime(2026, 11, 23, 16, 59, 30, tzinfo=UTC))  # 23:59:30 in Hanoi
    before = kiosk.tap()
    at(kiosk, datetime(2026, 11, 23, 17, 0, 30, tzinfo=UTC))
    after = kiosk.tap()
    assert [(t.label, t.day) for t in (before, after)] == [
        ("H1-001", MONDAY),
        ("H1-001", TUESDAY),
    ]
    assert after.code.endswith("-261124-H1-001")


@pytest.mark.fault(20)
def test_utc_midnight_changes_nothing(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    at(kiosk, datetime(2026, 11, 23, 23, 59, 50, tzinfo=UTC))  # 06:59:50 on Tuesday
    before = kiosk.tap()
    at(kiosk, datetime(2026, 11, 24, 0, 0, 10, tzinfo=UTC))
    after = kiosk.tap()
    assert [(t.label, t.day) for t in (before, after)] == [
        ("H1-001", TUESDAY),
        ("H1-002", TUESDAY),
    ]


def test_tickets_of_a_past_day_are_taken_in_when_the_link_heals(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    given = kiosk.tap()
    kiosk.machine.truth.move(days=1)
    kiosk.heal_link()
    kiosk.deliver()
    row = kiosk.server_ticket(given.id)
    assert (row.label, row.day, row.state) == ("H1-001", MONDAY, "lapsed")


def test_wrong_wall_clock_changes_neither_day_nor_time(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    for wrong_by in (timedelta(days=400), timedelta(days=-2), timedelta(hours=-1)):
        kiosk.machine.wrong_by = wrong_by
        given = kiosk.tap()
        assert given.day == MONDAY
        assert abs(given.intent.at - kiosk.machine.truth()) < timedelta(seconds=2)
    assert given.label == "H1-003"


@pytest.mark.fault(16)
def test_after_a_start_without_a_set_clock_the_ordinals_go_on(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    kiosk.tap()
    kiosk.machine.truth.move(days=1)
    kiosk.machine.restart("boot-2")
    kiosk.machine.wrong_by = datetime(1970, 1, 1, tzinfo=UTC) - kiosk.machine.truth()
    kiosk.restart()
    given = kiosk.tap()
    assert (given.label, given.day) == ("H1-002", MONDAY)


def test_after_a_start_a_clock_that_was_set_from_outside_is_believed(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    kiosk.tap()
    kiosk.machine.truth.move(days=1)
    kiosk.machine.restart("boot-2")
    kiosk.machine.is_set = True
    kiosk.restart()
    given = kiosk.tap()
    assert (given.label, given.day) == ("H1-001", TUESDAY)


def test_the_day_never_goes_back_by_itself(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    kiosk.machine.truth.move(days=1)
    assert kiosk.tap().day == TUESDAY
    kiosk.agent.store.keep_day(TUESDAY)
    kiosk.machine.restart("boot-2")
    kiosk.machine.is_set = True
    kiosk.machine.wrong_by = timedelta(days=-1)
    kiosk.restart()
    given = kiosk.tap()
    assert (given.label, given.day) == ("H1-002", TUESDAY)


def test_agent_restart_keeps_the_time_of_the_server(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    kiosk.machine.wrong_by = timedelta(hours=-5)
    kiosk.machine.truth.move(hours=10)
    kiosk.restart()
    assert abs(kiosk.agent.clock.now() - kiosk.machine.truth()) < timedelta(seconds=2)


def test_the_server_corrects_a_kiosk_whose_clock_was_wrong(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    kiosk.machine.restart("boot-2")
    kiosk.machine.wrong_by = timedelta(hours=3)
    kiosk.restart()
    assert kiosk.agent.clock.now() == kiosk.machine.wall()
    kiosk.heal_link()
    assert abs(kiosk.agent.clock.now() - kiosk.machine.truth()) < timedelta(seconds=2)


def test_hardware_clock_is_believed_only_when_the_box_has_a_battery(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    kiosk.tap()
    kiosk.config = kiosk.config.model_copy(update={"hardware_clock": True})
    kiosk.machine.truth.move(days=1)
    kiosk.machine.restart("boot-2")
    kiosk.restart()
    assert kiosk.tap().day == TUESDAY


def test_hardware_clock_that_fell_back_is_not_believed(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    kiosk.tap()
    kiosk.config = kiosk.config.model_copy(update={"hardware_clock": True})
    kiosk.machine.truth.move(days=1)
    kiosk.machine.restart("boot-2")
    kiosk.machine.wrong_by = datetime(2000, 1, 1, tzinfo=UTC) - kiosk.machine.truth()
    kiosk.restart()
    given = kiosk.tap()
    assert (given.label, given.day) == ("H1-002", MONDAY)
