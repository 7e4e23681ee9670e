"""Replaying service: shifts, servings, dossier threads, ratings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from protocol.events import EventType
from queue_server.domain.dossier import ACCEPTED, MOVES
from queue_server.domain.fold.catalogue_rows import Counter
from queue_server.domain.fold.rows import Dossier, Pause, Rating, RefusedRating, Serving, Shift
from queue_server.domain.fold.state import FoldOne, Impossible, JournalFact, State, agree, move
from queue_server.domain.fold.tickets import known_ticket, move_ticket, take_counter
from queue_server.domain.keeping import commit
from queue_server.domain.rating import TRANSITIONS as RATINGS
from queue_server.domain.rating import RatingChannel, RatingRefused, RatingState
from queue_server.domain.serving import Outcome, ServingState
from queue_server.domain.shift import TRANSITIONS as SHIFTS
from queue_server.domain.shift import ShiftState

S_MS = 1_000
DAY_MS = 86_400_000


def open_shift(state: State, fact: JournalFact) -> None:
    """An officer takes a free counter, and has no other."""
    after = move(SHIFTS, None, fact)
    counter = fact.payload["counter"]
    state.get(Counter, counter)
    taken = state.shift_at.get(counter)
    if taken is not None:
        raise Impossible(f"counter {counter} has shift {taken.id}")
    _sit_down(state, fact, after)


def _sit_down(state: State, fact: JournalFact, after: str, *, before: Shift | None = None) -> None:
    counter, officer = fact.payload["counter"], fact.payload["officer"]
    others = (s for s in state.shift_at.values() if s is not before)
    elsewhere = [s.counter for s in others if s.officer == officer]
    if elsewhere:
        raise Impossible(f"its officer is at counter {elsewhere[0]}")
    at = fact.recorded_at_ms
    seat = fact.payload.get("seat")  # the journals of before have none
    shift = Shift(fact.subject, counter, officer, after, at, at, seat)
    if before is not None:
        shift.taken_from, shift.help_at = before.id, before.help_at
    state.add(shift)
    state.shift_at[counter] = shift


def take_shift(state: State, fact: JournalFact) -> None:
    """A counter goes to another seat: its shift ends, another begins, its serving goes along."""
    counter = fact.payload["counter"]
    before = state.shift_at.get(counter)
    if before is None:
        raise Impossible(f"counter {counter} is closed")
    agree("shift", said=fact.payload["taken_from"], known=before.id)
    _sit_down(state, fact, move(SHIFTS, ShiftState(before.state), fact), before=before)
    _end_shift(state, before, ShiftState.CLOSED, fact)
    if fact.payload["serving"] is not None:
        serving = state.get(Serving, fact.payload["serving"])
        agree("counter", said=counter, known=serving.counter)
        agree("ticket", said=state.at_counter.get(counter), known=serving.ticket)
        serving.officer = fact.payload["officer"]


def _end_shift(state: State, shift: Shift, after: str, fact: JournalFact) -> None:
    _end_pause(state, shift, fact)
    shift.state = after
    shift.closed_at = shift.since = fact.recorded_at_ms
    shift.pause_reason = shift.help_at = None


def move_shift(state: State, fact: JournalFact) -> None:
    """An officer rests, goes on, or leaves the counter, which then has nobody called there."""
    shift = state.get(Shift, fact.subject)
    agree("counter", said=fact.payload["counter"], known=shift.counter)
    after = move(SHIFTS, ShiftState(shift.state), fact)
    if after == ShiftState.CLOSED:
        if shift.counter in state.at_counter:
            raise Impossible(f"ticket {state.at_counter[shift.counter]} is at its counter")
        del state.shift_at[shift.counter]
        return _end_shift(state, shift, after, fact)
    shift.state, shift.since = after, fact.recorded_at_ms
    shift.pause_reason = fact.payload["reason"] if after == ShiftState.PAUSED else None
    if after != ShiftState.PAUSED:
        return _end_pause(state, shift, fact)
    place = len(state.pauses_of[shift.id]) + 1
    made = Pause(shift.id, place, shift.counter, fact.payload["reason"], fact.recorded_at_ms)
    state.add(made)
    state.pauses_of[shift.id].append(made)
    return None


def _end_pause(state: State, shift: Shift, fact: JournalFact) -> None:
    for pause in state.pauses_of[shift.id][-1:]:
        if pause.ended_at is None:
            pause.ended_at = fact.recorded_at_ms


def ask_for_help(state: State, fact: JournalFact) -> None:
    """An officer asks for help, or somebody says that it came."""
    shift = state.get(Shift, fact.subject)
    agree("counter", said=fact.payload["counter"], known=shift.counter)
    if shift.state == ShiftState.CLOSED:
        raise Impossible("its counter is closed")
    is_asked = fact.type == "help.asked"
    if is_asked == (shift.help_at is not None):
        raise Impossible("it is so already")
    shift.help_at = fact.recorded_at_ms if is_asked else None


def start_serving(state: State, fact: JournalFact) -> None:
    """The officer of a counter begins with the ticket called there."""
    said = fact.payload
    ticket = known_ticket(state, fact, said["ticket"])
    for what in ("counter", "service", "dossier"):
        agree(what, said=said[what], known=getattr(ticket, what))
    shift = state.shift_at.get(said["counter"])
    if shift is None:
        raise Impossible(f"counter {said['counter']} is closed")
    serving = Serving(
        id=fact.subject,
        day=ticket.day,
        ticket=ticket.id,
        counter=said["counter"],
        officer=shift.officer,
        service=ticket.service,
        dossier=ticket.dossier,
        state=ServingState.OPEN,
        started_at=fact.recorded_at_ms,
    )
    move_ticket(state, fact, ticket)
    state.add(serving)
    state.served_on[serving.day].append(serving.id)


def finish_serving(state: State, fact: JournalFact) -> None:
    """A serving ends with its outcome, and its ticket with it."""
    serving = state.get(Serving, fact.subject)
    agree("ticket", said=fact.payload["ticket"], known=serving.ticket)
    if serving.state != ServingState.OPEN:
        raise Impossible("it is finished already")
    ticket = known_ticket(state, fact, serving.ticket)
    move_ticket(state, fact, ticket)
    ticket.ended_at = serving.finished_at = fact.recorded_at_ms
    serving.state = ServingState.FINISHED
    serving.outcome = Outcome(fact.payload["outcome"])
    serving.reason = fact.payload["reason"]


def reopen_serving(state: State, fact: JournalFact) -> None:
    """A serving finished by mistake goes on, at a counter that is free; nobody is asked yet."""
    serving = state.get(Serving, fact.subject)
    ticket = known_ticket(state, fact, serving.ticket)
    take_counter(state, ticket, serving.counter)
    move_ticket(state, fact, ticket)
    ticket.ended_at = serving.finished_at = serving.outcome = serving.reason = None
    serving.state = ServingState.OPEN
    asked = state.find(Rating, serving.id)
    if asked is not None and asked.state == RatingState.OPENED:
        del state.tables[Rating][asked.key]


def open_dossier(state: State, fact: JournalFact) -> None:
    """A thread begins with a commitment to its code."""
    said = fact.payload
    code_hash = _committed(said, "code")
    state.add(Dossier(fact.subject, code_hash, said["service"], fact.at_ms))


def _committed(said: Mapping[str, Any], name: str) -> str:
    """What a fact holds of a code; the journals of before held the code itself."""
    if name in said:
        return commit(said[name], salt="")
    return str(said[f"{name.removesuffix('_code')}_hash"])


def accept_dossier(state: State, fact: JournalFact) -> None:
    """An officer's acceptance gives a thread its official code."""
    row = state.get(Dossier, fact.subject)
    _advance(row, said=fact.payload["from"], to=ACCEPTED)
    row.official_hash = _committed(fact.payload, "official_code")
    row.accepted_at = fact.recorded_at_ms


