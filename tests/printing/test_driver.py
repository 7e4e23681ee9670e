"""A job ends as the printer says, and in doubt nobody claims that it was printed."""

import random
from dataclasses import replace

import pytest

from printers.conversation import CAUSES
from printers.driver import Outcome, PrinterStatus, Timing, ask_status, print_slip
from printers.emulator import EmulatedPrinter, Faults
from printers.encode import encode_slip
from printers.profiles import PROFILES
from printers.transports.base import Exchange, Transport
from printers.transports.memory import VirtualTime
from printers.words import texts
from tests.printing.samples import NARROW, WIDE, Bench, fed_rows, raster_of, slip

WRITE_ONLY = PROFILES["write-only"]
MUTE = Faults(is_mute=True)
ROWS = raster_of().height_dots


def ended(outcome: Outcome) -> tuple[str, str | None]:
    return outcome.kind, outcome.cause


@pytest.mark.paper_case(14)
def test_printed_means_the_printer_said_so_after_the_paper_was_out() -> None:
    bench = Bench()
    outcome = bench.print()
    assert ended(outcome) == ("printed", None)
    assert bench.tickets == [fed_rows(raster_of())]
    assert outcome.ms >= ROWS / 8 / 250 * 1000


def test_narrow_printer_prints_its_own_width() -> None:
    bench = Bench(profile=NARROW)
    assert ended(bench.print()) == ("printed", None)
    assert bench.tickets == [fed_rows(raster_of(384), NARROW)]


def test_two_jobs_give_two_slips() -> None:
    bench = Bench()
    assert [bench.print(job_id=name).kind for name in ("a", "b")] == ["printed", "printed"]
    assert len(bench.tickets) == 2


@pytest.mark.parametrize(
    ("break_it", "cause"),
    [
        (EmulatedPrinter.take_out_paper, "paper_out"),
        (EmulatedPrinter.open_cover, "cover_open"),
        (EmulatedPrinter.jam_cutter, "cutter_jam"),
    ],
)
@pytest.mark.paper_case(15)
def test_fault_before_the_job_refuses_it_at_once(break_it, cause: str) -> None:
    bench = Bench()
    break_it(bench.printer)
    outcome = bench.print()
    assert ended(outcome) == ("refused", cause)
    assert outcome.bytes_sent == 0
    assert outcome.ms < 1_000
    assert bench.printer.bytes_received == 12  # the questions


def test_paper_out_is_known_though_status_is_pushed_at_the_same_time() -> None:
    bench = Bench(asb_mask=0x0E)
    bench.printer.take_out_paper()
    assert ended(bench.print()) == ("refused", "paper_out")


