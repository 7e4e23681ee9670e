"""`motcua printer` in a technician's hands."""

import sys
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from printers.cli import main
from printers.emulator import EmulatedPrinter, Faults, PtyPrinter, TcpPrinter
from tests.printing.samples import FixedClock


@pytest.fixture
def printer() -> EmulatedPrinter:
    return EmulatedPrinter(clock=FixedClock(), speed_mm_s=4_000)


def run(printer: EmulatedPrinter, *arguments: str) -> int:
    with TcpPrinter(printer) as line:
        return main([*arguments, "--host", "127.0.0.1", "--port", str(line.port)])


def test_probe_names_a_ready_printer(printer: EmulatedPrinter, capsys) -> None:
    assert run(printer, "probe") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:3] == [
        "Sẵn sàng / Ready",
        "Loại máy: EMULATOR / Model: EMULATOR",
        "Giấy còn đủ / There is enough paper",
    ]
    assert told[4:] == [
        "Máy báo từng phiếu khi in xong / Tells of each slip that it is on paper",
        "Máy tự báo khi hết giấy hoặc mở nắp / Tells by itself of paper out and open cover",
    ]


@pytest.mark.parametrize(
    ("faults", "sentence"),
    [
        (Faults(knows_process_id=False), "Máy báo khi đã xử lý hết dữ liệu in"),
        (Faults(knows_process_id=False, knows_gs_r=False), "Máy không báo khi in xong"),
        (Faults(knows_asb=False), "Máy chỉ báo sự cố khi được hỏi"),
    ],
)
def test_probe_says_what_a_printer_cannot_tell(
    printer: EmulatedPrinter, faults: Faults, sentence: str, capsys
) -> None:
    printer.faults = faults
    assert run(printer, "probe") == 0
    assert sentence in capsys.readouterr().out


def test_probe_prints_nothing(printer: EmulatedPrinter, capsys) -> None:
    assert run(printer, "probe") == 0
    assert not printer.paper.pages
    assert printer.paper.height_dots == 0


def test_probe_goes_over_a_serial_line_and_names_what_is_missing(
    printer: EmulatedPrinter, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PtyPrinter(printer) as line:
        assert main(["probe", "--serial", str(line.path)]) == 0
        assert "Sẵn sàng" in capsys.readouterr().out
        monkeypatch.setitem(sys.modules, "serial", None)
        assert main(["probe", "--serial", str(line.path)]) == 2
        assert "motcua[hardware]" in capsys.readouterr().out


@pytest.mark.parametrize("numbers", ["04b8", "zz:01", ""])
def test_usb_printers_are_named_by_their_numbers(numbers: str, capsys) -> None:
    with pytest.raises(SystemExit):
        main(["probe", "--usb", numbers])
    assert "04b8:0202" in capsys.readouterr().err


def test_probe_says_what_is_wrong(printer: EmulatedPrinter, capsys) -> None:
    printer.take_out_paper()
    assert run(printer, "probe") == 1
    assert "Máy in hết giấy" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["page", "ticket"])
def test_test_slips_are_printed(printer: EmulatedPrinter, kind: str, capsys) -> None:
    assert run(printer, "test", "--slip", kind) == 0
    assert "Đã in" in capsys.readouterr().out
    assert [page.is_cut for page in printer.paper.pages] == [True]


def test_slip_written_to_a_file_is_turned_into_a_picture(tmp_path: Path, capsys) -> None:
    stream = tmp_path / "slip.bin"
    assert main(["test", "--file", str(stream), "--profile", "write-only"]) == 1
    assert main(["dump", str(stream), "--out", str(tmp_path / "pages")]) == 0
    with Image.open(tmp_path / "pages" / "slip-01.png") as picture:
        assert picture.width == 576


def test_dump_tells_commands_nobody_knows(tmp_path: Path, capsys) -> None:
    stream = tmp_path / "odd.bin"
    stream.write_bytes(b"\x1b\x7fok\n")
    assert main(["dump", str(stream), "--out", str(tmp_path)]) == 0
    assert "unknown: 1b 7f" in capsys.readouterr().out


def test_dump_reads_text_by_the_tables_of_a_model(tmp_path: Path, capsys) -> None:
    stream = tmp_path / "text.bin"
    stream.write_bytes(b"\x1bt\x0e\xe9\n")
    for model, letter in (("OCD-300", "י"), ("TM-T88V", "ώ")):
        assert main(["dump", str(stream), "--out", str(tmp_path), "--text", "--model", model]) == 0
        assert letter in capsys.readouterr().out


@pytest.mark.parametrize("command", ["probe", "test", "dump", "emulate"])
def test_help_says_what_every_option_is(command: str, capsys) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    told = capsys.readouterr().out.splitlines()
    for line, following in pairwise([*told, ""]):
        if line.startswith("  -"):
            assert "  " in line.strip() or following.startswith(" " * 20), line


@pytest.mark.parametrize("width", ["0", "577", "99992"])
def test_paper_is_as_wide_as_paper_can_be(width: str, capsys) -> None:
    with pytest.raises(SystemExit):
        main(["dump", "any.bin", "--width", width])
    assert width in capsys.readouterr().err


@pytest.mark.parametrize("profile", ["no such printer", "TM-U220"])
def test_models_that_cannot_be_used_are_refused(profile: str, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["probe", "--host", "127.0.0.1", "--profile", profile])
    assert ended.value.code == 2
    assert profile in capsys.readouterr().err
