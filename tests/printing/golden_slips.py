"""The slips whose pictures are kept; run as a module to draw them anew and look at them."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from printers.layout import lay_out
from printers.raster import Raster, draw
from printers.slip import Slip
from printers.slips import compose
from printers.slips.day_report import DayReport, FieldTotal
from printers.slips.receipt import ReceiptSlip
from printers.slips.test_page import TestPage
from tests.printing.samples import NAME_95, NAME_200, slip

FOLDER = Path(__file__).parent / "golden"
LATER = datetime(2026, 11, 23, 8, 41)  # noqa: DTZ001 -- printed as it is
BANNER = "THỬ NGHIỆM, KHÔNG CÓ GIÁ TRỊ"

TICKETS: dict[str, dict[str, Any]] = {
    "ordinary": {},
    "thousand": {"label": "B1047", "code": "TAM-00160-261123-B1047"},
    "offline": {
        "label": "B2-017",
        "code": "TAM-00160-261123-B2-017",
        "ahead": None,
        "offline": True,
    },
    "rehearsal": {
        "label": "TN-B2-017",
        "code": "TAM-00160-261123-TN-B2-017",
        "ahead": None,
        "offline": True,
        "banner": BANNER,
    },
    "reprint": {"copy": 1, "copied_at_local": LATER},
    "priority": {"label": "M048", "priority": "Người cao tuổi", "service_vi": NAME_95},
    "long": {"service_vi": NAME_200, "service_en": "Registration of changes in land use " * 4},
}
WIDTHS = {"80mm": 576, "58mm": 384}


def golden_slips() -> dict[str, tuple[Slip, int]]:
    """Each kept slip by name, with its width."""
    tickets = {
        f"{name}-{paper}": (slip(**changes), width)
        for name, changes in TICKETS.items()
        for paper, width in WIDTHS.items()
    }
    page = TestPage(
        site_name="UBND phường Nghĩa Đô",
        printer_name="ticket-printer",
        profile_name="80mm",
        printed_at_local=LATER,
    )
    reports = {
        f"day-report-{paper}": (compose(day_report()), width) for paper, width in WIDTHS.items()
    }
    receipts = {f"receipt-{paper}": (compose(receipt()), width) for paper, width in WIDTHS.items()}
    return {**tickets, **reports, **receipts, "test-page-80mm": (compose(page), 576)}


def day_report(**changes: Any) -> DayReport:
    """A hall's day with all its numbers; any field can be another."""
    fields: dict[str, Any] = {
        "site_name": "UBND phường Nghĩa Đô",
        "day": date(2026, 11, 23),
        "totals": (("cancelled", 3), ("lapsed", 2), ("missed", 11), ("served", 214)),
        "fields": (
            FieldTotal(name_vi="Chứng thực", issued=121, served=115),
            FieldTotal(name_vi="Hộ tịch", issued=64, served=58),
            FieldTotal(name_vi="Đất đai, nhà ở và tài sản gắn liền với đất", issued=45, served=41),
        ),
        "digest": "9f2c4a7be01d5532" * 4,
        "journal_seq": 18_204,
        "journal_hash": "03be77a1c4de9f60" * 4,
        "printed_at_local": datetime(2026, 11, 23, 17, 32),  # noqa: DTZ001 -- printed as it is
    }
    return DayReport(**{**fields, **changes})


def receipt(**changes: Any) -> ReceiptSlip:
    """The receipt of a dossier just accepted; any field can be another."""
    fields: dict[str, Any] = {
        "site_name": "UBND phường Nghĩa Đô",
        "subtitle_vi": "Bộ phận Một cửa",
        "subtitle_en": "One-stop service",
        "code": "H26.12-261123-0001",
        "service_vi": "Chứng thực bản sao từ bản chính",
        "service_en": "Certified true copies",
        "received_at_local": LATER,
        "due_at_local": None,
        "collect_place": "UBND phường Nghĩa Đô",
    }
    return ReceiptSlip(**{**fields, **changes})


def drawn(name: str) -> Raster:
    blocks, width = golden_slips()[name]
    return draw(lay_out(blocks, width_dots=width))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in golden_slips():
        drawn(name).to_image().save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
