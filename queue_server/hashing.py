"""Passwords as they are stored: Argon2id. It costs time and memory on purpose, so few at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from protocol.ids import RandomBytes
from queue_server.domain.refusals import SignInBusy
from queue_server.passwords import compose

SALT_BYTES = 16
# One hash takes 64 MiB and a core for a tenth of a second: commands keep the other core.
AT_ONCE_MAX = 1
WAITING_MAX = 16
PATIENCE_S = 8.0


class Hasher:
    """Makes and checks hashes, a few at once; whoever would wait too long is refused."""

    def __init__(self, random_bytes: RandomBytes, *, work: PasswordHasher | None = None) -> None:
        """`work` says how dear a hash is; else as RFC 9106 has it for 64 MiB."""
        self._work = work or PasswordHasher()
        self._random_bytes = random_bytes
        self._queue = threading.BoundedSemaphore(AT_ONCE_MAX + WAITING_MAX)
        self._desk = threading.BoundedSemaphore(AT_ONCE_MAX)
        self._nobody: str | None = None

    def make(self, password: str) -> str:
        """Give what is stored of a password; refuses with SignInBusy."""
        with self._turn():
            return self._hash(password)

    def check(self, password: str, stored: str | None) -> bool:
        """Tell whether it is the password; for nobody's it takes as long. Refuses with SignInBusy.

        The hash of nobody is of random bytes and has the cost of all others.
        """
        with self._turn():
            if self._nobody is None:
                self._nobody = self._hash(self._random_bytes(32).hex())
            is_right = self._is_right(password, stored or self._nobody)
            return is_right and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Tell whether it was made when hashes were cheaper."""
        return self._work.check_needs_rehash(stored)

    def _hash(self, password: str) -> str:
        return self._work.hash(compose(password), salt=self._random_bytes(SALT_BYTES))

    def _is_right(self, password: str, stored: str) -> bool:
        try:
            return self._work.verify(stored, compose(password))
        except (VerificationError, InvalidHashError):
            return False

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._queue.acquire(blocking=False):
            raise SignInBusy()
        try:
            if not self._desk.acquire(timeout=PATIENCE_S):
                raise SignInBusy()
            try:
                yield
            finally:
                self._desk.release()
        finally:
            self._queue.release()
