"""Takes a copy and dies by SIGKILL: `killed_copy.py FROM TO AT`.

AT is a checkpoint, or `half`: as soon as the first of many pages stand in the unfinished file.
"""

import os
import signal
import sys
from pathlib import Path

from queue_server.store import backup


def main(source: str, to: str, at: str) -> None:
    part = Path(to + backup.PART)

    def die(done: str) -> None:
        if done == at or (at == "half" and part.stat().st_size):
            os.kill(os.getpid(), signal.SIGKILL)

    backup.take_copy(Path(source), Path(to), checkpoint=die)


if __name__ == "__main__":
    main(*sys.argv[1:])
