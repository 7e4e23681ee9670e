"""Whatever bytes arrive, the emulated printer neither breaks nor grows."""

import tracemalloc

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printers.emulator import EmulatedPrinter, decode_pages
from printers.emulator.grammar import COMMAND_MAX, FIXED, LEADS, VARIABLE
from printers.emulator.interpreter import UNKNOWN_KEPT
from tests.printing.samples import FixedClock

NAMES = sorted({*FIXED, *VARIABLE})
SMALL = st.integers(0, 6)
# What follows a command: often small numbers, so that lengths are met and not waited for.
TAILS = st.one_of(st.binary(max_size=24), st.lists(SMALL, max_size=24).map(bytes))
COMMANDS = st.tuples(st.sampled_from(NAMES), TAILS).map(b"".join)
BLOCKS = st.tuples(
    st.sampled_from([b"\x1d(L", b"\x1d(k", b"\x1d(H", b"\x1c(C", b"\x1b(A"]),
    st.binary(max_size=40),
).map(lambda part: part[0] + len(part[1]).to_bytes(2, "little") + part[1])
SYMBOLS = st.tuples(st.sampled_from(list(range(7)) + list(range(65, 80))), st.binary(max_size=30))
BARCODES = SYMBOLS.map(
    lambda part: (
        b"\x1dk"
        + bytes((part[0],))
        + (bytes((len(part[1]),)) + part[1] if part[0] >= 65 else part[1] + b"\0")
    )
)
STREAMS = st.lists(st.one_of(st.binary(max_size=60), COMMANDS, BLOCKS, BARCODES), max_size=25).map(
    b"".join
)
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FUZZ
@given(STREAMS)
def test_no_stream_breaks_the_interpreter(stream: bytes) -> None:
    decoded = decode_pages(stream, width_dots=384, clock=FixedClock())
    assert all(page.width_dots == 384 for page in decoded.pages)
    assert len(decoded.unknown) <= UNKNOWN_KEPT


@settings(FUZZ, max_examples=40)
@given(STREAMS, st.integers(1, 50))
def test_every_stream_gives_the_same_paper_however_it_arrives(stream: bytes, chunk: int) -> None:
    whole = decode_pages(stream, width_dots=384, clock=FixedClock())
    assert decode_pages(stream, width_dots=384, clock=FixedClock(), chunk=chunk) == whole


@settings(FUZZ, max_examples=40)
@given(STREAMS)
def test_a_reset_after_any_stream_prints_again(stream: bytes) -> None:
    """Power off and on, which is what people do; half a command may not live on."""
    printer = EmulatedPrinter(clock=FixedClock(), buffer_bytes=100_000, speed_mm_s=1e6)
    printer.receive(stream)
    printer.advance(30)
    printer.cut_power()
    printer.restore_power()
    printer.open_cover()
    printer.close_cover()
    count = printer.paper.page_count
    printer.receive(b"hello\n\x1dV\x00")
    printer.advance(30)
    assert printer.paper.page_count == count + 1


def test_a_command_without_end_is_passed_over_and_not_gathered() -> None:
    endless = b"\x1d8L" + (COMMAND_MAX * 16).to_bytes(4, "little")
    printer = EmulatedPrinter(clock=FixedClock(), buffer_bytes=1 << 20, speed_mm_s=1e6)
    tracemalloc.start()
    try:
        printer.receive(endless)
        printer.advance(1)
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(16):
            printer.receive(b"x" * COMMAND_MAX)
            printer.advance(1)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert printer.interpreter.unknown == [b"\x1d8"]
    assert after - before < 1 << 20
    printer.receive(b"hello\n\x1dV\x00")
    printer.advance(1)
    assert printer.interpreter.character_count == 5


def test_a_macro_that_calls_itself_ends() -> None:
    looping = b"\x1d:a\x1d^\xff\x00\x00\x1d:" + b"\x1d^\xff\x00\x00"
    decoded = decode_pages(looping + b"ok\n", width_dots=384, clock=FixedClock())
    assert decoded.character_count == 3


def test_every_lead_byte_begins_a_known_command() -> None:
    assert {name[0] for name in NAMES} == set(LEADS)
