"""A kiosk in a process of its own that dies by SIGKILL at a named checkpoint.

`python -m tests.kiosk.crashing_kiosk FOLDER POINT REQUEST [PRINTER]` starts the kiosk, looks at the
server, gives one number, shows it, delivers it, and tries to print it. Each line it writes is
one thing it did:
`point NAME`, `shown LABEL`, `delivered`. POINT `-` lets it live.
"""

import dataclasses
import os
import signal
import sys
from pathlib import Path

from kiosk.agent import Agent
from kiosk.app import real_world
from kiosk.config import Config
from kiosk.tickets import Wish
from kiosk.wire import open_pool

PRINTER_NOBODY_REACHES = "tcp://127.0.0.1:1"


def say(words: str) -> None:
    os.write(sys.stdout.fileno(), f"{words}\n".encode())


def run(folder: Path, fatal: str, request: str, printer: str = PRINTER_NOBODY_REACHES) -> None:
    def checkpoint(name: str) -> None:
        say(f"point {name}")
        if name == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    world = dataclasses.replace(real_world(), checkpoint=checkpoint)
    config = Config(data=folder, printers=(printer,))
    agent = Agent(config, world=world, pool=open_pool())
    agent.issuer.give_up_open_intents()
    agent.link.poll()
    ticket = agent.issuer.tap(request, Wish("HT01", "ordinary", None, "vi"))
    say(f"shown {ticket.label}")
    agent.outbox.deliver()
    spooler = agent.printing.open()
    assert spooler is not None
    spooler.work_once()
    agent.printing.tell_outcomes()
    agent.outbox.deliver()
    say("delivered")


if __name__ == "__main__":
    run(Path(sys.argv[1]), *sys.argv[2:])
