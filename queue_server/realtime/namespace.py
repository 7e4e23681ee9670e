"""Three messages: `hello` in, `view` and `pulse` out. Anything else closes the socket."""

from typing import Any

import socketio
from flask import Flask, request
from flask_socketio import ConnectionRefusedError as SocketRefused
from flask_socketio import SocketIO, join_room

from protocol.views import is_newer
from queue_server.credentials import owes_codes, resolve_slot, secret_hash_of_slot
from queue_server.domain.access import AccountRole, Principal
from queue_server.domain.refusals import CodesOwed, Refusal, SessionIdle, SocketsFull
from queue_server.parts import Parts
from queue_server.queries.snapshot import STAFF, board_name, counter_name
from queue_server.realtime.gate import HELLO, hang_up, install_gate
from queue_server.realtime.presence import Presence, Seat, room_of
from queue_server.realtime.publisher import Publisher

PING_INTERVAL_S, PING_TIMEOUT_S = 3, 3
MESSAGE_BYTES_MAX = 16_000
EPOCH_MAX = 64
AGENT_MAX = 400
NAMESPACE = "/"


def create_sockets(app: Flask) -> SocketIO:
    """Attach Socket.IO to the app: WebSocket only, so no sticky sessions are needed."""
    return SocketIO(
        app,
        async_mode="threading",
        transports=["websocket"],
        ping_interval=PING_INTERVAL_S,
        ping_timeout=PING_TIMEOUT_S,
        max_http_buffer_size=MESSAGE_BYTES_MAX,
        async_handlers=False,
        manage_session=False,
        cookie=None,
    )


def view_of(who: Principal) -> str | None:
    """Give the view a role gets; None for who gets none (a kiosk asks over HTTP, the city too)."""
    if who.kind == "officer":
        return None if who.role == AccountRole.CITY else STAFF
    if who.role == "hall":
        return board_name(who.zone)
    if who.role in {"counter", "pad"} and who.counter is not None:
        return counter_name(who.counter)
    return None


def install_handlers(
    sockets: SocketIO, own: Parts, presence: Presence, publisher: Publisher
) -> None:
    """Wire connect, hello and disconnect behind the gate that lets nothing else through."""

    def connect(auth: Any = None) -> None:
        slot = str(auth.get("slot", "")) if isinstance(auth, dict) else ""
        try:
            who = _looker(own, slot)
        except Refusal as refusal:
            raise SocketRefused(refusal.code()) from None
        view, held = view_of(who), secret_hash_of_slot(slot)
        if view is None or held is None:
            raise SocketRefused("role_refused")
        place = _place() if who.kind == "device" else ""
        if not presence.add(Seat(_sid(), who.site, view, who.id, held, slot, place)):
            raise SocketRefused(SocketsFull.code())
        join_room(room_of(who.site, view))

    def hello(*said: Any) -> None:
        seat = presence.find(_sid())
        if seat is None:
            return  # it was dismissed a moment ago, and its connection is closing
        message = publisher.view(seat.site, seat.view)
        epoch, rev = _known(said[0] if said else None)
        newer = is_newer(epoch=message["epoch"], rev=message["rev"], than_epoch=epoch, than_rev=rev)
        if newer:
            sockets.emit("view", message, to=seat.sid)

    def gone(*_reason: Any) -> None:
        presence.remove(_sid())

    sockets.on_event("connect", connect)
    sockets.on_event(HELLO, hello)
    sockets.on_event("disconnect", gone)
    presence.close = lambda sid: _close(sockets.server, sid)
    install_gate(sockets.server, own, seats_max=presence.seats_max)


def _close(server: socketio.Server, sid: str) -> None:
    eio_sid = server.manager.eio_sid_from_sid(sid, NAMESPACE)
    server.disconnect(sid)
    if eio_sid is not None:
        hang_up(server, eio_sid)


def _looker(own: Parts, slot: str) -> Principal:
    """Give who may look; refuses with SessionIdle, CodesOwed, or as a request is refused."""
    who = resolve_slot(own, slot)
    if who.is_idle:
        raise SessionIdle()
    if owes_codes(own, who):
        raise CodesOwed()
    return who


def _place() -> str:
    """Say where a socket comes from: an address and what its browser calls itself."""
    return f"{request.remote_addr} {request.headers.get('User-Agent', '')[:AGENT_MAX]}"


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _known(said: Any) -> tuple[str | None, int | None]:
    """Read what a screen has: {epoch, rev}; anything odd counts as nothing."""
    if not isinstance(said, dict):
        return None, None
    epoch, rev = said.get("epoch"), said.get("rev")
    if not isinstance(epoch, str) or len(epoch) > EPOCH_MAX or type(rev) is not int:
        return None, None
    return epoch, rev
