"""An application moving through national statuses 1 to 10 (domain.md 3.2), as a table.

A *thread* begins with status None: a provisional code and nothing accepted yet. The official
code exists only once an officer accepts. Steps 3 to 7 all live in status 4.
"""

import re
from collections.abc import Mapping
from datetime import date

from queue_server.domain.refusals import DossierCodeInvalid

# Accept broadly (Circular 01/2018 Art. 19 and codes seen in use): agency, date, running number.
OFFICIAL_CODE = re.compile(
    r"(?P<agency>(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{1,4}){0,3})"
    r"-(?P<date>\d{6})-(?P<seq>\d{4,6})",
    re.ASCII,
)
CODE_MAX = 40

MOVES: Mapping[int | None, frozenset[int]] = {
    None: frozenset({1, 2, 3, 5}),
    1: frozenset({2, 3, 5}),
    2: frozenset({4, 10}),
    3: frozenset(),
    4: frozenset({4, 5, 6, 7, 8, 9}),
    5: frozenset({4, 8}),
    6: frozenset({4, 9}),
    7: frozenset({4, 8}),
    8: frozenset(),
    9: frozenset({10}),
    10: frozenset(),
}
ACCEPTED = 2


def parse_official_code(text: str) -> str:
    """Give the code in upper case without spaces; refuses with DossierCodeInvalid."""
    code = "".join(text.split()).upper()
    match = OFFICIAL_CODE.fullmatch(code) if len(code) <= CODE_MAX else None
    if match is None or not _is_date(match["date"]):
        raise DossierCodeInvalid(dossier_code=text[:CODE_MAX])
    return code


def _is_date(yymmdd: str) -> bool:
    year, month, day = (int(yymmdd[n : n + 2]) for n in (0, 2, 4))
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True
