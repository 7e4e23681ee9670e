"""A hall at work, in any order: citizens, kiosks, counters, pads, the clock and the keeper.

Every rule is a real action in a real transaction. A refusal must leave every row of every table
as it was. At the end the journal must give the same rows, and no ticket may be lost.
"""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy import select

from demo.hall import hall_catalogue
from protocol.numbering import make_label
from queue_server.actions.calling import (
    call_chosen,
    call_next,
    cancel_ticket,
    miss_ticket,
    recall_ticket,
    return_ticket,
)
from queue_server.actions.catalogue import publish_catalogue
from queue_server.actions.devices import make_device_link, pair_device, revoke_device
from queue_server.actions.helping import ask_help, end_help
from queue_server.actions.holding import (
    call_held,
    hold_ticket,
    leave_counter,
    release_ticket,
)
from queue_server.actions.intake import Taken, forget_ticket, take_ticket
from queue_server.actions.issuing import Wish, issue_ticket, offer_ticket
from queue_server.actions.moving import Target, transfer_ticket
from queue_server.actions.people import create_account
from queue_server.actions.ratings import rate_at_pad
from queue_server.actions.serving import finish_serving, start_serving
from queue_server.actions.shifts import open_shift, pause_shift, resume_shift, take_shift
from queue_server.actions.slips import note_slip
from queue_server.actions.undoing import reopen_serving, undo_absence, undo_cancellation
from queue_server.actions.walkups import serve_walk_up
from queue_server.domain.access import AccountRole
from queue_server.domain.reasons import HandReason, HoldReason, OutcomeReason, PauseReason
from queue_server.domain.serving import Outcome
from queue_server.domain.site import Counter
from queue_server.domain.ticket import TicketClass
from queue_server.store.rows import TicketRow
from queue_server.store.store import Tx
from queue_server.store.tables import queue
from tests.stage import Stage
from tests.store.attempts import Experience, keep_house
from tests.store.hall_turns import ANY, COUNTERS, SERVICES, HallTurns

LETTERS = {"CT01": "B", "CT02": "B", "HT01": "H", "BT01": "S"}
WISHES = st.builds(
    lambda code, group: Wish(
        code, TicketClass.PRIORITY if group else TicketClass.ORDINARY, group, "vi"
    ),
    st.sampled_from(SERVICES),
    st.sampled_from((None, None, None, "NCT75", "PNMT")),
)
HELP, REST = ("ask help", "end help"), PauseReason.REST


