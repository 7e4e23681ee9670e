"""An open line to a printer: bytes out, events in, its condition kept up to date."""

from collections.abc import Callable
from typing import Literal, get_args

from printers.backchannel import (
    READY,
    AutoStatus,
    BackChannel,
    Cleared,
    Condition,
    Event,
    Flow,
    JobDone,
    Processed,
    RealTime,
    Said,
    after_asb,
    after_real_time,
)
from printers.encode import process_id
from printers.transports.base import Lost, Transport

Cause = Literal[
    "paper_out",
    "cover_open",
    "cutter_jam",
    "printer_fault",
    "offline",
    "no_answer",
    "not_a_printer",
    "unreachable",
    "lost",
    "stalled",
    "no_marker",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)

# DLE EOT 1 to 4: printer, cause of offline, error, paper. Answers carry no number, so all are
# asked at once and taken in order; a late one can then never answer a later question.
QUESTIONS = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
QUESTION_COUNT = 4
CLEAR_BUFFER = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8 d1..d7
NAME_QUESTION = b"\x1dIC"  # GS I 67
NOTHING = memoryview(b"")


def trouble(condition: Condition) -> Cause | None:
    """Give what stops a printer for good; a mere "offline" may pass by itself."""
    if condition.is_cover_open:
        return "cover_open"
    if condition.is_paper_out:
        return "paper_out"
    if condition.is_cutter_jammed:
        return "cutter_jam"
    return "printer_fault" if condition.is_broken else None


class Conversation:
    """Speaks with one printer over one open line."""

    def __init__(
        self, transport: Transport, *, monotonic: Callable[[], float], tick_s: float
    ) -> None:
        self.condition: Condition = READY
        self.is_done = False
        self.processed_s: float | None = None
        self.name: str | None = None
        self.has_pushed = False
        self._transport = transport
        self._monotonic = monotonic
        self._tick_s = tick_s
        self._channel = BackChannel()
        self._process_id = b""
        self._asked = QUESTION_COUNT
        self._is_cleared = False
        self._is_foreign = False

    @property
    def now_s(self) -> float:
        """Seconds on the clock that was given."""
        return self._monotonic()

    def exchange(self, data: memoryview = NOTHING) -> int:
        """Write and read for at most a tick; give how many bytes went out."""
        result = self._transport.exchange(data, wait_s=self._tick_s)
        for event in self._channel.feed(result.received):
            self._note(event)
        return result.written

    def ask(self, *, wait_s: float) -> Cause | None:
        """Ask DLE EOT 1 to 4 and give what stands against printing."""
        self._asked = 0
        ends_s = self.now_s + wait_s
        if not self.say(QUESTIONS, ends_s=ends_s):
            return "no_answer"
        while self._asked < QUESTION_COUNT and not self._is_foreign:
            if self.now_s >= ends_s:
                return "no_answer"
            self.exchange()
        if self._is_foreign:
            return "not_a_printer"
        return trouble(self.condition) or ("offline" if self.condition.is_offline else None)

    def ask_name(self, *, wait_s: float) -> str | None:
        """Ask for the model's name (GS I 67); None when it does not tell."""
        ends_s = self.now_s + wait_s
        self.say(NAME_QUESTION, ends_s=ends_s)
        while self.name is None and self.now_s < ends_s:
            self.exchange()
        return self.name

    def expect(self, job_id: str) -> None:
        """Listen for the end of this job from now on."""
        self._process_id = process_id(job_id)

    def forget_processed(self) -> None:
        """Drop a `GS r` answer that came so far."""
        self.processed_s = None

    def clear(self, *, wait_s: float) -> None:
        """Empty the printer's buffer, so that no late slip comes out; best effort."""
        ends_s = self.now_s + wait_s
        try:
            self.say(CLEAR_BUFFER, ends_s=ends_s)
            while not self._is_cleared and self.now_s < ends_s:
                self.exchange()
        except Lost:
            return

    def say(self, command: bytes, *, ends_s: float) -> bool:
        """Write a short command; False when the printer did not take it in time."""
        rest = memoryview(command)
        while rest:
            rest = rest[self.exchange(rest) :]
            if rest and self.now_s >= ends_s:
                return False
        return True

    def _note(self, event: Event) -> None:
        match event:
            case AutoStatus(status):
                self.has_pushed = True
                self.condition = after_asb(status)
            case RealTime(bits):
                self._note_answer(bits)
            case JobDone(finished):
                self.is_done = self.is_done or finished == self._process_id
            case Processed():
                self._is_foreign = self._is_foreign or not self._process_id
                self.processed_s = self.now_s
            case Cleared():
                self._is_cleared = True
            case Said(text):
                self.name = text.decode("ascii", errors="replace")
            case Flow():
                pass
            case _:
                self._is_foreign = True

    def _note_answer(self, bits: int) -> None:
        """Work in the answer to the next open question; one nobody asked for is dropped."""
        if self._asked < QUESTION_COUNT:
            self._asked += 1
            self.condition = after_real_time(self.condition, asked=self._asked, bits=bits)
