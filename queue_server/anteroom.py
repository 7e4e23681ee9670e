"""Requests wait here until they are whole; only then do they get a thread.

gunicorn's gthread worker reads a request inside a thread and waits for its bytes without end: a
few hundred connections that send half a request would hold every thread, and nobody would be
served. Here the worker's one loop collects the bytes of all of them, and a thread never waits for
who asks. A request has REQUEST_S to be whole; a connection that waits is the first to go when more
than WAITING_MAX wait; an answer that is not fetched for ANSWER_S is given up. A proxy that collects
requests itself does no harm, and is not needed for this.
"""

import errno
import itertools
import json
import logging
import struct
import time
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ
from socket import SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET, socket
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from protocol.errors import error_answer
from queue_server.api.bounds import BODY_BYTES_MAX, body_bytes_max
from queue_server.api.headers import HEADERS
from queue_server.domain.refusals import BodyInvalid, BodyTooLarge, Refusal

REQUEST_S = 5.0
ANSWER_S = 10
WAITING_MAX = 512
KEPT_MAX = 512
HEAD_BYTES_MAX = 16_384
# Held whole at once beside the others; the oldest goes first.
LARGE_MAX = 8
READ_BYTES = 16_384
END = b"\r\n\r\n"
_OUT_OF_FILES = {errno.EMFILE, errno.ENFILE}
_GONE = {errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED}


def whole_length(held: bytes | bytearray) -> int | None:
    """Give the length of the first request, None until it is whole (RFC 9112, 6.3).

    Refuses with BodyInvalid a head that is too long or a body of unknown length, with BodyTooLarge
    a body over the bound. What else is wrong with a head, gunicorn says.
    """
    end = held.find(END)
    if held[:1] in (b"\r", b"\n") or (end < 0 and len(held) > HEAD_BYTES_MAX):
        raise BodyInvalid(why="HTTP")
    if end < 0:
        return None
    body = _body_length(bytes(held[:end]))
    if body > body_bytes_max(_path(held)):
        raise BodyTooLarge()
    whole = end + len(END) + body
    return whole if len(held) >= whole else None


def _body_length(head: bytes) -> int:
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        match name.strip().lower():
            case b"transfer-encoding":
                raise BodyInvalid(why="Transfer-Encoding")
            case b"content-length" if value.strip().isdigit() and len(value) < 20:
                length = max(length, int(value))
    return length


def _path(held: bytes | bytearray) -> str:
    target = bytes(held[: held.find(b"\r\n")]).split(b" ")[1:2]
    return b"".join(target).partition(b"?")[0].decode("latin-1")


