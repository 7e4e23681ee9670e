"""A server in a process of its own, forked from one that has loaded the product already.

Loading costs more than all that a test does with its hall. `motcua` runs there as from the
command line, in a process group of its own, so that a test may freeze or kill it.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from demo.parts import NotReady, answers

# The first one loads the product; on a busy machine that takes its time.
READY_S, LOOK_S = 120.0, 0.02
LOADED = ["queue_server.app", "queue_server.worker", "gunicorn.workers.gthread", "simple_websocket"]
_forking = get_context("forkserver")
_forking.set_forkserver_preload(LOADED)


@dataclass(frozen=True)
class ForkedServer:
    """A running `motcua`; its pid is that of its group."""

    process: ForkServerProcess

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def wait_until_ready(self, url: str) -> None:
        """Wait for an address to answer 200; NotReady if the process ends or time is up."""
        ends = time.monotonic() + READY_S
        while not answers(url):
            if not self.process.is_alive() or time.monotonic() > ends:
                raise NotReady(f"the server did not answer at {url}")
            time.sleep(LOOK_S)

    def signal(self, number: signal.Signals) -> None:
        os.killpg(self.pid, number)

    def kill(self) -> None:
        """Pull the plug."""
        with suppress(ProcessLookupError):  # it may have ended by itself
            self.signal(signal.SIGKILL)
        self.process.join()


def fork_server(*arguments: str, log: Path) -> ForkedServer:
    """Start `motcua …`; what it says goes to its log."""
    process = _forking.Process(target=_run, args=(arguments, log), daemon=True)
    process.start()
    return ForkedServer(process)


def _run(arguments: tuple[str, ...], log: Path) -> None:
    os.setsid()
    with log.open("ab") as said:
        for stream in (1, 2):
            os.dup2(said.fileno(), stream)
    # Only here: whoever asks for a server need not load one.
    from queue_server.cli import main

    main(arguments)
