"""The slip that an administrator prints to try a printer: letters, edges, grey, QR sizes."""

from dataclasses import dataclass
from datetime import datetime

from printers.slip import Block, Cut, Feed, Label, Qr, Rule, Slip, Text
from printers.words import both

LETTERS = (
    "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY",
    "aăâbcdđeêghiklmnoôơpqrstuưvxy",
    "áàảãạ ấầẩẫậ ắằẳẵặ éèẻẽẹ ếềểễệ íìỉĩị",
    "óòỏõọ ốồổỗộ ớờởỡợ úùủũụ ứừửữự ýỳỷỹỵ",
    "0123456789 – — … “” ₫ •",
)
SIZES = (22, 24, 30, 40)
SAMPLE = "Bộ phận Một cửa"


@dataclass(frozen=True, kw_only=True)
class TestPage:
    """What stands on a test page; the time is the site's local time."""

    __test__ = False  # not a test case, whatever its name begins with

    site_name: str
    printer_name: str
    profile_name: str
    printed_at_local: datetime
    copy: int = 0
    copied_at_local: datetime | None = None


def compose_test_page(page: TestPage) -> Slip:
    """Give the blocks of a test page."""
    return Slip(
        (
            Text(both("test_page.title"), 34, "bold", "center", max_lines=2, is_framed=True),
            Feed(8),
            Text(page.site_name, 30, "bold", "center", max_lines=2),
            Text(f"{page.printer_name}, {page.profile_name}", 24, align="center", max_lines=2),
            Text(f"{page.printed_at_local:%H:%M %d/%m/%Y}", 30, "bold", "center"),
            Rule(),
            Label("B047"),
            Rule(),
            *(Text(line, 26, align="center", max_lines=2) for line in LETTERS),
            *(_sample(size) for size in SIZES),
            Rule(below=0),
            Qr("TAM-00160-261123-B047"),
            Text(both("test_page.edges"), 24, align="center", max_lines=2),
            Rule(thick=3),
            Cut(),
        )
    )


def _sample(size: int) -> Block:
    return Text(f"{SAMPLE}, {size}", size, align="center", max_lines=1)
