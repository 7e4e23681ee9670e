"""The one JSON shape in which every part says no."""

import re
from typing import Any, TypedDict


class ErrorBody(TypedDict):
    """What stands under `error` in every answer that is not a success."""

    code: str
    message: str
    fields: dict[str, Any]
    retry_after_s: int | None


class ErrorAnswer(TypedDict):
    """The whole body of such an answer."""

    error: ErrorBody


def code_of(refusal: type) -> str:
    """Give the name a program reads of a refusal: `CounterBusy` is `counter_busy`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", refusal.__name__).lower()


def error_answer(
    code: str,
    message: str,
    *,
    fields: dict[str, Any] | None = None,
    retry_after_s: int | None = None,
) -> ErrorAnswer:
    """Give the body of a refusal, a fault or a bad request."""
    body: ErrorBody = {
        "code": code,
        "message": message,
        "fields": fields or {},
        "retry_after_s": retry_after_s,
    }
    return {"error": body}
