"""The outbox: in order, again until acknowledged, nothing dropped, everything bounded."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from kiosk.catalogue import ForeignAnswer
from kiosk.outbox import BATCH_BYTES_MAX, BATCH_MAX, fitting, read_answers, wire_form
from kiosk.records import Answer, Entry
from kiosk.refusals import KioskBacklogFull, KioskCopied, KioskRevoked
from kiosk.store import BACKLOG_MAX
from protocol.events import SYSTEM
from queue_server.actions.devices import add_device, revoke_device
from queue_server.domain.device import DeviceKind
from queue_server.store.tables.journal import head
from tests.api.doors import open_hall
from tests.kiosk.kiosks import BIRTH, COPY, Kiosk, copy_database, make_kiosk, pair_kiosk
from tests.stage import KHANH, OPENING
from tests.store.looking import verify


def entry(number: int, **body: object) -> Entry:
    return Entry(f"{number:036d}", "not_taken", {"ticket": f"{number:036d}", **body}, OPENING)


def test_tickets_arrive_in_the_order_they_were_given(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    given = [kiosk.tap(wish).id for wish in (BIRTH, COPY, BIRTH, COPY, COPY)]
    kiosk.heal_link()
    kiosk.deliver()
    assert kiosk.facts("ticket.issued") == given


@pytest.mark.fault(26)
def test_three_days_without_the_server_come_in_once_and_in_order(kiosk: Kiosk) -> None:
    """What 3,000 tickets take is measured by `./dev bench heal`."""
    kiosk.lose_link()
    given = [kiosk.tap() for _ in range(15)]
    for _ in range(3):
        kiosk.machine.truth.move(days=1)
        given += [kiosk.tap() for _ in range(15)]
    kiosk.heal_link()
    kiosk.deliver()
    assert kiosk.facts("ticket.issued") == [ticket.id for ticket in given]
    assert 2 <= len(kiosk.desk.line.asked("POST")) <= 4
    rows = [kiosk.server_ticket(ticket.id) for ticket in given]
    assert [row.label for row in rows] == [f"H1-{n:03d}" for n in range(1, 16)] * 4
    assert [row.day for row in rows] == [ticket.day for ticket in given]
    assert [row.state for row in rows] == ["lapsed"] * 45 + ["waiting"] * 15


@pytest.mark.fault(28)
def test_kiosk_and_hall_that_do_not_hear_each_other_both_go_on(kiosk: Kiosk) -> None:
    """The kiosk alone gives its numbers, the server alone calls; what they did is one story."""
    an = open_hall(kiosk.stage).an()
    kiosk.lose_link()
    given = kiosk.tap()
    let_in = an.post("admissions", {"slip": given.label, "service": "HT01"})
    assert let_in.status == 201
    assert an.post("counters/3/calls").body["ticket"]["label"] == "H1-001"
    later = kiosk.tap()
    kiosk.heal_link()
    kiosk.deliver()
    assert kiosk.server_labels() == {"H1-001": "given", "H1-002": "given"}
    admitted = let_in.body["ticket"]["id"]
    assert kiosk.facts("ticket.issued") == [admitted, later.id]
    assert kiosk.facts("ticket.called") == [admitted]
    assert kiosk.server_token(admitted) == given.intent.token
    assert kiosk.agent.store.count("pending") == kiosk.agent.store.count("rejected") == 0


def test_a_delivery_whose_answer_was_lost_is_repeated_without_effect(kiosk: Kiosk) -> None:
    given = [kiosk.tap().id for _ in range(3)]
    kiosk.desk.line.set("cut", only="POST")
    kiosk.deliver()
    assert kiosk.agent.store.count("pending") == 3
    kiosk.desk.line.set("open")
    kiosk.deliver()
    assert kiosk.agent.store.count("acknowledged") == 3
    assert kiosk.facts("ticket.issued") == given


@pytest.mark.parametrize("mode", ["portal", "broken", "away"])
def test_nothing_is_acknowledged_by_anyone_but_the_server(kiosk: Kiosk, mode: str) -> None:
    kiosk.tap()
    kiosk.desk.line.set(mode)
    kiosk.deliver()
    assert kiosk.agent.store.count("pending") == 1


def test_a_server_known_to_be_away_is_not_sent_anything(kiosk: Kiosk) -> None:
    kiosk.tap()
    kiosk.lose_link()
    kiosk.deliver()
    assert kiosk.desk.line.asked("POST") == ["/api/v1/sessions"]  # the pairing


def test_a_long_backlog_goes_out_in_bounded_batches(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    given = [kiosk.tap().id for _ in range(BATCH_MAX + 10)]
    kiosk.heal_link()
    kiosk.deliver()
    assert kiosk.agent.store.count("pending") == 0
    assert kiosk.facts("ticket.issued") == given
    assert len(kiosk.desk.line.asked("POST")) > 1


def test_batches_fit_into_a_body() -> None:
    entries = [entry(number, filler="ộ" * 100) for number in range(BATCH_MAX)]
    batch = fitting(entries)
    body = json.dumps({"entries": [wire_form(e) for e in batch]}, ensure_ascii=False).encode()
    assert 1 < len(batch) < BATCH_MAX
    assert len(body) <= BATCH_BYTES_MAX


def test_an_entry_larger_than_a_body_goes_alone() -> None:
    assert len(fitting([entry(1, filler="x" * BATCH_BYTES_MAX), entry(2)])) == 1


def test_what_the_server_will_not_take_is_kept_for_a_person(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    lost = kiosk.tap()
    kept = kiosk.tap(COPY)
    # A service that the hall has given up meanwhile.
    kiosk.edit_store("UPDATE outbox SET body = replace(body, 'HT01', 'XX99')")
    kiosk.heal_link()
    kiosk.deliver()
    rejected = kiosk.agent.store.rejected(10)
    assert [(e.body["ticket"], code) for e, code in rejected] == [(lost.id, "service_unknown")]
    assert kiosk.facts("ticket.issued") == [kept.id]


def test_an_entry_the_server_cannot_read_spoils_no_other(kiosk: Kiosk) -> None:
    given = [kiosk.tap(wish).id for wish in (BIRTH, COPY, BIRTH)]
    store = kiosk.agent.store
    kiosk.edit_store(
        "UPDATE outbox SET body = json_set(body, '$.strange', 1)"
        " WHERE json_extract(body, '$.ticket') = ?",
        given[1],
    )
    kiosk.deliver()
    assert [e.body["ticket"] for e, _ in store.rejected(10)] == [given[1]]
    assert kiosk.facts("ticket.issued") == [given[0], given[2]]
    assert store.count("pending") == 0


@pytest.mark.fault(72)
def test_a_restored_server_is_told_everything_again(kiosk: Kiosk, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    copy_database(kiosk.server_file, backup)
    kiosk.lose_link()
    given = [kiosk.tap().id for _ in range(3)]
    kiosk.heal_link()
    kiosk.deliver()
    copy_database(backup, kiosk.server_file)
    set_epoch(kiosk, "epoch-2")
    kiosk.poll()
    kiosk.deliver()
    assert kiosk.facts("ticket.issued") == given
    assert [kiosk.server_ticket(id_).label for id_ in given] == ["H1-001", "H1-002", "H1-003"]


@pytest.mark.fault(72)
def test_word_of_a_server_that_was_restored_meanwhile_is_not_kept(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    """Its answer is heard after the restored one was, which knows nothing of it."""
    backup = tmp_path / "backup.db"
    copy_database(kiosk.server_file, backup)
    kiosk.lose_link()
    given = kiosk.tap()
    kiosk.heal_link()
    kiosk.desk.line.set("late", only="POST")
    with ThreadPoolExecutor(1) as outbox:
        delivering = outbox.submit(kiosk.deliver)
        for _ in range(600):
            if kiosk.facts("ticket.issued"):
                break
            Event().wait(0.05)
        copy_database(backup, kiosk.server_file)
        set_epoch(kiosk, "epoch-2")
        kiosk.poll_until(lambda: kiosk.agent.store.heard().epoch == "epoch-2")
        kiosk.desk.line.mode = "open"
        kiosk.desk.line.let_go()
        delivering.result(60)
    kiosk.poll_until(lambda: kiosk.agent.link.is_answering)
    kiosk.deliver()
    assert kiosk.server_ticket(given.id).label == "H1-001"
    assert kiosk.agent.store.count("pending") == 0


def set_epoch(kiosk: Kiosk, epoch: str) -> None:
    with kiosk.stage.store.database.write() as connection:
        connection.execute(head.update().where(head.c.site == kiosk.stage.site).values(epoch=epoch))


def test_acknowledged_entries_are_kept_seven_days(kiosk: Kiosk) -> None:
    given = kiosk.tap()
    kiosk.deliver()
    kiosk.machine.truth.move(days=6)
    kiosk.agent.outbox.forget()
    assert kiosk.agent.store.count("acknowledged") == 1
    kiosk.machine.truth.move(days=2)
    kiosk.agent.outbox.forget()
    assert kiosk.agent.store.count("acknowledged") == 0
    assert kiosk.agent.store.ticket(given.id) is None


def test_what_was_never_delivered_is_never_forgotten(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    given = kiosk.tap()
    kiosk.machine.truth.move(days=30)
    kiosk.agent.outbox.forget()
    assert kiosk.agent.store.count("pending") == 1
    assert kiosk.agent.store.ticket(given.id) == given


def test_a_full_backlog_stops_issuing_instead_of_dropping(kiosk: Kiosk) -> None:
    kiosk.lose_link()
    kiosk.edit_store(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " INSERT INTO outbox (entry, kind, body, at, state)"
        " SELECT i, 'not_taken', '{}', '2026', 'pending' FROM n",
        BACKLOG_MAX,
    )
    with pytest.raises(KioskBacklogFull):
        kiosk.tap()


def test_revoked_kiosk_keeps_its_backlog(kiosk: Kiosk) -> None:
    kiosk.tap()
    with kiosk.stage.act() as tx:
        revoke_device(tx, kiosk.stage.devices[("kiosk", None)])
    kiosk.poll_until(kiosk.is_refused)
    kiosk.deliver()
    assert kiosk.agent.store.count("pending") == 1


def test_revoked_kiosk_paired_anew_delivers_what_it_gave_before(kiosk: Kiosk) -> None:
    """D6a: its backlog is known before it is revoked, and not lost with its right to act."""
    kiosk.lose_link()
    given = [kiosk.tap(), kiosk.tap(COPY)]
    kiosk.desk.line.set("broken", only="POST")
    kiosk.poll_until(lambda: kiosk.agent.link.is_up)
    given.append(kiosk.tap())
    kiosk.machine.truth.move(seconds=7)
    kiosk.deliver()
    kiosk.agent.teller.tell()
    khanh = open_hall(kiosk.stage).account(KHANH)
    old = kiosk.stage.devices[("kiosk", None)]
    (row,) = (row for row in khanh.get("devices").body["devices"] if row["id"] == old)
    assert (row["state"], row["undelivered"]) == ("paired", 3)
    assert khanh.delete(f"devices/{old}/pairing").status == 200
    kiosk.desk.line.set("open")
    kiosk.poll_until(kiosk.is_refused)
    with pytest.raises(KioskRevoked):
        kiosk.tap()
    kiosk.deliver()
    assert kiosk.facts("ticket.issued") == []
    with kiosk.stage.store.write(kiosk.stage.site, by=SYSTEM) as tx:
        new = add_device(tx, kind=DeviceKind.KIOSK, name="Kiosk 1")
    kiosk.stage.devices[("kiosk", None)] = new
    assert pair_kiosk(kiosk.stage, kiosk.desk, kiosk.config.data, is_again=True) == 2
    kiosk.heal_link()
    kiosk.deliver()
    assert kiosk.facts("ticket.issued") == [ticket.id for ticket in given]
    rows = [kiosk.server_ticket(ticket.id) for ticket in given]
    assert [(row.label, row.issuer_no, row.state) for row in rows] == [
        ("H1-001", 1, "waiting"),
        ("B1-001", 1, "waiting"),
        ("H001", 2, "waiting"),
    ]
    assert kiosk.agent.store.count("pending") == kiosk.agent.store.count("rejected") == 0
    kiosk.lose_link()
    assert kiosk.tap().label == "H2-001"
    assert verify(kiosk.stage.store, kiosk.stage.site).is_clean


def test_a_copied_store_is_found_when_its_double_has_delivered(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    copied = tmp_path / "copied"
    kiosk.agent.store.close()
    shutil.copytree(kiosk.config.data, copied)
    double = make_kiosk(kiosk.stage, kiosk.desk, copied, is_paired=False)
    kiosk.lose_link()
    double.lose_link()
    assert kiosk.tap().label == double.tap().label == "H1-001"
    kiosk.heal_link()
    kiosk.deliver()
    double.heal_link()
    double.deliver()
    with pytest.raises(KioskCopied):
        double.tap()
    assert kiosk.tap().label == "H001"
    pair_kiosk(kiosk.stage, kiosk.desk, copied, is_again=True)
    assert double.tap().label == "H002"
    double.agent.stop()


def test_store_behind_the_ledger_stops_before_it_gives_a_label_twice(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    """A copy, or an old copy put back: what the other gave meanwhile it has never heard of."""
    copied = tmp_path / "copied"
    kiosk.agent.store.close()
    shutil.copytree(kiosk.config.data, copied)
    kiosk.lose_link()
    assert [kiosk.tap().label, kiosk.tap(COPY).label] == ["H1-001", "B1-001"]
    kiosk.heal_link()
    kiosk.deliver()
    behind = make_kiosk(kiosk.stage, kiosk.desk, copied, is_paired=False)
    assert behind.agent.health.look().is_copied
    behind.lose_link()
    with pytest.raises(KioskCopied):
        behind.tap()
    kiosk.heal_link()
    assert not kiosk.agent.health.look().is_copied
    assert pair_kiosk(kiosk.stage, kiosk.desk, copied, is_again=True) == 2
    behind.heal_link()
    behind.lose_link()
    assert behind.tap().label == "H2-001"
    behind.agent.stop()


def test_series_of_the_day_last_known_is_not_forgotten(kiosk: Kiosk) -> None:
    """Ten days away without a believed clock: the ordinals of the last day go on."""
    kiosk.lose_link()
    kiosk.tap()
    kiosk.machine.truth.move(days=10)
    kiosk.machine.restart("boot-2")
    kiosk.restart()
    kiosk.agent.outbox.forget()
    assert kiosk.tap().label == "H1-002"


def test_answers_to_something_else_are_not_taken() -> None:
    batch = [entry(1)]
    good = {"entry": batch[0].id, "outcome": "acknowledged", "code": None}
    assert read_answers({"results": [good]}, batch) == [Answer(batch[0].id, "acknowledged")]
    for wrong in ({**good, "entry": "other"}, {**good, "outcome": "fine"}, "text"):
        with pytest.raises(ForeignAnswer):
            read_answers({"results": [wrong]}, batch)


def test_entries_say_when_they_happened(kiosk: Kiosk) -> None:
    given = kiosk.tap()
    (waiting,) = kiosk.agent.store.pending(10)
    assert waiting.at == given.intent.at
    assert abs(given.intent.at - kiosk.machine.truth()) < timedelta(seconds=2)
