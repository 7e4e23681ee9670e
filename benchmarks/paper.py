"""A printer in its own time with a fault of every kind, for `faults` and `soak`."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from printers.emulator import EmulatedPrinter, Faults
from printers.transports.memory import MemoryTransport, VirtualTime

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
JOB_BYTES, JOB_ROWS = 62_000, 850  # about one 80 mm slip
KINDS = (
    "none", "paper_out", "cover_open", "paper_out_before", "cover_open_before", "cutter",
    "power", "mute", "stuck", "late", "no_process_id", "no_answers_in_order", "no_asb",
)  # fmt: skip
PAGES_KEPT = 5  # the emulator's own pictures are not what is measured
BUFFERS = (1_024, 4_096, 65_536)


class PassingClock:
    """Wall time that goes with virtual time."""

    def __init__(self, passing: VirtualTime) -> None:
        self._passing = passing

    def __call__(self) -> datetime:
        return START + timedelta(seconds=self._passing.now_s)


def faults_of(kind: str, chance: random.Random) -> Faults:
    """Give a fault of a kind, at a random moment of a job."""
    rows, sent = chance.randrange(1, JOB_ROWS), chance.randrange(1, JOB_BYTES)
    return {
        "paper_out": Faults(paper_out_after_rows=rows, knows_asb=chance.random() < 0.7),
        "cover_open": Faults(cover_open_after_rows=rows, knows_asb=chance.random() < 0.7),
        "cutter": Faults(is_cutter_jamming=True),
        "power": Faults(power_cut_after_bytes=sent),
        "mute": Faults(is_mute=True),
        "stuck": Faults(is_stuck=True),
        "late": Faults(answer_delay_s=chance.choice((0.1, 0.3, 0.9, 1.5))),
        "no_process_id": Faults(knows_process_id=False),
        "no_answers_in_order": Faults(knows_process_id=False, knows_gs_r=False),
        "no_asb": Faults(knows_asb=False, knows_clear=False, paper_out_after_rows=rows),
    }.get(kind, Faults())


def strike(printer: EmulatedPrinter, kind: str, chance: random.Random) -> None:
    """Let a printer have a fault from now on."""
    printer.faults = faults_of(kind, chance)
    if printer.faults.power_cut_after_bytes is not None:
        printer.faults.power_cut_after_bytes += printer.bytes_received
    if kind == "paper_out_before":
        printer.take_out_paper()
    elif kind == "cover_open_before":
        printer.open_cover()


def mend(printer: EmulatedPrinter) -> None:
    """Let somebody put everything right."""
    printer.faults = Faults()
    printer.restore_power()
    printer.close_cover()
    printer.clear_jam()
    printer.refill()


@dataclass
class Desk:
    """One printer, the line to it, and the time both live in."""

    passing: VirtualTime
    printer: EmulatedPrinter

    def line(self) -> MemoryTransport:
        """Give a fresh line for one job."""
        return MemoryTransport(self.printer, self.passing)


def new_desk(*, buffer_bytes: int = 4_096) -> Desk:
    """Give a desk with a new printer."""
    passing = VirtualTime()
    clock = PassingClock(passing)
    printer = EmulatedPrinter(clock=clock, buffer_bytes=buffer_bytes, pages_kept=PAGES_KEPT)
    return Desk(passing, printer)
