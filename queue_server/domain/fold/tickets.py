"""Replaying tickets: labels and their ledger, queue lengths, calls, slips."""

import sys
from collections import Counter as Tally
from collections.abc import Iterable
from datetime import date
from typing import cast

from protocol.events import EventType
from protocol.numbering import ROLL_ISSUER_NO, parse_label
from queue_server.domain.fold.rows import (
    Account,
    Admission,
    DayGiven,
    Device,
    Forgotten,
    LedgerLine,
    PaperRoll,
    QueueLength,
    Series,
    ServiceDay,
    Serving,
    Ticket,
)
from queue_server.domain.fold.state import FoldOne, Impossible, JournalFact, State, agree, move
from queue_server.domain.keeping import Part
from queue_server.domain.serving import Parting, ServingState
from queue_server.domain.shift import ShiftState
from queue_server.domain.ticket import (
    AT_COUNTER,
    NOT_GIVEN,
    TRANSITIONS,
    IssuerKind,
    TicketClass,
    TicketState,
)


def offer(state: State, fact: JournalFact) -> None:
    """The server holds the next label of its series for a kiosk."""
    after = move(TRANSITIONS, _state_of(state, fact), fact)
    ticket = _new_ticket(state, fact, after=after)
    _take_next(state, ticket)
    state.add(LedgerLine(ticket.day, ticket.label, ticket.id, "offered"))
    _enter(state, ticket)


def issue(state: State, fact: JournalFact) -> None:
    """A ticket waits: under the label it was offered, or another, which retires the offered."""
    after = move(TRANSITIONS, _state_of(state, fact), fact)
    before = state.find(Ticket, fact.subject)
    ticket = _new_ticket(state, fact, after=after)
    _give_label(state, ticket, before=before)
    if before is not None:
        state.tallies[before.day][before.state] -= 1
    _enter(state, ticket)
    _write_in(state, ticket)
    state.issued[ticket.day, ticket.label[0]] += 1
    if fact.payload.get("admitted"):
        state.add(Admission(ticket.id))


def _new_ticket(state: State, fact: JournalFact, *, after: str) -> Ticket:
    said = fact.payload
    day = date.fromisoformat(said["day"])
    return Ticket(
        id=fact.subject,
        day=state.get(ServiceDay, day).day,
        label=said["label"],
        field=sys.intern(said["field"]),
        service=sys.intern(said["service"]),
        class_=TicketClass(said["class"]),
        group=said["group"],
        lang=sys.intern(said["lang"]),
        state=after,
        issuer_kind=sys.intern(said["issuer"]["kind"]),
        issuer_no=said["issuer"]["no"],
        issued_at=fact.at_ms,
        ready_at=said["ready_ms"],
        eff_s=said["eff_s"],
        dossier=said.get("dossier"),
    )


def _give_label(state: State, ticket: Ticket, *, before: Ticket | None) -> None:
    if before is not None:
        kept = (before.day, before.label) == (ticket.day, ticket.label)
        line = state.get(LedgerLine, before.day, before.label)
        line.state = "given" if kept else "retired"
        if kept:
            return
    if ticket.issuer_kind == IssuerKind.KIOSK:
        _check_issuer(state, ticket)
    elif ticket.issuer_kind == IssuerKind.PAPER:
        agree("issuer", said=parse_label(ticket.label).issuer_no, known=ROLL_ISSUER_NO)
    else:
        _take_next(state, ticket)
    state.add(LedgerLine(ticket.day, ticket.label, ticket.id, "given"))


def _check_issuer(state: State, ticket: Ticket) -> None:
    """A kiosk gives its own labels, or brings one of a server that is gone (I1, I20)."""
    number = parse_label(ticket.label).issuer_no
    if number == ticket.issuer_no:
        return
    rows = state.tables[Device].values()
    known = {row.issuer_no for row in rows if isinstance(row, Device) and row.issuer_no}
    if number in {*known, state.head.restored_issuer_no} or not state.head.is_lost(ticket.day):
        agree("issuer", said=number, known=ticket.issuer_no)


def _take_next(state: State, ticket: Ticket) -> None:
    """The site's own labels are without gaps, and without an issuer unless it was restored (I1)."""
    label = parse_label(ticket.label)
    head = state.head
    restored = head.restored_issuer_no if head.is_lost(ticket.day) else None
    agree("issuer", said=label.issuer_no, known=restored)
    series = state.find(Series, ticket.day, label.letter)
    agree("ordinal", said=label.ordinal, known=series.last + 1 if series else 1)
    state.tables[Series][ticket.day, label.letter] = Series(ticket.day, label.letter, label.ordinal)


