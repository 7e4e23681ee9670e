"""One request to the server and its answer, or a fault: never a page of somebody else.

A captive portal or a proxy answers 200 with HTML. Only JSON that is an object counts, of
bounded size and in bounded time; a redirect is not followed. Everything else is as if nobody
had answered.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import urllib3

from kiosk.timely import TimelyPools
from protocol.errors import ErrorBody

ANSWER_BYTES_MAX = 512_000
CHUNK_BYTES = 65_536
CONNECTIONS = 4
PAIRING_TIMEOUT_S = 10.0
LEAST_TIMEOUT_S = 0.01


class LinkFault(Exception):
    """The server did not answer, or somebody else did; what became of the request is unknown."""


@dataclass(frozen=True)
class Reply:
    """The server's answer, whatever it says."""

    status: int
    body: dict[str, Any]
    at: datetime | None

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_unknown_device(self) -> bool:
        return self.status in (401, 403)

    @property
    def error(self) -> tuple[str, str]:
        """Code and sentence of a refusal."""
        error = self.body["error"]
        return error["code"], error["message"]


def open_pool() -> urllib3.PoolManager:
    """Give the one pool of connections of a kiosk: nothing is tried twice behind our back."""
    return TimelyPools(
        num_pools=2, maxsize=CONNECTIONS, retries=False, headers={"Accept": "application/json"}
    )


class Wire:
    """Sends requests to one server."""

    def __init__(self, pool: urllib3.PoolManager, *, monotonic: Callable[[], float]) -> None:
        self._pool = pool
        self._monotonic = monotonic

    def send(
        self,
        method: str,
        url: str,
        *,
        timeout_s: float,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        is_repeatable: bool = True,
    ) -> Reply:
        """Give the server's answer; LinkFault when there was none in time, or none of ours.

        A connection that was kept open may have been closed by the server just now. What
        changes nothing when it is done twice is then sent once more, within the same time.
        """
        ends = self._monotonic() + timeout_s
        try:
            try:
                response, content = self._try(method, url, body, headers, ends)
            except urllib3.exceptions.ProtocolError:
                if not is_repeatable:
                    raise
                response, content = self._try(method, url, body, headers, ends)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise LinkFault(type(error).__name__) from error
        return Reply(response.status, _object(response, content), _date(response))

    def _try(
        self,
        method: str,
        url: str,
        body: dict[str, Any] | None,
        headers: dict[str, str] | None,
        ends: float,
    ) -> tuple[urllib3.BaseHTTPResponse, bytes]:
        response = self._pool.request(
            method,
            url,
            json=body,
            headers={"Accept": "application/json", **(headers or {})},
            timeout=urllib3.Timeout(total=max(ends - self._monotonic(), LEAST_TIMEOUT_S)),
            redirect=False,
            preload_content=False,
        )
        return response, _read(response)


def _read(response: urllib3.BaseHTTPResponse) -> bytes:
    content = b""
    try:
        while chunk := response.read1(CHUNK_BYTES):
            content += chunk
            if len(content) > ANSWER_BYTES_MAX:
                raise LinkFault("answer too long")
    except BaseException:
        response.close()
        raise
    response.release_conn()
    return content


def _object(response: urllib3.BaseHTTPResponse, content: bytes) -> dict[str, Any]:
    if not response.headers.get("Content-Type", "").startswith("application/json"):
        raise LinkFault("not JSON")
    try:
        body = json.loads(content)
    except ValueError as error:
        raise LinkFault("not JSON") from error
    if not isinstance(body, dict):
        raise LinkFault("not an object")
    if response.status >= 300:
        _check_error(body)
    return body


def _check_error(body: dict[str, Any]) -> None:
    """Believe a "no" only in our own shape, whole (`protocol.errors`).

    Gateways say no in JSON as well, with a code and a message; taken for the server's word that
    would stop this kiosk or set its numbers aside.
    """
    error = body.get("error")
    is_ours = (
        isinstance(error, dict)
        and set(error) == ErrorBody.__required_keys__
        and isinstance(error["code"], str)
        and isinstance(error["message"], str)
        and isinstance(error["fields"], dict)
    )
    if not is_ours:
        raise LinkFault("an error not of our server")


def _date(response: urllib3.BaseHTTPResponse) -> datetime | None:
    try:
        return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return None
