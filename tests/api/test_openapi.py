"""The OpenAPI document is valid, complete and true: what it promises is what is answered."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from queue_server.api.openapi import KEYLESS
from queue_server.domain.access import ROUTES
from tests.api.doors import Caller, Hall, open_hall
from tests.api.routes import REQUESTS, Things, ask, set_things
from tests.api.test_permits import gather
from tests.stage import Stage, set_stage

METHODS = {"get", "post", "put", "delete", "patch"}
PUBLIC_PATHS = {"/healthz", "/readyz", "/api/v1/sessions", "/api/v1/follow/{token}"}
CASES = 12  # of each operation well formed, and as many malformed


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[Hall]:
    path = tmp_path_factory.mktemp("openapi") / "motcua.db"
    shutil.copyfile(_sqlite_template, path)
    stage = set_stage(f"sqlite:///{path}")
    yield open_hall(stage)
    stage.store.close()


@pytest.fixture(scope="module")
def spec(served: Hall) -> dict[str, Any]:
    document: dict[str, Any] = served.anybody().get("openapi.json").body
    return document


def operations(spec: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, item in spec["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def test_document_is_openapi_3_1_and_its_schemas_are_schemas(spec: dict[str, Any]) -> None:
    assert spec["openapi"].startswith("3.1.")
    assert [str(error) for error in OPENAPI_31_VALIDATOR.iter_errors(spec)] == []
    for name, schema in spec["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(schema), name


def test_every_reference_in_the_document_leads_somewhere(spec: dict[str, Any]) -> None:
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(spec)))
    assert names
    assert names <= set(spec["components"]["schemas"])


def test_document_tells_of_every_route_of_the_api_and_of_no_other(
    served: Hall, spec: dict[str, Any]
) -> None:
    rules = served.server.app.url_map.iter_rules()
    real = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in rules
        for method in rule.methods or ()
        if rule.endpoint in ROUTES and rule.rule.startswith(("/api/", "/healthz", "/readyz"))
    }
    told = {(method, path) for method, path, _ in operations(spec)}
    assert {(m, p) for m, p in real if m in METHODS} - told == {("get", "/api/v1/openapi.json")}
    assert told - real == set()


def test_no_two_paths_are_the_same_with_other_names(spec: dict[str, Any]) -> None:
    shapes = [re.sub(r"{\w+}", "{}", path) for path in spec["paths"]]
    assert sorted(shapes) == sorted(set(shapes))


def test_every_operation_says_what_it_does_and_how_it_says_no(spec: dict[str, Any]) -> None:
    for method, path, operation in operations(spec):
        assert operation["summary"], path
        default = operation["responses"]["default"]["content"]["application/json"]["schema"]
        assert default == {"$ref": "#/components/schemas/Error"}
        keys = [p for p in operation["parameters"] if p["name"] == "Idempotency-Key"]
        assert bool(keys) is (method == "post" and path not in KEYLESS), path


# Fuzzing: everything the document allows, and much that it does not.


class Fuzzed:
    """A hall whose operations are each asked by somebody who may; refreshed when it runs dry."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.sent = 0
        self.things: Things = set_things(hall.stage)
        self.callers = {role: hall.role(role) for role in ("officer", "manager", "administrator")}
        self.callers |= {role: hall.role(role) for role in ("kiosk", "pad")}

    def caller(self, endpoint: str) -> Caller:
        role = next((r for r in sorted(ROUTES[endpoint]) if r in self.callers), None)
        return self.callers[role] if role else self.hall.anybody()

    def endpoint(self, case: Case) -> str:
        adapter = self.hall.server.app.url_map.bind("localhost")
        path = re.sub(r"{\w+}", "1", case.path)
        found: str = adapter.match(path, method=case.method)[0]
        return found

    def send(self, case: Case) -> schemathesis.Response:
        """Every other request is about something that is there."""
        self.sent += 1
        if self.sent % 2:
            real = {"ticket_id": self.things.called, "serving_id": self.things.serving}
            real |= {"number": 3, "token": self.things.token, "name": self.things.code}
            known = {name: real[name] for name in case.path_parameters if name in real}
            case.path_parameters.update(known)
        caller = self.caller(self.endpoint(case))
        cookies = {c.key: c.value for c in caller.client._cookies.values()}
        return case.call(headers=dict(caller.headers), cookies=cookies)


@pytest.fixture(scope="module")
def fuzzed(served: Hall) -> Fuzzed:
    return Fuzzed(served)


FUZZING = settings(
    max_examples=CASES,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.slow
def test_nothing_that_is_sent_breaks_the_document(
    fuzzed: Fuzzed, subtests: pytest.Subtests
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", fuzzed.hall.server.app)
    # A word of our code, put where something malformed should stand, may be well formed.
    schema.config.analysis.constants.enabled = False
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        has_rules = operation.body or operation.query or operation.headers
        for mode in (GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if has_rules else [])):
            with subtests.test(operation.label, mode=mode.value):
                tried += 1
                try_operation(fuzzed, operation.as_strategy(generation_mode=mode))
    told = operations(schema.raw_schema)
    assert tried >= len(told) + sum("requestBody" in operation for _, _, operation in told)


def try_operation(fuzzed: Fuzzed, cases: st.SearchStrategy[Case]) -> None:
    @FUZZING
    @given(cases)
    def run(case: Case) -> None:
        # A well-formed wish for a service the hall does not have is refused with 422 as well.
        excluded = [positive_data_acceptance]
        answer = fuzzed.send(case)
        if answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            excluded.append(negative_data_rejection)  # which knows no 413
        case.validate_response(answer, excluded_checks=excluded)

    run()


def test_answers_to_real_requests_have_the_promised_shape(
    sqlite_stage: Stage, spec: dict[str, Any]
) -> None:
    crowd = gather(sqlite_stage)
    rules = {rule.endpoint: rule.rule for rule in crowd.hall.server.app.url_map.iter_rules()}
    checked = set()
    for endpoint in (*FIRST, *(e for e in REQUESTS if e not in LAST), *LAST):
        role = next((r for r in sorted(ROUTES[endpoint]) if r in crowd.here), "officer")
        method, _, _ = REQUESTS[endpoint]
        answer = ask(crowd.here[role], endpoint, crowd.things)
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rules[endpoint])
        promised = spec["paths"].get(path, {}).get(method.lower())
        if promised and answer.headers["Content-Type"] == "application/json":
            schema = promised["responses"].get(str(answer.status), promised["responses"]["default"])
            check_shape(spec, schema["content"]["application/json"]["schema"], answer.body)
            checked |= {endpoint} if answer.status < 300 else set()
    assert len(checked) >= 25


# In an order in which each succeeds.
LAST = ("counters.close", "devices.revoke", "sessions.end")
FIRST = ("servings.rate", "tickets.serve", "counters.pause", "counters.resume", "tickets.cancel")


def check_shape(spec: dict[str, Any], schema: dict[str, Any], body: Any) -> None:
    whole = {**schema, "components": spec["components"]}
    errors = jsonschema_rs.validator_for(whole).iter_errors(body)
    assert [f"{e.instance_path}: {e.message}" for e in errors] == []
