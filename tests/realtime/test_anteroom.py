"""Half a request holds no thread: it waits with many others, for a short while (F62)."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.parts import free_ports
from queue_server.anteroom import (
    BODY_BYTES_MAX,
    HEAD_BYTES_MAX,
    LARGE_MAX,
    WAITING_MAX,
    refusal_bytes,
    whole_length,
)
from queue_server.api.bounds import CATALOGUE_BYTES_MAX
from queue_server.api.headers import HEADERS
from queue_server.domain.refusals import BodyInvalid, BodyTooLarge, Refusal
from tests.architecture.sources import ROOT

PATIENCE_S = 20.0
GET = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
CATALOGUE = b"PUT /api/v1/catalogue HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
POST = b"POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"


@pytest.mark.parametrize("request_", [GET, POST, POST.replace(b"Content-L", b"cONTENT-l")])
@given(surplus=st.binary(max_size=40))
def test_a_request_is_whole_with_its_last_byte_and_not_before(
    request_: bytes, surplus: bytes
) -> None:
    assert [n for n in range(len(request_)) if whole_length(request_[:n])] == []
    assert whole_length(request_ + surplus) == len(request_)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (b"x" * (HEAD_BYTES_MAX + 1), BodyInvalid),
        (b"\r\n\r\n", BodyInvalid),
        (POST.replace(b"Content-Length: 5", b"Transfer-Encoding: chunked"), BodyInvalid),
        (POST.replace(b": 5", b": %d" % (BODY_BYTES_MAX + 1)), BodyTooLarge),
        (CATALOGUE % (CATALOGUE_BYTES_MAX + 1), BodyTooLarge),
        (CATALOGUE.replace(b"/catalogue ", b"/catalogue/x ") % (BODY_BYTES_MAX + 1), BodyTooLarge),
        (POST.replace(b"t-Length: 5", b"t-Length: 5\r\nContent-Length: 99999"), BodyTooLarge),
    ],
)
def test_what_could_not_be_waited_for_is_refused(said: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        whole_length(said)


def test_catalogue_may_be_larger_than_other_bodies() -> None:
    head = CATALOGUE % CATALOGUE_BYTES_MAX
    assert whole_length(head + b"x" * BODY_BYTES_MAX) is None
    assert whole_length(head + b"x" * CATALOGUE_BYTES_MAX) == len(head) + CATALOGUE_BYTES_MAX
    asked = head.replace(b"/catalogue ", b"/catalogue?x=/ ")
    assert whole_length(asked) is None


def test_refusal_before_a_thread_has_shape_and_headers_of_every_other() -> None:
    head, _, body = refusal_bytes(BodyTooLarge()).partition(b"\r\n\r\n")
    assert json.loads(body)["error"]["code"] == "body_too_large"
    lines = head.decode().split("\r\n")
    assert lines[0] == "HTTP/1.1 413 Request Entity Too Large"
    told = dict(line.split(": ", 1) for line in lines[1:])
    assert {name: told.get(name) for name in HEADERS} == HEADERS
    assert (told["Connection"], int(told["Content-Length"])) == ("close", len(body))


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A real gunicorn with two threads."""
    found = free_ports(1)
    command = [sys.executable, "-m", "tests.realtime.slow_server", str(found)]
    process = subprocess.Popen(command, cwd=ROOT)
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", found)).close()
            break
    else:
        raise TimeoutError
    yield found
    process.terminate()
    process.wait(PATIENCE_S)


def call(port: int, *parts: bytes) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
    for part in parts:
        made.sendall(part)
    return made


def answer(line: socket.socket, end: bytes) -> bytes:
    """What comes, up to where it must end."""
    heard = b""
    while not heard.endswith(end):
        more = line.recv(4_096)
        assert more, heard
        heard += more
    return heard


HALVES = [b"", b"GET / HTTP/1.1\r\nHost: x\r\n", POST[:-2], GET + GET[:8]]


def test_halves_of_requests_keep_nobody_waiting_and_are_closed(port: int) -> None:
    with ExitStack() as open_lines:
        lines = [open_lines.enter_context(call(port, half)) for half in HALVES * 8]
        for _ in range(4):
            with call(port, GET) as line:
                assert answer(line, b"/a ").startswith(b"HTTP/1.1 200")
        for line in lines:
            with suppress(ConnectionResetError):
                while line.recv(4_096):
                    pass  # the one whole request among the halves was answered


def test_the_oldest_goes_when_too_many_wait(port: int) -> None:
    with ExitStack() as open_lines:
        first = open_lines.enter_context(call(port, HALVES[1]))
        for _ in range(WAITING_MAX + 20):
            open_lines.enter_context(call(port, HALVES[1]))
        assert first.recv(10) == b""
        with call(port, GET) as line:
            answer(line, b"/a ")


def test_the_oldest_goes_when_too_many_large_ones_wait(port: int) -> None:
    half = CATALOGUE % CATALOGUE_BYTES_MAX + b"x" * (HEAD_BYTES_MAX + BODY_BYTES_MAX)
    with ExitStack() as open_lines:
        lines = [open_lines.enter_context(call(port, half)) for _ in range(LARGE_MAX + 1)]
        with suppress(ConnectionResetError):
            assert lines[0].recv(10) == b""
        lines[-1].sendall(b"x" * (CATALOGUE_BYTES_MAX - HEAD_BYTES_MAX - BODY_BYTES_MAX))
        assert lines[-1].recv(20).startswith(b"HTTP/1.1 200")


def test_requests_one_after_the_other_and_in_pieces_are_answered_in_turn(port: int) -> None:
    with call(port, POST + GET + POST[:20], POST[20:] + GET[:3], GET[3:]) as line:
        heard = answer(line, b"/a ")
        while heard.count(b"HTTP/1.1 200") < 4:
            heard += answer(line, b"/a ")
    bodies = [part[-len(b"/b hello") :] for part in heard.split(b"HTTP/1.1")[1:]]
    assert [b"/b hello" in body for body in bodies] == [True, False, True, False]


def test_long_body_is_refused_before_it_is_sent(port: int) -> None:
    with call(port, POST.replace(b": 5", b": 999999999")) as line:
        heard = answer(line, b"}}")
        assert heard.startswith(b"HTTP/1.1 413")
