"""What it costs to compose and encode one 80 mm slip, warm.

The reference is python-escpos' own image path on the very same picture, in the same run.
"""

import os
import random
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from escpos.printer import Dummy
from PIL import Image

from benchmarks.figures import arguments, last_line, median, table
from printers.encode import encode_slip
from printers.layout import lay_out
from printers.profiles import profile_named
from printers.raster import Raster, draw
from printers.slips.ticket import TicketSlip, compose_ticket
from protocol.ids import new_token

SLIPS, SMALL_SLIPS = 300, 20
SERVICES = (
    ("Chứng thực bản sao từ bản chính giấy tờ, văn bản", "Certified copy from an original"),
    ("Đăng ký khai sinh", "Birth registration"),
    ("Cấp Giấy xác nhận tình trạng hôn nhân", "Certificate of marital status"),
)


def main() -> None:
    """Measure and print."""
    count = SMALL_SLIPS if arguments(__doc__).small else SLIPS
    chance = random.Random(1)
    tickets = [ticket(number, chance) for number in range(count)]
    for one in tickets[: len(SERVICES)]:
        compose(one)  # warm: each service's fixed part is drawn once
    ours = [cpu_ms(lambda one=one: compose(one)) for one in tickets]
    pictures = [raster(one).to_image() for one in tickets[: max(10, count // 10)]]
    escpos_image(pictures[0])
    theirs = [cpu_ms(lambda one=one: escpos_image(one)) for one in pictures]
    rows = [
        ("compose and encode", median(ours), max(ours)),
        ("python-escpos image", median(theirs), max(theirs)),
    ]
    table(("what", "CPU ms", "max ms"), rows)
    last_line(cpu_ms=median(ours), ratio_escpos=median(ours) / median(theirs), rss_mb=memory_mb())


def ticket(number: int, chance: random.Random) -> TicketSlip:
    """Give a citizen's slip."""
    service_vi, service_en = SERVICES[number % len(SERVICES)]
    label = f"B{number + 1:03d}"
    return TicketSlip(
        site_name="UBND PHƯỜNG NGHĨA ĐÔ",
        subtitle_vi="Bộ phận Một cửa",
        subtitle_en="One-stop service",
        label=label,
        service_vi=service_vi,
        service_en=service_en,
        issued_at_local=datetime(2026, 11, 23, 8, number % 60),  # noqa: DTZ001 -- a slip is local
        ahead=number % 40,
        code=f"TAM-00160-261123-{label}",
        qr_text=f"HTTPS://Q.HANOI.GOV.VN/T/{new_token(chance.randbytes)}",
        priority=None,
        offline=False,
    )


PROFILE = profile_named("80mm")


def raster(one: TicketSlip) -> Raster:
    """Draw a slip."""
    return draw(lay_out(compose_ticket(one), width_dots=PROFILE.width_dots))


def compose(one: TicketSlip) -> bytes:
    """Make a slip's bytes."""
    return encode_slip(raster(one), PROFILE, job_id=one.label)


def escpos_image(one: Image.Image) -> bytes:
    """Encode by python-escpos."""
    printer = Dummy()
    printer.image(one, impl="bitImageRaster")
    return bytes(printer.output)


def cpu_ms(act: Callable[[], object]) -> float:
    """Give the processor time of one act."""
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1000


def memory_mb() -> float:
    """Give this process's memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
