"""The one error shape, for refusals, bad requests, faults and bugs alike."""

import json
from typing import Any

import structlog
from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, g, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from protocol.errors import error_answer
from queue_server.api.commands import answer_json
from queue_server.domain.refusals import (
    BodyInvalid,
    BodyTooLarge,
    CrossSite,
    MethodRefused,
    PageUnknown,
    Refusal,
    RoleRefused,
    StoreBusy,
)
from queue_server.faults import where
from queue_server.parts import parts

log = structlog.get_logger()

INTERNAL_VI = "Máy chủ gặp lỗi ngoài dự kiến. Xin thử lại, hoặc báo quản trị."
# What somebody may not do, and what none of our pages sends: told to the log, once a minute.
TOLD = (RoleRefused, CrossSite, BodyInvalid, BodyTooLarge)
WHY_MAX, NAME_MAX = 200, 40


def install_errors(app: APIFlask) -> None:
    """Answer every failure in the one shape."""
    app.error_processor(_bad_request)
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(OperationalError, _store_fault)
    app.register_error_handler(TimeoutError, _store_fault)
    app.register_error_handler(PoolTimeout, _store_fault)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(Exception, _bug)


def refuse(refusal: Refusal) -> Response:
    """Answer with a refusal's sentence; who reached for what is not theirs is logged."""
    if isinstance(refusal, TOLD):
        who = g.get("principal")
        own, by = parts(), None if who is None else who.id
        own.limits.tell(refusal.code(), endpoint=request.endpoint, principal=by)
    body = error_answer(
        refusal.code(), refusal.message, fields=refusal.fields, retry_after_s=refusal.retry_after_s
    )
    response = answer_json(dict(body), refusal.status)
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def _bad_request(error: HTTPError) -> Any:
    """Answer what APIFlask found wrong with a body or a path."""
    if error.status_code == 422:
        detail = error.detail if isinstance(error.detail, dict) else {}
        found = detail.get("json") or detail.get("query") or {}
        return refuse(BodyInvalid(why=_why(found if isinstance(found, dict) else {})))
    return refuse(_refusal_of(error.status_code))


def _why(fields: dict[str, Any]) -> str:
    """Name the fields that were wrong, never what was in them."""
    names = ", ".join(sorted(str(name)[:NAME_MAX] for name in fields)) or "JSON"
    return "".join(c for c in names[:WHY_MAX] if c.isprintable())


def answer_http(error: HTTPException) -> Response:
    """Answer what Flask itself refuses: no such page, wrong method, a redirect."""
    if error.code in {301, 302, 307, 308}:
        return Response(status=error.code, headers=dict(error.get_headers()))
    response = refuse(_refusal_of(error.code or 500))
    response.headers.update({k: v for k, v in error.get_headers() if k == "Allow"})
    return response


def _refusal_of(status: int | None) -> Refusal:
    known = {
        400: BodyInvalid(why="JSON"),
        404: PageUnknown(),
        405: MethodRefused(),
        413: BodyTooLarge(),
    }
    return known.get(status or 0) or BodyInvalid(why=f"HTTP {status}")


def _too_deep(_error: RecursionError) -> Response:
    """Answer brackets within brackets within brackets: JSON's own reader gives up on them."""
    return refuse(BodyInvalid(why="JSON"))


def _store_fault(error: Exception) -> Response:
    log.error("store_fault", endpoint=request.endpoint, kind=type(error).__name__)
    return refuse(StoreBusy())


def _bug(error: Exception) -> Response:
    log.error("bug", endpoint=request.endpoint, kind=type(error).__name__, where=where(error))
    return Response(
        json.dumps(error_answer("internal", INTERNAL_VI), ensure_ascii=False),
        500,
        content_type="application/json",
    )
