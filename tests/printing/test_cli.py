"""`motcua printer` in a technician's hands."""

from pathlib import Path

import pytest
from PIL import Image

from printers.cli import main
from printers.emulator import EmulatedPrinter, TcpPrinter
from tests.printing.samples import FixedClock


@pytest.fixture
def printer() -> EmulatedPrinter:
    return EmulatedPrinter(clock=FixedClock(), speed_mm_s=4_000)


def run(printer: EmulatedPrinter, *arguments: str) -> int:
    with TcpPrinter(printer) as line:
        return main([*arguments, "--host", "127.0.0.1", "--port", str(line.port)])


def test_probe_names_a_ready_printer(printer: EmulatedPrinter, capsys) -> None:
    assert run(printer, "probe") == 0
    assert capsys.readouterr().out.split("\n")[:2] == ["Sẵn sàng / Ready", "EMULATOR"]


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


@pytest.mark.parametrize("profile", ["no such printer", "TM-U220"])
def test_models_that_cannot_be_used_are_refused(profile: str, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["probe", "--host", "127.0.0.1", "--profile", profile])
    assert ended.value.code == 2
    assert profile in capsys.readouterr().err
