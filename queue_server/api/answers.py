"""The shapes of answers, for the OpenAPI document; what is sent is built by the queries."""

from datetime import date
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """An answer; closed, so that a test notices what an audience was not meant to get."""

    model_config = ConfigDict(extra="forbid")


class ErrorInfo(Answer):
    """A named no."""

    code: str
    message: str
    fields: dict[str, Any]
    retry_after_s: int | None


class Error(Answer):
    """The one error shape."""

    error: ErrorInfo


class Issuer(Answer):
    """Who gave a label."""

    kind: str
    no: int | None


class DossierRef(Answer):
    """A ticket's dossier thread."""

    id: str
    code: str | None


class Ticket(Answer):
    """A ticket, for staff and its own kiosk."""

    id: str
    label: str
    day: date
    state: str
    service: str
    field: str
    class_: str = Field(alias="class")
    group: str | None
    issuer: Issuer
    issued_at: AwareDatetime
    ready_at: AwareDatetime
    eff_at: AwareDatetime
    counter: int | None
    calls: int
    called_at: AwareDatetime | None
    serving: str | None
    dossier: DossierRef | None
    slip: str | None
    held_until: AwareDatetime | None
    back_to: int | None


class ScannedTicket(Answer):
    """A ticket as its slip's holder may see it."""

    label: str
    state: str
    service: str
    ahead: int | None
    counter: int | None


class ScannedDossier(Answer):
    """A dossier's code, and where it leads: `result`, `supplement` or nowhere by itself."""

    code: str
    service: str
    lane: str | None


class ScanAnswer(Answer):
    """What a scanned code leads to; null for what the site does not know."""

    ticket: ScannedTicket | None
    dossier: ScannedDossier | None


class LookupAnswer(Answer):
    """A ticket of today, who is ahead while it waits, and what happened in its thread."""

    ticket: Ticket
    ahead: int | None
    timeline: list[dict[str, Any]]
    tickets: list[Ticket]


class RollEntered(Answer):
    """A range of the roll that was taken in."""

    id: str
    first: str
    last: str
    count: int


class RollAnswer(Answer):
    """What was entered of the roll."""

    roll: RollEntered
    seq: int


class WaitingRow(Answer):
    """One waiting ticket and why it stands where it stands."""

    id: str
    label: str
    service: str
    class_: str = Field(alias="class")
    group: str | None
    ready_at: AwareDatetime
    eff_at: AwareDatetime
    for_counter: int | None = None
    for_officer: str | None = None


class TicketAnswer(Answer):
    """A ticket after a command."""

    ticket: Ticket
    seq: int


class OfferAnswer(TicketAnswer):
    """A label held for a kiosk, and the people ahead."""

    ahead: int


class IssuedAnswer(OfferAnswer):
    """A ticket given by staff, with its slip's token."""

    token: str


class SlipAskedAnswer(Answer):
    """A slip was asked for: of which ticket, dossier or day, and which machine prints it."""

    name: str
    printer: str
    seq: int


class EntryResult(Answer):
    """What became of one entry of an outbox."""

    entry: str
    outcome: str
    code: str | None = None


class IntakeAnswer(Answer):
    """What became of each."""

    results: list[EntryResult]
    seq: int


class CallAnswer(Answer):
    """Whom the counter called, and the head of its queue."""

    ticket: Ticket | None
    waiting: list[WaitingRow]
    counts: dict[str, int]
    seq: int


class CounterAnswer(Answer):
    """A counter after its shift changed."""

    counter: dict[str, Any]
    seq: int


class SkillsAnswer(Answer):
    """What a counter serves now; `changed`: not what the catalogue says."""

    counter: int
    services: list[str]
    changed: bool
    seq: int


class DayAnswer(Answer):
    """A service day after it was opened or closed."""

    day: str
    state: str
    seq: int


class ServingInfo(Answer):
    """A serving."""

    id: str
    counter: int
    state: str
    started_at: AwareDatetime
    finished_at: AwareDatetime | None
    outcome: str | None


class ServingAnswer(TicketAnswer):
    """A serving after a command, with its ticket."""

    serving: ServingInfo


class WalkUpAnswer(ServingAnswer):
    """A serving that began without queueing, with its slip's token."""

    token: str


class ViewAnswer(Answer):
    """A view, whole."""

    epoch: str
    rev: int
    body: dict[str, Any]


class SignedIn(Answer):
    """Where to go; a kiosk gets its key here, a browser in a cookie."""

    slot: str
    go: str
    device_key: str | None = None
    issuer_no: int | None = None
    site: str


class SiteName(Answer):
    """A hall or the city, as the page of signing in names it."""

    slug: str
    kind: str
    name_vi: str
    name_en: str


class SitesAnswer(Answer):
    """The halls of this server."""

    sites: list[SiteName]
    needs_setup: bool


class AccountAnswer(Answer):
    """An account after a command."""

    id: str
    seq: int


class SessionInfo(Answer):
    """A browser that is signed in, when it was used last, and whether it is the one that asks."""

    id: str
    browser: str
    opened_at: AwareDatetime
    used_at: AwareDatetime
    is_current: bool


class SessionsAnswer(Answer):
    """The sessions of an account, the newest first."""

    sessions: list[SessionInfo]


class EndedAnswer(Answer):
    """How many sessions ended."""

    ended: int
    seq: int


class InviteAnswer(Answer):
    """A one-time secret for somebody; it goes behind the hash sign of /enter."""

    secret: str
    ends_at: AwareDatetime
    seq: int


class CodesAnswer(Answer):
    """What an authenticator needs, and its QR code as an image."""

    secret: str
    address: str
    picture: str


class RecoveryAnswer(Answer):
    """Codes for the loss of the authenticator, each good once."""

    recovery: list[str]


class PairingAnswer(Answer):
    """A code to type at the device."""

    code: str
    ends_at: AwareDatetime
    seq: int


class Identity(Answer):
    """Who the credential says you are."""

    id: str
    kind: str
    role: str
    site: str
    counter: int | None
    name: str
    slot: str
    seat: str | None
    has_codes: bool
    owes_codes: bool


class HeardAnswer(Answer):
    """A kiosk is heard."""

    contact: str
    seq: int


class ExportAnswer(Answer):
    """A file: its name, its type and its bytes in Base64."""

    name: str
    type: str
    content: str


class Document(BaseModel):
    """An answer whose parts are documented in prose (docs/api.md)."""

    model_config = ConfigDict(extra="allow")


class VoiceAnswer(Answer):
    """Whether the screen that asks speaks, for which counters, how long and how."""

    speaks: bool
    counters: list[int]
    for_s: int
    langs: list[str]
    repeat: int
    link: str
    volume: int


class AnnouncedAnswer(Answer):
    """The calls that were noted; others were known, or never made."""

    noted: list[int]
    seq: int


class AnnouncedCall(Answer):
    """A call and what became of it in the hall."""

    seq: int
    label: str
    counter: int
    call: int
    called_at: AwareDatetime
    outcome: str
    why: str | None
    begun_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    screen: str | None


class AnnouncementLog(Answer):
    """Calls, newest first."""

    calls: list[AnnouncedCall]
