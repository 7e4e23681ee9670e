"""What may be wrong with a catalogue's file, by name and place."""

from dataclasses import dataclass, field
from typing import Any, Literal

FaultWhy = Literal[
    "needed",
    "too_long",
    "too_many",
    "too_few",
    "too_small",
    "too_large",
    "no_number",
    "no_date",
    "not_listed",
    "unknown",
    "wrong",
    "syntax",
    "impossible",
    "too_much",
    "letter",
    "twice",
    "no_field",
    "no_service",
    "not_served",
    "papers_uneven",
    "period",
    "period_never",
    "periods_cross",
    "week_empty",
    "not_worked",
    "scale_order",
    "no_reasons",
    "credit",
]


@dataclass(frozen=True)
class Fault:
    """What is wrong: where (`services.3.day_cap`), why, and the values the sentence names.

    The sentence stands in the catalogues of words under `catalogue.fault.<why>`.
    """

    place: str
    why: FaultWhy
    values: dict[str, Any] = field(default_factory=dict)


class FileWrong(Exception):
    """The file says something a hall cannot be."""

    def __init__(self, *faults: Fault) -> None:
        """Keep all that is wrong, in the order of the file."""
        super().__init__("; ".join(f"{fault.place}: {fault.why}" for fault in faults))
        self.faults = faults
