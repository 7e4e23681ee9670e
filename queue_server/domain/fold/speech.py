"""Replaying what was spoken in the hall."""

from protocol.events import EventType
from queue_server.domain.fold.announcement import Announcement
from queue_server.domain.fold.rows import Device, Ticket
from queue_server.domain.fold.state import FoldOne, Impossible, JournalFact, State, agree
from queue_server.domain.speech import Announced, Why


def announce(state: State, fact: JournalFact) -> None:
    """A call before it was spoken or dropped, once."""
    said = fact.payload
    ticket = state.get(Ticket, fact.subject)
    agree("label", said=said["label"], known=ticket.label)
    state.get(Device, said["screen"])
    if not 0 < said["call_seq"] < fact.seq:
        raise Impossible(f"call {said['call_seq']} was not made before it")
    outcome = Announced(said["outcome"])
    why = None if outcome is Announced.SPOKEN else str(Why(said["why"]))
    state.add(
        Announcement(
            call_seq=said["call_seq"],
            ticket=fact.subject,
            screen=said["screen"],
            outcome=str(outcome),
            why=why,
            begun_at=said["begun_ms"],
            ended_at=said["ended_ms"],
        )
    )


FOLDS: dict[EventType, FoldOne] = {"call.announced": announce}