@pytest.mark.fault(52)
@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("buffer_bytes", [1_024, 4_096, 65_536])
@pytest.mark.parametrize("knows_asb", [True, False])
@pytest.mark.paper_case(16)
def test_paper_out_amid_a_job_is_never_printed(
    tenth: int, buffer_bytes: int, knows_asb: bool
) -> None:
    faults = Faults(paper_out_after_rows=ROWS * tenth // 10, knows_asb=knows_asb)
    bench = Bench(faults=faults, buffer_bytes=buffer_bytes)
    outcome = bench.print()
    assert outcome.kind in ("failed", "uncertain")
    assert bench.tickets == []
    bench.printer.refill()
    bench.let_run(3)
    assert bench.tickets == [], "the rest of a cleared job came out after the refill"


def test_paper_out_is_heard_at_once_through_a_full_buffer() -> None:
    bench = Bench(faults=Faults(paper_out_after_rows=300))
    outcome = bench.print()
    assert ended(outcome) == ("failed", "paper_out")
    assert outcome.ms < 500
    assert outcome.bytes_sent < 30_000


def test_without_pushed_status_the_last_question_finds_the_cause() -> None:
    faults = Faults(paper_out_after_rows=300, knows_asb=False)
    assert ended(Bench(faults=faults, buffer_bytes=65_536).print()) == ("failed", "paper_out")


def test_printer_that_cannot_forget_prints_the_rest_after_a_refill() -> None:
    """Why a job that failed is reprinted with a mark and never without."""
    faults = Faults(paper_out_after_rows=300, knows_clear=False)
    bench = Bench(faults=faults, buffer_bytes=65_536)
    assert bench.print().kind == "failed"
    bench.printer.refill()
    bench.let_run(3)
    assert len(bench.tickets) == 1


@pytest.mark.fault(52)
@pytest.mark.paper_case(17)
def test_cover_opened_amid_a_job_fails_it() -> None:
    bench = Bench(faults=Faults(cover_open_after_rows=300))
    assert ended(bench.print()) == ("failed", "cover_open")
    bench.printer.close_cover()
    bench.let_run(3)
    assert bench.tickets == []


@pytest.mark.fault(52)
def test_cutter_that_jams_at_the_end_fails_the_job() -> None:
    assert ended(Bench(faults=Faults(is_cutter_jamming=True)).print()) == ("failed", "cutter_jam")


@pytest.mark.parametrize(
    ("after_bytes", "kind"),
    [(12, "refused"), (13, "uncertain"), (20_000, "uncertain"), (60_000, "uncertain")],
)
@pytest.mark.paper_case(18)
def test_power_cut_leaves_doubt_and_the_next_job_is_clean(after_bytes: int, kind: str) -> None:
    bench = Bench(faults=Faults(power_cut_after_bytes=after_bytes))
    assert ended(bench.print()) == (kind, "lost")
    bench.printer.restore_power()
    assert bench.print(job_id="again", resync=True).kind == "printed"
    assert bench.tickets == [fed_rows(raster_of())]
    assert bench.printer.interpreter.character_count == 0


@pytest.mark.parametrize("seed", range(12))
def test_half_sent_job_does_not_spoil_the_next(seed: int) -> None:
    """The line breaks while the printer stays on: it waits for the rest of a band."""
    half = random.Random(seed).randrange(20, 60_000)
    bench = Bench()
    feed_half(bench, half)
    assert bench.print(job_id="next", resync=True).kind == "printed"
    assert bench.printer.interpreter.character_count == 0
    assert bench.tickets[-1].endswith(fed_rows(raster_of()))


def feed_half(bench: Bench, count: int) -> None:
    rest = encode_slip(raster_of(), WIDE, job_id="half")[:count]
    while rest:
        rest = rest[bench.printer.receive(rest) :]
        bench.let_run(0.05)
    bench.let_run(0.5)


def test_without_the_nuls_the_next_job_would_be_swallowed() -> None:
    bench = Bench()
    feed_half(bench, 20_000)
    bench.print(job_id="next", timing=Timing(finish_spare_s=0.1))
    bench.let_run(3)
    assert bench.printer.interpreter.character_count > 100


@pytest.mark.paper_case(19)
def test_mute_printer_is_refused_within_twice_the_status_time() -> None:
    outcome = Bench(faults=MUTE).print()
    assert ended(outcome) == ("refused", "no_answer")
    assert outcome.bytes_sent == 0
    assert outcome.ms <= 2 * 1000 * Timing().status_s


@pytest.mark.paper_case(20)
def test_late_answers_never_answer_a_later_question() -> None:
    """The answers to the first job's questions arrive while the second one asks its own."""
    bench = Bench(faults=Faults(answer_delay_s=1.3))
    assert ended(bench.print(job_id="a")) == ("refused", "no_answer")
    bench.printer.open_cover()
    bench.faults.answer_delay_s = 0.0
    bench.let_run(0.2)
    assert ended(bench.print(job_id="b")) == ("refused", "cover_open")


def test_slow_answers_are_waited_for() -> None:
    assert ended(Bench(faults=Faults(answer_delay_s=0.3)).print()) == ("printed", None)


@pytest.mark.paper_case(23)
def test_printer_without_process_ids_confirms_by_gs_r() -> None:
    bench = Bench(faults=Faults(knows_process_id=False))
    assert ended(bench.print()) == ("printed", None)
    assert len(bench.tickets) == 1


@pytest.mark.paper_case(23)
def test_printer_that_confirms_nothing_leaves_doubt_and_does_not_hang() -> None:
    bench = Bench(faults=Faults(knows_process_id=False, knows_gs_r=False))
    outcome = bench.print()
    assert ended(outcome) == ("uncertain", "no_marker")
    assert outcome.ms < 10_000


def test_answer_about_another_job_confirms_nothing() -> None:
    """Both answers come from a job before; that this one was sent whole nobody has said."""
    time = VirtualTime()
    replies = [b"\x12\x12\x12\x12", b"\x37\x22ZZZZ\x00", b"\x00"]
    outcome = print_slip(
        slip(),
        profile=WIDE,
        transport=Replaying(replies, time),
        monotonic=time.monotonic,
        job_id="j",
    )
    assert ended(outcome) == ("uncertain", "no_marker")


@pytest.mark.paper_case(24)
def test_paper_that_is_low_is_told_and_does_not_stop_the_job() -> None:
    bench = Bench()
    bench.printer.set_paper_low(True)
    outcome = bench.print()
    assert (outcome.kind, outcome.is_paper_low) == ("printed", True)
    assert Bench().print().is_paper_low is False


@pytest.mark.paper_case(25)
def test_slow_head_is_no_fault() -> None:
    outcome = Bench(speed_mm_s=60).print()
    assert ended(outcome) == ("printed", None)
    assert outcome.ms > 1_700


@pytest.mark.paper_case(25)
def test_printer_that_stops_taking_bytes_fails_the_job() -> None:
    bench = Bench(faults=Faults(paper_out_after_rows=100, knows_asb=False))
    outcome = bench.print(timing=Timing(stall_s=1))
    assert ended(outcome) == ("failed", "stalled")
    assert 0 < outcome.bytes_sent < 20_000


def test_write_only_printer_is_never_said_to_have_printed() -> None:
    bench = Bench(profile=WRITE_ONLY, faults=MUTE)
    assert ended(bench.print()) == ("uncertain", "no_marker")
    bench.let_run(3)
    assert len(bench.tickets) == 1


def test_write_only_printer_that_never_reads_is_given_up() -> None:
    outcome = Bench(profile=WRITE_ONLY, faults=Faults(is_stuck=True)).print()
    assert outcome.kind == "failed"
    assert outcome.ms <= 3_200


def test_printer_without_power_is_unreachable() -> None:
    bench = Bench()
    bench.printer.cut_power()
    assert ended(bench.print()) == ("refused", "unreachable")


class Replaying(Transport):
    """A peer that says what it was given, a piece for every write, and takes 1 kB at a time."""

    def __init__(self, replies: list[bytes], time: VirtualTime) -> None:
        self.replies, self.time = replies, time
        self.written = b""

    def open(self) -> None:
        pass

    def exchange(self, data: memoryview, *, wait_s: float) -> Exchange:
        self.time.now_s += 0.01
        taken = bytes(data[:1_024])
        self.written += taken
        return Exchange(len(taken), self.replies.pop(0) if taken and self.replies else b"")

    def close(self) -> None:
        pass


@pytest.mark.fault(56)
@pytest.mark.parametrize(
    "words", [b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"\x80"]
)
@pytest.mark.paper_case(32)
def test_other_services_are_not_taken_for_printers(words: bytes) -> None:
    time = VirtualTime()
    service = Replaying([words], time)
    outcome = print_slip(
        slip(), profile=WIDE, transport=service, monotonic=time.monotonic, job_id="j"
    )
    assert ended(outcome) == ("refused", "not_a_printer")
    assert len(service.written) == 12


def test_idle_printer_tells_how_it_is() -> None:
    bench = Bench()
    assert status(bench) == PrinterStatus("ready", None)
    bench.printer.set_paper_low(True)
    assert status(bench) == PrinterStatus("ready", None, is_paper_low=True)
    bench.printer.open_cover()
    assert status(bench) == PrinterStatus("fault", "cover_open", is_paper_low=True)
    bench.printer.cut_power()
    assert status(bench) == PrinterStatus("fault", "unreachable")
    assert status(Bench(profile=WRITE_ONLY)) == PrinterStatus("unknown", None)


def status(bench: Bench) -> PrinterStatus:
    return ask_status(
        profile=bench.profile, transport=bench.transport(), monotonic=bench.time.monotonic
    )


def test_every_cause_has_its_sentences() -> None:
    for cause in (*CAUSES, "too_late", "interrupted", "not_composable"):
        for lang in ("vi", "en"):
            assert texts(lang)(f"printer.cause.{cause}")


@pytest.mark.parametrize("seed", range(8))
def test_printed_is_never_claimed_without_paper(seed: int) -> None:
    chance = random.Random(seed)
    for number in range(25):
        bench = Bench(faults=any_faults(chance), buffer_bytes=chance.choice((1_024, 4_096, 65_536)))
        outcome = bench.print(timing=replace(Timing(), stall_s=0.5, finish_spare_s=0.5))
        whole = bench.tickets.count(fed_rows(raster_of()))
        assert whole == 1 or outcome.kind != "printed", f"seed {seed}, case {number}"
        assert outcome.kind != "refused" or bench.printer.paper.height_dots == 0


def any_faults(chance: random.Random) -> Faults:
    def maybe(most: int) -> int | None:
        return chance.randrange(most) if chance.random() < 0.3 else None

    return Faults(
        paper_out_after_rows=maybe(ROWS + 20),
        cover_open_after_rows=maybe(ROWS + 20),
        power_cut_after_bytes=maybe(70_000),
        is_cutter_jamming=chance.random() < 0.1,
        is_mute=chance.random() < 0.05,
        knows_process_id=chance.random() < 0.7,
        knows_gs_r=chance.random() < 0.8,
        knows_asb=chance.random() < 0.7,
        knows_clear=chance.random() < 0.7,
        answer_delay_s=chance.choice((0.0, 0.0, 0.2, 0.9, 1.2)),
    )
