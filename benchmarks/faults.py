"""Printer faults at random moments: how often the driver says printed when no paper came out.

Real driver, real bytes, emulated printer, virtual time. A slip counts as on paper when a page
was cut whose last rows are exactly the slip's. `uncertain_s` is the longest time, in the
printer's seconds, from the job's last byte that went out to the word "uncertain".
"""

import random
import time
from collections import Counter
from dataclasses import dataclass

from benchmarks.figures import arguments, last_line, table
from benchmarks.paper import BUFFERS, KINDS, PassingClock, new_desk, strike
from benchmarks.slip import PROFILE, ticket
from printers.driver import Outcome, print_slip
from printers.emulator import decode_pages
from printers.encode import encode_slip
from printers.layout import lay_out
from printers.raster import draw
from printers.slip import Slip
from printers.slips.ticket import compose_ticket
from printers.transports.base import Exchange
from printers.transports.memory import MemoryTransport, VirtualTime

FAULTS, SMALL_FAULTS = 2_000, 65
SLIPS = 20
SEED = 20261123


@dataclass(frozen=True)
class Tried:
    """One job on a printer with a fault."""

    kind: str
    outcome: Outcome
    is_on_paper: bool
    silent_s: float


class WatchedLine(MemoryTransport):
    """Remembers when the job's last byte went out; questions are shorter than this."""

    moved_s = 0.0
    QUESTION_MAX = 12

    def exchange(self, data: memoryview, *, wait_s: float) -> Exchange:
        done = super().exchange(data, wait_s=wait_s)
        if done.written and self._is_job(data):
            self.moved_s = self._time.now_s
        return done

    def _is_job(self, data: memoryview) -> bool:
        return isinstance(data.obj, bytes) and len(data.obj) > self.QUESTION_MAX


def main() -> None:
    """Try and print."""
    count = SMALL_FAULTS if arguments(__doc__).small else FAULTS
    chance = random.Random(SEED)
    slips = [compose_ticket(ticket(number, chance)) for number in range(SLIPS)]
    papers = [paper_of(slip) for slip in slips]
    began = time.monotonic()
    tried = []
    for number in range(count):
        place = number % SLIPS
        tried.append(try_one(KINDS[number % len(KINDS)], slips[place], papers[place], chance))
    print(f"seed {SEED}, {time.monotonic() - began:.0f} s")
    show(tried)
    false = sum(one.outcome.kind == "printed" and not one.is_on_paper for one in tried)
    silent = [one.silent_s for one in tried if one.outcome.kind == "uncertain"]
    last_line(faults=len(tried), false_printed=false, uncertain_s=max(silent, default=0.0))


def try_one(kind: str, slip: Slip, paper: bytes, chance: random.Random) -> Tried:
    """Print one slip on a printer that has a fault."""
    desk = new_desk(buffer_bytes=chance.choice(BUFFERS))
    strike(desk.printer, kind, chance)
    line = WatchedLine(desk.printer, desk.passing)
    outcome = print_slip(
        slip, profile=PROFILE, transport=line, monotonic=desk.passing.monotonic, job_id="job"
    )
    now_s = desk.passing.now_s
    pages = [page for page in desk.printer.paper.pages if page.is_cut]
    is_on_paper = any(page.rows.endswith(paper) for page in pages)
    return Tried(kind, outcome, is_on_paper, now_s - line.moved_s)


def paper_of(slip: Slip) -> bytes:
    """Give the rows of a slip's paper, as a printer without a fault gives them."""
    raster = draw(lay_out(slip, width_dots=PROFILE.width_dots))
    data = encode_slip(raster, PROFILE, job_id="job")
    clock = PassingClock(VirtualTime())
    (page,) = decode_pages(data, width_dots=PROFILE.width_dots, clock=clock).pages
    return page.rows


def show(tried: list[Tried]) -> None:
    """Print what became of each kind of fault."""
    counts = Counter((one.kind, one.outcome.kind) for one in tried)
    ends = ("printed", "refused", "failed", "uncertain")
    rows = [(kind, *(counts[kind, end] for end in ends)) for kind in KINDS]
    table(("fault", *ends), rows)
    unclaimed = sum(one.is_on_paper and one.outcome.kind != "printed" for one in tried)
    print(f"on paper though not called printed: {unclaimed}")


if __name__ == "__main__":
    main()
