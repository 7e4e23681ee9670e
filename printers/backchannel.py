"""What a printer sends back, told apart by its fixed bits. Never raises, whatever comes.

    0xx1xx10                answer to DLE EOT n, one byte; the order says which n
    0xx1xx00 and three more automatic status (ASB): the first byte, then 0xx0xxxx each
    0xx0xxxx                answer to GS r n
    37 or 5F … 00           a block: 37 22 dddd 00 a job is on paper, 37 25 00 buffer cleared,
                            5F text 00 the answer to GS I
    11, 13                  XON, XOFF

Epson ESC/POS command reference, "Status transmission". Bits are numbered from 0.
"""

from dataclasses import dataclass, replace

BLOCK_STARTS = (0x37, 0x5F)
BLOCK_MAX = 80
XON, XOFF = 0x11, 0x13
JOB_DONE, CLEARED = 0x22, 0x25
ASB_LENGTH = 4


@dataclass(frozen=True)
class RealTime:
    """The answer to one DLE EOT."""

    bits: int


@dataclass(frozen=True)
class AutoStatus:
    """Four bytes that the printer pushed because something changed."""

    bytes: bytes


@dataclass(frozen=True)
class Processed:
    """The answer to GS r 1: everything sent before it was obeyed."""

    bits: int


@dataclass(frozen=True)
class JobDone:
    """The job with this process id is on paper."""

    process_id: bytes


@dataclass(frozen=True)
class Cleared:
    """The buffer is empty, what was in it is gone."""


@dataclass(frozen=True)
class Said:
    """A block of text, the answer to GS I."""

    text: bytes


@dataclass(frozen=True)
class Flow:
    """XON or XOFF; serial lines only."""

    may_send: bool


@dataclass(frozen=True)
class Unknown:
    """A byte that fits nothing; a peer that sends these is hardly a printer."""

    byte: int


Event = RealTime | AutoStatus | Processed | JobDone | Cleared | Said | Flow | Unknown


class BackChannel:
    """Turns bytes to events; the same bytes give the same events however they are split."""

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, received: bytes) -> list[Event]:
        """Give the events that are complete with these bytes."""
        events: list[Event] = []
        for byte in received:
            events.extend(self._take(byte))
        return events

    def _take(self, byte: int) -> list[Event]:
        if not self._pending:
            return self._begin(byte)
        is_block = self._pending[0] in BLOCK_STARTS
        if not (_fits_block(byte) if is_block else _fits_asb(byte)):
            return [*self._given_up(), *self._begin(byte)]
        self._pending += bytes((byte,))
        return self._block_event() if is_block else self._asb_event()

    def _begin(self, byte: int) -> list[Event]:
        if byte in BLOCK_STARTS or byte & 0x93 == 0x10:
            self._pending = bytes((byte,))
            return []
        return [_single(byte)]

    def _given_up(self) -> list[Event]:
        """Drop a sequence that another byte broke into."""
        broken, self._pending = self._pending, b""
        return [Unknown(byte) for byte in broken]

    def _asb_event(self) -> list[Event]:
        if len(self._pending) < ASB_LENGTH:
            return []
        status, self._pending = self._pending, b""
        return [AutoStatus(status)]

    def _block_event(self) -> list[Event]:
        if len(self._pending) >= BLOCK_MAX:
            return self._given_up()
        if self._pending[-1]:
            return []
        block, self._pending = self._pending[:-1], b""
        return [_block(block)]


def _fits_asb(byte: int) -> bool:
    return byte & 0x90 == 0


def _fits_block(byte: int) -> bool:
    return byte == 0 or 0x20 <= byte < 0x7F


def _single(byte: int) -> Event:
    if byte in (XON, XOFF):
        return Flow(byte == XON)
    if byte & 0x93 == 0x12:
        return RealTime(byte)
    return Processed(byte) if byte & 0x90 == 0 else Unknown(byte)


def _block(block: bytes) -> Event:
    kind = block[1] if block[0] == 0x37 and len(block) > 1 else None
    if kind == JOB_DONE:
        return JobDone(block[2:])
    return Cleared() if kind == CLEARED else Said(block[1:])


@dataclass(frozen=True)
class Condition:
    """What is known to be wrong with a printer; all False is ready."""

    is_offline: bool = False
    is_paper_out: bool = False
    is_cover_open: bool = False
    is_cutter_jammed: bool = False
    is_broken: bool = False
    is_paper_low: bool = False


READY = Condition()


def after_asb(status: bytes) -> Condition:
    """Give the condition that four ASB bytes tell."""
    first, second, third, _ = status
    return Condition(
        is_offline=bool(first & 0x08),
        is_cover_open=bool(first & 0x20),
        is_cutter_jammed=bool(second & 0x08),
        is_broken=bool(second & 0x20),
        is_paper_low=bool(third & 0x03),
        is_paper_out=bool(third & 0x0C),
    )


def after_real_time(condition: Condition, *, asked: int, bits: int) -> Condition:
    """Give the condition with the answer to `DLE EOT asked` worked in; 1 begins anew, to 4."""
    if asked == 1:
        return Condition(is_offline=bool(bits & 0x08))
    if asked == 2:
        is_out = condition.is_paper_out or bool(bits & 0x20)
        return replace(condition, is_cover_open=bool(bits & 0x04), is_paper_out=is_out)
    if asked == 3:
        broken = bool(bits & 0x20)
        return replace(condition, is_cutter_jammed=bool(bits & 0x08), is_broken=broken)
    is_out = condition.is_paper_out or bool(bits & 0x60)
    return replace(condition, is_paper_low=bool(bits & 0x0C), is_paper_out=is_out)
