"""The gate before Socket.IO: who may open a socket at all, and which packets are heard.

A socket holds a thread for as long as it lives, so nobody without a credential gets one, and
some threads always stay free for commands. Three packets have a meaning here: connect,
disconnect and `hello`; whoever sends another is not one of our screens, and is hung up on
before the library sees it: binary attachments are how one socket eats a server's memory.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from socket import SHUT_RD
from socket import socket as Line  # noqa: N812 -- a socket here is Socket.IO's
from typing import Any

import socketio
from werkzeug.http import parse_cookie

from queue_server.credentials import cookie_names, resolve
from queue_server.domain.refusals import AskedTooOften, NotSignedIn, Refusal, SocketsFull
from queue_server.limits import Limits, asker_of
from queue_server.parts import Parts

# Sockets that are open but were given no seat yet; less than the worker's spare threads.
UNSEATED_MAX = 32
CREDENTIALS_TRIED_MAX = 16
TLS_SCHEMES = ("https", "wss")
HELLO = "hello"
_CONNECT, _DISCONNECT, _EVENT = "0", "1", "2"


def install_gate(server: socketio.Server, own: Parts, *, seats_max: int) -> None:
    """Stand before the library's own handlers."""
    enter, hear = server.eio.handlers["connect"], server.eio.handlers["message"]
    pace = Limits(own.monotonic)  # of a socket, whatever the server's limits are multiplied by

    def connect(eio_sid: str, environ: dict[str, Any]) -> Any:
        if len(server.eio.sockets) > seats_max + UNSEATED_MAX:
            return SocketsFull.code()
        if not is_in_time(own, environ):
            return AskedTooOften.code()
        if not holds_credential(own, environ):
            return NotSignedIn.code()
        return enter(eio_sid, environ)

    def message(eio_sid: str, packet: Any) -> None:
        if is_ours(packet) and is_unhurried(pace, eio_sid):
            hear(eio_sid, packet)
        else:
            hang_up(server, eio_sid)

    server.eio.on("connect", connect)
    server.eio.on("message", message)


def is_in_time(own: Parts, environ: dict[str, Any]) -> bool:
    """Tell whether this address may ask once more."""
    asker = asker_of(environ.get("REMOTE_ADDR"))
    try:
        if asker is not None:
            own.limits.take("any", asker)
    except AskedTooOften:
        return False
    return True


def is_unhurried(pace: Limits, eio_sid: str) -> bool:
    """Tell whether a socket may say one more thing now."""
    try:
        pace.take("hello", eio_sid)
    except AskedTooOften:
        return False
    return True


def holds_credential(own: Parts, environ: dict[str, Any]) -> bool:
    """Tell whether any cookie is a session or key that may be used now."""
    names = cookie_names(is_secure=environ.get("wsgi.url_scheme") in TLS_SCHEMES)
    cookies = [(k, v) for k, v in parse_cookie(environ).items() if k.startswith(names)]
    return any(
        _opens(own, secret, slot=name.removeprefix(names))
        for name, secret in cookies[:CREDENTIALS_TRIED_MAX]
    )


def _opens(own: Parts, secret: str, *, slot: str) -> bool:
    try:
        resolve(own, secret, slot=slot)
    except Refusal:
        return False
    return True


def is_ours(packet: Any) -> bool:
    """Tell whether a packet is one of the three a screen sends, without namespace or receipt."""
    if not isinstance(packet, str):
        return False
    kind, rest = packet[:1], packet[1:]
    read: Callable[[Any], bool] | None = {_CONNECT: _is_auth, _EVENT: _is_hello}.get(kind)
    if read is None or not rest:
        return not rest and kind in {_CONNECT, _DISCONNECT}
    try:
        return read(json.loads(rest))
    except (ValueError, RecursionError):
        return False


def _is_auth(said: Any) -> bool:
    return isinstance(said, dict)


def _is_hello(said: Any) -> bool:
    return isinstance(said, list) and 1 <= len(said) <= 2 and said[0] == HELLO


def hang_up(server: socketio.Server, eio_sid: str) -> None:
    """Close the connection itself: the library's own goodbye leaves it to the other side."""
    line = _line_of(server, eio_sid)
    # Out of the list at once: the library counts it until its next round, and so would the bound.
    socket = server.eio.sockets.pop(eio_sid, None)
    if socket is not None:
        socket.close(wait=False)  # waiting joins a queue that may never be emptied
    if line is not None:
        # Its thread sits in a read that only the other side, or the next ping, would end.
        with suppress(OSError):
            Line.shutdown(line, SHUT_RD)


def _line_of(server: socketio.Server, eio_sid: str) -> Line | None:
    environ = server.environ.get(eio_sid, {})
    line = environ.get("gunicorn.socket", environ.get("werkzeug.socket"))
    return line if isinstance(line, Line) else None
