"""Which national status may follow which, and which texts are an official code."""

import pytest

from queue_server.domain.dossier import ACCEPTED, MOVES, parse_official_code
from queue_server.domain.refusals import DossierCodeInvalid
from queue_server.reference import read_rows

STATUSES = [None, *range(1, 11)]
# domain.md 3.2; None is a thread nobody accepted yet, 2 -> 10 the same-day procedure.
ALLOWED: dict[int | None, str] = {
    None: "1 2 3 5",
    1: "2 3 5",
    2: "4 10",
    3: "",
    4: "4 5 6 7 8 9",
    5: "4 8",
    6: "4 9",
    7: "4 8",
    8: "",
    9: "10",
    10: "",
}


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_every_status_takes_the_moves_it_may_and_no_others(
    before: int | None, after: int | None
) -> None:
    assert (after in MOVES[before]) is (str(after) in ALLOWED[before].split())


def test_statuses_are_the_national_ones_and_the_final_ones_stay_final() -> None:
    rows = {int(row["national_code"]): row for row in read_rows("dossier_states")}
    assert set(MOVES) == {None, *rows}
    assert {code for code, row in rows.items() if row["terminal"] == "yes"} == {
        code for code in rows if not MOVES[code]
    }
    assert rows[ACCEPTED]["name_en"] == "Accepted"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("H26.12-261123-0001", "H26.12-261123-0001"),
        ("h26.12-261123-0001", "H26.12-261123-0001"),
        (" H26.12 - 261123 - 0001\n", "H26.12-261123-0001"),
        ("H26-261123-000001", "H26-261123-000001"),
        ("000.00.12.H26-240229-0001", "000.00.12.H26-240229-0001"),
        ("H26.12.3456.1-261231-99999", "H26.12.3456.1-261231-99999"),
    ],
)
def test_official_code_is_read_as_people_type_it(typed: str, code: str) -> None:
    assert parse_official_code(typed) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "B012",
        "TAM-00160-261123-B047",
        "H26.12-261123",
        "H26.12-261123-001",
        "H26.12-261123-0000001",
        "H26.12-261323-0001",
        "H26.12-261100-0001",
        "H26.12-260231-0001",
        "H26.12-250229-0001",
        "H26.12-٢٦١١٢٣-0001",
        "H26.12-261123-0001; DROP TABLE dossier",
        "<b>H26.12-261123-0001</b>",
        "H" * 2_000,
    ],
)
def test_what_is_no_official_code_is_refused(typed: str) -> None:
    with pytest.raises(DossierCodeInvalid) as refused:
        parse_official_code(typed)
    assert refused.value.fields == {"dossier_code": typed[:40]}
