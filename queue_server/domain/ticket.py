"""A ticket's life, as a table.

A ticket is one label given to one citizen for one service. It is *offered* while the server
holds a label for a kiosk that has not yet said it took it: on no screen, not callable. The
kiosk's own commit makes it *waiting*. From there a counter calls it, serves it, and its life
ends *served*, *missed*, *cancelled* or, when its day closes, *lapsed*. An offer nobody took is
*retired*; its label stays in the ledger and is never used again.

What the table does not show: that a ticket was called twice, or came by transfer. The journal
knows; "second time" is not a state. A cancelled ticket may be put back and a served one
reopened only as an undo within UNDO_WINDOW_S; a missed one may come back within the site's
return window. Those clocks are looked at by the actions, not here.
"""

from collections.abc import Mapping
from enum import StrEnum

from protocol.events import EventType
from queue_server.domain.machine import IllegalMove, next_state
from queue_server.domain.refusals import TicketMoved

UNDO_WINDOW_S = 30
# Stands where a reason stands for a call by hand; nobody waited and nobody was overtaken.
WALK_UP = "walk_up"


class TicketState(StrEnum):
    """Where a ticket is."""

    OFFERED = "offered"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    SERVED = "served"
    MISSED = "missed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    RETIRED = "retired"


class TicketClass(StrEnum):
    """What a citizen is to the queue: ordinary, of a priority group, or by appointment."""

    ORDINARY = "ordinary"
    PRIORITY = "priority"
    APPOINTMENT = "appointment"


class IssuerKind(StrEnum):
    """Who gives labels."""

    KIOSK = "kiosk"
    RECEPTION = "reception"
    ONLINE = "online"
    PAPER = "paper"


_S = TicketState

TRANSITIONS: Mapping[TicketState | None, Mapping[EventType, TicketState]] = {
    None: {"ticket.offered": _S.OFFERED, "ticket.issued": _S.WAITING},
    _S.OFFERED: {"ticket.issued": _S.WAITING, "ticket.retired": _S.RETIRED},
    _S.WAITING: {
        "ticket.called": _S.CALLED,
        "ticket.transferred": _S.WAITING,
        "ticket.cancelled": _S.CANCELLED,
        "ticket.lapsed": _S.LAPSED,
        "ticket.settled": _S.SERVED,
    },
    _S.CALLED: {
        "ticket.recalled": _S.CALLED,
        "serving.started": _S.SERVING,
        "ticket.missed": _S.MISSED,
        "ticket.requeued": _S.WAITING,
        "ticket.transferred": _S.WAITING,
        "ticket.cancelled": _S.CANCELLED,
        "ticket.lapsed": _S.LAPSED,
    },
    _S.SERVING: {
        "serving.finished": _S.SERVED,
        "ticket.held": _S.HELD,
        "ticket.transferred": _S.WAITING,
    },
    _S.HELD: {
        "ticket.called": _S.CALLED,
        "ticket.requeued": _S.WAITING,
        "ticket.cancelled": _S.CANCELLED,
        "ticket.lapsed": _S.LAPSED,
    },
    # Moved from served: another counter expects the citizen back.
    _S.SERVED: {"serving.reopened": _S.SERVING, "ticket.transferred": _S.WAITING},
    _S.MISSED: {"ticket.requeued": _S.WAITING},
    _S.CANCELLED: {"ticket.requeued": _S.WAITING},
    _S.LAPSED: {},
    _S.RETIRED: {},
}

# A counter has at most one of these.
AT_COUNTER = frozenset({_S.CALLED, _S.SERVING})
# Holds no number of the day: what a cap counts is all the others.
NOT_GIVEN = frozenset({_S.CANCELLED, _S.RETIRED})
# What a day that closes must end.
OPEN = frozenset({_S.WAITING, _S.CALLED, _S.HELD})


def move_ticket(state: TicketState | None, event: EventType, *, label: str) -> TicketState:
    """Give the state after an event; refuses with TicketMoved in people's words."""
    try:
        return next_state(TRANSITIONS, state, event)
    except IllegalMove as illegal:
        raise TicketMoved(label=label, state=str(illegal.state or "")) from None
