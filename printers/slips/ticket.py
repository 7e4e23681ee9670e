"""The slip of a ticket: who, NUMBER, what for, QR with time and people ahead, what to do."""

from dataclasses import dataclass
from datetime import datetime

from printers.slip import Block, Cut, Feed, Label, Qr, Row, Rule, Slip, Text
from printers.words import both, joined, texts
from protocol.numbering import is_provisional_code

SITE_SIZE, SUBTITLE_SIZE = 34, 24
CAPTION_SIZE, VALUE_SIZE, DATE_SIZE = 24, 44, 30
SERVICE_SIZE, SERVICE_EN_SIZE = 40, 26
TAG_SIZE, CODE_SIZE = 28, 38
NOTE_SIZE, NOTE_EN_SIZE = 24, 22
URL_PREFIXES = ("HTTPS://", "HTTP://")


@dataclass(frozen=True, kw_only=True)
class TicketSlip:
    """What stands on a ticket's slip. No name of a person, no identity number.

    `issued_at_local` and `copied_at_local` are the site's local times and printed as they
    are. `ahead` None leaves the line out. `priority` None is an ordinary ticket, "" the tag
    alone, other text the tag with that text below. `copy` 0 is the first slip, n the n-th
    reprint, which says so.
    """

    site_name: str
    subtitle_vi: str
    subtitle_en: str
    label: str
    service_vi: str
    service_en: str
    issued_at_local: datetime
    ahead: int | None
    code: str
    qr_text: str
    priority: str | None = None
    offline: bool = False
    copy: int = 0
    copied_at_local: datetime | None = None
    banner: str | None = None


def compose_ticket(ticket: TicketSlip) -> Slip:
    """Give the blocks of a ticket's slip."""
    return Slip(
        (
            *_framed(ticket.banner, above=4),
            *_heading(ticket),
            *_framed(_copy_mark(ticket), above=0),
            Text(both("slip.your_number"), CAPTION_SIZE, align="center", shrink_to=22),
            Label(ticket.label),
            Text(ticket.service_vi, SERVICE_SIZE, "bold", "center", shrink_to=38),
            Text(ticket.service_en, SERVICE_EN_SIZE, align="center", max_lines=2, shrink_to=24),
            Rule(below=0),  # the QR symbol brings its own white space
            _qr_and_facts(ticket),
            *_code(ticket),
            *_notes(ticket),
            Cut(),
        )
    )


def _framed(words: str | None, *, above: int) -> tuple[Block, ...]:
    if not words:
        return ()
    box = Text(words, TAG_SIZE, "bold", "center", max_lines=2, shrink_to=24, is_framed=True)
    return Feed(above), box, Feed(8)


def _heading(ticket: TicketSlip) -> tuple[Block, ...]:
    subtitle = joined(ticket.subtitle_vi, ticket.subtitle_en)
    return (
        Text(ticket.site_name.upper(), SITE_SIZE, "bold", "center", max_lines=2, shrink_to=28),
        Text(subtitle, SUBTITLE_SIZE, align="center", max_lines=2, shrink_to=22),
        Rule(),
    )


def _copy_mark(ticket: TicketSlip) -> str | None:
    if ticket.copy == 0:
        return None
    mark = both("slip.copy", count=ticket.copy)
    return f"{mark} — {ticket.copied_at_local:%H:%M}" if ticket.copied_at_local else mark


def _qr_and_facts(ticket: TicketSlip) -> Row:
    symbol = (Qr(ticket.qr_text),)
    return Row(symbol, _facts(ticket), gap=0, is_centred=True, stacked_align="center")


def _facts(ticket: TicketSlip) -> tuple[Block, ...]:
    """Give what stands beside the QR symbol, or below it on narrow paper."""
    when = (
        *_fact("slip.time", f"{ticket.issued_at_local:%H:%M}"),
        Text(f"{ticket.issued_at_local:%d/%m/%Y}", DATE_SIZE, "bold"),
    )
    return (*_priority(ticket), *_paired(when, _ahead(ticket)), *_offline(ticket))


def _paired(left: tuple[Block, ...], right: tuple[Block, ...]) -> tuple[Block, ...]:
    return (Row(left, right),) if right else left


def _fact(key: str, value: str) -> tuple[Block, ...]:
    caption = Text(both(key), CAPTION_SIZE, max_lines=2, shrink_to=22)
    return caption, Text(value, VALUE_SIZE, "bold", max_lines=1)


def _ahead(ticket: TicketSlip) -> tuple[Block, ...]:
    if ticket.ahead is None:
        return ()
    return _fact("slip.ahead", texts("vi")("slip.people", count=ticket.ahead))


def _priority(ticket: TicketSlip) -> tuple[Block, ...]:
    if ticket.priority is None:
        return ()
    tag = Text(both("slip.priority"), TAG_SIZE, "bold", shrink_to=22, is_framed=True)
    return Feed(8), tag, Text(ticket.priority, CAPTION_SIZE, max_lines=2), Feed(8)


def _offline(ticket: TicketSlip) -> tuple[Block, ...]:
    if not ticket.offline:
        return ()
    return (
        Feed(8),
        Text(texts("vi")("slip.offline"), NOTE_SIZE),
        Text(texts("en")("slip.offline"), NOTE_EN_SIZE),
    )


def _code(ticket: TicketSlip) -> tuple[Block, ...]:
    is_provisional = is_provisional_code(ticket.code)
    caption = both("slip.provisional_code" if is_provisional else "slip.dossier_code")
    return (
        Text(caption, CAPTION_SIZE, align="center", shrink_to=22),
        Text(ticket.code, CODE_SIZE, "bold", "center", shrink_to=24),
        Rule(above=4),
    )


def _notes(ticket: TicketSlip) -> tuple[Block, ...]:
    """Tell what to do; a QR symbol without an address promises nothing."""
    has_address = ticket.qr_text.upper().startswith(URL_PREFIXES)
    key = "slip.follow" if has_address else "slip.watch"
    return (
        Text(texts("vi")(key), NOTE_SIZE, align="center", shrink_to=22),
        Text(texts("en")(key), NOTE_EN_SIZE, align="center"),
    )
