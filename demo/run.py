"""`./dev run`: the whole hall on this machine, until Ctrl-C; `--once`: one citizen through it."""

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from demo.house import Place, page_of_doors, prepare, start
from demo.once import walk_once
from demo.parts import NotReady, Processes, free_ports
from queue_server.actions.opening import listed_site
from queue_server.domain.refusals import SiteUnlisted
from queue_server.store.db import StoreInUse

PORTS = 4
LOOK_S = 0.2


def main() -> int:
    """Give the exit status."""
    said = _arguments()
    try:
        listed_site(said.site)
    except SiteUnlisted:
        print(f"Không có điểm phục vụ “{said.site}”. No such site.", file=sys.stderr)
        return 2
    if said.once and said.data is None:
        with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
            return _run(said, Path(folder))
    return _run(said, said.data or Path("var"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev run", description=__doc__)
    parser.add_argument("--port", type=int, help="first of four ports in a row (default 8600)")
    parser.add_argument("--data", type=Path, help="folder of the data (default ./var)")
    parser.add_argument("--fresh", action="store_true", help="begin with empty data")
    parser.add_argument("--site", default="nghia-do", metavar="SLUG", help="a ward or commune")
    parser.add_argument("--hours", action="store_true", help="keep a ward's hours and a cap")
    parser.add_argument("--once", action="store_true", help="one citizen, then exit 0 or 1")
    return parser.parse_args()


def _run(said: argparse.Namespace, folder: Path) -> int:
    default = free_ports(PORTS) if said.once else 8600
    place = Place((folder / said.site).resolve(), said.port or default, said.site)
    processes = Processes(place.data / "logs")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        doors = prepare(place, is_fresh=said.fresh, keeps_hours=said.hours)
        start(place, doors, processes)
        if said.once:
            return walk_once(place, doors, processes)
        print(page_of_doors(place, doors), flush=True)
        return _wait(processes)
    except KeyboardInterrupt:
        return 0
    except (NotReady, StoreInUse, OSError) as fault:
        print(f"./dev run: {fault}", file=sys.stderr)
        return 1
    finally:
        processes.stop()


def _wait(processes: Processes) -> int:
    while True:
        ended = processes.ended()
        if ended is not None:
            print(f"./dev run: {ended} ended; see {processes.logs / ended}.log", file=sys.stderr)
            return 1
        time.sleep(LOOK_S)


if __name__ == "__main__":
    sys.exit(main())
