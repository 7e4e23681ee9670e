"""The emulated printer on a socket: one connection at a time, as real ones have it."""

import contextlib
import select
import socket
import struct
import threading
import time
from collections.abc import Callable

from printers.emulator.printer import EmulatedPrinter

TICK_S = 0.004
IDLE_TICK_S = 0.05
KERNEL_BUFFER = 2048  # so that a full printer is felt by who sends
BACKLOG = 8
HARD_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER with no time: the peer sees a reset


class TcpPrinter:
    """Serves one emulated printer on a TCP port until stopped."""

    def __init__(
        self,
        printer: EmulatedPrinter,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._printer = printer
        self._monotonic = monotonic
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL_BUFFER)
        self._listener.bind((host, port))
        self._listener.listen(BACKLOG)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="emulated-printer", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._listener.getsockname()[1])

    def start(self) -> "TcpPrinter":
        """Begin to serve."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and close."""
        self._stopping.set()
        self._thread.join(timeout=5)
        self._listener.close()

    def __enter__(self) -> "TcpPrinter":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(self) -> None:
        last_s = self._monotonic()
        while not self._stopping.is_set():
            ready, _, _ = select.select([self._listener], [], [], IDLE_TICK_S)
            last_s = self._live(last_s)
            if ready:
                line, _ = self._listener.accept()
                last_s = self._serve_line(line, last_s)

    def _live(self, last_s: float) -> float:
        """Let the printer live up to now without anybody on the line."""
        now_s = self._monotonic()
        with contextlib.suppress(ConnectionError):
            self._printer.advance(now_s - last_s)
        return now_s

    def _serve_line(self, line: socket.socket, last_s: float) -> float:
        """Speak on one connection until either side ends it."""
        with line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.setblocking(False)
            try:
                if not self._printer.connect():
                    raise ConnectionResetError("no power")
                while not self._stopping.is_set():
                    now_s = self._monotonic()
                    replies = self._printer.advance(now_s - last_s)
                    last_s = now_s
                    if not self._exchange(line, replies):
                        break
            except OSError:
                with contextlib.suppress(OSError):
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, HARD_CLOSE)
            self._printer.disconnect()
        return last_s

    def _exchange(self, line: socket.socket, replies: bytes) -> bool:
        """Send what is to be said and take what fits; False when the other side is done."""
        if replies:
            with contextlib.suppress(BlockingIOError):
                line.send(replies)
        room = self._printer.room
        poll = select.poll()
        poll.register(line, select.POLLIN if room else 0)  # a reset is seen in any case
        ready = dict(poll.poll(TICK_S * 1000)).get(line.fileno(), 0)
        if ready & (select.POLLHUP | select.POLLERR):
            raise ConnectionResetError("given up by the other side")
        if not ready:
            return True
        data = line.recv(room)
        if not data:
            return False
        self._printer.receive(data)
        return True
