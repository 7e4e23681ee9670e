"""The replay alone, without a database: what follows from facts, and which facts cannot be."""

from typing import Any

import pytest

from queue_server.domain.fold import Fold, Impossible, JournalFact
from queue_server.domain.fold.rows import (
    Device,
    Dossier,
    Head,
    LedgerLine,
    QueueLength,
    Rating,
    Serving,
    Shift,
    Ticket,
)
from queue_server.domain.keeping import commit
from queue_server.domain.ticket import TRANSITIONS, TicketState

DAY = "2026-11-23"
NOON_MS = 1_795_410_000_000
CATALOGUE = {
    "organisations": {"UBND": "UBND"},
    "fields": [],
    "services": [],
    "groups": [],
    "counters": [
        {"number": number, "skills": {"HT01": 0}, "organisation": "UBND"} for number in (3, 5)
    ],
}


class Story:
    """Facts told one after the other, a second apart."""

    def __init__(self) -> None:
        self.fold = Fold("00160")
        self.seq = 0

    def tell(self, type_: str, subject: str, *, site: str = "00160", **payload: Any) -> "Story":
        self.seq += 1
        at = NOON_MS + self.seq * 1_000
        self.fold.add(JournalFact(site, self.seq, type_, subject, at, at, payload))
        return self

    def row(self, kind: type[Any], *key: Any) -> Any:
        return self.fold.tables[kind][key]

    def issue(self, ticket: str, label: str, *, no: int | None = None, **other: Any) -> "Story":
        said = {"label": label, "day": DAY, "field": "HT", "service": "HT01", "class": "ordinary"}
        said |= {"group": None, "lang": "vi", "ready_ms": NOON_MS, "eff_s": NOON_MS // 1000}
        said |= {"issuer": {"kind": "kiosk" if no else "reception", "no": no}, "dossier": None}
        type_ = other.pop("type_", "ticket.issued")
        return self.tell(type_, ticket, **{**said, **other})

    def call(self, ticket: str, label: str, *, counter: int = 3, call: int = 1) -> "Story":
        return self.tell("ticket.called", ticket, label=label, counter=counter, call=call)

    def start(self, serving: str, ticket: str, *, counter: int = 3) -> "Story":
        said = {"ticket": ticket, "counter": counter, "service": "HT01", "dossier": None}
        return self.tell("serving.started", serving, **said)

    def finish(self, serving: str, ticket: str) -> "Story":
        return self.tell("serving.finished", serving, ticket=ticket, outcome="done", reason=None)

    def ask(self, serving: str, ticket: str) -> "Story":
        return self.tell("rating.opened", serving, ticket=ticket, counter=3, pad_s=180, days=7)


def morning() -> Story:
    """An sits at counter 3; H001 and H002 wait."""
    story = Story().tell("site.opened", "00160", slug="x", kind="phuong", settings={})
    story.tell("catalogue.published", "00160", **CATALOGUE)
    story.tell("day.opened", DAY, day=DAY)
    story.tell("shift.opened", "shift-3", counter=3, officer="an")
    return story.issue("t1", "H001").issue("t2", "H002")


HELD: dict[str, Any] = {
    "label": "H001",
    "counter": 3,
    "reason": "form",
    "until_ms": 9_000,
    "serving": None,
}


def test_ticket_follows_its_facts() -> None:
    story = morning().call("t1", "H001")
    called_at = NOON_MS + story.seq * 1_000
    ticket = story.row(Ticket, "t1")
    assert (ticket.state, ticket.counter, ticket.calls) == ("called", 3, 1)
    assert (ticket.call_seq, ticket.called_at) == (story.seq, called_at)
    assert story.row(QueueLength, "HT01").waiting == 1
    assert story.row(Head).seq == story.seq


def test_officer_of_a_serving_is_the_one_who_sits_there() -> None:
    story = morning().call("t1", "H001").start("s1", "t1").finish("s1", "t1")
    serving = story.row(Serving, "s1")
    assert (serving.officer, serving.outcome, serving.state) == ("an", "done", "finished")
    assert story.row(Ticket, "t1").ended_at == serving.finished_at


def test_another_label_than_the_offered_retires_the_offered() -> None:
    story = morning().issue("t3", "H003", no=2, type_="ticket.offered")
    story.issue("t3", "H2-001", no=2)
    day = story.row(Ticket, "t3").day
    assert story.row(LedgerLine, day, "H003").state == "retired"
    assert story.row(LedgerLine, day, "H2-001").state == "given"


def test_kiosks_get_issuer_numbers_in_order() -> None:
    story = morning()
    for number in (1, 2):
        story.tell("device.paired", "kiosk", kind="kiosk", counter=None, issuer_no=number)
    assert story.row(Device, "kiosk").issuer_no == story.row(Head).issuer_no == 2


def test_transferred_ticket_waits_for_the_other_service() -> None:
    to = {"service": "CT01", "field": "CT", "counter": 5, "officer": None}
    kept = {"back_to": 3, "back_service": "HT01", "ready_ms": 7_000, "eff_s": 5}
    story = morning().tell("ticket.transferred", "t1", label="H001", serving=None, **to, **kept)
    ticket = story.row(Ticket, "t1")
    assert (ticket.for_counter, ticket.back_to, ticket.back_service) == (5, 3, "HT01")
    assert (ticket.ready_at, ticket.eff_s, ticket.counter) == (7_000, 5, None)
    assert (ticket.state, ticket.service, ticket.label) == ("waiting", "CT01", "H001")
    lengths = [story.row(QueueLength, service).waiting for service in ("HT01", "CT01")]
    assert lengths == [1, 1]


def test_reopened_serving_is_open_as_before() -> None:
    story = morning().call("t1", "H001").start("s1", "t1").finish("s1", "t1")
    story.tell("serving.reopened", "s1")
    serving, ticket = story.row(Serving, "s1"), story.row(Ticket, "t1")
    assert (serving.state, serving.outcome, serving.finished_at) == ("open", None, None)
    assert (ticket.state, ticket.ended_at) == ("serving", None)


def test_held_ticket_frees_its_counter() -> None:
    story = morning().call("t1", "H001").start("s1", "t1")
    story.tell("ticket.held", "t1", **{**HELD, "serving": "s1"})
    held = story.row(Ticket, "t1")
    assert (held.state, held.held_reason, held.held_until) == ("held", "form", 9_000)
    assert (story.row(Serving, "s1").state, story.row(Serving, "s1").outcome) == (
        "finished",
        "held",
    )
    assert story.call("t2", "H002").row(Ticket, "t2").state == "called"


def test_requeued_ticket_of_before_the_verbs_is_ready_when_it_was_told() -> None:
    story = morning().call("t1", "H001").tell("ticket.requeued", "t1", label="H001", eff_s=4)
    old = story.row(Ticket, "t1")
    assert (old.state, old.calls, old.eff_s) == ("waiting", 1, 4)
    story.call("t1", "H001", call=2)
    again = {"label": "H001", "eff_s": 3, "ready_ms": 1_000, "calls": 0}
    story.tell("ticket.requeued", "t1", **again)
    assert (old.calls, old.ready_at, old.eff_s) == (0, 1_000, 3)


def test_dossier_goes_on_from_its_acceptance() -> None:
    story = morning().tell("dossier.opened", "d1", code="TAM-1", service="HT01")
    story.tell("dossier.accepted", "d1", official_code="H26.12-261123-0001", **{"from": None})
    story.tell("dossier.advanced", "d1", to=4, **{"from": 2})
    assert (story.row(Dossier, "d1").status, story.row(Dossier, "d1").code_hash) == (
        4,
        commit("TAM-1", salt=""),
    )


def test_rating_stays_in_the_denominator_when_nobody_answers() -> None:
    story = morning().call("t1", "H001").start("s1", "t1").finish("s1", "t1").ask("s1", "t1")
    story.tell("rating.lapsed", "s1")
    rating = story.row(Rating, "s1")
    assert (rating.state, rating.value) == ("lapsed", None)
    assert rating.pad_until - rating.opened_at == 180_000
    assert rating.until - rating.opened_at == 7 * 86_400_000


def test_shift_that_ends_in_a_pause_has_no_reason_left() -> None:
    story = morning().tell("shift.paused", "shift-3", counter=3, reason="Họp")
    assert story.row(Shift, "shift-3").pause_reason == "Họp"
    story.tell("shift.closed", "shift-3", counter=3)
    assert (story.row(Shift, "shift-3").state, story.row(Shift, "shift-3").pause_reason) == (
        "closed",
        None,
    )


def called() -> Story:
    return morning().call("t1", "H001")


def served() -> Story:
    return called().start("s1", "t1").finish("s1", "t1").ask("s1", "t1")


def closed() -> Story:
    story = morning().tell("ticket.lapsed", "t1", label="H001")
    story.tell("ticket.lapsed", "t2", label="H002")
    return story.tell("day.closed", DAY, day=DAY, digest="", totals={"lapsed": 2})


IMPOSSIBLE: dict[str, tuple[Any, str]] = {
    "a fact nobody knows": (lambda: morning().tell("ticket.lost", "t1"), "no fact is called"),
    "a fact of another site": (lambda: morning().tell("ticket.lapsed", "t1", site="00004"), "site"),
    "a payload that lacks something": (
        lambda: morning().tell("ticket.called", "t1", label="H001"),
        "payload",
    ),
    "a site opened twice": (
        lambda: morning().tell("site.opened", "00160", slug="x", kind="xa", settings={}),
        "once",
    ),
    "a label given twice": (lambda: morning().issue("t3", "H002"), "ordinal"),
    "a number left out": (lambda: morning().issue("t3", "H004"), "ordinal"),
    "a label of another kiosk": (lambda: morning().issue("t3", "H3-001", no=2), "issuer"),
    "the same kiosk's label twice": (
        lambda: morning().issue("t3", "H2-001", no=2).issue("t4", "H2-001", no=2),
        "exists already",
    ),
    "a ticket issued twice": (lambda: morning().issue("t1", "H003"), "waiting by ticket.issued"),
    "a ticket of a day nobody opened": (
        lambda: morning().issue("t3", "H001", day="2026-11-24"),
        "service_day",
    ),
    "a call at a closed counter": (
        lambda: morning().call("t1", "H001", counter=5),
        "counter 5 is not open",
    ),
    "a call at a resting counter": (
        lambda: morning().tell("shift.paused", "shift-3", counter=3, reason="x").call("t1", "H001"),
        "not open",
    ),
    "two tickets at a counter": (lambda: called().call("t2", "H002"), "counter 3 has ticket t1"),
    "a ticket called twice": (lambda: called().call("t1", "H001", call=2), "called by"),
    "a call miscounted": (lambda: morning().call("t1", "H001", call=2), "call 2"),
    "another label called": (lambda: morning().call("t1", "H002"), "label"),
    "a serving at another counter": (lambda: called().start("s1", "t1", counter=5), "counter"),
    "a serving of who was not called": (lambda: morning().start("s1", "t1"), "counter"),
    "a serving finished twice": (lambda: served().finish("s1", "t1"), "finished already"),
    "a serving rated before its end": (
        lambda: called().start("s1", "t1").ask("s1", "t1"),
        "not finished",
    ),
    "a serving rated twice": (lambda: served().ask("s1", "t1"), "exists already"),
    "an answer given twice": (
        lambda: (
            served()
            .tell("rating.given", "s1", value=1, scale="five-1", channel="pad", dossier=None)
            .tell("rating.lapsed", "s1")
        ),
        "given by rating.lapsed",
    ),
    "two officers at a counter": (
        lambda: morning().tell("shift.opened", "b", counter=3, officer="binh"),
        "counter 3 has shift",
    ),
    "an officer at two counters": (
        lambda: morning().tell("shift.opened", "b", counter=5, officer="an"),
        "is at counter 3",
    ),
    "a counter left with somebody at it": (
        lambda: called().tell("shift.closed", "shift-3", counter=3),
        "ticket t1 is at its counter",
    ),
    "an issuer number given twice": (
        lambda: (
            morning()
            .tell("device.paired", "a", kind="kiosk", counter=None, issuer_no=1)
            .tell("device.paired", "b", kind="kiosk", counter=None, issuer_no=1)
        ),
        "issuer number",
    ),
    "a revoked device paired": (
        lambda: (
            morning()
            .tell("device.revoked", "a", kind="pad", counter=3)
            .tell("device.paired", "a", kind="pad", counter=3, issuer_no=None)
        ),
        "revoked by device.paired",
    ),
    "a day closed over people who wait": (
        lambda: morning().tell("day.closed", DAY, day=DAY, digest="", totals={"waiting": 2}),
        "it leaves tickets waiting",
    ),
    "totals that do not add up": (
        lambda: morning().tell("day.closed", DAY, day=DAY, digest="", totals={"served": 2}),
        "totals",
    ),
    "a day forgotten before it is closed": (
        lambda: morning().tell("day.forgotten", DAY, part="tickets", count=0),
        "is open",
    ),
    "more forgotten than there is": (
        lambda: closed().tell("day.forgotten", DAY, part="tickets", count=1),
        "count 1, the facts before it say 0",
    ),
    "a day forgotten twice": (
        lambda: (
            closed()
            .tell("day.forgotten", DAY, part="codes", count=0)
            .tell("day.forgotten", DAY, part="codes", count=0)
        ),
        "exists already",
    ),
    "a dossier accepted twice": (
        lambda: (
            morning()
            .tell("dossier.opened", "d", code="TAM-1", service="HT01")
            .tell("dossier.accepted", "d", official_code="A", **{"from": None})
            .tell("dossier.accepted", "d", official_code="B", **{"from": 2})
        ),
        "status",
    ),
    "a slip that failed by printing": (
        lambda: morning().tell("slip.printed", "t1", outcome="failed", copy=0, cause=None),
        "cannot end failed",
    ),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_journal_cannot_tell_of(what: str) -> None:
    tell, why = IMPOSSIBLE[what]
    with pytest.raises(Impossible) as said:
        tell()
    assert why in str(said.value)


@pytest.mark.parametrize("state", list(TicketState))
def test_every_state_a_ticket_can_be_in_is_tried_by_its_table(state: TicketState) -> None:
    """A fact the table has no key for is impossible from that state, whatever it says."""
    moves = {"ticket.lapsed", "ticket.missed", "ticket.cancelled", "ticket.held"}
    for event in sorted(moves):
        story = morning()
        story.row(Ticket, "t1").state = str(state)
        story.row(Ticket, "t1").counter = 3
        if event in TRANSITIONS[state]:
            story.tell(event, "t1", **(HELD if event == "ticket.held" else {"label": "H001"}))
            assert story.row(Ticket, "t1").state == TRANSITIONS[state][event]  # type: ignore[index]
        else:
            with pytest.raises(Impossible):
                story.tell(event, "t1", label="H001")
