"""People and devices at the API, each through a door of their own: real sign-in, real cookies."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from protocol.assets import static_folder
from queue_server.app import Server, create_server
from queue_server.domain.lockout import Allowance
from queue_server.hashing import Hasher
from queue_server.parts import EXTENSION
from tests.stage import AN, BINH, CHI, KHANH, Stage

PUBLIC_URL = "http://motcua.example"
LOGINS = {"officer": AN, "manager": CHI, "administrator": KHANH}
DEVICES: dict[str, tuple[str, int | None]] = {
    "kiosk": ("kiosk", None),
    "hall": ("hall", None),
    "counter": ("counter", 3),
    "pad": ("pad", 3),
}
FILES = static_folder("display")  # what is served as media: any folder will do
_keys = count(1)


def new_key() -> str:
    return f"test-key-{next(_keys):06d}"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        """The name of the refusal; the whole of its shape is checked on the way."""
        error: dict[str, Any] = self.body["error"]
        assert self.body == {"error": error}
        assert sorted(error) == ["code", "fields", "message", "retry_after_s"]
        code: str = error["code"]
        return code


def answer_of(response: TestResponse) -> Answer:
    is_json = response.content_type == "application/json"
    body = json.loads(response.data) if is_json else response.data
    response.close()
    return Answer(response.status_code, body, dict(response.headers))


@dataclass
class Caller:
    """Somebody with a credential, or nobody in particular."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, *, key: str | None = None, **said: Any) -> Answer:
        headers = {**self.headers, **said.pop("headers", {})}
        if method != "GET":
            headers.setdefault("Idempotency-Key", key or new_key())
        address = path if path.startswith("/") else f"/api/v1/{path}"
        return answer_of(self.client.open(address, method=method, headers=headers, **said))

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Answer:
        return self.send("POST", path, json={} if body is None else body, key=key)

    def put(self, path: str, body: Any, *, key: str | None = None) -> Answer:
        return self.send("PUT", path, json=body, key=key)

    def delete(self, path: str) -> Answer:
        return self.send("DELETE", path)


@dataclass
class Hall:
    """A server on a stage, not started: no thread, no socket."""

    stage: Stage
    server: Server

    def be_patient(self) -> None:
        """Let anybody guess for ever, for tests that are about something else."""
        for_ever = Allowance(free=10**6, first_s=1, longest_s=1, forgotten_s=1)
        guards = self.server.app.extensions[EXTENSION].guards
        for guard in vars(guards).values():
            guard.allowed = for_ever

    def anybody(self) -> Caller:
        return Caller(self.server.app.test_client())

    def enter(self, secret: str) -> Caller:
        """Use a one-time secret; a kiosk carries its key, everybody else a cookie."""
        caller = self.anybody()
        answer = caller.post("sessions", {"secret": secret})
        assert answer.status == 201, answer.body
        if key := answer.body.get("device_key"):
            caller.headers["Authorization"] = f"Bearer {key}"
        else:
            caller.headers["Motcua-Slot"] = answer.body["slot"]
        return caller

    def account(self, login: str = AN) -> Caller:
        return self.enter(self.stage.link(login))

    def stranger(self, login: str = AN) -> Caller:
        """Somebody of the other site; Dũng is its officer."""
        return self.enter(self.stage.link(login, site=self.stage.other_site))

    def device(self, kind: str, counter: int | None = None) -> Caller:
        return self.enter(self.stage.pairing(kind, counter))

    def role(self, role: str) -> Caller:
        """One of each role: An, Chi, Khánh, kiosk 1, the hall's and counter 3's screens."""
        if role in LOGINS:
            return self.account(LOGINS[role])
        return self.device(*DEVICES[role])

    def an(self) -> Caller:
        """An at the open counter 3."""
        caller = self.account(AN)
        assert caller.post("counters/3/shift").status == 200
        return caller

    def binh(self) -> Caller:
        caller = self.account(BINH)
        assert caller.post("counters/5/shift").status == 200
        return caller


def quick_hasher(stage: Stage) -> Hasher:
    """Real Argon2, as cheap as it gets."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return Hasher(stage.store.random_bytes, work=cheap)


def open_hall(stage: Stage) -> Hall:
    made = create_server(
        stage.store, public_url=PUBLIC_URL, media=FILES, hasher=quick_hasher(stage)
    )
    return Hall(stage, made)
