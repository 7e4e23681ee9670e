"""A print job's life, pure: one table, one decision.

Paper is the one thing that cannot be rolled back, so the states say what is *known* about it:

    queued ── start ──► sending ──► printed      the printer said so
      ▲  │                 ├──────► refused      not one byte went out
      │  └─ expire ─► held ├──────► failed       it began and was broken off
      │                ▲ │ └──────► uncertain    nobody knows
      ├── release ─────┼─┘
      ├── retry ───────┼── refused               same copy, without a mark
      └── reprint ─────┴── failed, uncertain     the next copy, marked as a reprint

A job found `sending` when the spooler starts is uncertain: its bytes may be on paper. What the
table does not show: each copy number of a subject is used for one attempt with bytes at most,
so at most one slip without a mark can ever come out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from printers.driver import Kind
from printers.profiles import Doubt

State = Literal["queued", "sending", "printed", "refused", "failed", "uncertain", "held", "dropped"]
Event = Literal[
    "start", "expire", "retry", "reprint", "hold", "release", "drop",
    "printed", "refused", "failed", "uncertain",
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)
EVENTS: tuple[Event, ...] = get_args(Event)

TABLE: dict[tuple[State, Event], State] = {
    ("queued", "start"): "sending",
    ("queued", "expire"): "held",
    ("queued", "drop"): "dropped",
    ("sending", "printed"): "printed",
    ("sending", "refused"): "refused",
    ("sending", "failed"): "failed",
    ("sending", "uncertain"): "uncertain",
    ("refused", "retry"): "queued",
    ("refused", "hold"): "held",
    ("failed", "reprint"): "queued",
    ("failed", "hold"): "held",
    ("uncertain", "reprint"): "queued",
    ("uncertain", "hold"): "held",
    ("held", "release"): "queued",
    ("held", "drop"): "dropped",
}
COPY_MAX = 99
DEADLINE_S = 180.0  # a citizen without a slip has gone by then
# What waits for paper or for a person. A slip that a write-only printer leaves uncertain waits
# for nobody.
PENDING: tuple[State, ...] = ("queued", "sending", "held")


class NotAllowed(Exception):
    """This cannot be done to a print job in its state."""


class QueueFull(Exception):
    """Too many slips wait for the printer."""


class NoSuchJob(Exception):
    """There is no slip of this name."""


def moved(state: State, event: Event) -> State:
    """Give the next state; NotAllowed where the table has none."""
    try:
        return TABLE[state, event]
    except KeyError:
        raise NotAllowed(f"{event} of a job that is {state}") from None


@dataclass(frozen=True, kw_only=True)
class Job:
    """A slip on its way.

    `subject` is what the slip is about (a ticket's id). `copy` is the mark that the next print
    bears, 0 none. `printer` None is the first one. `attempts` and the `refusals` among them
    count since the last release.
    `due_at` is when it may be tried, `deadline_at` when nobody waits for it any more.
    """

    id: str
    subject: str
    copy: int
    slip: str
    state: State
    created_at: datetime
    deadline_at: datetime
    due_at: datetime
    printer: str | None = None
    cause: str | None = None
    attempts: int = 0
    refusals: int = 0


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """How one try at a job ended; `seq` numbers all tries, `copy` is the mark it bore."""

    seq: int
    job_id: str
    subject: str
    copy: int
    printer: str
    outcome: Kind
    cause: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Policy:
    """When to try again.

    `retry_after_s` waits before each retry of a refused job, then it is held, and before each
    reprint; with another healthy printer it goes there at once. A job is reprinted by itself
    `reprints_max` times.
    """

    retry_after_s: tuple[float, ...] = (1.0, 5.0)
    reprints_max: int = 2
    deadline_s: float = DEADLINE_S


@dataclass(frozen=True)
class Step:
    """What happens next to a job that ended: an event, and when it is due; None is nothing."""

    event: Event | None
    wait_s: float = 0.0


REST = Step(None)
HOLD = Step("hold")


def next_step(
    job: Job, kind: Kind, *, policy: Policy, doubt: Doubt, has_other_printer: bool
) -> Step:
    """Decide what becomes of a job whose attempt ended so; `job` is as it was while sending."""
    if kind == "printed":
        return REST
    if kind == "refused":
        return _after_refusal(job, policy=policy, has_other_printer=has_other_printer)
    if kind == "uncertain" and doubt == "leave":
        return REST
    sent_count = job.attempts - job.refusals
    if doubt == "hold" or sent_count > policy.reprints_max:
        return HOLD
    waits_s = policy.retry_after_s
    wait_s = waits_s[min(sent_count, len(waits_s)) - 1]
    return Step("reprint", 0.0 if has_other_printer else wait_s)


def _after_refusal(job: Job, *, policy: Policy, has_other_printer: bool) -> Step:
    if job.refusals >= len(policy.retry_after_s):
        return HOLD
    return Step("retry", 0.0 if has_other_printer else policy.retry_after_s[job.refusals])


def due_at(now: datetime, step: Step) -> datetime:
    """Give the instant at which the step's job may be tried."""
    return now + timedelta(seconds=step.wait_s)
