"""A command: one transaction, one answer, the same answer if it is asked again (I8)."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import Response, g, request
from sqlalchemy import bindparam, insert, select

from protocol.events import Actor
from queue_server.actions.shifts import check_seat
from queue_server.domain.access import FROM_ANY_SEAT, AccountRole, Principal
from queue_server.domain.refusals import KeyMissing, KeyReused
from queue_server.parts import parts
from queue_server.store.prepared import Prepared
from queue_server.store.store import Tx
from queue_server.store.tables.journal import idempotency

KEY_MIN, KEY_MAX = 8, 100

_find = Prepared(
    select(idempotency.c.body_hash, idempotency.c.status, idempotency.c.answer).where(
        idempotency.c.site == bindparam("b_site"),
        idempotency.c.principal == bindparam("b_principal"),
        idempotency.c.key == bindparam("b_key"),
    )
)
_keep = Prepared(insert(idempotency), names=idempotency.c.keys())


def principal() -> Principal:
    """Give who asks; only behind a route with a role."""
    found = g.principal
    assert isinstance(found, Principal)
    return found


def answer_json(value: dict[str, Any], status: int = 200) -> Response:
    """Give a JSON response."""
    return json_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), status)


def json_text(text: str, status: int = 200) -> Response:
    """Give a response of JSON that is already text."""
    return Response(text, status, content_type="application/json")


def run_command(act: Callable[[Tx], dict[str, Any]], *, status: int = 200) -> Response:
    """Run an action for who asks; a repeated key gets the first answer and has no second effect.

    Refuses with KeyMissing, KeyReused, and whatever the action refuses.
    """
    who = principal()
    key = _key()
    body_hash = _body_hash()
    with parts().store.write(
        who.site, by=Actor("device" if who.kind == "device" else "officer", who.id)
    ) as tx:
        if key is not None:
            kept = _find.run(
                tx.connection, {"b_site": who.site, "b_principal": who.id, "b_key": key}
            ).first()
            if kept is not None:
                if kept.body_hash != body_hash:
                    raise KeyReused()
                return json_text(kept.answer, kept.status)
        _check_seat(tx, who)
        answer = {**act(tx), "seq": tx.seq}
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        if key is not None:
            row = {"site": who.site, "principal": who.id, "key": key, "body_hash": body_hash}
            _keep.run(
                tx.connection, {**row, "status": status, "answer": text, "created_at": tx.now}
            )
    return json_text(text, status)


def _check_seat(tx: Tx, who: Principal) -> None:
    """Refuse what an officer's other browser says after the counter was taken over (I3)."""
    if who.role == AccountRole.OFFICER and request.endpoint not in FROM_ANY_SEAT:
        check_seat(tx, officer=who.id, seat=who.seat)


def _key() -> str | None:
    """Give the Idempotency-Key; POST must have one, PUT and DELETE say the same twice anyway."""
    key = request.headers.get("Idempotency-Key")
    if key is None and request.method != "POST":
        return None
    if (
        key is None
        or not KEY_MIN <= len(key) <= KEY_MAX
        or not (key.isascii() and key.isprintable())
    ):
        raise KeyMissing()
    return key


def _body_hash() -> str:
    said = f"{request.method} {request.path}\n".encode() + request.get_data(cache=True)
    return hashlib.sha256(said).hexdigest()
