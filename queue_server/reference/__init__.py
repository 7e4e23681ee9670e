"""Facts of Hanoi's service points as data, each row with its public source.

Nothing here is a rule of the product: another city replaces these files.
"""

import csv
from functools import cache
from importlib.resources import files

CALENDARS = ("calendar_2025h2_2026", "calendar_2027_provisional")
SITE_KIND_EN = {"phuong": "Ward", "xa": "Commune"}
FILES = (
    "sites",
    "branches",
    "old_to_new_units",
    "services",
    "service_papers",
    "priority_groups",
    *CALENDARS,
    "dossier_states",
    "procedure_steps",
)


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Give the rows of a reference file as text by column; KeyError for a name not in FILES."""
    if name not in FILES:
        raise KeyError(name)
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def site_name_en(row: dict[str, str]) -> str:
    """Give the English name of a ward or commune: `Nghia Do Ward`."""
    ascii_name = row["full_name_ascii"].removeprefix("Phuong ").removeprefix("Xa ")
    return f"{ascii_name} {SITE_KIND_EN[row['kind']]}"