def _enter(state: State, ticket: Ticket) -> None:
    state.tables[Ticket][ticket.key] = ticket
    state.given_on[ticket.day].append(ticket.id)
    state.tallies[ticket.day][ticket.state] += 1
    if ticket.state == TicketState.WAITING:
        _lengthen(state, ticket.service, 1)


def _write_in(state: State, ticket: Ticket) -> None:
    """What was forgotten of its day is to be looked at again; its thread goes on until then."""
    for part in Part:
        state.tables[Forgotten].pop((ticket.day, part), None)
    if ticket.dossier is not None:
        state.newest[ticket.dossier] = max(ticket.day, state.newest.get(ticket.dossier, ticket.day))


def count_given(state: State) -> list[DayGiven]:
    """Count the numbers a cap is held against, by day and service."""
    tickets = cast("Iterable[Ticket]", state.tables[Ticket].values())
    given = Tally((t.day, t.service) for t in tickets if t.state not in NOT_GIVEN)
    return [DayGiven(day, service, count) for (day, service), count in given.items()]


def _lengthen(state: State, service: str, by: int) -> None:
    length = state.find(QueueLength, service)
    if length is None:
        state.add(QueueLength(service, by))
    else:
        length.waiting += by


def known_ticket(state: State, fact: JournalFact, id_: str) -> Ticket:
    """Give the ticket a fact is about; Impossible if there is none, or its label is another."""
    ticket = state.get(Ticket, id_)
    agree("label", said=fact.payload.get("label", ticket.label), known=ticket.label)
    return ticket


def move_ticket(state: State, fact: JournalFact, ticket: Ticket) -> None:
    """Move a ticket by the table; keep its queue's length and who is at its counter (I3)."""
    after = move(TRANSITIONS, TicketState(ticket.state), fact)
    if after == TicketState.WAITING or ticket.state == TicketState.WAITING:
        _lengthen(state, ticket.service, (after == "waiting") - (ticket.state == "waiting"))
    if ticket.state in AT_COUNTER and after not in AT_COUNTER and ticket.counter is not None:
        state.at_counter.pop(ticket.counter, None)
    state.tallies[ticket.day][ticket.state] -= 1
    state.tallies[ticket.day][after] += 1
    ticket.state = after


def join(state: State, fact: JournalFact) -> None:
    """A kiosk delivered what staff had let in by its slip: the same ticket, where it came."""
    ticket = known_ticket(state, fact, fact.subject)
    line = state.get(Admission, ticket.id)
    agree("kiosk_ticket", said=None, known=line.kiosk_ticket)
    line.kiosk_ticket, line.joined_at = fact.payload["kiosk_ticket"], fact.recorded_at_ms
    ticket.issued_at, ticket.ready_at = fact.payload["issued_ms"], fact.payload["ready_ms"]
    ticket.eff_s = fact.payload["eff_s"]


def _state_of(state: State, fact: JournalFact) -> TicketState | None:
    known = state.find(Ticket, fact.subject)
    return None if known is None else TicketState(known.state)


def call(state: State, fact: JournalFact) -> None:
    """A counter that works and has nobody calls a ticket (I3)."""
    ticket = known_ticket(state, fact, fact.subject)
    counter = fact.payload["counter"]
    shift = state.shift_at.get(counter)
    if shift is None or shift.state != ShiftState.OPEN:
        raise Impossible(f"counter {counter} is not open")
    take_counter(state, ticket, counter)
    move_ticket(state, fact, ticket)
    ticket.counter = counter
    ticket.first_called_at = ticket.first_called_at or fact.recorded_at_ms
    ticket.by_hand = fact.payload.get("by_hand", ticket.by_hand)
    _for_nobody(ticket)
    _count_call(ticket, fact)


def _for_nobody(ticket: Ticket) -> None:
    ticket.for_counter = ticket.for_officer = ticket.held_until = ticket.held_reason = None


def take_counter(state: State, ticket: Ticket, counter: int | None) -> None:
    """Put a ticket at a counter; Impossible if another is there."""
    if counter is None:
        raise Impossible("it names no counter")
    if state.at_counter.setdefault(counter, ticket.id) != ticket.id:
        raise Impossible(f"counter {counter} has ticket {state.at_counter[counter]}")


