"""What a printer can be asked without printing: how it is, what it is, what it can tell.

Its answers say which profile fits: one that names each job when it is on paper (`GS ( H`), one
that only answers in its turn (`GS r 1`), or one that does neither.
"""

from collections.abc import Callable
from dataclasses import dataclass

from printers.conversation import Conversation
from printers.driver import STANDARD, PrinterStatus, Timing
from printers.encode import PUSH_STATUS, RESET, marker_bytes
from printers.profiles import Marker
from printers.transports.base import Lost, Transport, Unreachable
from printers.words import both

JOB_ID = "probe"


@dataclass(frozen=True)
class Findings:
    """What was learnt; the rest is empty when the printer cannot be reached or is none.

    `answer_ms` is how long the four status answers took together, `marker` how the printer
    tells that a job is done, `has_asb` whether it speaks up by itself.
    """

    status: PrinterStatus
    answer_ms: int = 0
    name: str | None = None
    marker: Marker = "none"
    has_asb: bool = False


def probe(
    transport: Transport, *, monotonic: Callable[[], float], timing: Timing = STANDARD
) -> Findings:
    """Ask a printer all it can answer without printing; never raises for what it does."""
    try:
        transport.open()
    except Unreachable:
        return Findings(PrinterStatus("fault", "unreachable"))
    line = Conversation(transport, monotonic=monotonic, tick_s=timing.tick_s)
    try:
        return _ask(line, timing)
    except Lost:
        return Findings(PrinterStatus("fault", "lost"))
    finally:
        transport.close()


def _ask(line: Conversation, timing: Timing) -> Findings:
    began_s = line.now_s
    cause = line.ask(wait_s=timing.status_s)
    answer_ms = round((line.now_s - began_s) * 1000)
    status = PrinterStatus("fault" if cause else "ready", cause, line.condition.is_paper_low)
    if cause:
        return Findings(status, answer_ms)
    name = line.ask_name(wait_s=timing.status_s)
    marker = _ask_marker(line, wait_s=timing.status_s)
    return Findings(status, answer_ms, name, marker, line.has_pushed)


def _ask_marker(line: Conversation, *, wait_s: float) -> Marker:
    """Let an empty job be marked; nothing is printed."""
    line.expect(JOB_ID)
    line.forget_processed()
    question = RESET + PUSH_STATUS + marker_bytes("gs_h", job_id=JOB_ID) + RESET
    ends_s = line.now_s + wait_s
    line.say(question, ends_s=ends_s)
    while line.now_s < ends_s and not line.is_done:
        line.exchange()
    if line.is_done:
        return "gs_h"
    return "gs_r" if line.processed_s is not None else "none"


def sentences(findings: Findings) -> list[str]:
    """Give what was learnt in people's words, Vietnamese and English."""
    status = findings.status
    told = [both(f"printer.status.{status.state}")]
    if status.cause is not None:
        return [*told, both(f"printer.cause.{status.cause}")]
    if findings.name:
        told.append(both("printer.probe.name", name=findings.name))
    paper = "printer.status.paper_low" if status.is_paper_low else "printer.probe.paper_enough"
    told.append(both(paper))
    told.append(both("printer.probe.answers", ms=findings.answer_ms))
    told.append(both(f"printer.probe.marker_{findings.marker}"))
    told.append(both("printer.probe.asb" if findings.has_asb else "printer.probe.no_asb"))
    return told
