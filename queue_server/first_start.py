"""The first start: a code that only who runs the machine can read lets one administrator in.

There is no account of its own that could be forgotten with its password unchanged. The code lives
an hour, is used once, and ends after a few wrong ones; the next start makes another.
"""

import hmac
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from protocol.ids import RandomBytes
from queue_server.domain.codes import new_code, read_code
from queue_server.domain.refusals import SetupClosed, SetupCodeWrong

CODE_LENGTH = 12
LIVES_S = 3_600
TRIES_MAX = 10
OWNER_ALONE = 0o600


class SetupDoor:
    """Open while a server has no administrator and somebody may still know the code."""

    def __init__(self, random_bytes: RandomBytes, monotonic: Callable[[], float]) -> None:
        """Closed, until `open` gives the code."""
        self._random_bytes = random_bytes
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._code: str | None = None
        self._ends = 0.0
        self._tries = 0
        self._note: Path | None = None

    def open(self, note: Path | None = None) -> str:
        """Give the code; `note` is a file to keep it in for its owner's eyes."""
        self._code = new_code(self._random_bytes, length=CODE_LENGTH)
        self._ends, self._tries = self._monotonic() + LIVES_S, TRIES_MAX
        if note is not None:
            note.unlink(missing_ok=True)
            note.touch(mode=OWNER_ALONE)
            note.write_text(f"{self._code}\n", encoding="ascii")
            self._note = note
        return self._code

    @property
    def is_open(self) -> bool:
        """Whether a code could still be right."""
        return self._code is not None and self._monotonic() < self._ends and self._tries > 0

    @contextmanager
    def enter(self, code: str) -> Iterator[None]:
        """Do what the code is for, one at a time; done without a refusal, the code is dead.

        Refuses with SetupClosed or SetupCodeWrong.
        """
        with self._lock:
            if not self.is_open or self._code is None:
                raise SetupClosed()
            if not hmac.compare_digest(read_code(code).encode(), self._code.encode()):
                self._tries -= 1
                raise SetupCodeWrong()
            yield
            self._code = None
            if self._note is not None:
                self._note.unlink(missing_ok=True)
