"""The bodies the API takes: unknown fields, wrong types and long texts are refused (422)."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core.core_schema import ValidationInfo

from protocol.dossier_code import CODE_MAX
from protocol.health import CAUSE_MAX as CAUSE_WORD_MAX
from protocol.health import VERSION_MAX, ClockState, DiskState, PaperState, PrinterState
from protocol.ids import is_id, parse_token
from protocol.instants import parse_instant
from protocol.numbering import parse_label
from queue_server.domain.plain_text import plain_text
from queue_server.domain.reasons import (
    OUTCOME_REASONS,
    CancelReason,
    ExceptionReason,
    HandReason,
    HoldReason,
    OutcomeReason,
    PauseReason,
)
from queue_server.domain.roll import Became
from queue_server.domain.screen import NOTICE_MAX, ZONE_MAX
from queue_server.domain.serving import HOLD_MINUTES_MAX, Outcome
from queue_server.domain.speech import Announced, Why
from queue_server.domain.ticket import TicketClass

ENTRIES_MAX = 50
CAUSE_MAX = 200
COUNT_MAX = 1_000_000
SLIP_MAX = 200
LABEL_MAX = 12
NUMBER_MAX = 999
SKILLS_MAX = 500
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _id(text: str) -> str:
    if not is_id(text):
        raise ValueError("not an id")
    return text


def _label(text: str) -> str:
    return str(parse_label(text))


def _notice(text: str) -> str:
    """A notice has words, and no more than a screen has room for."""
    plain = plain_text(text)
    if not 0 < len(plain) <= NOTICE_MAX:
        raise ValueError(f"1 to {NOTICE_MAX} letters")
    return plain


def _text(said: Any) -> str:
    """Refuse numbers: a library would read them as seconds since 1970."""
    if not isinstance(said, str):
        raise ValueError("not a text")
    return said


def _day(said: Any) -> date:
    if not _DAY.fullmatch(_text(said)):
        raise ValueError("not a date")
    return date.fromisoformat(said)


def _instant(said: Any) -> datetime:
    return parse_instant(_text(said))


Id = Annotated[str, AfterValidator(_id)]
Label = Annotated[str, StringConstraints(max_length=12), AfterValidator(_label)]
Token = Annotated[str, StringConstraints(max_length=40), AfterValidator(parse_token)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=16)]
# What stands in a dossier's code is the kiosk's to check; here it is kept small and plain.
DossierCode = Annotated[str, StringConstraints(max_length=CODE_MAX, pattern="^[!-~]+$")]
NoticeText = Annotated[str, StringConstraints(max_length=4 * NOTICE_MAX), AfterValidator(_notice)]
Plain = Annotated[str, AfterValidator(plain_text)]  # its length is checked after composing
Day = Annotated[date, BeforeValidator(_day)]
Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
# What is no number of a roll is refused by name.
RollLabel = Annotated[Plain, Field(min_length=1, max_length=LABEL_MAX)]
Lang = Literal["vi", "en"]


class Body(BaseModel):
    """A body: closed, immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Empty(Body):
    """Nothing to say."""


class WishBody(Body):
    """What a citizen comes for."""

    service: Code
    class_: TicketClass = Field(TicketClass.ORDINARY, alias="class")
    group: Code | None = None
    lang: Lang = "vi"


class IssueBody(WishBody):
    """What staff give; `exception` is why, outside the hours or above a cap.

    `printer` is the machine that prints its slip.
    """

    exception: ExceptionReason | None = None
    printer: Id | None = None


class ReprintBody(Body):
    """One more slip; without a printer the kiosk that gave the number prints it."""

    printer: Id | None = None


class PrinterBody(Body):
    """The machine that prints."""

    printer: Id


class AdmissionBody(Body):
    """A slip that was scanned or typed, and what its citizen comes for, where that is needed."""

    slip: Annotated[Plain, Field(min_length=1, max_length=SLIP_MAX)]
    service: Code | None = None
    class_: TicketClass = Field(TicketClass.ORDINARY, alias="class")
    group: Code | None = None
    lang: Lang = "vi"


class RollBody(Body):
    """What the sheet beside the roll says, and who saw it with whoever enters it.

    `given_from` and `given_until` are when the first and the last number were handed out.
    """

    first: RollLabel
    last: RollLabel
    service: Code
    day: Day
    given_from: TimeOfDay
    given_until: TimeOfDay
    became: Became
    witness: Id


class OfferBody(WishBody):
    """A kiosk's intent; `at` is the kiosk's clock at the tap."""

    at: Instant


class TakenEntry(Body):
    """A ticket the kiosk gave."""

    entry: Id
    kind: Literal["taken"]
    ticket: Id
    label: Label
    day: Day
    token: Token
    at: Instant
    service: Code
    class_: TicketClass = Field(TicketClass.ORDINARY, alias="class")
    group: Code | None = None
    lang: Lang = "vi"
    dossier: DossierCode | None = None


class NotTakenEntry(Body):
    """An intent that ended without a label."""

    entry: Id
    kind: Literal["not_taken"]
    ticket: Id
    at: Instant


class SlipEntry(Body):
    """What became of a slip: a ticket's, or one that staff asked for; `copy` 0 is the first."""

    entry: Id
    kind: Literal["slip"]
    ticket: Id | None = None
    order: Id | None = None
    at: Instant
    outcome: Literal["printed", "refused", "failed", "uncertain"]
    copy_: Annotated[int, Field(strict=True, ge=0, le=99, alias="copy")] = 0
    cause: Annotated[Plain, Field(max_length=CAUSE_MAX)] | None = None

    @model_validator(mode="after")
    def _names_something(self) -> "SlipEntry":
        if self.ticket is None and self.order is None:
            raise ValueError("neither ticket nor order")
        return self


