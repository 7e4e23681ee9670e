"""A slip that staff asked of a kiosk or desk, as a table.

Asked for once, it is printed or it fails; a slip that failed may still be printed by a person at
the machine. The kiosk fetches what is open and prints it through its own durable queue, so an
order is never printed twice without a mark. One that no machine fetched within ORDER_MINUTES is
not printed any more: nobody stands there.
"""

from collections.abc import Mapping
from enum import StrEnum

from protocol.events import EventType

ORDER_MINUTES = 15
# Open at one machine; more is a queue nobody waits for.
OPEN_MAX = 20
# Copies of one ticket's slip; more is a machine to look after, not a citizen to help.
REPRINTS_MAX = 5
# A kiosk counts no further.
COPY_MAX = 99


class SlipKind(StrEnum):
    """What is printed: a ticket's slip, a dossier's receipt, a day's slip."""

    TICKET = "ticket"
    RECEIPT = "receipt"
    DAY = "day"


class SlipOrderState(StrEnum):
    """What is known of an order."""

    ASKED = "asked"
    PRINTED = "printed"
    FAILED = "failed"


_S = SlipOrderState

TRANSITIONS: Mapping[SlipOrderState | None, Mapping[EventType, SlipOrderState]] = {
    None: {"slip.asked": _S.ASKED},
    _S.ASKED: {"slip.printed": _S.PRINTED, "slip.failed": _S.FAILED},
    _S.FAILED: {"slip.printed": _S.PRINTED, "slip.failed": _S.FAILED},
    _S.PRINTED: {},
}
