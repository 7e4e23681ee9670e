"""Holds back who keeps guessing, by what is guessed and by where it comes from.

Kept in memory, at most KEPT_MAX of each kind: what was tried longest ago goes first. A try counts
before its answer is known, so a hundred at once are a hundred.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from queue_server.domain.lockout import Allowance, wait_s
from queue_server.domain.refusals import TriesUsed

KEPT_MAX = 4_096


@dataclass
class _Tries:
    failures: int
    until: float
    last: float


class Guard:
    """Tries of one kind of thing, such as logins or addresses; safe from any thread."""

    def __init__(self, allowed: Allowance, monotonic: Callable[[], float]) -> None:
        """Nothing was tried yet."""
        self.allowed = allowed
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    def try_one(self, key: str | None) -> None:
        """Count a try as failed until it is forgiven; refuses with TriesUsed.

        None stands for everybody, and is never held back.
        """
        if key is None:
            return
        now = self._monotonic()
        with self._lock:
            known = self._tries.pop(key, None)
            if known is None or now - known.last > self.allowed.forgotten_s:
                known = _Tries(0, now, now)
            self._keep(key, known)
            if known.until > now:
                raise TriesUsed(wait_s=math.ceil(known.until - now))
            known.failures += 1
            known.last = now
            known.until = now + wait_s(known.failures, self.allowed)

    def _keep(self, key: str, tries: _Tries) -> None:
        if len(self._tries) >= KEPT_MAX:
            self._tries.popitem(last=False)
        self._tries[key] = tries

    def forgive(self, key: str) -> None:
        """Forget what failed: it was the right one after all."""
        with self._lock:
            self._tries.pop(key, None)

    def take_back(self, key: str | None) -> None:
        """Count one try less: it went well, and says nothing of the others."""
        with self._lock:
            known = self._tries.get(key or "")
            if known is not None and known.failures > 0:
                known.failures -= 1
                known.until = self._monotonic()
