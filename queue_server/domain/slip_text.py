"""What stands on a slip, as it was scanned or typed: its QR's address, its code, its number."""

from datetime import date

from protocol.numbering import Label, parse_label, parse_provisional_code
from queue_server.domain.refusals import DayAhead, SlipElsewhere, SlipUnreadable, TicketOfPastDay


def written(day: date) -> str:
    """Write a day as people here do: `23/11/2026`."""
    return f"{day:%d/%m/%Y}"


def label_on_slip(text: str, *, site: str, today: date) -> Label:
    """Give the number a typed label or the code beside the QR tells, if it is of here and today.

    Refuses with SlipUnreadable, SlipElsewhere, DayAhead or TicketOfPastDay.
    """
    code = parse_provisional_code(text)
    try:
        if code is None:
            return parse_label("".join(text.split()))
    except ValueError:
        raise SlipUnreadable() from None
    where, day, label = code
    if where != site:
        raise SlipElsewhere(site=where)
    if day > today:
        raise DayAhead(day=written(day))
    if day < today:
        raise TicketOfPastDay(label=str(label), day=written(day))
    return label