def advance_dossier(state: State, fact: JournalFact) -> None:
    """A dossier moves to another of the national statuses."""
    row = state.get(Dossier, fact.subject)
    _advance(row, said=fact.payload["from"], to=fact.payload["to"])


def _advance(row: Dossier, *, said: int | None, to: int) -> None:
    agree("status", said=said, known=row.status)
    if to not in MOVES[row.status]:
        raise Impossible(f"no dossier goes from status {row.status} to {to}")
    row.status = to


def open_rating(state: State, fact: JournalFact) -> None:
    """Finish asks the citizen, once for each serving (I5)."""
    after = move(RATINGS, None, fact)
    serving = state.get(Serving, fact.subject)
    if serving.state != ServingState.FINISHED:
        raise Impossible("its serving is not finished")
    agree("ticket", said=fact.payload["ticket"], known=serving.ticket)
    agree("counter", said=fact.payload["counter"], known=serving.counter)
    at = fact.recorded_at_ms
    rating = Rating(
        serving=serving.id,
        day=serving.day,
        counter=serving.counter,
        service=serving.service,
        dossier=serving.dossier,
        state=after,
        opened_at=at,
        pad_until=at + fact.payload["pad_s"] * S_MS,
        until=at + fact.payload["days"] * DAY_MS,
    )
    state.add(rating)


