"""The OpenAPI 3.1 document: made from the routes, with the one error shape for every no."""

from typing import Any

from apiflask import APIFlask

from queue_server.api.answers import Error

_ERROR_REF = "#/components/schemas/{model}"
# Endpoints that take no Idempotency-Key: a one-time secret cannot be used twice anyway, each entry
# of an outbox carries its own id, an answer with a secret or names in it is kept nowhere, and
# comparing changes nothing.
KEYLESS = frozenset(
    {
        "/api/v1/sessions",
        "/api/v1/catalogue/differences",
        "/api/v1/intake",
        "/api/v1/sign-ins",
        "/api/v1/setup",
        "/api/v1/pairings",
        "/api/v1/reports/days/{day}/exports",
        "/api/v1/devices/{device_id}/codes",
        "/api/v1/accounts/self/codes",
        "/api/v1/accounts/{account_id}/links",
    }
)


def install_spec(app: APIFlask) -> None:
    """Serve the document at /api/v1/openapi.json."""
    error = Error.model_json_schema(ref_template=_ERROR_REF)
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        VALIDATION_ERROR_STATUS_CODE=422,
        VALIDATION_ERROR_SCHEMA={"$ref": "#/components/schemas/Error"},
        HTTP_ERROR_SCHEMA={"$ref": "#/components/schemas/Error"},
        VALIDATION_ERROR_DESCRIPTION="Refused: the body or a parameter is wrong",
    )

    @app.spec_processor
    def complete(spec: Any) -> Any:
        schemas = spec.setdefault("components", {}).setdefault("schemas", {})
        parts = dict(error)
        schemas.update(parts.pop("$defs"))
        schemas["Error"] = parts
        for path, operations in spec["paths"].items():
            for method, operation in operations.items():
                if isinstance(operation, dict):
                    _complete_operation(path, method, operation)
        return spec


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    operation["responses"]["default"] = {"description": "Refused, by name", "content": content}
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    if method == "post" and path not in KEYLESS:
        key = {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "The same key and body again: the same answer, one effect",
            "schema": {"type": "string", "minLength": 8, "maxLength": 100, "pattern": "^[!-~]+$"},
        }
        operation.setdefault("parameters", []).append(key)
