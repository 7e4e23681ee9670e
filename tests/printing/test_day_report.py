"""The slip that closes a day says all its numbers, and how it is sealed."""

from datetime import datetime

from printers.slip import Block, Row, Slip, Text
from printers.slips import as_copy, compose, from_json, to_json
from tests.printing.golden_slips import day_report


def texts_of(slip: Slip) -> list[str]:
    return [text for block in slip.blocks for text in words_in(block)]


def words_in(block: Block) -> list[str]:
    if isinstance(block, Row):
        return [text for each in (*block.left, *block.right) for text in words_in(each)]
    return [block.text] if isinstance(block, Text) else []


def test_numbers_stand_beside_their_names() -> None:
    said = texts_of(compose(day_report()))
    for name, count in (("Đã cấp", "230"), ("Đã phục vụ", "214"), ("Vắng mặt", "11")):
        assert said[said.index(name) + 1] == count
    assert said[said.index("Hộ tịch") + 1] == "58 / 64"


def test_numbers_that_nobody_held_are_not_called_issued() -> None:
    report = day_report(totals=(("served", 5), ("retired", 2), ("offered", 1)))
    said = texts_of(compose(report))
    assert said[said.index("Đã cấp") + 1] == "5"
    assert said[said.index("Không dùng") + 1] == "2"
    assert said[said.index("offered") + 1] == "1"


def test_seal_is_the_beginning_of_digest_and_journal_head() -> None:
    said = texts_of(compose(day_report()))
    assert "9f2c 4a7b e01d 5532" in said
    assert "18204 03be 77a1 c4de 9f60" in said
    assert "17:32 23/11/2026" in said


def test_report_is_kept_as_text_without_loss() -> None:
    report = day_report()
    assert from_json(to_json(report)) == report


def test_reprint_bears_its_mark() -> None:
    later = datetime(2026, 11, 23, 18, 5)  # noqa: DTZ001 -- printed as it is
    said = texts_of(compose(as_copy(day_report(), copy=2, at_local=later)))
    assert any("BẢN IN LẠI LẦN 2" in text.replace("\u00a0", " ") for text in said)


def test_day_without_fields_or_tickets_is_a_slip_too() -> None:
    said = texts_of(compose(day_report(totals=(), fields=())))
    assert said[said.index("Đã cấp") + 1] == "0"