def refusal_bytes(refusal: Refusal) -> bytes:
    """Write a refusal as a whole answer, with the headers every answer has."""
    said = error_answer(refusal.code(), refusal.message, fields=refusal.fields)
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = {
        **HEADERS,
        "Cache-Control": "no-store",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    status = HTTPStatus(refusal.status)
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join(lines).encode("latin-1") + END + body


class Line(TConn):  # type: ignore[misc]
    """A connection, what it sent that is no whole request yet, and the request it is read as."""

    def __init__(self, *about: Any) -> None:
        """Nothing was sent yet."""
        super().__init__(*about)
        self.held = bytearray()
        self.request = b""
        # The system's own limits: a socket with Python's would send long views in pieces.
        for side in (SO_RCVTIMEO, SO_SNDTIMEO):
            self.sock.setsockopt(SOL_SOCKET, side, struct.pack("ll", ANSWER_S, 0))

    def init(self) -> None:
        """Give the parser the whole request."""
        super().init()
        if self.request:
            self.parser.unreader.unread(self.request)
            self.request = b""


class Anteroom(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads behind a loop that waits for requests to be whole."""

    request_s = REQUEST_S
    monotonic = staticmethod(time.monotonic)

    def init_process(self) -> None:
        """Say nothing of those who do not fetch their answers."""
        self.log.error_log.addFilter(_is_news)
        super().init_process()

    def accept(self, listener: socket) -> None:
        """Let a connection in; it waits. TLS of gunicorn's own is read by its threads."""
        if self.cfg.is_ssl:
            super().accept(listener)
            return
        try:
            sock, address = listener.accept()
        except OSError as fault:
            self._survive(fault)
            return
        self.nr_conns += 1
        self._await(Line(self.cfg, sock, address, listener.getsockname()))

    def _survive(self, fault: OSError) -> None:
        if fault.errno in _OUT_OF_FILES and self.pending_conns:
            self._turn_away(self.pending_conns[0])
        elif fault.errno not in _OUT_OF_FILES | _GONE:
            raise fault

    def _await(self, line: Line) -> None:
        line.sock.setblocking(False)
        line.timeout = self.monotonic() + self.request_s
        self.pending_conns.append(line)
        heard = partial(self.on_pending_socket_readable, line)
        self.poller.register(line.sock, EVENT_READ, heard)
        if len(self.pending_conns) > WAITING_MAX:
            self._turn_away(self.pending_conns[0])

    def _turn_away(self, line: Line) -> None:
        self._leave(line)
        self.nr_conns -= 1
        line.close()

    def _leave(self, line: Line) -> None:
        self.poller.unregister(line.sock)
        self.pending_conns.remove(line)

    def on_pending_socket_readable(self, line: Line, client: socket) -> None:
        """Take what was sent."""
        if self.cfg.is_ssl:
            super().on_pending_socket_readable(line, client)
            return
        try:
            sent = client.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            sent = b""
        if not sent:
            self._turn_away(line)
            return
        line.held += sent
        if len(line.held) > HEAD_BYTES_MAX + BODY_BYTES_MAX:
            self._thin_out()
        if line in self.pending_conns:
            self._look(line)

    def _thin_out(self) -> None:
        """Keep at most LARGE_MAX requests that grow beyond what most may be."""
        bound = HEAD_BYTES_MAX + BODY_BYTES_MAX
        large = [line for line in self.pending_conns if len(line.held) > bound]
        if len(large) > LARGE_MAX:
            self._turn_away(large[0])

    def _look(self, line: Line) -> None:
        """Hand a request to a thread if it is whole."""
        try:
            whole = whole_length(line.held)
        except Refusal as refusal:
            self._refuse(line, refusal)
            return
        if whole is None:
            return
        self._leave(line)
        line.request = bytes(line.held[:whole])
        del line.held[:whole]
        line.data_ready = True
        self.enqueue_req(line)

    def _refuse(self, line: Line, refusal: Refusal) -> None:
        with suppress(OSError):  # whoever sent that need not have waited for an answer
            line.sock.send(refusal_bytes(refusal))
        self._turn_away(line)

    def on_client_socket_readable(self, line: Line, client: socket) -> None:
        """Wait for the next request of a connection that was kept."""
        if self.cfg.is_ssl:
            super().on_client_socket_readable(line, client)
            return
        self.poller.unregister(client)
        self.keepalived_conns.remove(line)
        self._await(line)
        self.on_pending_socket_readable(line, client)

    def finish_request(self, line: Line, future: Any) -> None:
        """Keep a connection, and look at what it sent meanwhile."""
        super().finish_request(line, future)
        kept = self.keepalived_conns
        if kept and kept[-1] is line and getattr(line, "held", None):
            kept.pop()
            self.poller.unregister(line.sock)
            self._await(line)
            self._look(line)

    def murder_keepalived(self, force: bool = False) -> None:
        """Close kept connections whose time is up, and the oldest of too many."""
        too_many = max(0, len(self.keepalived_conns) - KEPT_MAX)
        for line in itertools.islice(self.keepalived_conns, too_many):
            line.timeout = 0.0
        super().murder_keepalived(force)


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether a line of gunicorn's log is about something else than an end of patience."""
    return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))
