"""A kiosk's spooler in a process of its own, made to be killed: DATABASE PORT."""

import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from printers.spooler import Printer, Spooler
from printers.transports.network import NetworkTransport
from tests.printing.samples import WIDE


def main(database: str, port: str) -> None:
    def connect() -> NetworkTransport:
        return NetworkTransport("127.0.0.1", int(port))

    spooler = Spooler(
        Path(database),
        [Printer("printer-1", WIDE, connect)],
        clock=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
        zone=ZoneInfo("Asia/Ho_Chi_Minh"),
    )
    spooler.start()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
