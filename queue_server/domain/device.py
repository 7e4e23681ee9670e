"""A kiosk, screen or pad: paired once, revocable, as a table."""

from collections.abc import Mapping
from enum import StrEnum

from protocol.events import EventType


class DeviceState(StrEnum):
    """Whether a device may act."""

    PAIRING = "pairing"
    PAIRED = "paired"
    REVOKED = "revoked"


class DeviceKind(StrEnum):
    """What a device is, which decides the view it gets and the routes it may use."""

    KIOSK = "kiosk"
    HALL = "hall"
    COUNTER = "counter"
    PAD = "pad"


_S = DeviceState

TRANSITIONS: Mapping[DeviceState | None, Mapping[EventType, DeviceState]] = {
    None: {},
    _S.PAIRING: {"device.paired": _S.PAIRED, "device.revoked": _S.REVOKED},
    _S.PAIRED: {
        "device.paired": _S.PAIRED,
        "device.copied": _S.PAIRED,
        "device.revoked": _S.REVOKED,
    },
    _S.REVOKED: {},
}
