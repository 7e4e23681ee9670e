"""Every operation of the API in every role, with what its document allows and what it does not.

Cases are made once an operation, half of them well formed, and sent by somebody of each role, by
people of another site's kind (nobody signed in) too. `server_errors` counts answers of 500 and
above, `schema_errors` answers that are not as the document says.
"""

import logging
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import schemathesis
import structlog
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from benchmarks.figures import arguments, last_line, table
from queue_server.store.db import Database
from queue_server.store.migrate import migrate
from tests.api.doors import Caller
from tests.api.test_permits import Crowd, gather
from tests.stage import set_stage

CASES, SMALL_CASES = 100, 2
SMALL_EVERY = 15  # of the operations, when small
SHOWN = 12
NOBODY = "nobody"
SERVER_ERROR = 500


class Fuzz:
    """A hall, somebody of each role, and what went wrong."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.sent: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.examples: list[str] = []
        self.roles: dict[str, Caller] = {}
        self.enter_again()

    def enter_again(self) -> None:
        """Sign in whoever was signed out or revoked meanwhile."""
        for role, caller in self.crowd.here.items():
            if caller.get("identity").status == 200:
                self.roles[role] = caller
        self.roles[NOBODY] = self.crowd.hall.anybody()

    def renew(self) -> None:
        """Begin with a fresh hall when somebody lost the credential."""
        if any(c.get("identity").status != 200 for r, c in self.roles.items() if r != NOBODY):
            self.crowd = gather_anew()
            self.roles = {**self.crowd.here, NOBODY: self.crowd.hall.anybody()}

    def send(self, case: Case) -> None:
        """Send one case in each role."""
        if sum(self.sent.values()) % 2:
            self._point(case)
        for role, caller in self.roles.items():
            self.sent[role] += 1
            self._send(case, role, caller)

    def _point(self, case: Case) -> None:
        """Let it be about something that is there."""
        things = self.crowd.things
        real: dict[str, Any] = {"ticket_id": things.called, "serving_id": things.serving}
        real |= {"number": 3, "token": things.token, "name": things.code}
        known = {name: real[name] for name in case.path_parameters if name in real}
        case.path_parameters.update(known)

    def _send(self, case: Case, role: str, caller: Caller) -> None:
        cookies = {c.key: c.value for c in caller.client._cookies.values()}
        schema_app = self.crowd.hall.server.app
        response = case.call(headers=dict(caller.headers), cookies=cookies, app=schema_app)
        excluded = [positive_data_acceptance, negative_data_rejection]
        try:
            case.validate_response(response, excluded_checks=excluded)
        except Exception as error:  # noqa: BLE001 -- whatever a check finds is counted
            kind = "server" if response.status_code >= SERVER_ERROR else "schema"
            self.wrong[kind] += 1
            self.examples.append(f"{kind} {role} {case.method} {case.path}: {error}"[:600])


_folders: list[tempfile.TemporaryDirectory[str]] = []


def gather_anew() -> Crowd:
    """Give a hall of its own with somebody of each role."""
    folder: tempfile.TemporaryDirectory[str] = tempfile.TemporaryDirectory(prefix="motcua-fuzz-")
    _folders.append(folder)
    url = f"sqlite:///{Path(folder.name) / 'motcua.db'}"
    database = Database(url)
    migrate(database)
    database.close()
    return gather(set_stage(url))


def operations(fuzz: Fuzz) -> Iterator[Any]:
    """Give the document's operations."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", fuzz.crowd.hall.server.app)
    for found in schema.get_all_operations():
        yield found.ok()


def try_operation(fuzz: Fuzz, operation: Any, cases: int) -> None:
    """Send its cases, well formed and not."""
    has_rules = operation.body or operation.query or operation.headers
    modes = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if has_rules else [])]
    for mode in modes:

        @settings(
            max_examples=cases // len(modes),
            phases=[Phase.generate],
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode))
        def run(case: Case) -> None:
            fuzz.send(case)

        run()


@contextmanager
def _cleared() -> Iterator[None]:
    try:
        yield
    finally:
        for folder in _folders:
            folder.cleanup()


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__).small
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with _cleared():
        fuzz = Fuzz(gather_anew())
        found = list(operations(fuzz))[:: SMALL_EVERY if small else 1]
        began = time.perf_counter()
        for operation in found:
            fuzz.renew()
            try_operation(fuzz, operation, SMALL_CASES if small else CASES)
        took = time.perf_counter() - began
    for example in fuzz.examples[:SHOWN]:
        print(re.sub(r"\s+", " ", example))
    table(
        ("operations", "roles", "cases", "s"),
        [(len(found), len(fuzz.sent), sum(fuzz.sent.values()), took)],
    )
    last_line(
        operations=len(found),
        roles=len(fuzz.sent),
        cases=sum(fuzz.sent.values()),
        server_errors=fuzz.wrong["server"],
        schema_errors=fuzz.wrong["schema"],
    )


if __name__ == "__main__":
    main()
