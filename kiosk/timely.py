"""Connections on which a whole answer, head and body, keeps to one deadline.

A socket's time-out starts anew with every byte that comes. An answer that drips, from a gateway
in trouble or by ill will, would hold the asking thread for hours: the poll, the outbox or a tap.
Here what is left of the time is the time-out of each read.
"""

import http.client
import io
import socket
import time
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection


class _Reader(io.RawIOBase):
    """What comes over a socket until `ends`, by `time.monotonic`; TimeoutError afterwards."""

    def __init__(self, raw: io.RawIOBase, line: socket.socket, *, ends: float) -> None:
        self._raw = raw
        self._line = line
        self._ends = ends

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left_s = self._ends - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the answer took too long")
        self._line.settimeout(left_s)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimelyConnection(HTTPConnection):
    """A connection; its `timeout` is what is left for an answer when one is awaited."""

    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]
        ends = None if self.timeout is None else time.monotonic() + self.timeout

        def begin(line: socket.socket, *said: Any, **more: Any) -> http.client.HTTPResponse:
            answer = http.client.HTTPResponse(line, *said, **more)
            if ends is not None:
                answer.fp = io.BufferedReader(_Reader(answer.fp.detach(), line, ends=ends))
            return answer

        self.response_class = begin  # type: ignore[assignment]
        return super().getresponse()


class _TimelyTlsConnection(_TimelyConnection, HTTPSConnection):
    """The same over TLS."""


class _TimelyPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _TimelyConnection


class _TimelyTlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _TimelyTlsConnection


class TimelyPools(urllib3.PoolManager):
    """Pools of such connections."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.pool_classes_by_scheme = {"http": _TimelyPool, "https": _TimelyTlsPool}
