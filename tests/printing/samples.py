"""Slips, printers and clocks that the printing tests share."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from printers.driver import Outcome, Timing, print_slip
from printers.emulator import EmulatedPrinter, Faults
from printers.encode import bands
from printers.layout import lay_out
from printers.page import Page
from printers.profiles import PROFILES, Profile
from printers.raster import Raster, draw
from printers.slip import Slip
from printers.slips.ticket import TicketSlip, compose_ticket
from printers.transports.memory import MemoryTransport, VirtualTime

WIDE, NARROW = PROFILES["80mm"], PROFILES["58mm"]
WIDTHS = (384, 512, 576, 640)
DOTS_PER_MM = 8
MORNING = datetime(2026, 11, 23, 1, 32, tzinfo=UTC)
TOKEN = "0123456789BCFGHJKLMNPQRSTVX"
ADDRESS = f"HTTPS://SO.NGHIADO.EXAMPLE.VN/T/{TOKEN}"
NAME_95 = (
    "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất"
    " do chuyển nhượng nhà"
)
NAME_200 = f"{NAME_95}, cấp lại Giấy chứng nhận bị mất hoặc hư hỏng cho hộ gia đình, cá nhân,"
NAME_200 += " cộng đồng dân cư và người ở nước ngoài"

VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def vietnamese_letters() -> list[str]:
    """Every letter that is not plain ASCII: 67, small and capital."""
    toned = (unicodedata.normalize("NFC", "".join(pair)) for pair in product(VOWELS, TONES))
    return [letter for letter in (*toned, "đ", "Đ") if not letter.isascii()]


def ticket(**changes: Any) -> TicketSlip:
    """The slip of An's first citizen; any field can be another."""
    fields: dict[str, Any] = {
        "site_name": "UBND phường Nghĩa Đô",
        "subtitle_vi": "Bộ phận Một cửa",
        "subtitle_en": "One-stop service",
        "label": "B047",
        "service_vi": "Chứng thực bản sao từ bản chính",
        "service_en": "Certified true copies",
        "issued_at_local": datetime(2026, 11, 23, 8, 32),  # noqa: DTZ001 -- printed as it is
        "ahead": 12,
        "code": "TAM-00160-261123-B047",
        "qr_text": ADDRESS,
    }
    return TicketSlip(**{**fields, **changes})


def slip(**changes: Any) -> Slip:
    return compose_ticket(ticket(**changes))


def page_of(width_dots: int = 576, **changes: Any) -> Page:
    return lay_out(slip(**changes), width_dots=width_dots)


def raster_of(width_dots: int = 576, **changes: Any) -> Raster:
    return draw(page_of(width_dots, **changes))


@dataclass
class FixedClock:
    """A clock that stands still until it is told to go on."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Bench:
    """A printer in virtual time, and a driver that prints on it."""

    profile: Profile = WIDE
    faults: Faults = field(default_factory=Faults)
    buffer_bytes: int = 4096
    speed_mm_s: float = 250.0
    asb_mask: int = 0
    time: VirtualTime = field(default_factory=VirtualTime)

    def __post_init__(self) -> None:
        self.printer = EmulatedPrinter(
            clock=FixedClock(),
            width_dots=self.profile.width_dots,
            buffer_bytes=self.buffer_bytes,
            speed_mm_s=self.speed_mm_s,
            asb_mask=self.asb_mask,
            faults=self.faults,
        )

    def transport(self) -> MemoryTransport:
        return MemoryTransport(self.printer, self.time)

    def print(
        self,
        printed: Slip | None = None,
        *,
        job_id: str = "job",
        resync: bool = False,
        timing: Timing | None = None,
    ) -> Outcome:
        return print_slip(
            printed or slip(),
            profile=self.profile,
            transport=self.transport(),
            monotonic=self.time.monotonic,
            job_id=job_id,
            resync=resync,
            timing=timing or Timing(),
        )

    def let_run(self, seconds: float) -> None:
        """Let the printer live on by itself."""
        self.time.now_s += seconds
        self.printer.advance(seconds)

    @property
    def tickets(self) -> list[bytes]:
        """The rows of every slip that was cut off whole."""
        return [page.rows for page in self.printer.paper.pages if page.is_cut]


def fed_rows(raster: Raster, profile: Profile = WIDE) -> bytes:
    """What a raster looks like on paper: a blank row more where a band needs one."""
    header = 8
    return b"".join(band[header:] for band in bands(raster, rows_each=profile.band_rows))
