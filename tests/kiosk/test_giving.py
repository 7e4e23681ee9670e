"""Hours and caps at the kiosk, with the server and without it, on clocks that may lie."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from demo.hall import hall_catalogue, ward_hours
from kiosk.pages import create_app
from kiosk.refusals import (
    AfterHours,
    BeforeOpening,
    CapReached,
    DayOff,
    IssuingEnding,
    LunchBreak,
    Refusal,
    ServerRefused,
    WeeklyDayOff,
)
from kiosk.tickets import Ticket, Wish
from queue_server.actions.calling import cancel_ticket
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import BIRTH, COPY, Kiosk, make_kiosk
from tests.stage import Stage, capped

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
YEAR_1970, YEAR_2000 = (datetime(year, 1, 1, tzinfo=UTC) for year in (1970, 2000))


@pytest.fixture
def kept(sqlite_stage: Stage, desk: Desk, tmp_path: Path) -> Kiosk:
    """A kiosk that has heard of a ward's hours and of two birth registrations a day."""
    sqlite_stage.publish(capped(hall_catalogue(hours=ward_hours()), {"HT01": 2}))
    return make_kiosk(sqlite_stage, desk, tmp_path / "kiosk")


def tap_at(kiosk: Kiosk, local: str, wish: Wish = COPY) -> Ticket:
    """Touch when the clock on the wall of the hall shows a time."""
    moment = datetime.fromisoformat(local).replace(tzinfo=HANOI).astimezone(UTC)
    kiosk.machine.truth.at = moment - timedelta(seconds=10)
    return kiosk.tap(wish)


def left(kiosk: Kiosk) -> dict[str, int]:
    catalogue = kiosk.agent.link.catalogue()
    assert catalogue is not None
    return kiosk.agent.giving.left(catalogue)


@pytest.mark.parametrize("link", ["open", "away"])
@pytest.mark.parametrize(
    ("local", "refusal", "next_at"),
    [
        ("2026-11-23 07:44:59", BeforeOpening, "2026-11-23T00:45:00.000Z"),
        ("2026-11-23 11:00", IssuingEnding, "2026-11-23T06:15:00.000Z"),
        ("2026-11-23 12:00", LunchBreak, "2026-11-23T06:15:00.000Z"),
        ("2026-11-23 17:00", AfterHours, "2026-11-25T00:45:00.000Z"),
        ("2026-11-24 09:00", DayOff, "2026-11-25T00:45:00.000Z"),
        ("2026-11-28 09:00", WeeklyDayOff, "2026-11-30T00:45:00.000Z"),
    ],
)
def test_closed_kiosk_refuses_with_and_without_the_server(
    kept: Kiosk, link: str, local: str, refusal: type[Refusal], next_at: str
) -> None:
    kept.desk.line.set(link)
    with pytest.raises(refusal) as caught:
        tap_at(kept, local)
    assert caught.value.fields == {"next_at": next_at}
    assert kept.agent.store.last_ticket() is None
    assert kept.agent.store.count("pending") == 0
    assert kept.desk.line.asked("PUT") == []


def test_kiosk_without_the_server_opens_and_closes_by_itself(kept: Kiosk) -> None:
    kept.lose_link()
    given = [tap_at(kept, f"2026-11-23 {time}") for time in ("08:10", "10:59:59", "13:15")]
    assert [ticket.label for ticket in given] == ["B1-001", "B1-002", "B1-003"]


def test_kiosk_keeps_hours_over_a_restart(kept: Kiosk) -> None:
    kept.lose_link()
    kept.restart()
    with pytest.raises(LunchBreak):
        tap_at(kept, "2026-11-23 12:00")


def test_new_hours_count_from_the_next_look_on(kept: Kiosk) -> None:
    kept.stage.publish(hall_catalogue())
    kept.poll()
    assert tap_at(kept, "2026-11-23 12:00").label == "B001"


def test_server_that_closed_a_second_earlier_says_so_itself(kept: Kiosk) -> None:
    """The kiosk's time may be a second or two behind: the server's own sentence is passed on."""
    kept.agent.clock.hear(kept.machine.truth.at - timedelta(seconds=5))
    with pytest.raises(ServerRefused) as caught:
        tap_at(kept, "2026-11-23 11:00:02")
    assert caught.value.code == "issuing_ending"


def test_cap_is_kept_without_the_server(kept: Kiosk) -> None:
    kept.lose_link()
    assert left(kept) == {"HT01": 2}
    assert [kept.tap(BIRTH).label for _ in range(2)] == ["H1-001", "H1-002"]
    kept.restart()
    assert left(kept) == {"HT01": 0}
    with pytest.raises(CapReached):
        kept.tap(BIRTH)
    assert kept.tap(COPY).label == "B1-001"


def test_without_the_server_only_what_it_had_left_is_given(kept: Kiosk) -> None:
    kept.stage.issue("HT01")
    kept.poll()
    kept.lose_link()
    assert kept.tap(BIRTH).label == "H1-001"
    with pytest.raises(CapReached):
        kept.tap(BIRTH)


def test_number_the_server_offered_counts_once(kept: Kiosk) -> None:
    kept.tap(BIRTH)
    assert left(kept) == {"HT01": 1}
    kept.poll()
    assert left(kept) == {"HT01": 1}
    kept.deliver()
    kept.poll()
    assert left(kept) == {"HT01": 1}


def test_own_numbers_not_delivered_yet_stay_counted_when_the_server_is_heard(kept: Kiosk) -> None:
    kept.lose_link()
    kept.tap(BIRTH)
    kept.heal_link()
    assert left(kept) == {"HT01": 1}
    kept.deliver()
    kept.poll()
    assert left(kept) == {"HT01": 1}


