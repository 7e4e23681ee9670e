"""Tables that leave the hall: without names by themselves, with names for a reason that is kept."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from structlog.testing import LogCapture

from queue_server.store.tables.journal import idempotency, journal
from queue_server.store.verify import verify_site
from tests.api.doors import Hall
from tests.api.test_answers import logged
from tests.api.test_privacy import NAME, marked
from tests.stage import AN, KHANH, Stage

__all__ = ["logged"]
DAY = "reports/days/2026-11-23"
BODY = {"format": "xlsx", "reason": "appraisal"}


@pytest.fixture
def served(hall: Hall) -> Hall:
    """A hall whose An served somebody."""
    marked(hall.stage)
    hall.stage.open(3)
    hall.stage.serve_one()
    return hall


def exports(stage: Stage) -> list[dict[str, Any]]:
    with stage.store.read() as connection:
        found = select(journal).where(journal.c.type == "export.made").order_by(journal.c.seq)
        return [dict(row) for row in connection.execute(found).mappings()]


def cells(book: bytes) -> list[Any]:
    (sheet,) = load_workbook(io.BytesIO(book)).worksheets
    return [cell.value for row in sheet.rows for cell in row]


def test_workbook_without_asking_names_nobody_and_is_no_fact(served: Hall) -> None:
    chi = served.role("manager")
    answer = chi.get(f"{DAY}.xlsx")
    assert (answer.status, answer.headers["Content-Disposition"]) == (
        200,
        'attachment; filename="motcua-00160-2026-11-23.xlsx"',
    )
    found = cells(answer.body)
    assert "HT01" in found
    assert NAME not in str(found)
    assert exports(served.stage) == []


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_table_with_names_is_a_fact_and_a_line_of_the_security_log(
    format_: str, served: Hall, logged: LogCapture
) -> None:
    chi = served.role("manager")
    answer = chi.post(f"{DAY}/exports", {"format": format_, "reason": "complaint"})
    assert (answer.status, answer.body["name"]) == (200, f"motcua-00160-2026-11-23.{format_}")
    content = base64.b64decode(answer.body["content"])
    assert NAME in (cells(content) if format_ == "xlsx" else content.decode("utf-8-sig"))
    (fact,) = exports(served.stage)
    me = served.stage.accounts["quanly"]
    assert (fact["by_id"], fact["subject"]) == (me, "2026-11-23")
    assert json.loads(fact["payload"]) == {"format": format_, "reason": "complaint"}
    (line,) = [line for line in logged.entries if line["event"] == "export_made"]
    assert (line["logger"], line["account"], line["why"]) == ("security", me, "complaint")
    assert NAME not in str([fact, line])
    with served.stage.store.read() as connection:
        assert NAME not in str(connection.execute(select(idempotency)).all())
        assert verify_site(connection, served.stage.site).is_clean


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (DAY, {"format": "xlsx"}, "body_invalid"),
        (DAY, {"format": "pdf", "reason": "appraisal"}, "body_invalid"),
        (DAY, {"format": "csv", "reason": "curiosity"}, "body_invalid"),
        ("reports/days/2026-11-24", BODY, "day_unknown"),
        ("reports/days/tomorrow", BODY, "day_unknown"),
    ],
)
def test_without_a_reason_or_a_day_there_is_no_table(
    path: str, body: dict[str, str], code: str, served: Hall
) -> None:
    assert served.role("manager").post(f"{path}/exports", body).code == code
    assert exports(served.stage) == []


def test_nobody_but_the_manager_takes_names_away(served: Hall) -> None:
    for login in (AN, "tiepdon", KHANH):
        assert served.account(login).post(f"{DAY}/exports", BODY).code == "role_refused"
    assert served.anybody().post(f"{DAY}/exports", BODY).code == "not_signed_in"
    assert exports(served.stage) == []
