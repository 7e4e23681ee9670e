"""An application moving through national statuses 1 to 10 (domain.md 3.2), as a table.

A *thread* begins with status None: a provisional code and nothing accepted yet. The official
code exists only once an officer accepts. Steps 3 to 7 all live in status 4.
"""

from collections.abc import Mapping

from protocol.dossier_code import CODE_MAX, read_code
from queue_server.domain.refusals import DossierCodeInvalid

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
    code = read_code(text)
    if code is None:
        raise DossierCodeInvalid(dossier_code=text[:CODE_MAX])
    return code
