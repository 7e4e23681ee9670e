"""What every way to a printer promises: nothing waits longer than it was told to."""

import os
import select
from abc import ABC, abstractmethod
from dataclasses import dataclass


class Unreachable(Exception):
    """The printer cannot be reached; not one byte went out."""


class Lost(Exception):
    """The line broke while it was open."""


@dataclass(frozen=True)
class Exchange:
    """How many bytes went out and which came in."""

    written: int
    received: bytes


class Transport(ABC):
    """One line to one printer, opened for one job."""

    @abstractmethod
    def open(self) -> None:
        """Open the line; Unreachable when there is none within the connect time."""

    @abstractmethod
    def exchange(self, data: memoryview, *, wait_s: float) -> Exchange:
        """Write what the printer takes and read what it says, whichever can be done first.

        Waits at most `wait_s` for the first of the two. Lost when the line broke.
        """

    @abstractmethod
    def close(self) -> None:
        """Close so that bytes under way still arrive; never raises, waits a bounded time."""

    def abandon(self) -> None:
        """Close so that as little as possible of a failed job still arrives; never raises."""
        self.close()


READ_SIZE = 4096


def exchange_on(descriptor: int, data: memoryview, *, wait_s: float) -> Exchange:
    """Do an exchange on a non-blocking file descriptor; Lost on end of file or an error."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN | (select.POLLOUT if data else 0))
    ready = dict(poll.poll(max(0, round(wait_s * 1000)))).get(descriptor, 0)
    try:
        received = _read(descriptor) if ready & (select.POLLIN | select.POLLHUP) else b""
        written = os.write(descriptor, data) if data and ready & select.POLLOUT else 0
    except BlockingIOError:
        return Exchange(0, b"")
    except OSError as error:
        raise Lost(str(error)) from error
    if ready & (select.POLLERR | select.POLLNVAL) and not received:
        raise Lost("line error")
    return Exchange(written, received)


def _read(descriptor: int) -> bytes:
    received = os.read(descriptor, READ_SIZE)
    if not received:
        raise Lost("closed by the printer")
    return received
