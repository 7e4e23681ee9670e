"""Connections on which a whole answer, head and body, keeps to one deadline.

A socket's time-out starts anew with every byte that comes. An answer that drips, from a gateway
in trouble or by ill will, would hold the asking thread for hours: the poll, the outbox or a tap.
Here what is left of the time is the time-out of each read.
"""

import http.client
import io
import socket
import time
from collections.abc import Callable
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection


class _Deadline:
    """So long from now, in real time, for that is what a network takes."""

    def __init__(self, within_s: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._ends = monotonic() + within_s

    def left_s(self) -> float:
        """Give the seconds that are left; TimeoutError when there are none."""
        left_s = self._ends - self._monotonic()
        if left_s <= 0:
            raise TimeoutError("the answer took too long")
        return left_s


class _Reader(io.RawIOBase):
    """What comes over a socket until a deadline; TimeoutError afterwards."""

    def __init__(self, raw: io.RawIOBase, line: socket.socket, *, deadline: _Deadline) -> None:
        self._raw = raw
        self._line = line
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._line.settimeout(self._deadline.left_s())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimelyConnection(HTTPConnection):
    """A connection; its `timeout` is what is left for an answer when one is awaited."""

    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]
        deadline = None if self.timeout is None else _Deadline(self.timeout)

        def begin(line: socket.socket, *said: Any, **more: Any) -> http.client.HTTPResponse:
            answer = http.client.HTTPResponse(line, *said, **more)
            if deadline is not None:
                reader = _Reader(answer.fp.detach(), line, deadline=deadline)
                answer.fp = io.BufferedReader(reader)
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
