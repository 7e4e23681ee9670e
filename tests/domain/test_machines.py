"""Every state with every event: what house.md section 6 allows, and nothing else.

The tables are written a second time here, by hand from the design, so that a key added to a
machine by mistake has nobody to agree with it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import get_args

import pytest

from protocol.events import EventType
from queue_server.domain import device, health, rating, shift, slip_order, ticket
from queue_server.domain.machine import IllegalMove, next_state
from queue_server.domain.refusals import TicketMoved
from queue_server.domain.ticket import TicketState, move_ticket

Table = Mapping[StrEnum | None, Mapping[EventType, StrEnum]]

MACHINES: dict[str, tuple[type[StrEnum], Table]] = {
    "ticket": (ticket.TicketState, ticket.TRANSITIONS),
    "shift": (shift.ShiftState, shift.TRANSITIONS),
    "device": (device.DeviceState, device.TRANSITIONS),
    "rating": (rating.RatingState, rating.TRANSITIONS),
    "contact": (health.ContactState, health.TRANSITIONS),
    "slip order": (slip_order.SlipOrderState, slip_order.TRANSITIONS),
}

ALLOWED = {
    "ticket": """
        -         ticket.offered      offered
        -         ticket.issued       waiting
        offered   ticket.issued       waiting
        offered   ticket.retired      retired
        waiting   ticket.called       called
        waiting   ticket.transferred  waiting
        waiting   ticket.cancelled    cancelled
        waiting   ticket.lapsed       lapsed
        waiting   ticket.settled      served
        called    ticket.recalled     called
        called    serving.started     serving
        called    ticket.missed       missed
        called    ticket.requeued     waiting
        called    ticket.transferred  waiting
        called    ticket.cancelled    cancelled
        called    ticket.lapsed       lapsed
        serving   serving.finished    served
        serving   ticket.held         held
        serving   ticket.transferred  waiting
        held      ticket.called       called
        held      ticket.requeued     waiting
        held      ticket.cancelled    cancelled
        held      ticket.lapsed       lapsed
        missed    ticket.requeued     waiting
        served    serving.reopened    serving
        served    ticket.transferred  waiting
        cancelled ticket.requeued     waiting
    """,
    "contact": """
        -         device.reported     heard
        heard     device.reported     heard
        heard     device.silenced     silent
        silent    device.reported     heard
    """,
    "shift": """
        -         shift.opened        open
        open      shift.paused        paused
        open      shift.taken         open
        open      shift.closed        closed
        paused    shift.resumed       open
        paused    shift.taken         open
        paused    shift.closed        closed
    """,
    "device": """
        pairing   device.paired       paired
        pairing   device.revoked      revoked
        paired    device.paired       paired
        paired    device.copied       paired
        paired    device.revoked      revoked
    """,
    "rating": """
        -         rating.opened       opened
        opened    rating.given        given
        opened    rating.lapsed       lapsed
        given     rating.explained    given
    """,
    "slip order": """
        -         slip.asked          asked
        asked     slip.printed        printed
        asked     slip.failed         failed
        failed    slip.printed        printed
        failed    slip.failed         failed
    """,
}


def allowed(machine: str) -> dict[tuple[str, str], str]:
    rows = (line.split() for line in ALLOWED[machine].strip().splitlines())
    return {("" if before == "-" else before, event): after for before, event, after in rows}


def states(machine: str) -> list[StrEnum | None]:
    return [None, *MACHINES[machine][0]]


PAIRS = [
    (machine, state, event)
    for machine in MACHINES
    for state in states(machine)
    for event in get_args(EventType)
]


@pytest.mark.parametrize(
    ("machine", "state", "event"), PAIRS, ids=[f"{s or 'nothing'}-{e}" for _, s, e in PAIRS]
)
def test_every_state_takes_the_events_it_may_and_refuses_all_others(
    machine: str, state: StrEnum | None, event: EventType
) -> None:
    table = MACHINES[machine][1]
    after = allowed(machine).get((str(state or ""), event))
    if after is not None:
        assert next_state(table, state, event) == after
        return
    with pytest.raises(IllegalMove) as illegal:
        next_state(table, state, event)
    assert (illegal.value.state, illegal.value.event) == (state, event)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_state_is_a_key_even_one_that_nothing_leaves(machine: str) -> None:
    assert set(MACHINES[machine][1]) == set(states(machine))


@pytest.mark.parametrize("machine", MACHINES)
def test_every_row_of_the_design_is_a_real_state_and_fact(machine: str) -> None:
    known = {"", *map(str, MACHINES[machine][0])}
    for (before, event), after in allowed(machine).items():
        assert {before, after} <= known
        assert event in get_args(EventType)


@pytest.mark.parametrize("state", [None, *TicketState])
def test_ticket_that_cannot_move_is_refused_by_its_label_and_state(
    state: TicketState | None,
) -> None:
    with pytest.raises(TicketMoved) as refused:
        move_ticket(state, "shift.opened", label="B012")
    assert refused.value.fields == {"label": "B012", "state": str(state or "")}


def test_a_counter_has_only_called_and_served_tickets() -> None:
    assert {str(state) for state in ticket.AT_COUNTER} == {"called", "serving"}


def test_a_closing_day_ends_what_can_lapse_and_that_is_all() -> None:
    can_lapse = {state for (state, event) in allowed("ticket") if event == "ticket.lapsed"}
    assert {str(state) for state in ticket.OPEN} == can_lapse
