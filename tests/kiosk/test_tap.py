"""The tap online, away, in doubt and refused; what the citizen was shown wins."""

import threading
from pathlib import Path

import pytest

from kiosk.refusals import (
    GroupUnknown,
    KioskNotReady,
    KioskRevoked,
    KioskUnpaired,
    ServerRefused,
    ServiceUnknown,
    TapDiffers,
    TapTooSoon,
)
from kiosk.tickets import Wish
from queue_server.actions.day import close_day, today
from queue_server.actions.devices import revoke_device
from tests.kiosk.desk_server import Desk
from tests.kiosk.kiosks import BIRTH, COPY, NOBODY, OLD_AGE, Kiosk, copy_database, make_kiosk
from tests.stage import Stage


def test_online_tap_shows_the_label_that_the_server_offered(kiosk: Kiosk) -> None:
    given = kiosk.tap()
    assert (given.label, given.origin, given.ahead) == ("H001", "server", 0)
    assert given.code == f"TAM-{kiosk.stage.site}-261123-H001"
    assert kiosk.server_ticket(given.id).state == "offered"


def test_an_offered_ticket_waits_only_when_the_outbox_told_of_it(kiosk: Kiosk) -> None:
    given = kiosk.tap(OLD_AGE)
    kiosk.deliver()
    row = kiosk.server_ticket(given.id)
    assert (row.state, row.label, row.group) == ("waiting", "H001", "NCT75")
    assert kiosk.server_token(given.id) == given.intent.token
    assert kiosk.agent.store.count("pending") == 0


def test_people_ahead_are_those_who_wait(kiosk: Kiosk) -> None:
    for _ in range(2):
        kiosk.tap()
        kiosk.deliver()
    assert kiosk.tap().ahead == 2


def test_the_same_request_gives_the_same_ticket(kiosk: Kiosk) -> None:
    first = kiosk.tap(request="one-touch")
    again = kiosk.tap(request="one-touch")
    assert again == first
    assert kiosk.server_labels() == {"H001": "offered"}


def test_the_same_request_for_another_service_is_refused(kiosk: Kiosk) -> None:
    kiosk.tap(request="one-touch")
    with pytest.raises(TapDiffers):
        kiosk.tap(COPY, request="one-touch")


