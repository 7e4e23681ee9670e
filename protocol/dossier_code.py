"""Official codes of dossiers: agency, date of acceptance, running number of that day.

    H26.15-260701-0001          a unit of Hanoi, the first dossier of 1 July 2026
    000.00.01.H22-250203-0017   the older form

Accepted broadly: Circular 01/2018/TT-VPCP, Art. 19, and codes seen in use. A site may set a
grammar of its own; the group `date` is then checked if it has one.
"""

import re
from datetime import date

OFFICIAL_CODE = (
    r"(?P<agency>(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{1,4}){0,3})"
    r"-(?P<date>\d{6})-(?P<seq>\d{4,6})"
)
CODE_MAX = 40
CENTURY = 2000

_OFFICIAL = re.compile(OFFICIAL_CODE, re.ASCII)


def read_code(
    text: str, grammar: re.Pattern[str] = _OFFICIAL, *, today: date | None = None
) -> str | None:
    """Give the code in upper case without spaces, or None when it is none.

    Its date must exist and, where `today` is known, not lie ahead.
    """
    code = "".join(text.split()).upper()
    match = grammar.fullmatch(code) if len(code) <= CODE_MAX else None
    if match is None:
        return None
    if "date" not in grammar.groupindex:
        return code
    accepted_on = _date(match["date"])
    is_ahead = accepted_on is not None and today is not None and accepted_on > today
    return None if accepted_on is None or is_ahead else code


def _date(yymmdd: str) -> date | None:
    try:
        return date(CENTURY + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return None
