"""What each kind of slip says, and how a slip is kept as text until it is printed.

The data is kept, not the picture: a slip is drawn again at print time, with its reprint mark
and for the width of the printer that takes it.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from typing import Any

from printers.slip import Slip
from printers.slips.day_report import DayReport, compose_day_report
from printers.slips.receipt import ReceiptSlip, compose_receipt
from printers.slips.test_page import TestPage, compose_test_page
from printers.slips.ticket import TicketSlip, compose_ticket

SlipData = TicketSlip | ReceiptSlip | TestPage | DayReport

COMPOSERS: dict[str, tuple[type[Any], Callable[[Any], Slip]]] = {
    "ticket": (TicketSlip, compose_ticket),
    "receipt": (ReceiptSlip, compose_receipt),
    "test_page": (TestPage, compose_test_page),
    "day_report": (DayReport, compose_day_report),
}
KINDS = {kind: name for name, (kind, _) in COMPOSERS.items()}


def compose(data: SlipData) -> Slip:
    """Give the blocks of any slip."""
    return COMPOSERS[KINDS[type(data)]][1](data)


def as_copy(data: SlipData, *, copy: int, at_local: datetime) -> SlipData:
    """Give the slip as its n-th reprint; 0 is the first print and bears no mark."""
    return replace(data, copy=copy, copied_at_local=at_local if copy else None)


def to_json(data: SlipData) -> str:
    """Write a slip as text; `from_json` reads it."""
    body = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(data).items()
    }
    return json.dumps({"kind": KINDS[type(data)], "slip": body}, ensure_ascii=False)


def from_json(text: str) -> SlipData:
    """Read a slip; fields that this version does not know are left out."""
    stored = json.loads(text)
    kind, _ = COMPOSERS[stored["kind"]]
    body = {
        field.name: _instant(stored["slip"][field.name]) if "_at_" in field.name
        else stored["slip"][field.name]
        for field in fields(kind)
        if field.name in stored["slip"]
    }  # fmt: skip
    slip: SlipData = kind(**body)
    return slip


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
