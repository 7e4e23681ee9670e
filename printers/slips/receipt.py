"""The receipt of a dossier: Form 01, "giấy tiếp nhận hồ sơ và hẹn trả kết quả".

Decree 118/2025/ND-CP gives the form. What the system does not keep is a line to write on: the
applicant's name and the two signatures are never stored or printed, and an appointment that is
not known is not made up.
"""

from dataclasses import dataclass
from datetime import datetime

from printers.slip import Block, Cut, Feed, Qr, Row, Rule, Slip, Text
from printers.words import both, joined, texts

SITE_SIZE, SUBTITLE_SIZE, TITLE_SIZE = 34, 24, 34
CAPTION_SIZE, VALUE_SIZE, DATE_SIZE = 24, 40, 30
CODE_SIZE, SERVICE_SIZE, SERVICE_EN_SIZE = 40, 32, 24
MARK_SIZE, NOTE_SIZE, NOTE_EN_SIZE = 28, 24, 22
WRITING_DOTS = 56  # room for a line by hand


@dataclass(frozen=True, kw_only=True)
class ReceiptSlip:
    """What stands on a receipt. No name of a person, no identity number.

    `received_at_local` and `due_at_local` are the site's local times; `due_at_local` None leaves
    a line to write the appointment on. `code` stands in letters and in the QR symbol.
    """

    site_name: str
    subtitle_vi: str
    subtitle_en: str
    code: str
    service_vi: str
    service_en: str
    received_at_local: datetime
    due_at_local: datetime | None
    collect_place: str
    copy: int = 0
    copied_at_local: datetime | None = None


def compose_receipt(receipt: ReceiptSlip) -> Slip:
    """Give the blocks of a receipt."""
    return Slip(
        (
            Text(receipt.site_name.upper(), SITE_SIZE, "bold", "center", max_lines=2, shrink_to=28),
            Text(
                joined(receipt.subtitle_vi, receipt.subtitle_en),
                SUBTITLE_SIZE,
                align="center",
                max_lines=2,
                shrink_to=22,
            ),
            Rule(),
            Text(texts("vi")("receipt.title"), TITLE_SIZE, "bold", "center", max_lines=2),
            Text(texts("en")("receipt.title"), NOTE_EN_SIZE, align="center", max_lines=2),
            *_copy_mark(receipt),
            Rule(),
            Text(both("slip.dossier_code"), CAPTION_SIZE, align="center"),
            Text(receipt.code, CODE_SIZE, "bold", "center", shrink_to=24),
            Text(receipt.service_vi, SERVICE_SIZE, "bold", "center", shrink_to=28),
            Text(receipt.service_en, SERVICE_EN_SIZE, align="center", max_lines=2, shrink_to=22),
            Rule(below=0),  # the QR symbol brings its own white space
            Row((Qr(receipt.code),), _times(receipt), gap=0, is_centred=True),
            Rule(),
            Text(both("receipt.collect"), CAPTION_SIZE, max_lines=2),
            Text(receipt.collect_place, DATE_SIZE, "bold", max_lines=3),
            *_to_write("receipt.applicant"),
            *_to_write("receipt.signed"),
            Feed(8),
            Text(texts("vi")("receipt.bring"), NOTE_SIZE, align="center"),
            Text(texts("en")("receipt.bring"), NOTE_EN_SIZE, align="center"),
            Cut(),
        )
    )


def _copy_mark(receipt: ReceiptSlip) -> tuple[Block, ...]:
    if receipt.copy == 0:
        return ()
    mark = both("slip.copy", count=receipt.copy)
    if receipt.copied_at_local is not None:
        mark = f"{mark} — {receipt.copied_at_local:%H:%M}"
    box = Text(mark, MARK_SIZE, "bold", "center", max_lines=2, shrink_to=24, is_framed=True)
    return Feed(8), box


def _times(receipt: ReceiptSlip) -> tuple[Block, ...]:
    return (
        *_time("receipt.received", receipt.received_at_local),
        Feed(12),
        *_time("receipt.due", receipt.due_at_local),
    )


def _time(key: str, at_local: datetime | None) -> tuple[Block, ...]:
    if at_local is None:
        return _to_write(key)
    return (
        Text(both(key), CAPTION_SIZE, max_lines=2, shrink_to=22),
        Text(f"{at_local:%H:%M}", VALUE_SIZE, "bold", max_lines=1),
        Text(f"{at_local:%d/%m/%Y}", DATE_SIZE, "bold", max_lines=1),
    )


def _to_write(key: str) -> tuple[Block, ...]:
    """Give a caption with room to write below it."""
    caption = Text(both(key), CAPTION_SIZE, max_lines=2, shrink_to=22)
    return Feed(8), caption, Feed(WRITING_DOTS), Rule(thick=1, above=0)
