"""Writes the parts of the documents that are made from the code.

A made part stands between two marks, in any page of this folder:

    <!-- made: routes -->
    …
    <!-- end -->

`python -m docs.generate` writes every part and every drawing anew; a test compares them with what
is checked in. What stands outside the marks is written by hand.
"""

import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from docs import answers, diagrams, tables
from printers import print_job
from queue_server.domain import device, health, rating, shift, slip_order, ticket

FOLDER = Path(__file__).parent
PART = re.compile(r"(<!-- made: (?P<name>[a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)

MACHINES: Mapping[str, diagrams.Table] = {
    "ticket": ticket.TRANSITIONS,
    "shift": shift.TRANSITIONS,
    "rating": rating.TRANSITIONS,
    "slip order": slip_order.TRANSITIONS,
    "device": device.TRANSITIONS,
    "contact": health.TRANSITIONS,
    "print job": diagrams.nested(print_job.TABLE),
}


def drawing_of(machine: str) -> str:
    return f"pictures/states-{machine.replace(' ', '-')}.svg"


def states_part(machine: str) -> str:
    picture = f"![States of a {machine}]({drawing_of(machine)})"
    return f"{picture}\n\n{diagrams.write_table(MACHINES[machine])}"


PARTS: Mapping[str, Callable[[], str]] = {
    **{f"states {machine}": partial(states_part, machine) for machine in MACHINES},
    "dossier statuses": tables.dossier_statuses,
    "routes": tables.routes,
    "pages": tables.pages,
    "server settings": tables.server_settings,
    "kiosk settings": tables.kiosk_settings,
    "server refusals": tables.server_refusals,
    "kiosk refusals": tables.kiosk_refusals,
    "answers": answers.examples,
}


def drawings() -> dict[Path, str]:
    """Give every drawing as it should be now."""
    return {
        FOLDER / drawing_of(machine): diagrams.draw(table, title=f"States of a {machine}")
        for machine, table in MACHINES.items()
    }


def documents() -> dict[Path, str]:
    """Give every page with made parts as it should be now."""
    written = {path: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.md"))}
    return {path: rewritten(text) for path, text in written.items() if PART.search(text)}


def rewritten(text: str) -> str:
    """Give a page with each part made anew; KeyError for a part nobody makes."""
    return PART.sub(lambda found: f"{found[1]}\n{PARTS[found['name']]()}\n\n{found[3]}", text)


def main() -> int:
    for path, text in {**drawings(), **documents()}.items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"wrote {path.relative_to(FOLDER.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
