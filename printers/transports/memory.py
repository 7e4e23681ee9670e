"""A printer in memory and in its own time: a fault in the third second costs no second.

The peer is anything that takes bytes and lives through time, such as the emulated printer.
"""

from typing import Protocol

from printers.transports.base import Exchange, Lost, Transport, Unreachable

TICK_S = 0.002


class Peer(Protocol):
    """The printer's side of the line."""

    def connect(self) -> bool:
        """Tell whether it takes the connection."""

    def receive(self, data: bytes) -> int:
        """Take as many bytes as fit; ConnectionError when its power is gone."""

    def advance(self, seconds: float) -> bytes:
        """Live on for a time and give what it sent back; ConnectionError as above."""

    def disconnect(self) -> None:
        """See the line closed."""


class VirtualTime:
    """Seconds that pass only when somebody waits."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def monotonic(self) -> float:
        """Give the seconds since the start."""
        return self.now_s


class MemoryTransport(Transport):
    """A line to a peer in the same process."""

    def __init__(self, peer: Peer, time: VirtualTime, *, link_bytes_s: float = 5e6) -> None:
        self._peer = peer
        self._time = time
        self._packet = max(1, int(link_bytes_s * TICK_S))

    def open(self) -> None:
        """Connect."""
        if not self._peer.connect():
            raise Unreachable("no answer")

    def exchange(self, data: memoryview, *, wait_s: float) -> Exchange:
        """Let time pass in small steps until bytes went out or came in."""
        ends_at = self._time.now_s + wait_s
        while True:
            done = self._step(bytes(data[: self._packet]))
            if done.written or done.received or self._time.now_s >= ends_at:
                return done

    def _step(self, packet: bytes) -> Exchange:
        """Do one step; a break after bytes went out is seen in the next one, as on a wire."""
        written = 0
        self._time.now_s += TICK_S
        try:
            written = self._peer.receive(packet) if packet else 0
            return Exchange(written, self._peer.advance(TICK_S))
        except ConnectionError as error:
            if written:
                return Exchange(written, b"")
            raise Lost(str(error)) from error

    def close(self) -> None:
        """Hang up."""
        self._peer.disconnect()
