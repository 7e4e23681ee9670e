"""Whose labels are whose: which issuer numbers a kiosk's label may carry (I1, D6a)."""

from datetime import date

from sqlalchemy import select

from protocol.numbering import ROLL_ISSUER_NO
from queue_server.domain.device import DeviceState
from queue_server.store.store import Tx
from queue_server.store.tables.access import device


def had_issuer(tx: Tx, number: int) -> bool:
    """Tell whether a kiosk of this site has or had this number; the server's own is nobody's."""
    return 1 <= number <= tx.head.issuer_no and number != tx.head.at.restored_issuer_no


def is_left(tx: Tx, number: int) -> bool:
    """Tell whether a kiosk had this number and none has it now: revoked, or paired anew.

    What it gave under it may still come, from whoever holds its store (D6a).
    """
    now = select(device.c.id).where(
        device.c.site == tx.code,
        device.c.issuer_no == number,
        device.c.state == DeviceState.PAIRED,
    )
    return had_issuer(tx, number) and tx.run(now).first() is None


def may_be_lost(tx: Tx, day: date, number: int | None) -> bool:
    """Tell whether a server that is gone may have given labels with this issuer number.

    If this one was restored from a copy that day or later, then those without a number, and
    those of every issuer that the copy does not know.
    """
    ours = tx.head.at.issuer_on(day)
    if ours is None or number in (ours, ROLL_ISSUER_NO):
        return False
    known = device.c.site == tx.code, device.c.issuer_no == number
    return number is None or tx.run(select(device.c.id).where(*known)).first() is None