def test_number_given_while_the_server_was_answering_is_not_given_again(kept: Kiosk) -> None:
    """The answer is older than the touch: what was given since it was asked is taken off."""
    asked = kept.agent.store.last_given()
    given = kept.tap(BIRTH)
    kept.agent.store.keep_left({"HT01": 2}, day=given.day, since=asked)
    assert left(kept) == {"HT01": 1}


def test_cancelled_number_is_given_again(kept: Kiosk) -> None:
    taken = [kept.stage.issue("HT01").ticket for _ in range(2)]
    kept.poll()
    assert left(kept) == {"HT01": 0}
    with kept.stage.act() as tx:
        cancel_ticket(tx, taken[0].id, reason=None)
    kept.poll()
    assert kept.tap(BIRTH).label == "H003"


def test_cap_begins_anew_after_local_midnight_without_the_server(kept: Kiosk) -> None:
    kept.lose_link()
    for _ in range(2):
        kept.tap(BIRTH)
    given = tap_at(kept, "2026-11-25 08:00", BIRTH)
    assert (given.label, given.day.isoformat()) == ("H1-001", "2026-11-25")
    assert left(kept) == {"HT01": 1}


def test_utc_midnight_neither_opens_nor_closes_nor_counts_anew(kept: Kiosk) -> None:
    kept.stage.publish(capped(hall_catalogue(), {"HT01": 2}))
    kept.poll()
    kept.lose_link()
    given = [tap_at(kept, f"2026-11-25 {time}", BIRTH) for time in ("06:59:50", "07:00:10")]
    assert [(t.label, t.day.isoformat()) for t in given] == [
        ("H1-001", "2026-11-25"),
        ("H1-002", "2026-11-25"),
    ]
    with pytest.raises(CapReached):
        tap_at(kept, "2026-11-25 07:10", BIRTH)


@pytest.mark.fault(16)
@pytest.mark.parametrize("year", [YEAR_1970, YEAR_2000])
def test_kiosk_whose_clock_nobody_set_serves_at_any_hour(kept: Kiosk, year: datetime) -> None:
    """Started again without the network and a battery: it cannot know that it is lunch."""
    kept.lose_link()
    for _ in range(2):
        kept.tap(BIRTH)
    kept.machine.truth.at = datetime(2026, 11, 23, 5, tzinfo=UTC)
    kept.machine.restart("boot-2")
    kept.machine.wrong_by = year - kept.machine.truth()
    kept.restart()
    given = [kept.tap(BIRTH), kept.tap(COPY)]
    assert [(t.label, t.day.isoformat()) for t in given] == [
        ("H1-003", "2026-11-23"),
        ("B1-001", "2026-11-23"),
    ]
    assert left(kept) == {}


def test_kiosk_knows_the_hour_again_when_the_server_is_heard(kept: Kiosk) -> None:
    kept.lose_link()
    kept.machine.truth.at = datetime(2026, 11, 23, 5, tzinfo=UTC)
    kept.machine.restart("boot-2")
    kept.machine.wrong_by = YEAR_1970 - kept.machine.truth()
    kept.restart()
    kept.tap(COPY)
    kept.heal_link()
    with pytest.raises(LunchBreak):
        kept.tap(COPY)


@pytest.mark.parametrize(
    "jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=400), timedelta(days=-400)]
)
def test_jump_of_the_machines_clock_closes_and_opens_nothing(kept: Kiosk, jump: timedelta) -> None:
    kept.lose_link()
    kept.machine.wrong_by = jump
    assert tap_at(kept, "2026-11-23 10:59", BIRTH).label == "H1-001"
    with pytest.raises(LunchBreak):
        tap_at(kept, "2026-11-23 12:00")
    assert left(kept) == {"HT01": 1}


def test_battery_that_says_another_year_is_not_believed(kept: Kiosk) -> None:
    """On a Sunday of another year the kiosk would refuse everybody until it hears the server."""
    kept.lose_link()
    kept.config = kept.config.model_copy(update={"hardware_clock": True})
    kept.machine.restart("boot-2")
    kept.machine.wrong_by = timedelta(days=398)
    kept.restart()
    given = kept.tap(COPY)
    assert (given.label, given.day.isoformat()) == ("B1-001", "2026-11-23")


def test_page_is_told_when_numbers_are_given_what_to_bring_and_what_is_left(kept: Kiosk) -> None:
    client = create_app(kept.agent).test_client()
    kept.stage.clock.at = datetime(2026, 11, 24, 2, tzinfo=UTC)
    state = client.get("/api/state", headers={"Host": "127.0.0.1:8601"}).get_json()
    assert state["opening"] == {
        "is_open": False,
        "why": "day_off",
        "next_at": "2026-11-25T00:45:00.000Z",
        "closes_at": None,
        "day_name_vi": "Ngày Văn hóa Việt Nam",
        "day_name_en": "Vietnam Culture Day",
    }
    services = {s["code"]: s for field in state["fields"] for s in field["services"]}
    birth, copy = services["HT01"], services["CT01"]
    assert (birth["left"], copy["left"]) == (2, None)
    assert birth["tthc_code"] == "1.001193"
    assert birth["papers_vi"][1] == "Giấy chứng sinh của trẻ"
    assert len(birth["papers_en"]) == len(birth["papers_vi"]) == 4
    shown = {group["code"]: group["evidence_en"] for group in state["groups"]}
    assert shown["NCT75"] == "Identity card (year of birth)"
