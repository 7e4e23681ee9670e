"""One job on one printer: ask, send, listen while sending, and say honestly how it ended.

    printed     the printer itself answered, in order, that all of it is on paper
    refused     not one byte of the job was sent; it can be tried again without a mark
    failed      the printer told of a fault, or took no more, before all was on paper
    uncertain   nobody knows: the line broke, or the answer never came

A write that returns proves nothing: 50 kB fit into buffers before the first row is printed
(tried on real sockets). So status is pushed (ASB) and read while writing: the only status
that gets through when the printer's buffer is full, and the end is the answer to `GS ( H`, or
to `GS r 1` behind it where the first is not known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from printers.conversation import Cause, Conversation, trouble
from printers.encode import encode_slip
from printers.layout import lay_out
from printers.profiles import Profile
from printers.raster import Raster, draw
from printers.slip import Slip
from printers.transports.base import Lost, Transport, Unreachable

Kind = Literal["printed", "refused", "failed", "uncertain"]
Monotonic = Callable[[], float]


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long to wait, in seconds.

    `status_s` for the answers before a job, `stall_s` for the printer to take one more byte,
    `finish_factor` and `finish_spare_s` for the end after the last byte: factor times the time
    the slip takes, and the spare, in the last `last_s` of which a printer that is silent is
    asked why. With these a slip of usual length is called uncertain within three seconds of
    its last byte. `grace_s` is how long `GS ( H` may come after `GS r 1`.
    """

    tick_s: float = 0.05
    status_s: float = 1.0
    stall_s: float = 3.0
    finish_factor: float = 1.0
    finish_spare_s: float = 1.0
    last_s: float = 0.4
    grace_s: float = 0.5
    clear_s: float = 0.3


STANDARD = Timing()


@dataclass(frozen=True)
class Outcome:
    """How a job ended; `cause` says why it was not printed, `bytes_sent` counts job bytes."""

    kind: Kind
    cause: Cause | None
    bytes_sent: int
    ms: int
    is_paper_low: bool = False


@dataclass(frozen=True)
class PrinterStatus:
    """What a printer without a job says: ready, a fault with its cause, or unknown."""

    state: Literal["ready", "fault", "unknown"]
    cause: Cause | None
    is_paper_low: bool = False


def print_slip(
    slip: Slip,
    *,
    profile: Profile,
    transport: Transport,
    monotonic: Monotonic,
    job_id: str,
    timing: Timing = STANDARD,
    resync: bool = False,
) -> Outcome:
    """Print a slip and give the outcome; never raises for anything a printer does.

    `job_id` marks the job on the printer's back channel and must differ for every attempt.
    `resync` belongs before the first job after one that did not end as printed.
    """
    raster = draw(lay_out(slip, width_dots=profile.width_dots))
    job = Job(raster, profile=profile, job_id=job_id, resync=resync, timing=timing)
    return job.run(transport, monotonic=monotonic)


def ask_status(
    *, profile: Profile, transport: Transport, monotonic: Monotonic, timing: Timing = STANDARD
) -> PrinterStatus:
    """Ask an idle printer how it is; never raises for anything a printer does."""
    if not profile.has_status:
        return PrinterStatus("unknown", None)
    try:
        transport.open()
    except Unreachable:
        return PrinterStatus("fault", "unreachable")
    line = Conversation(transport, monotonic=monotonic, tick_s=timing.tick_s)
    try:
        cause = line.ask(wait_s=timing.status_s)
    except Lost:
        cause = "lost"
    finally:
        transport.close()
    return PrinterStatus("fault" if cause else "ready", cause, line.condition.is_paper_low)


class Job:
    """One attempt at one slip."""

    def __init__(
        self, raster: Raster, *, profile: Profile, job_id: str, resync: bool, timing: Timing
    ) -> None:
        self._data = memoryview(encode_slip(raster, profile, job_id=job_id, resync=resync))
        self._height_dots = raster.height_dots
        self._profile = profile
        self._job_id = job_id
        self._timing = timing
        self._sent = 0

    def run(self, transport: Transport, *, monotonic: Monotonic) -> Outcome:
        """Do it all on a fresh line."""
        started_s = monotonic()
        line = Conversation(transport, monotonic=monotonic, tick_s=self._timing.tick_s)
        kind, cause = self._run_on(line, transport)
        ms = round((monotonic() - started_s) * 1000)
        return Outcome(kind, cause, self._sent, ms, line.condition.is_paper_low)

    def _run_on(self, line: Conversation, transport: Transport) -> tuple[Kind, Cause | None]:
        try:
            transport.open()
        except Unreachable:
            return "refused", "unreachable"
        kind: Kind = "failed"
        cause: Cause | None = None
        try:
            kind, cause = self._converse(line)
        except Lost:
            kind, cause = ("uncertain" if self._sent else "refused"), "lost"
        finally:
            if kind == "failed":
                transport.abandon()
            else:
                transport.close()
        return kind, cause

    def _converse(self, line: Conversation) -> tuple[Kind, Cause | None]:
        if self._profile.has_status and (cause := line.ask(wait_s=self._timing.status_s)):
            return "refused", cause
        line.expect(self._job_id)
        kind, cause = self._send(line) or self._finish(line)
        if kind != "printed" and self._profile.clears_by == "dc4":
            line.clear(wait_s=self._timing.clear_s)
        return kind, cause

    def _send(self, line: Conversation) -> tuple[Kind, Cause | None] | None:
        """Write the job; None when all of it went out.

        A `GS r` answer before the last byte went out means another job and is forgotten. A
        stall is a failure and no doubt: the cut, which comes last, was never sent.
        """
        moved_s = line.now_s
        while self._sent < len(self._data):
            line.forget_processed()
            written = line.exchange(self._data[self._sent :])
            self._sent += written
            if cause := trouble(line.condition):
                return "failed", cause
            if written:
                moved_s = line.now_s
            elif line.now_s - moved_s >= self._timing.stall_s:
                return ("failed", "stalled") if self._sent else ("refused", "stalled")
        return None

    def _finish(self, line: Conversation) -> tuple[Kind, Cause | None]:
        """Wait for the printer's word that all of it is on paper."""
        if self._profile.marker == "none":
            return "uncertain", "no_marker"
        wait_s = self._profile.print_s(self._height_dots) * self._timing.finish_factor
        ends_s = line.now_s + wait_s + self._timing.finish_spare_s
        while line.now_s < ends_s - self._timing.last_s:
            line.exchange()
            if ended := self._ended(line):
                return ended
        return self._last_question(line, ends_s=ends_s)

    def _ended(self, line: Conversation) -> tuple[Kind, Cause | None] | None:
        """Give what the printer said of the job; None when it has said nothing yet."""
        if line.is_done or self._is_processed(line):
            return "printed", None
        cause = trouble(line.condition)
        return ("failed", cause) if cause else None

    def _is_processed(self, line: Conversation) -> bool:
        if line.processed_s is None:
            return False
        grace_s = self._timing.grace_s if self._profile.marker == "gs_h" else 0
        return line.now_s - line.processed_s >= grace_s

    def _last_question(self, line: Conversation, *, ends_s: float) -> tuple[Kind, Cause | None]:
        """Ask once more why nothing came: a printer without ASB tells of its fault only now."""
        if self._profile.has_status:
            line.ask(wait_s=ends_s - line.now_s)
        while line.now_s < ends_s and not self._ended(line):
            line.exchange()
        return self._ended(line) or ("uncertain", "no_marker")