class HallMachine(HallTurns):
    """One hall with two rules of thumb: people come three times as often as they are called."""

    def __init__(self, stage: Stage, experience: Experience) -> None:
        super().__init__(stage, experience)
        self.issuer_no = 0
        self.ordinals: Tally[tuple[date, str, int]] = Tally()
        self.offers: list[Taken] = []
        self.delivered: list[Taken] = []
        self.servings: list[tuple[str, int]] = []

    # The hall opens.

    @initialize(wishes=st.lists(WISHES, min_size=2, max_size=6))
    def opens(self, wishes: list[Wish]) -> None:
        self.pair("kiosk", None)
        for counter in COUNTERS:
            self.works_or_rests(counter, counter, "open")
        self.come_to_reception(wishes)

    # Citizens come.

    def remember(self, row: TicketRow | None) -> None:
        if row is not None and row.id not in self.tickets:
            self.tickets.append(row.id)

    @rule(wishes=st.lists(WISHES, min_size=1, max_size=4))
    def come_to_reception(self, wishes: list[Wish]) -> None:
        for wish in wishes:
            issued = self.attempt(lambda tx, wish=wish: issue_ticket(tx, wish=wish))
            self.remember(issued and issued.ticket)

    @rule(
        wish=WISHES,
        then=st.sampled_from(("takes", "takes", "takes its own", "walks away", "hesitates")),
        late_s=st.integers(0, 90),
    )
    def taps(self, wish: Wish, then: str, late_s: int) -> None:
        """The kiosk asks for a label; whether it takes that one is another matter."""
        id_ = self.new_id()
        offer = self.attempt(
            lambda tx: offer_ticket(tx, id_, wish=wish, issuer_no=self.issuer_no)[0]
        )
        if offer is not None:
            self.offers.append(Taken(id_, offer.label, offer.day, self.token(), self.now, wish))
            self.stage.clock.move(seconds=late_s)
            self.decides(then, -1)

    @precondition(lambda self: self.offers)
    @rule(which=ANY, then=st.sampled_from(("takes", "takes its own", "walks away")))
    def decides_late(self, which: int, then: str) -> None:
        """Minutes or days after the offer, or again and otherwise than before."""
        self.decides(then, which)

    def decides(self, then: str, which: int) -> None:
        offered = self.offers[-1] if which < 0 else self.pick(self.offers, which)
        if then == "takes":
            self.deliver(offered)
        elif then == "takes its own":
            label = self.own_label(offered.wish, offered.day)
            self.deliver(replace(offered, label=label, token=self.token()))
        elif then == "walks away":
            self.attempt(lambda tx: forget_ticket(tx, offered.ticket))

    @rule(
        wishes=st.lists(WISHES, min_size=1, max_size=4),
        days_ago=st.sampled_from((0, 0, 0, 0, 0, 1, 2, 400, -1, -2)),
        hours=st.integers(0, 3),
    )
    def came_while_the_link_was_away(self, wishes: list[Wish], days_ago: int, hours: int) -> None:
        day = self.today - timedelta(days=days_ago)
        for wish in wishes:
            label, at = self.own_label(wish, day), self.ago(hours * 3600)
            self.deliver(Taken(self.new_id(), label, day, self.token(), at, wish))

    def own_label(self, wish: Wish, day: date) -> str:
        letter = LETTERS[wish.service]
        self.ordinals[day, letter, self.issuer_no] += 1
        return make_label(letter, self.ordinals[day, letter, self.issuer_no], self.issuer_no)

    def deliver(self, taken: Taken) -> None:
        row = self.attempt(lambda tx: take_ticket(tx, taken, issuer_no=self.issuer_no))
        self.remember(row)
        if row is not None:
            self.delivered.append(taken)

    @precondition(lambda self: self.delivered)
    @rule(which=ANY, is_copy=st.booleans())
    def delivers_again(self, which: int, is_copy: bool) -> None:
        """The acknowledgement was lost, or a copied store gives a label anew: nothing changes."""
        before, taken = self.now_rows, self.pick(self.delivered, which)
        self.deliver(replace(taken, ticket=self.new_id()) if is_copy else taken)
        assert self.now_rows == before

    @precondition(lambda self: self.tickets)
    @rule(which=ANY, outcome=st.sampled_from(("printed", "printed", "failed", "uncertain")))
    def slip_is_reported(self, which: int, outcome: str) -> None:
        id_, entry = self.pick(self.tickets, which), self.new_id()
        known = {"ticket_id": id_, "outcome": outcome, "copy": 0, "cause": None}
        self.attempt(lambda tx: note_slip(tx, entry, **known, at=self.ago(1)))

    # Counters work.

    @rule(
        counter=st.sampled_from(COUNTERS),
        officer=st.sampled_from((0, 0, 0, 1, 3)),
        how=st.sampled_from((*["open"] * 3, "pause", *["resume"] * 2, "close", "take", *HELP)),
    )
    def works_or_rests(self, counter: int, officer: int, how: str) -> None:
        me = self.officer(officer or counter)
        acts: dict[str, Callable[[Tx], Any]] = {
            "open": lambda tx: open_shift(tx, counter=counter, officer=me),
            "pause": lambda tx: pause_shift(tx, counter=counter, officer=me, reason=REST),
            "resume": lambda tx: resume_shift(tx, counter=counter, officer=me),
            "take": lambda tx: take_shift(tx, counter=counter, officer=me, seat=tx.new_id()[-16:]),
            "ask help": lambda tx: ask_help(tx, counter=counter, officer=me),
            "end help": lambda tx: end_help(tx, counter=counter),
            "close": lambda tx: leave_counter(tx, counter=counter, officer=me),
        }
        self.attempt(acts[how])

    def call(self, counter: int) -> str | None:
        me = self.officer(counter)
        called = self.attempt(lambda tx: call_next(tx, counter=counter, officer=me))
        if called is not None:
            self.experience.calls[called.ticket is not None] += 1
        return called.ticket.id if called is not None and called.ticket is not None else None

    @rule(
        wishes=st.lists(WISHES, max_size=4),
        first=st.sampled_from(COUNTERS),
        thens=st.lists(st.sampled_from((*["serve"] * 4, "call", "start", "recall", "miss"))),
        outcome=st.sampled_from(list(Outcome)),
    )
    def counters_call(
        self, wishes: list[Wish], first: int, thens: list[str], outcome: Outcome
    ) -> None:
        """One counter after another calls, if nobody is called there, and goes on from that."""
        self.come_to_reception(wishes)
        for place, then in enumerate(thens, start=first):
            counter = 1 + place % len(COUNTERS)
            called = self.at_counter(counter) or self.call(counter)
            if called is not None and then != "call":
                self.goes_on(called, counter, then, outcome)

    def goes_on(self, called: str, counter: int, then: str, outcome: Outcome) -> None:
        if then in ("recall", "miss"):
            act = recall_ticket if then == "recall" else miss_ticket
            self.attempt(lambda tx: act(tx, called, officer=self.officer(counter)))
            return
        started = self.start(called, counter)
        if started is not None and then == "serve":
            self.finish(started, counter, outcome)

    def at_counter(self, counter: int) -> str | None:
        t = queue.ticket.c
        with self.stage.store.read() as connection:
            return connection.execute(
                select(t.id).where(
                    t.site == self.stage.site, t.counter == counter, t.state.in_(("called",))
                )
            ).scalar()

    def start(self, ticket: str, counter: int) -> str | None:
        me = self.officer(counter)
        started = self.attempt(lambda tx: start_serving(tx, ticket, officer=me)[0].id)
        if started is not None:
            self.servings.append((started, counter))
        return started

    def finish(self, serving: str, counter: int, outcome: Outcome) -> None:
        me, reason = (
            self.officer(counter),
            OutcomeReason.ELSEWHERE if outcome is Outcome.REFUSED else None,
        )
        # Sometimes a code that another dossier has.
        number = len(self.servings) // 2 * 2
        code = f"H26.12-261123-{number:04}" if outcome is Outcome.ACCEPTED else None
        self.attempt(
            lambda tx: finish_serving(
                tx, serving, officer=me, outcome=outcome, reason=reason, dossier_code=code
            )
        )

    @precondition(lambda self: self.servings)
    @rule(which=ANY, outcome=st.sampled_from(list(Outcome)))
    def finish_any(self, which: int, outcome: Outcome) -> None:
        serving, counter = self.pick(self.servings, which)
        self.finish(serving, counter, outcome)

    @precondition(lambda self: self.servings)
    @rule(which=ANY, value=st.integers(0, 5), pad=st.sampled_from((0, 0, 0, 3)))
    def rate(self, which: int, value: int, pad: int) -> None:
        serving, counter = self.pick(self.servings, which)
        at = pad or counter
        self.attempt(lambda tx: rate_at_pad(tx, serving, counter=at, value=value, scale="five-1"))

    @precondition(lambda self: self.tickets)
    @rule(
        which=ANY,
        officer=st.sampled_from(COUNTERS),
        how=st.sampled_from(
            (
                "recall",
                "miss",
                "return",
                "cancel",
                "start",
                "this one",
                "back",
                "release",
                "un-cancel",
            )
        ),
    )
    def anything_with_any_ticket(self, which: int, officer: int, how: str) -> None:
        id_, me = self.pick(self.tickets, which), self.officer(officer)
        acts: dict[str, Callable[[Tx], Any]] = {
            "recall": lambda tx: recall_ticket(tx, id_, officer=me),
            "miss": lambda tx: miss_ticket(tx, id_, officer=me),
            "return": lambda tx: return_ticket(tx, id_),
            "cancel": lambda tx: cancel_ticket(tx, id_, reason=None),
            "start": lambda tx: start_serving(tx, id_, officer=me),
            "this one": lambda tx: call_chosen(tx, id_, officer=me, reason=HandReason.FRAIL),
            "back": lambda tx: call_held(tx, id_, officer=me),
            "release": lambda tx: release_ticket(tx, id_),
            "un-cancel": lambda tx: undo_cancellation(tx, id_),
        }
        self.attempt(acts[how])

    @rule(
        counter=st.sampled_from(COUNTERS),
        how=st.sampled_from(("hold", "move", "move and back", "miss and undo", "finish and undo")),
        to=st.sampled_from(SERVICES),
        other=st.sampled_from((None, *COUNTERS)),
        minutes=st.sampled_from((None, 1, 40)),
    )
    def counter_turns_aside(
        self, counter: int, how: str, to: str, other: int | None, minutes: int | None
    ) -> None:
        """Somebody is called, served, and then does not simply finish."""
        id_, me = self.at_counter(counter) or self.call(counter), self.officer(counter)
        if id_ is None:
            return
        target = Target(to, counter=other, comes_back=how == "move and back")
        if how == "miss and undo":
            self.attempt(lambda tx: miss_ticket(tx, id_, officer=me))
            self.attempt(lambda tx: undo_absence(tx, id_, officer=me))
            return
        started = self.start(id_, counter)
        if how == "hold":
            why = HoldReason.FORM
            self.attempt(lambda tx: hold_ticket(tx, id_, officer=me, reason=why, minutes=minutes))
        elif how == "finish and undo" and started is not None:
            self.finish(started, counter, Outcome.DONE)
            self.call(counter)
            self.attempt(lambda tx: reopen_serving(tx, started, officer=me))
        else:
            self.attempt(lambda tx: transfer_ticket(tx, id_, officer=me, to=target))

    @rule(counter=st.sampled_from(COUNTERS), wish=WISHES)
    def walks_up(self, counter: int, wish: Wish) -> None:
        me = self.officer(counter)
        done = self.attempt(lambda tx: serve_walk_up(tx, counter=counter, officer=me, wish=wish))
        if done is not None:
            self.remember(done.ticket)
            self.servings.append((done.serving.id, counter))

    @rule(which=ANY)
    def comes_back(self, which: int) -> None:
        t = queue.ticket.c
        with self.stage.store.read() as connection:
            missed = connection.execute(
                select(t.id).where(t.site == self.stage.site, t.state == "missed")
            ).scalars()
            ids = sorted(missed)
        if ids:
            self.attempt(lambda tx: return_ticket(tx, self.pick(ids, which)))

    # Time passes; the administrator works.

    @rule(
        hours=st.sampled_from((0.001, 0.01, 0.05, 0.3, 0.6, 9, 24 * 8, -0.2)), is_kept=st.booleans()
    )
    def time_passes(self, hours: float, is_kept: bool) -> None:
        """Moments, half an hour, a night, a week, a clock set back; the keeper may come late."""
        self.stage.clock.move(hours=hours, microseconds=1_700)
        if is_kept:
            self.attempt(keep_house)

    @rule(
        what=st.sampled_from(("pair", "revoke", "publish", "hire")),
        counter=st.sampled_from(COUNTERS),
        kind=st.sampled_from(("kiosk", "pad", "counter")),
        role=st.sampled_from(list(AccountRole)),
    )
    def administrator_works(self, what: str, counter: int, kind: str, role: AccountRole) -> None:
        if what == "pair":
            self.pair(kind, None if kind == "kiosk" else counter)
        elif what == "revoke":
            device = self.stage.devices["pad", counter]
            self.attempt(lambda tx: revoke_device(tx, device))
        elif what == "hire":
            login = f"moi{len(self.now_rows['account'])}"
            self.attempt(lambda tx: create_account(tx, login=login, name="Người mới", role=role))
        else:
            self.publish(counter)

    def pair(self, kind: str, counter: int | None) -> None:
        device = self.stage.devices[kind, counter]
        secret = self.attempt(lambda tx: make_device_link(tx, device))
        if secret is not None:
            paired = self.attempt(lambda tx: pair_device(tx, secret))
            if paired is not None and paired.issuer_no is not None:
                self.issuer_no = paired.issuer_no

    def publish(self, counter: int) -> None:
        """A counter holds back other seconds than before; two organisations share the hall."""
        offered = hall_catalogue()
        counters = tuple(
            Counter(c.number, dict.fromkeys(c.skills, 60 * c.number * (c.number != counter)))
            for c in offered.counters
        )
        organisations = {"UBND": "UBND phường", "CNTT": "Chi nhánh"}
        catalogue = replace(offered, counters=counters)
        self.attempt(lambda tx: publish_catalogue(tx, catalogue, organisations=organisations))
