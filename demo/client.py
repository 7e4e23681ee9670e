"""A person or a device at the API: one credential, a new key for each command."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

import urllib3

TIMEOUT_S = 5.0
_pool = urllib3.PoolManager(maxsize=8, retries=False, timeout=TIMEOUT_S)


class Refused(Exception):
    """The other side said no; the text is its own sentence."""


@dataclass(frozen=True)
class Caller:
    """Who calls: the server's address, the slot, the cookie of its credential."""

    url: str
    slot: str
    cookie: str

    def get(self, path: str) -> Any:
        """Read."""
        return self.send("GET", path)

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Command."""
        return self.send("POST", path, body or {})

    def put(self, path: str, body: dict[str, Any]) -> Any:
        """Command, by its own name."""
        return self.send("PUT", path, body)

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Send one request; Refused with the sentence of the refusal."""
        headers = {
            "Cookie": self.cookie,
            "Motcua-Slot": self.slot,
            "Idempotency-Key": uuid.uuid4().hex,
        }
        return send(method, f"{self.url}/api/v1{path}", body, headers)


def send(method: str, url: str, body: dict[str, Any] | None, headers: dict[str, str]) -> Any:
    """Send JSON, read JSON; Refused with the sentence of the refusal."""
    data = None if body is None else json.dumps(body)
    said = {**headers, "Content-Type": "application/json"}
    answer = _pool.request(method, url, body=data, headers=said)
    value = json.loads(answer.data)
    if answer.status >= 400:
        raise Refused(value["error"]["message"])
    return value


def enter(url: str, secret: str) -> Caller:
    """Use a one-time link and give the caller it makes."""
    answer = _pool.request(
        "POST",
        f"{url}/api/v1/sessions",
        body=json.dumps({"secret": secret}),
        headers={"Content-Type": "application/json"},
    )
    value = json.loads(answer.data)
    if answer.status >= 400:
        raise Refused(value["error"]["message"])
    cookie = answer.headers["Set-Cookie"].split(";", 1)[0]
    return Caller(url, value["slot"], cookie)