Entry = Annotated[TakenEntry | NotTakenEntry | SlipEntry, Field(discriminator="kind")]


class IntakeBody(Body):
    """Part of a kiosk's outbox, in order."""

    entries: Annotated[list[Entry], Field(min_length=1, max_length=ENTRIES_MAX)]


Count = Annotated[int, Field(strict=True, ge=0, le=COUNT_MAX)]


class HealthBody(Body):
    """How a kiosk is, in the words of `protocol.health`; counts are exact.

    `boot` names this run of its agent: two that report in turn are two boxes with one key.
    """

    printer: PrinterState
    cause: Annotated[str, StringConstraints(max_length=CAUSE_WORD_MAX, pattern="^[a-z_]+$")] | None
    paper: PaperState
    backlog: Count
    rejected: Count
    clock: ClockState
    disk: DiskState
    version: Annotated[str, StringConstraints(max_length=VERSION_MAX, pattern="^[!-~]+$")]
    copied: bool
    boot: Annotated[str, StringConstraints(pattern="^[0-9a-f]{16}$")] | None = None


class PauseBody(Body):
    """Why a counter rests."""

    reason: PauseReason


class CancelBody(Body):
    """Why a ticket is given up, if somebody said."""

    reason: CancelReason | None = None


class HoldBody(Body):
    """What the citizen does meanwhile, and after how many minutes the ticket waits again."""

    reason: HoldReason
    minutes: Annotated[int, Field(strict=True, ge=1, le=HOLD_MINUTES_MAX)] | None = None


class HandBody(Body):
    """Why this one is called before those whose turn it is."""

    reason: HandReason


class TransferBody(Body):
    """Where a ticket goes: a service, at most one of a counter and an officer, and then back?"""

    service: Code
    counter: Annotated[int, Field(strict=True, ge=1, le=NUMBER_MAX)] | None = None
    officer: Id | None = None
    back: Annotated[bool, Field(strict=True)] = False

    @field_validator("officer")
    @classmethod
    def _one_target(cls, officer: str | None, said: ValidationInfo) -> str | None:
        """Refuse two targets: they could not both be kept."""
        if officer is not None and said.data.get("counter") is not None:
            raise ValueError("a counter or an officer")
        return officer


class OutcomeBody(Body):
    """How a serving ended; a reason that belongs to it, a dossier code only with "accepted"."""

    outcome: Outcome
    reason: OutcomeReason | None = None
    dossier_code: Annotated[Plain, Field(max_length=CODE_MAX)] | None = None

    @field_validator("reason")
    @classmethod
    def _of_outcome(
        cls, reason: OutcomeReason | None, said: ValidationInfo
    ) -> OutcomeReason | None:
        """Refuse a reason of another outcome."""
        outcome = said.data.get("outcome")
        if reason and (outcome is None or reason not in OUTCOME_REASONS.get(outcome, ())):
            raise ValueError("not a reason of this outcome")
        return reason

    @field_validator("dossier_code")
    @classmethod
    def _only_accepted(cls, code: str | None, said: ValidationInfo) -> str | None:
        """Refuse to lose a code somebody typed."""
        if code and said.data.get("outcome") is not Outcome.ACCEPTED:
            raise ValueError("only an accepted dossier has a code")
        return code


class ClosingBody(Body):
    """How many open numbers whoever closes the day was told of."""

    lapses: Annotated[int, Field(strict=True, ge=0, le=COUNT_MAX)]


class SkillsBody(Body):
    """The services a counter is to serve today."""

    services: Annotated[list[Code], Field(max_length=SKILLS_MAX)]


class VoiceBody(Body):
    """Whether a screen can speak: its clips are there and its sound is on."""

    able: Annotated[bool, Field(strict=True)]


class AnnouncementRow(Body):
    """What became of a call in the hall; `call` is its number in the board."""

    call: Annotated[int, Field(strict=True, ge=1, le=2**53)]
    outcome: Announced
    why: Why | None = None
    begun_at: Instant | None = None
    ended_at: Instant

    @model_validator(mode="after")
    def _says_why(self) -> "AnnouncementRow":
        """What was dropped has a reason, what was spoken has none and began."""
        is_spoken = self.outcome is Announced.SPOKEN
        if is_spoken != (self.why is None) or (is_spoken and self.begun_at is None):
            raise ValueError("spoken from when, or dropped why")
        return self


class AnnouncementsBody(Body):
    """What a hall screen spoke or dropped, in the epoch of the view it saw."""

    epoch: Annotated[str, StringConstraints(min_length=1, max_length=36)]
    announcements: Annotated[list[AnnouncementRow], Field(min_length=1, max_length=ENTRIES_MAX)]


class ZoneBody(Body):
    """The counters a hall screen shows; none are the whole hall."""

    counters: Annotated[
        list[Annotated[int, Field(strict=True, ge=1, le=NUMBER_MAX)]], Field(max_length=ZONE_MAX)
    ]


class NoticeBody(Body):
    """Words for the hall screens; the English may be missing."""

    vi: NoticeText
    en: NoticeText | Literal[""] = ""


class JournalQuery(Body):
    """Which part of the journal."""

    before: Annotated[int, Field(ge=1, le=2**53)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class DayQuery(Body):
    """A service day other than today."""

    day: Day | None = None