@pytest.mark.paper_case(27)
def test_ten_threads_with_one_touch_get_one_ticket(kiosk: Kiosk) -> None:
    given = []
    threads = [
        threading.Thread(target=lambda: given.append(kiosk.agent.issuer.tap("one-touch", BIRTH)))
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [ticket.label for ticket in given] == ["H001"] * 10


def test_away_the_kiosk_gives_labels_of_its_own_issuer_number(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    labels = [kiosk.tap(wish).label for wish in (BIRTH, BIRTH, COPY)]
    assert labels == ["H1-001", "H1-002", "B1-001"]
    assert kiosk.desk.line.asked("PUT") == []  # a server known to be away is not even asked


def test_after_healing_all_tickets_wait_under_the_labels_that_were_shown(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    given = [kiosk.tap() for _ in range(3)]
    kiosk.heal_link()
    kiosk.deliver()
    kiosk.deliver()
    assert [kiosk.server_ticket(ticket.id).label for ticket in given] == [
        "H1-001",
        "H1-002",
        "H1-003",
    ]
    assert kiosk.facts("ticket.issued") == [ticket.id for ticket in given]


def test_late_answer_neither_makes_a_second_ticket_nor_keeps_its_label(kiosk: Kiosk) -> None:
    kiosk.desk.line.set("late", only="PUT")
    given = kiosk.tap()
    assert (given.label, given.origin) == ("H1-001", "kiosk")
    kiosk.desk.line.let_go()
    kiosk.heal_link()
    kiosk.deliver()
    assert kiosk.server_ticket(given.id).label == "H1-001"
    assert kiosk.server_labels() == {"H001": "retired", "H1-001": "given"}


def test_answer_lost_after_the_server_decided_ends_in_the_same_place(kiosk: Kiosk) -> None:
    kiosk.desk.line.set("cut", only="PUT")
    given = kiosk.tap()
    kiosk.heal_link()
    kiosk.deliver()
    assert kiosk.server_ticket(given.id).label == given.label == "H1-001"
    assert kiosk.server_labels() == {"H001": "retired", "H1-001": "given"}


@pytest.mark.parametrize("mode", ["portal", "broken", "away"])
def test_whoever_answers_instead_of_the_server_counts_as_nobody(kiosk: Kiosk, mode: str) -> None:
    kiosk.desk.line.set(mode)
    assert kiosk.tap().label == "H1-001"
    assert not kiosk.agent.link.is_up


@pytest.mark.parametrize("mode", ["portal", "broken", "away"])
def test_poll_is_not_deceived_either(kiosk: Kiosk, mode: str) -> None:
    kiosk.desk.line.set(mode)
    kiosk.poll()
    assert not kiosk.agent.link.is_up
    assert kiosk.agent.link.catalogue() is not None


def test_own_ordinals_go_on_where_the_server_was_asked_in_between(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    kiosk.tap()
    kiosk.heal_link()
    assert kiosk.tap().label == "H001"
    kiosk.lose_link()
    assert kiosk.tap().label == "H1-002"


def test_refusal_of_the_server_is_passed_on_and_leaves_no_ticket(kiosk: Kiosk) -> None:
    kiosk.tap()
    kiosk.deliver()
    with kiosk.stage.act() as tx:
        close_day(tx, today(tx))
    with pytest.raises(ServerRefused) as refused:
        kiosk.tap(request="after-closing")
    assert refused.value.code == "day_closed"
    assert kiosk.agent.store.ticket_of("after-closing") is None
    assert kiosk.agent.store.open_intents() == []
    kiosk.deliver()
    assert kiosk.agent.store.count("rejected") == 0


def test_label_offered_twice_is_not_shown_twice(kiosk: Kiosk, tmp_path: Path) -> None:
    """A server restored from a backup offers a label that was already given here."""
    backup = tmp_path / "backup.db"
    copy_database(kiosk.server_file, backup)
    assert kiosk.tap().label == "H001"
    copy_database(backup, kiosk.server_file)
    assert kiosk.tap().label == "H1-001"


def test_unknown_service_or_group_is_refused_before_anybody_is_asked(kiosk: Kiosk) -> None:
    with pytest.raises(ServiceUnknown):
        kiosk.tap(Wish("XX99", "ordinary", None, "vi"))
    with pytest.raises(GroupUnknown):
        kiosk.tap(Wish("HT01", "priority", "XX", "vi"))
    with pytest.raises(GroupUnknown):
        kiosk.tap(Wish("HT01", "ordinary", "NCT75", "vi"))
    assert kiosk.desk.line.asked("PUT") == []


@pytest.mark.fault(58)
def test_ghost_touches_right_after_a_number_get_none(kiosk: Kiosk) -> None:
    kiosk.tap()
    with pytest.raises(TapTooSoon):
        kiosk.agent.issuer.tap("ghost-touch", COPY)
    kiosk.machine.truth.move(seconds=3)
    assert kiosk.agent.issuer.tap("next-person", COPY).label == "B001"


def test_revoked_kiosk_gives_nothing_even_when_its_cable_is_pulled(kiosk: Kiosk) -> None:
    with kiosk.stage.act() as tx:
        revoke_device(tx, kiosk.stage.devices[("kiosk", None)])
    kiosk.poll_until(kiosk.is_refused)
    with pytest.raises(KioskRevoked):
        kiosk.tap()
    kiosk.lose_link()
    kiosk.restart()
    with pytest.raises(KioskRevoked):
        kiosk.tap()
    assert kiosk.agent.store.open_intents() == []


def test_kiosk_without_a_key_gives_nothing(sqlite_stage: Stage, desk: Desk, tmp_path: Path) -> None:
    kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", is_paired=False)
    with pytest.raises(KioskUnpaired):
        kiosk.tap()


def test_kiosk_that_never_heard_the_server_gives_nothing(
    sqlite_stage: Stage, desk: Desk, tmp_path: Path
) -> None:
    kiosk = make_kiosk(sqlite_stage, desk, tmp_path / "kiosk", server=NOBODY)
    with pytest.raises(KioskNotReady):
        kiosk.tap()


def test_kiosk_that_heard_the_server_once_gives_numbers_after_a_restart(kiosk: Kiosk) -> None:
    kiosk.desk.line.set("away")
    kiosk.restart()
    assert kiosk.tap().label == "H1-001"
