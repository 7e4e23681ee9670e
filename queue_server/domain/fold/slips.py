"""Replaying slips: asked of a machine, printed or not."""

import sys
from datetime import date

from protocol.events import EventType
from queue_server.domain.fold.rows import Device, Dossier, ServiceDay, SlipOrder, Ticket
from queue_server.domain.fold.state import FoldOne, Impossible, JournalFact, State, agree, move
from queue_server.domain.slip_order import TRANSITIONS, SlipKind, SlipOrderState

OUTCOMES = {"slip.printed": {"printed"}, "slip.failed": {"refused", "failed", "uncertain"}}


def ask_slip(state: State, fact: JournalFact) -> None:
    """Staff ask a paired machine for a slip of something that is there."""
    said = fact.payload
    kind = SlipKind(said["kind"])
    if kind is SlipKind.TICKET:
        state.get(Ticket, fact.subject)
    elif kind is SlipKind.RECEIPT:
        state.get(Dossier, fact.subject)
    else:
        state.get(ServiceDay, date.fromisoformat(fact.subject))
    device = state.get(Device, said["device"])
    state.add(
        SlipOrder(
            id=said["order"],
            device=device.id,
            kind=str(kind),
            subject=fact.subject,
            copy=said["copy"],
            state=move(TRANSITIONS, None, fact),
            asked_at=fact.recorded_at_ms,
        )
    )


def note_slip(state: State, fact: JournalFact) -> None:
    """What became of a slip; a ticket never depends on its paper."""
    outcome = fact.payload["outcome"]
    if outcome not in OUTCOMES[fact.type]:
        raise Impossible(f"{fact.type} cannot end {outcome}")
    order = None
    if fact.payload.get("order") is not None:
        order = state.get(SlipOrder, fact.payload["order"])
        agree("subject", said=fact.subject, known=order.subject)
        order.state = move(TRANSITIONS, SlipOrderState(order.state), fact)
    if order is None or order.kind == SlipKind.TICKET:
        state.get(Ticket, fact.subject).slip = sys.intern(outcome)


FOLDS: dict[EventType, FoldOne] = {
    "slip.asked": ask_slip,
    "slip.printed": note_slip,
    "slip.failed": note_slip,
}
