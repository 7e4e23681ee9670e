"""Ten thousand random slips: how many real-time commands stand in their bytes by chance.

A printer obeys DLE EOT, DLE ENQ and DLE DC4 even amid picture data, so there may be none.
"""

import random
import time

from benchmarks.figures import arguments, last_line
from benchmarks.slip import ticket
from printers.emulator.realtime import RealTimeScanner
from printers.encode import encode_slip
from printers.layout import lay_out
from printers.profiles import NARROW, WIDE
from printers.raster import draw
from printers.slips.ticket import compose_ticket

TICKETS, SMALL_TICKETS = 10_000, 60
SEED = 20261125


def main() -> None:
    """Draw, encode, look and print."""
    count = SMALL_TICKETS if arguments(__doc__).small else TICKETS
    chance = random.Random(SEED)
    began = time.monotonic()
    found = sum(commands_in(number, chance) for number in range(count))
    print(f"seed {SEED}, {time.monotonic() - began:.0f} s")
    last_line(tickets=count, commands=found)


def commands_in(number: int, chance: random.Random) -> int:
    """Give how many commands a printer would obey amid one slip."""
    profile = chance.choice((WIDE, NARROW))
    slip = compose_ticket(ticket(number, chance))
    raster = draw(lay_out(slip, width_dots=profile.width_dots))
    data = encode_slip(raster, profile, job_id=f"job-{number}")
    return sum(1 for _ in RealTimeScanner().feed(data))


if __name__ == "__main__":
    main()
