"""What is about a person and ends: which part of a day is forgotten when, and what then stays.

Two things lead from a label to somebody: a dossier's code and an account's name. Neither stands in
the journal, which cannot forget: of a code it holds a salted commitment, so a code that is still
kept can be held against what was written, and one that is forgotten together with its salt can
neither be read from the journal nor be found by trying all there are.
"""

import hashlib
from datetime import date, timedelta
from enum import StrEnum


class Part(StrEnum):
    """A part of a service day that is forgotten at once.

    TICKETS: priority group, why it was held, for which officer it waited. REASONS: why a serving
    ended as it did, why an answer was a bad one. CODES: of dossiers that ended with the day.
    """

    TICKETS = "tickets"
    REASONS = "reasons"
    CODES = "codes"


def commit(code: str, *, salt: str) -> str:
    """Give what the journal holds of a dossier's code; the salt is as secret as the code."""
    return hashlib.sha256(f"{salt} {code}".encode()).hexdigest()


def last_day_to_forget(today: date, *, days: int) -> date:
    """Give the newest day whose part may not be kept any longer."""
    return today - timedelta(days=days + 1)
