"""Logs hold ids only: no token, no secret, no name, nothing a person typed (I14)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
from structlog.testing import LogCapture
from werkzeug.test import Client

from queue_server.cli import set_up_logs
from tests.api.doors import Hall
from tests.api.routes import ENTRY, REQUESTS, path_of
from tests.api.test_answers import broken, logged
from tests.api.test_permits import gather
from tests.stage import Stage

__all__ = ["logged"]
CANARY = "Canary-Nguyen-Van-A-001099012345"


def test_nothing_private_reaches_the_log_whatever_goes_wrong(
    sqlite_stage: Stage,
    logged: LogCapture,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    crowd = gather(sqlite_stage)
    hall, things = crowd.hall, crowd.things
    secrets = [CANARY, things.token, ENTRY["token"], "An ", "Chi", "Khánh", "ses_", "dev_", "pair_"]
    use_everything(hall, [*crowd.here.values(), hall.anybody()], things)
    broken(hall)
    use_everything(hall, [*crowd.here.values()], things)
    lines = [repr(line) for line in logged.entries]
    assert [line for line in lines if "store_fault" in line]
    written = capfd.readouterr()
    said = "\n".join([*lines, caplog.text, written.out, written.err])
    assert [secret for secret in secrets if secret in said] == []


def use_everything(hall: Hall, callers: list[Any], things: Any) -> None:
    """Every route by everybody, with a citizen's papers typed where they do not belong."""
    for endpoint, (method, _, body) in REQUESTS.items():
        for caller in callers:
            path = path_of(endpoint, things)
            caller.send(method, f"{path}?q={CANARY}", json={**(body or {}), "note": CANARY})
            said = {} if body is None else {"json": body}
            caller.send(method, path, headers={"User-Agent": CANARY}, **said)
    for path in (f"tickets/{CANARY}", f"dossiers/{CANARY}", f"follow/{CANARY}", f"/T/{CANARY}"):
        callers[0].get(path)


def test_log_of_a_bug_tells_where_and_not_what(hall: Hall, logged: LogCapture) -> None:
    @hall.server.app.get("/api/v1/bug")
    def bug() -> None:
        raise KeyError(CANARY)

    client: Client = hall.server.app.test_client()
    hall.server.app.before_request_funcs.clear()
    assert client.get("/api/v1/bug").status_code == 500
    (line,) = logged.entries
    assert (line["event"], line["kind"]) == ("bug", "KeyError")
    assert line["where"][-1].startswith("test_logs.py:")
    assert CANARY not in repr(line)


def test_log_line_is_one_line_of_json_in_utc(
    logged: LogCapture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever a value is, it ends no line and begins none."""
    value = 'x\n{"event": "forged"}\r\u2028\x1b[2K\x00\ud800'
    set_up_logs("INFO")
    structlog.get_logger().warning("store_fault", kind=value)
    (line,) = capfd.readouterr().err.splitlines()
    said = json.loads(line)
    assert (said["event"], said["level"]) == ("store_fault", "warning")
    assert said["kind"].startswith('x\n{"event": "forged"}')
    assert datetime.fromisoformat(said["timestamp"]).utcoffset() == timedelta(0)