def give_rating(state: State, fact: JournalFact) -> None:
    """The citizen answers."""
    rating = state.get(Rating, fact.subject)
    agree("dossier", said=fact.payload["dossier"], known=rating.dossier)
    rating.state = move(RATINGS, RatingState(rating.state), fact)
    rating.value = fact.payload["value"]
    rating.scale = fact.payload["scale"]
    rating.channel = RatingChannel(fact.payload["channel"])
    rating.given_at = fact.recorded_at_ms


def explain_rating(state: State, fact: JournalFact) -> None:
    """Who gave a bad answer says why, once."""
    rating = state.get(Rating, fact.subject)
    rating.state = move(RATINGS, RatingState(rating.state), fact)
    agree("reason", said=None, known=rating.reason)
    rating.reason = fact.payload["reason"]


def lapse_rating(state: State, fact: JournalFact) -> None:
    """Nobody answered in time; it stays in the denominator."""
    rating = state.get(Rating, fact.subject)
    rating.state = move(RATINGS, RatingState(rating.state), fact)


def refuse_rating(state: State, fact: JournalFact) -> None:
    """Somebody tried to rate what was not theirs to rate, or not any more."""
    said = fact.payload
    agree("counter", said=str(said["counter"]), known=fact.subject)
    if said["serving"] is not None:
        agree("counter", said=said["counter"], known=state.get(Rating, said["serving"]).counter)
    key = date.fromisoformat(said["day"]), said["counter"], str(RatingRefused(said["why"]))
    line = state.find(RefusedRating, *key)
    if line is None:
        line = RefusedRating(*key)
        state.add(line)
    line.count += 1


FOLDS: dict[EventType, FoldOne] = {
    "shift.opened": open_shift,
    "shift.paused": move_shift,
    "shift.resumed": move_shift,
    "shift.closed": move_shift,
    "shift.taken": take_shift,
    "help.asked": ask_for_help,
    "help.ended": ask_for_help,
    "serving.started": start_serving,
    "serving.finished": finish_serving,
    "serving.reopened": reopen_serving,
    "dossier.opened": open_dossier,
    "dossier.accepted": accept_dossier,
    "dossier.advanced": advance_dossier,
    "rating.opened": open_rating,
    "rating.given": give_rating,
    "rating.explained": explain_rating,
    "rating.lapsed": lapse_rating,
    "rating.refused": refuse_rating,
}