def recall(state: State, fact: JournalFact) -> None:
    """The same counter calls again."""
    ticket = known_ticket(state, fact, fact.subject)
    agree("counter", said=fact.payload["counter"], known=ticket.counter)
    move_ticket(state, fact, ticket)
    _count_call(ticket, fact)


def _count_call(ticket: Ticket, fact: JournalFact) -> None:
    agree("call", said=fact.payload["call"], known=ticket.calls + 1)
    ticket.calls += 1
    ticket.call_seq = fact.seq
    ticket.called_at = fact.recorded_at_ms


def end(state: State, fact: JournalFact) -> None:
    """A ticket is missed, cancelled or lapsed, or was served while everything was down."""
    ticket = known_ticket(state, fact, fact.subject)
    move_ticket(state, fact, ticket)
    ticket.ended_at = fact.at_ms


def retire(state: State, fact: JournalFact) -> None:
    """An offer nobody took: its label stays in the ledger."""
    end(state, fact)
    ticket = state.get(Ticket, fact.subject)
    _write_in(state, ticket)
    state.get(LedgerLine, ticket.day, ticket.label).state = "retired"


def requeue(state: State, fact: JournalFact) -> None:
    """A ticket waits again, at the place the fact gives it; facts of before say no more."""
    ticket = known_ticket(state, fact, fact.subject)
    move_ticket(state, fact, ticket)
    ticket.ready_at = fact.payload.get("ready_ms", fact.recorded_at_ms)
    ticket.eff_s = fact.payload["eff_s"]
    ticket.calls = fact.payload.get("calls", ticket.calls)
    ticket.counter = None
    ticket.ended_at = None
    _for_nobody(ticket)


def transfer(state: State, fact: JournalFact) -> None:
    """A ticket waits for another service; its seniority is kept."""
    said = fact.payload
    ticket = known_ticket(state, fact, fact.subject)
    move_ticket(state, fact, ticket)
    _lengthen(state, ticket.service, -1)
    ticket.service, ticket.field = said["service"], said["field"]
    _lengthen(state, ticket.service, 1)
    ticket.ready_at, ticket.eff_s, ticket.calls = said["ready_ms"], said["eff_s"], 0
    ticket.counter = ticket.ended_at = None
    ticket.for_counter, ticket.for_officer = said["counter"], said["officer"]
    ticket.back_to, ticket.back_service = said["back_to"], said["back_service"]
    _break_off(state, fact, ticket, how=Parting.TRANSFERRED)


def hold(state: State, fact: JournalFact) -> None:
    """A ticket steps aside in the middle of its serving."""
    said = fact.payload
    ticket = known_ticket(state, fact, fact.subject)
    agree("counter", said=said["counter"], known=ticket.counter)
    move_ticket(state, fact, ticket)
    ticket.held_until, ticket.held_reason, ticket.calls = said["until_ms"], said["reason"], 0
    _break_off(state, fact, ticket, how=Parting.HELD)


def _break_off(state: State, fact: JournalFact, ticket: Ticket, *, how: Parting) -> None:
    """End the serving a fact names, which must be the ticket's own and going on."""
    if fact.payload["serving"] is None:
        return
    serving = state.get(Serving, fact.payload["serving"])
    agree("ticket", said=serving.ticket, known=ticket.id)
    agree("serving", said=ServingState.OPEN, known=serving.state)
    serving.state, serving.outcome = ServingState.FINISHED, how
    serving.finished_at = fact.recorded_at_ms


def enter_roll(state: State, fact: JournalFact) -> None:
    """A range of the roll was entered; its numbers have facts of their own."""
    said = fact.payload
    state.add(
        PaperRoll(
            id=fact.subject,
            day=state.get(ServiceDay, date.fromisoformat(said["day"])).day,
            first=said["first"],
            last=said["last"],
            service=said["service"],
            became=said["became"],
            witness=state.get(Account, said["witness"]).id,
            entered_at=fact.recorded_at_ms,
        )
    )


FOLDS: dict[EventType, FoldOne] = {
    "ticket.offered": offer,
    "ticket.issued": issue,
    "ticket.joined": join,
    "ticket.retired": retire,
    "ticket.called": call,
    "ticket.recalled": recall,
    "ticket.missed": end,
    "ticket.cancelled": end,
    "ticket.lapsed": end,
    "ticket.settled": end,
    "roll.entered": enter_roll,
    "ticket.requeued": requeue,
    "ticket.transferred": transfer,
    "ticket.held": hold,
}
