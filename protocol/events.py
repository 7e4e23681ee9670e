"""The closed list of facts a journal may hold, and the envelope they travel in.

A type is `noun.past_participle`. Whoever adds one adds it here, to the fold that replays it
(`queue_server/domain/fold/`) and to the state table it moves.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

EventType = Literal[
    "site.opened",
    "site.restored",
    "catalogue.published",
    "account.erased",
    "account.created",
    "account.disabled",
    "account.enabled",
    "account.invited",
    "account.secured",
    "session.opened",
    "session.ended",
    "device.invited",
    "device.paired",
    "device.revoked",
    "device.copied",
    "device.reported",
    "device.silenced",
    "screen.zoned",
    "notice.posted",
    "notice.withdrawn",
    "medium.added",
    "medium.removed",
    "export.made",
    "day.opened",
    "day.closed",
    "day.forgotten",
    "shift.opened",
    "shift.paused",
    "shift.resumed",
    "shift.taken",
    "shift.closed",
    "help.asked",
    "help.ended",
    "counter.skilled",
    "ticket.offered",
    "ticket.issued",
    "ticket.joined",
    "ticket.retired",
    "ticket.called",
    "ticket.recalled",
    "ticket.missed",
    "ticket.requeued",
    "ticket.transferred",
    "ticket.held",
    "ticket.cancelled",
    "ticket.lapsed",
    "ticket.settled",
    "roll.entered",
    "call.announced",
    "serving.started",
    "serving.finished",
    "serving.reopened",
    "slip.asked",
    "slip.printed",
    "slip.failed",
    "rating.opened",
    "rating.given",
    "rating.explained",
    "rating.lapsed",
    "rating.refused",
    "dossier.opened",
    "dossier.accepted",
    "dossier.advanced",
]
EVENT_TYPES: frozenset[str] = frozenset(get_args(EventType))

ActorKind = Literal["officer", "device", "system"]


@dataclass(frozen=True)
class Actor:
    """Who did it: an account ("officer"), a device, or the site's own rules ("system")."""

    kind: ActorKind
    id: str


SYSTEM = Actor("system", "rule")


@dataclass(frozen=True)
class Fact:
    """What an action says happened; the journal gives it its number and its hash.

    `at` is when it happened; None means "now", when the site learned it.
    """

    type: EventType
    subject: str
    payload: dict[str, Any]
    at: datetime | None = None
