"""Who is next (decision D8, queue.md 1.4): one fixed time stamp per waiting ticket.

    eff = max(nominal, ready - K)        whole seconds, UTC

A counter calls the smallest `eff + yield` among the services it can serve; ties go to the
smaller eff, then the smaller id. A credit is at most K, so whoever becomes ready more than K
after you for the same service can never be called before you. No clock is read here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from queue_server.domain.ticket import TicketClass


@dataclass(frozen=True)
class DispatchRule:
    """A site's credits, in seconds. All zero is plain first come, first served."""

    priority_credit_s: int = 1_800
    return_credit_s: int = 600
    overtake_max_s: int = 1_800


FIRST_COME = DispatchRule(priority_credit_s=0, return_credit_s=0, overtake_max_s=0)


@dataclass(frozen=True)
class Waiting:
    """What the rule looks at: a ticket's service, stamp and id."""

    id: str
    service: str
    eff_s: int


def arrival_eff_s(ready_s: int, *, class_: TicketClass, rule: DispatchRule) -> int:
    """Give the stamp of a ticket that becomes ready on arrival."""
    credit = rule.priority_credit_s if class_ is TicketClass.PRIORITY else 0
    return _bounded(ready_s - credit, ready_s=ready_s, rule=rule)


def return_eff_s(ready_s: int, *, rule: DispatchRule) -> int:
    """Give the stamp of a missed ticket whose holder came back at `ready_s`."""
    return _bounded(ready_s - rule.return_credit_s, ready_s=ready_s, rule=rule)


def again_eff_s(first_s: int, *, ready_s: int, class_: TicketClass, rule: DispatchRule) -> int:
    """Give the stamp of a ticket that is ready again and keeps its seniority.

    Moved to another service, or back from being held: it stands where the first ready time of the
    visit puts it, and overtakes nobody by more than the bound (queue.md 1.4).
    """
    credit = rule.priority_credit_s if class_ is TicketClass.PRIORITY else 0
    return _bounded(first_s - credit, ready_s=ready_s, rule=rule)


def _bounded(nominal_s: int, *, ready_s: int, rule: DispatchRule) -> int:
    return max(nominal_s, ready_s - rule.overtake_max_s)


def choose(waiting: Iterable[Waiting], *, yields_s: Mapping[str, int]) -> Waiting | None:
    """Give the ticket a counter with these skills calls; the reference for the SQL of the store.

    `yields_s` has a key for each service the counter can serve: seconds it holds back.
    """
    served = (ticket for ticket in waiting if ticket.service in yields_s)
    return min(served, key=lambda t: (t.eff_s + yields_s[t.service], t.eff_s, t.id), default=None)
