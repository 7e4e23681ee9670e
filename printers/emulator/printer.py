"""An emulated printer: a finite buffer, a head with a speed, status, and faults on demand.

It lives through time only when `advance` tells it to, so the same printer serves tests in
virtual time and a socket in real time.

    bytes in ──► real-time commands obeyed at once
         └─────► receive buffer ──► interpreter ──► head (rows a second) ──► paper ──► cutter
    replies out ◄── DLE EOT at once, GS r and GS ( H in their turn, ASB when something changes

While paper is out, the cover open or the cutter jammed, the printer is offline: it obeys
real-time commands, takes bytes until its buffer is full, and prints nothing.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from printers.emulator.charsets import tables_of
from printers.emulator.commands import ACTIONS
from printers.emulator.effects import AskStatus, CutPaper, Effect, FeedBack, PushStatus, Reply
from printers.emulator.interpreter import Interpreter
from printers.emulator.paper import DPI, PAGES_KEPT, Paper, Strip
from printers.emulator.realtime import RealTimeScanner

BUFFER_BYTES = 4096
SPEED_MM_S = 250.0
CUT_S = 0.1
TAKE_BYTES = 256  # from the receive buffer into the interpreter at a time


@dataclass
class Faults:
    """What goes wrong, and when.

    `paper_out_after_rows`, `cover_open_after_rows` count rows printed from now on,
    `power_cut_after_bytes` bytes received. `is_mute` answers nothing, `is_stuck` takes bytes
    and does nothing with them, `answer_delay_s` makes every answer late.
    """

    paper_out_after_rows: int | None = None
    cover_open_after_rows: int | None = None
    power_cut_after_bytes: int | None = None
    is_cutter_jamming: bool = False
    is_mute: bool = False
    is_stuck: bool = False
    answer_delay_s: float = 0.0
    knows_process_id: bool = True
    knows_gs_r: bool = True
    knows_clear: bool = True
    knows_asb: bool = True


@dataclass
class State:
    """What an eye would see on the printer."""

    is_powered: bool = True
    is_paper_out: bool = False
    is_paper_low: bool = False
    is_cover_open: bool = False
    is_cutter_jammed: bool = False

    @property
    def is_offline(self) -> bool:
        """True when nothing can be printed."""
        return self.is_paper_out or self.is_cover_open or self.is_cutter_jammed


class EmulatedPrinter:
    """One printer. Every public method may be called from any thread."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        width_dots: int = 576,
        buffer_bytes: int = BUFFER_BYTES,
        speed_mm_s: float = SPEED_MM_S,
        asb_mask: int = 0,
        faults: Faults | None = None,
        pages_kept: int = PAGES_KEPT,
        model: str | None = None,
    ) -> None:
        self.faults = faults or Faults()
        self.state = State()
        self.paper = Paper(width_dots=width_dots, clock=clock, kept=pages_kept)
        self.interpreter = Interpreter(
            width_dots=width_dots, actions=ACTIONS, tables=tables_of(model)
        )
        self.bytes_received = 0
        self._initial_mask = asb_mask
        self._asb_mask = asb_mask
        self._buffer_bytes = buffer_bytes
        self._row_s = 25.4 / DPI / speed_mm_s
        self._buffer = bytearray()
        self._scanner = RealTimeScanner()
        self._strip: Strip | None = None
        self._replies: deque[tuple[float, bytes]] = deque(maxlen=1_000)
        self._now_s = 0.0
        self._budget_s = 0.0
        self._lock = threading.RLock()

    # --- the line -------------------------------------------------------------------

    def connect(self) -> bool:
        """Take a connection when there is power; answers meant for an older one are gone."""
        with self._lock:
            self._replies.clear()
            return self.state.is_powered

    def disconnect(self) -> None:
        """See the line closed; what is in the buffer is still printed."""

    @property
    def room(self) -> int:
        """Bytes that the receive buffer still takes."""
        return max(0, self._buffer_bytes - len(self._buffer))

    def receive(self, data: bytes) -> int:
        """Take as many bytes as fit; ConnectionError when there is no power."""
        with self._lock:
            self._need_power()
            taken = data[: self.room]
            self.bytes_received += len(taken)
            if self.faults.is_stuck:
                self._buffer += taken
                return len(taken)
            cut_after = self.faults.power_cut_after_bytes
            self._buffer += taken
            self._obey_at_once(taken)
            if cut_after is not None and self.bytes_received >= cut_after:
                self.cut_power()
            return len(taken)

    def advance(self, seconds: float) -> bytes:
        """Live on for a time and give the answers due by then; ConnectionError as above."""
        with self._lock:
            self._need_power()
            self._now_s += seconds
            self._budget_s += seconds
            if not self.faults.is_stuck:
                self._work()
            due = []
            while self._replies and self._replies[0][0] <= self._now_s:
                due.append(self._replies.popleft()[1])
            return b"".join(due)

    def _need_power(self) -> None:
        if not self.state.is_powered:
            raise ConnectionResetError("no power")

    # --- hands on the printer -------------------------------------------------------

    def take_out_paper(self) -> None:
        """Let the roll end here."""
        with self._lock:
            self.state.is_paper_out = True
            self._push_status()

    def set_paper_low(self, is_low: bool) -> None:
        """Let the near-end sensor see little paper, or enough."""
        with self._lock:
            self.state.is_paper_low = is_low
            self._push_status()

    def refill(self) -> None:
        """Put in a new roll: what hung out of the old one falls off, then printing goes on."""
        with self._lock:
            self.paper.end_page(is_cut=False)
            self.state.is_paper_out = self.state.is_paper_low = False
            self.faults.paper_out_after_rows = None
            self._push_status()

    def open_cover(self) -> None:
        """Open the cover."""
        with self._lock:
            self.state.is_cover_open = True
            self._push_status()

    def close_cover(self) -> None:
        """Close the cover; printing goes on."""
        with self._lock:
            self.state.is_cover_open = False
            self.faults.cover_open_after_rows = None
            self._push_status()

    def jam_cutter(self) -> None:
        """Jam the cutter."""
        with self._lock:
            self.state.is_cutter_jammed = True
            self._push_status()

    def clear_jam(self) -> None:
        """Free the cutter."""
        with self._lock:
            self.state.is_cutter_jammed = self.faults.is_cutter_jamming = False
            self._push_status()

    def cut_power(self) -> None:
        """Pull the plug: everything not on paper is forgotten."""
        with self._lock:
            self.state.is_powered = False
            self._forget()
            self._replies.clear()

    def restore_power(self) -> None:
        """Put the plug back; what hung out was torn off meanwhile."""
        with self._lock:
            self.paper.end_page(is_cut=False)
            self.faults.power_cut_after_bytes = None
            self._asb_mask = self._initial_mask
            self.state.is_powered = True

    # --- status ---------------------------------------------------------------------

    def status_byte(self, asked: int) -> int:
        """Give the answer to `DLE EOT asked`."""
        state = self.state
        if asked == 1:
            return 0x12 | (0x08 if state.is_offline else 0)
        if asked == 2:
            cover, paper = 0x04 * state.is_cover_open, 0x20 * state.is_paper_out
            return 0x12 | cover | paper | 0x40 * state.is_cutter_jammed
        if asked == 3:
            return 0x12 | 0x08 * state.is_cutter_jammed
        return 0x12 | 0x0C * state.is_paper_low | 0x60 * state.is_paper_out

    def asb_bytes(self) -> bytes:
        """Give the four bytes of automatic status."""
        state = self.state
        first = 0x10 | 0x08 * state.is_offline | 0x20 * state.is_cover_open
        third = 0x03 * state.is_paper_low | 0x0C * state.is_paper_out
        return bytes((first, 0x08 * state.is_cutter_jammed, third, 0x0F))

    def _push_status(self) -> None:
        if self._asb_mask and self.faults.knows_asb and self.state.is_powered:
            self._answer(self.asb_bytes())

    def _answer(self, data: bytes) -> None:
        if not self.faults.is_mute:
            self._replies.append((self._now_s + self.faults.answer_delay_s, data))

    def _obey_at_once(self, taken: bytes) -> None:
        for found in self._scanner.feed(taken):
            if found["status"]:
                self._answer(bytes((self.status_byte(found["status"][0]),)))
            elif found["recover"] in (b"\x01", b"\x02"):
                if found["recover"] == b"\x02":
                    self._forget()
                self.clear_jam()
            elif found["clear"] and self.faults.knows_clear:
                self._forget()
                self._answer(b"\x37\x25\x00")

    def _forget(self) -> None:
        """Drop everything that is not on paper yet."""
        self._buffer.clear()
        self._strip = None
        self.interpreter.drop_all()

    # --- the head -------------------------------------------------------------------

    def _work(self) -> None:
        """Print for as long as there is time, paper and something to print."""
        while self._budget_s > 0 and not self.state.is_offline and self.state.is_powered:
            if self._strip is not None:
                self._print_rows(self._strip)
            elif not self._take_step():
                self._budget_s = 0.0  # a head that waits saves up no time
                return
        if self.state.is_offline:
            self._budget_s = 0.0

    def _take_step(self) -> bool:
        """Do the next thing in the stream; False when there is nothing to do."""
        effect = self.interpreter.step()
        while effect is None:
            if not self._buffer:
                return False
            self.interpreter.feed(bytes(self._buffer[:TAKE_BYTES]))
            del self._buffer[:TAKE_BYTES]
            effect = self.interpreter.step()
        self._do(effect)
        return True

    def _do(self, effect: Effect) -> None:
        match effect:
            case Strip():
                self._strip = effect
            case CutPaper():
                self._cut()
            case FeedBack(rows):
                self.paper.draw_back(rows)
            case Reply(data, is_process_id):
                if not is_process_id or self.faults.knows_process_id:
                    self._answer(data)
            case AskStatus():
                if self.faults.knows_gs_r:
                    self._answer(bytes((0x03 * self.state.is_paper_low,)))
            case PushStatus(mask):
                self._asb_mask = mask
                self._push_status()

    def _cut(self) -> None:
        self._budget_s -= CUT_S if self._row_s else 0.0
        if self.faults.is_cutter_jamming:
            self.jam_cutter()
            return
        self.paper.end_page(is_cut=True)

    def _print_rows(self, strip: Strip) -> None:
        """Print the rows that time and faults allow, at least one."""
        count = min(strip.height, 1 + int(self._budget_s / self._row_s))
        count = min(count, *self._rows_to_fault())
        printed, rest = strip.split(count)
        if count:
            self.paper.add(printed)
            self._budget_s -= count * self._row_s
        self._strip = rest if rest.height else None
        self._count_to_faults(count)

    def _rows_to_fault(self) -> tuple[int, int]:
        paper, cover = self.faults.paper_out_after_rows, self.faults.cover_open_after_rows
        without_end = 1 << 30
        return (
            without_end if paper is None else paper,
            without_end if cover is None else cover,
        )

    def _count_to_faults(self, count: int) -> None:
        faults = self.faults
        if faults.paper_out_after_rows is not None:
            faults.paper_out_after_rows -= count
            if faults.paper_out_after_rows <= 0:
                self.take_out_paper()
        if faults.cover_open_after_rows is not None:
            faults.cover_open_after_rows -= count
            if faults.cover_open_after_rows <= 0:
                self.open_cover()
