"""What a kiosk writes down of a citizen's touch: the wish, the intent, the ticket."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from protocol.texts import Lang

TicketClass = Literal["ordinary", "priority"]
Origin = Literal["server", "kiosk"]


@dataclass(frozen=True)
class Wish:
    """What was asked for; `group` is a priority group's code for the class "priority".

    `dossier`: the code of the dossier that was scanned before, whose thread this joins.
    """

    service: str
    class_: TicketClass
    group: str | None
    lang: Lang
    dossier: str | None = None


@dataclass(frozen=True)
class Intent:
    """A touch that wants a number: id and slip token are made before anyone is asked."""

    ticket: str
    request: str
    token: str
    wish: Wish
    at: datetime


@dataclass(frozen=True)
class Offer:
    """The label that the server holds for an intent."""

    label: str
    day: date
    ahead: int | None


@dataclass(frozen=True)
class Ticket:
    """A number that was given: from here on the citizen may have seen it."""

    intent: Intent
    label: str
    day: date
    code: str
    ahead: int | None
    origin: Origin

    @property
    def id(self) -> str:
        return self.intent.ticket


def qr_text(ticket: Ticket, public_url: str | None) -> str:
    """Give what the QR says: the address to follow the ticket, else its code alone (D10).

    In capitals throughout, which QR packs tighter; host names and our paths do not mind.
    """
    return follow_text(ticket.intent.token, code=ticket.code, public_url=public_url)


def follow_text(token: str | None, *, code: str, public_url: str | None) -> str:
    """Give the same of a slip's parts; without a token there is no address to follow."""
    if public_url is None or token is None:
        return code
    return f"{public_url}/T/{token}".upper()
